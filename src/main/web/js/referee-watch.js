// What Referee tells one phone: it watches the transfers of that phone's own calls, as any browser may,
// and nothing else. Dispatches `change`.
import { isEnd } from './transfer-words.js';

/** The last word on a transfer often comes after this phone's own leg is gone. */
const LISTEN_AFTER_END_MS = 150_000;
const LOG_LINES = 100;

export class RefereeWatch extends EventTarget {
  /** Every state that Referee told, newest last: `{transfer, at}`. */
  log = [];
  /** What keeps it from telling anything; null while all is well. */
  problem = null;
  #referee;
  /** Of each transfer in the log the newest state, by id: two calls of this phone may be part of it. */
  #told = new Map();

  constructor(referee, phone) {
    super();
    this.#referee = referee;
    phone.addEventListener('call', ({ detail: call }) => this.#watch(phone, call));
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

  #watch(phone, call) {
    const left = new AbortController();
    const watch = this.#referee.watch(call.session, { signal: left.signal });
    watch.addEventListener('transfer', ({ transfer }) => this.#hear(transfer));
    watch.addEventListener('lost', ({ error }) => {
      this.problem = `Referee does not tell of this call: ${error.message}`;
      this.dispatchEvent(new Event('change'));
    });
    const leave = () => {
      if (!call.isLive) {
        phone.removeEventListener('change', leave);
        setTimeout(() => left.abort(), LISTEN_AFTER_END_MS);
      }
    };
    phone.addEventListener('change', leave);
  }

  #hear(transfer) {
    this.problem = null;
    const told = this.#told.get(transfer.id);
    if (told && (told.state === transfer.state || isEnd(told.state))) {
      return;
    }
    this.#told.delete(transfer.id);
    this.#told.set(transfer.id, transfer);
    this.log.push({ transfer, at: new Date() });
    this.log.splice(0, this.log.length - LOG_LINES);
    if (this.#told.size > LOG_LINES) {
      this.#told.delete(this.#told.keys().next().value);
    }
    this.dispatchEvent(new Event('change'));
  }
}
