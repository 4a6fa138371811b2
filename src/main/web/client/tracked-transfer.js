import { callOf } from './phones.js';
import { isAskedBy, isEnd, leavesAlone, refusedBy } from './states.js';
import { TrackingLost } from './tracking-lost.js';

/**
 * What had ended before anybody asked is told after this time only, should no newer transfer turn up:
 * who sends a REFER and asks at once does not mean the one before.
 */
const OLD_END_AFTER_MS = 1_000;
/** How long after the end of a call a transfer may still turn up. */
const LINGER_MS = 60_000;

/** One transfer of a call: the one that is under way, else the next, else the one that ended last. */
export class TrackedTransfer extends EventTarget {
  /** A promise of the transfer in its end state, failed or not; rejected when tracking is lost. */
  outcome;
  /** Why tracking was lost, else null. */
  error = null;
  #feed;
  #session;
  #past;
  #signal;
  #id = null;
  #referIsOut = false;
  #over = false;
  #history = [];
  #oldEndTimer;
  #lingerTimer;
  #settle;
  #moved;
  #move;

  /** Use `Referee.track()`. */
  constructor(feed, session, { signal, after } = {}) {
    super();
    this.#feed = feed;
    this.#session = session;
    this.#past = new Set(after && [after.#id, ...after.#past, ...after.#feed.endedIds]);
    this.#signal = signal;
    this.outcome = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // Who only listens to events has not asked for it.
    this.outcome.catch(() => {});
    this.#stir();
    if (signal?.aborted) {
      this.#abort();
      return;
    }
    signal?.addEventListener('abort', this.#abort);
    feed.listen(this);
    if (feed.isOver) {
      this.callOver();
    }
  }

  /** The transfer as it was told last, or null. */
  get latest() {
    return this.#history.at(-1) ?? null;
  }

  /** Its state; undefined before there is a transfer. */
  get state() {
    return this.latest?.state;
  }

  /** Its reason, in an end state. */
  get reason() {
    return this.latest?.reason;
  }

  /** The call's dialog: with it a page that is reloaded tracks on. Null while it is not known. */
  get dialog() {
    return this.#feed.what?.dialog ?? null;
  }

  /** Every state, each once, from the first that is known to the end. */
  async *[Symbol.asyncIterator]() {
    for (let next = 0; !isEnd(this.#history[next - 1]?.state); next++) {
      while (next >= this.#history.length) {
        if (this.error) {
          throw this.error;
        }
        await this.#moved;
      }
      yield this.#history[next];
    }
  }

  /**
   * Hangs a call of this phone up as soon as the transfer has left it with nobody to talk to. It stays
   * up while the caller is or may be in it, when it is not the transferor's, and when tracking is lost.
   *
   * @param {object} session the one that was tracked, if none is given
   * @returns {Promise<boolean>} whether it was hung up here
   */
  async hangUpWhenSettled(session = this.#session) {
    const phone = callOf(session);
    if (!phone) {
      throw new TypeError('hangUpWhenSettled() takes the session of JsSIP or SIP.js to hang up.');
    }
    const end = await this.outcome.catch(() => null);
    if (!end || phone.isOver || !leavesAlone(end, phone.dialog?.callId)) {
      return false;
    }
    phone.hangUp();
    return true;
  }

  // What follows is for the feed.

  told(transfer, live) {
    if (this.#id === null && live && this.#concernsUs(transfer)) {
      this.#id = transfer.id;
    }
    if (transfer.id === this.#id) {
      this.#show(transfer);
    }
  }

  settled() {
    const newest = this.#newest();
    if (this.#id !== null || !newest) {
      return;
    }
    if (isEnd(newest.state)) {
      clearTimeout(this.#oldEndTimer);
      this.#oldEndTimer = setTimeout(() => this.#tellOldEnd(), OLD_END_AFTER_MS);
    } else {
      this.told(newest, true);
    }
  }

  gap(present) {
    const missed = this.#id === null ? this.#referIsOut && !this.#newest() : !present.has(this.#id);
    if (missed) {
      const why = 'Referee no longer knows what became of this transfer.';
      this.lost(new TrackingLost('history-lost', why));
    }
  }

  referSent() {
    this.#referIsOut = true;
  }

  /** @returns {string | undefined} the id of the transfer that ends so, when it is known */
  referRefused(status, phrase) {
    const known = this.latest;
    this.#referIsOut = false;
    if (known && !isAskedBy(known, this.#feed.callId)) {
      return undefined; // that is somebody else's transfer
    }
    this.#show(refusedBy(known, status, phrase));
    return known?.id;
  }

  callOver() {
    const neverWasOne = !this.#feed.what;
    clearTimeout(this.#lingerTimer);
    this.#lingerTimer = setTimeout(
      () => {
        if (neverWasOne || this.#feed.isUpToDate) {
          this.#giveUp();
        } else {
          this.callOver(); // what happened meanwhile is still to come
        }
      },
      neverWasOne ? 0 : LINGER_MS,
    );
  }

  lost(error) {
    if (this.#over) {
      return;
    }
    this.error = error;
    this.#finish();
    this.#settle.reject(error);
    this.dispatchEvent(Object.assign(new Event('lost'), { error }));
  }

  #abort = () => this.lost(this.#signal.reason);

  #concernsUs({ id }) {
    return !this.#past.has(id) && !this.#feed.past.has(id);
  }

  /** Requested last, of those that concern us. */
  #newest() {
    return [...this.#feed.transfers.values()]
      .filter((transfer) => this.#concernsUs(transfer))
      .reduce((best, one) => (requested(one) >= requested(best) ? one : best), null);
  }

  #tellOldEnd() {
    const newest = this.#newest();
    if (this.#id === null && newest) {
      this.told(newest, true);
    }
  }

  #giveUp() {
    if (this.#id === null) {
      const why = 'The call has ended, and Referee tells of no transfer.';
      this.lost(new TrackingLost('no-transfer', why));
    }
  }

  #show(transfer) {
    if (this.#over) {
      return;
    }
    this.#history.push(transfer);
    const isOver = isEnd(transfer.state);
    if (isOver) {
      this.#finish();
      this.#settle.resolve(transfer);
    }
    this.#stir();
    this.dispatchEvent(Object.assign(new Event('statechange'), { transfer }));
  }

  #finish() {
    this.#over = true;
    clearTimeout(this.#oldEndTimer);
    clearTimeout(this.#lingerTimer);
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#feed.leave(this);
    this.#stir();
  }

  /** Wakes those who iterate. */
  #stir() {
    this.#move?.();
    this.#moved = new Promise((resolve) => (this.#move = resolve));
  }
}

const requested = (transfer) => Date.parse(transfer?.times?.requested) || 0;
