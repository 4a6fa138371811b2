// What Referee tells one phone: it subscribes to the dialogs of that phone's own calls, as any
// browser may, and to nothing else. Dispatches `change`.
import { isEnd, newer } from './transfer-words.js';

/** Referee may learn a dialog's tags a moment after this phone does. */
const ASK_AGAIN_AFTER_MS = 1000;
const TRIES = 5;
/** The last word on a transfer often comes after this phone's own leg is gone. */
const LISTEN_AFTER_END_MS = 150_000;
const LOG_LINES = 100;

export class RefereeWatch extends EventTarget {
  /** Every state that Referee told, newest last: `{transfer, at}`. */
  log = [];
  /** What keeps it from telling anything; null while all is well. */
  problem = null;
  #socket;
  #transfers = new Map();

  constructor(socket, phone) {
    super();
    this.#socket = socket;
    phone.addEventListener('dialog', ({ detail: call }) => this.#watch(phone, call));
  }

  /** The newest transfer this phone takes part in, or null. */
  get newest() {
    return this.log.at(-1)?.transfer ?? null;
  }

  get isSettled() {
    return this.newest !== null && isEnd(this.newest.state);
  }

  clear() {
    this.log = [];
    this.problem = null;
    this.dispatchEvent(new Event('change'));
  }

  #watch(phone, call, attempt = 1) {
    this.#socket.subscribe(
      call.id,
      { dialog: call.dialog },
      {
        snapshot: (transfers) => transfers.forEach((transfer) => this.#hear(transfer)),
        event: (transfer) => this.#hear(transfer),
        error: (code, message) => this.#refused(phone, call, attempt, message || code),
      },
    );
    this.#leaveAfter(phone, call);
  }

  #hear(transfer) {
    this.problem = null;
    const known = this.#transfers.get(transfer.id);
    const shown = newer(known, transfer);
    // The same dialog may be told of twice: by two subscriptions, or again after a reconnection.
    if (
      known &&
      (shown === known || (shown.state === known.state && shown.reason === known.reason))
    ) {
      return;
    }
    this.#transfers.set(transfer.id, shown);
    this.log.push({ transfer: shown, at: new Date() });
    this.log.splice(0, this.log.length - LOG_LINES);
    this.dispatchEvent(new Event('change'));
  }

  #refused(phone, call, attempt, message) {
    if (attempt < TRIES && call.isLive) {
      setTimeout(() => this.#watch(phone, call, attempt + 1), ASK_AGAIN_AFTER_MS);
      return;
    }
    this.problem = `Referee does not know this call: ${message}`;
    this.dispatchEvent(new Event('change'));
  }

  #leaveAfter(phone, call) {
    const check = () => {
      if (!call.isLive) {
        phone.removeEventListener('change', check);
        setTimeout(() => this.#socket.unsubscribe(call.id), LISTEN_AFTER_END_MS);
      }
    };
    phone.addEventListener('change', check);
  }
}
