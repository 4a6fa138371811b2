// What is known of the transfers of one call (or endpoint, or all), for all who want to know: one
// subscription, however many listen, for as long as anybody does.
import { isAskedBy, isEnd, isNews } from './states.js';

/** The oldest are forgotten; one call has a handful. */
const MOST_TRANSFERS = 500;
const MOST_REFUSALS = 10;
/** How long after a refused REFER Referee may still begin to tell of it. */
const REFUSAL_IS_TOLD_WITHIN_MS = 5_000;

/**
 * Listeners have `told(transfer, live)` for each step of a transfer, `settled()` when the answer to
 * the subscription was told, `gap(present)` when history was lost (with the ids that are still known),
 * and `lost(error)`. With a phone also `referSent()`, `referRefused(status, phrase)` and `callOver()`.
 */
export class Feed {
  what;
  /** By id, each as it was told last. */
  transfers = new Map();
  /** Ids of those that are no news to who asks for the present transfer of this call. */
  past = new Set();
  #isCurrent = false;
  #connection;
  #phone;
  #listeners = new Set();
  /** REFERs that the phone saw refused: `{status, until, id?}`; id of the transfer they became. */
  #refusals = [];

  /**
   * @param {Connection} connection
   * @param {object | null} what to subscribe to; null to wait for the phone's dialog
   * @param {object} [phone] see phones.js
   */
  constructor(connection, what, phone) {
    this.#connection = connection;
    this.what = what;
    this.#phone = phone;
    phone?.onChange(() => this.#phoneChanged());
    phone?.onRefer(
      () => this.#referSent(),
      (status, phrase) => this.#referRefused(status, phrase),
    );
  }

  /** Of the call; undefined for other feeds, and until the phone knows it. */
  get callId() {
    return this.what?.dialog?.callId;
  }

  get isOver() {
    return this.#phone?.isOver ?? false;
  }

  /** Of the transfers that are over. */
  get endedIds() {
    return [...this.transfers.values()].filter(({ state }) => isEnd(state)).map(({ id }) => id);
  }

  /** Whether nothing can be on its way that is older than a moment. */
  get isUpToDate() {
    return this.#isCurrent && Boolean(this.id);
  }

  listen(listener) {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.#begin();
    } else if (this.#isCurrent) {
      listener.settled?.();
    }
  }

  leave(listener) {
    if (this.#listeners.delete(listener) && this.#listeners.size === 0) {
      this.#connection.remove(this);
    }
  }

  #begin() {
    if (!this.what && this.#phone.dialog) {
      this.what = { dialog: this.#phone.dialog };
    }
    if (this.what) {
      this.#isCurrent = false;
      this.position = null;
      this.#connection.add(this);
    }
  }

  #phoneChanged() {
    if (this.#listeners.size > 0 && !this.what) {
      this.#begin();
    }
    if (this.#phone.isOver) {
      this.#tell((listener) => listener.callOver?.());
    }
  }

  #referSent() {
    this.endedIds.forEach((id) => this.past.add(id));
    this.#tell((listener) => listener.referSent?.());
  }

  #referRefused(status, phrase) {
    const refusal = { status, until: Date.now() + REFUSAL_IS_TOLD_WITHIN_MS };
    this.#refusals.push(refusal);
    this.#refusals.splice(0, this.#refusals.length - MOST_REFUSALS);
    this.#tell((listener) => {
      refusal.id ??= listener.referRefused?.(status, phrase);
    });
    if (refusal.id) {
      this.past.add(refusal.id);
    }
  }

  /** For the connection. */
  snapshot(transfers, recovered) {
    transfers.forEach((transfer) => this.#hear(transfer, false));
    this.#isCurrent = true;
    this.#tell((listener) => listener.settled?.());
    if (!recovered) {
      const present = new Set(transfers.map(({ id }) => id));
      this.#tell((listener) => listener.gap?.(present));
    }
  }

  /** For the connection. */
  event(transfer) {
    this.#hear(transfer, true);
  }

  /** For the connection. */
  lost(error) {
    this.#tell((listener) => listener.lost(error));
    this.#listeners.clear();
  }

  #hear(transfer, live) {
    const known = this.transfers.get(transfer.id);
    if (!isNews(known, transfer)) {
      return;
    }
    this.transfers.set(transfer.id, transfer);
    if (this.transfers.size > MOST_TRANSFERS) {
      const [oldest] = this.transfers.keys();
      this.transfers.delete(oldest);
      this.past.delete(oldest);
    }
    this.#matchRefusals(transfer, !known);
    this.#tell((listener) => listener.told(transfer, live));
  }

  /**
   * A REFER that the phone saw refused has been told: when Referee tells of it as well, that is not
   * another transfer. Which one it is shows by its status, at the latest when it moves on after all.
   */
  #matchRefusals(transfer, isNew) {
    const refusal = this.#refusals.find(({ id, until }) =>
      id ? id === transfer.id : isNew && Date.now() < until,
    );
    if (!refusal) {
      return;
    }
    const { state, sip } = transfer;
    const status = sip?.referStatus ?? refusal.status;
    const fits =
      isAskedBy(transfer, this.callId) &&
      status === refusal.status &&
      (state === 'requested' || state === 'failed');
    refusal.id = fits ? transfer.id : undefined;
    this.past[fits ? 'add' : 'delete'](transfer.id);
  }

  #tell(what) {
    [...this.#listeners].forEach(what);
  }
}
