// The connection to Referee: one WebSocket that comes back by itself, and the subscriptions on it.
// It knows the protocol (docs/PROTOCOL.md) and nothing of what a transfer means.
import { TrackingLost } from './tracking-lost.js';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A server may ask for a longer wait, but not for any. */
const LONGEST_ASKED_MS = 300_000;
/** A connection that lives shorter counts as one more failed try. */
const STABLE_AFTER_MS = 5_000;
const WELCOME_WITHIN_MS = 15_000;
const ANSWER_WITHIN_MS = 10_000;
const MOST_SUBSCRIPTIONS = 1_000;
/** Referee may learn a dialog's tags a moment after this phone does. */
const DIALOG_TRIES = 5;
const ASK_AGAIN_AFTER_MS = 1_000;
const TOKEN_TRIES = 3;

/**
 * How long to wait before a try, in milliseconds: what the server asked for, and then by chance up to
 * as much again or up to a limit that doubles (full jitter): when a server restarts, its browsers must
 * not all come back in the same moment.
 *
 * @param {number} attempt 0 for the first try after a connection was lost
 * @param {string} reason that the server gave for closing; may name a delay
 * @param {number} random 0 to 1
 */
export function waitBefore(attempt, reason, random) {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
  const [, delay = 0] = /^retryAfterMs=(\d+)/.exec(reason) ?? [];
  const asked = Math.min(LONGEST_ASKED_MS, Number(delay));
  return Math.round(asked + random * Math.max(asked, longest));
}

/** The socket of a server that is named by `https://HOST/` or by the socket's own `wss://` address. */
export function socketAddress(url) {
  const address = new URL(url);
  if (address.protocol.startsWith('http')) {
    address.pathname = address.pathname.replace(/[^/]*$/, 'v1/events');
    address.protocol = address.protocol.replace('http', 'ws');
  }
  return address.href;
}

/**
 * A subscription is an object with `what` (`{dialog}`, `{endpoint}` or `{all: true}`), and the methods
 * `snapshot(transfers, recovered)`, `event(transfer)` and `lost(error)`. The connection keeps in it:
 * `id` on the present socket, `position` (where in the history it resumes: up to there all was seen;
 * each has its own, because resuming one may be interrupted before another's turn) and `tries`.
 */
export class Connection {
  /** `{state: 'idle' | 'connecting' | 'open' | 'waiting' | 'closed', message, retryInMs?}` */
  status = { state: 'idle', message: 'Not connected' };
  #address;
  #token;
  #Socket;
  #onStatus;
  #subscriptions = new Set();
  #socket = null;
  #end = null;
  #epoch = null;
  #attempt = 0;
  #stableFrom = Infinity;
  #pingIntervalMs = 0;
  #ids = 0;
  #tokenTries = 0;
  /** Until the next try, the welcome, the next sign of life or the answer to a ping. */
  #timer;

  constructor(address, { token, WebSocket = globalThis.WebSocket }, onStatus) {
    this.#address = address;
    this.#token = token;
    this.#Socket = WebSocket;
    this.#onStatus = onStatus;
  }

  open() {
    if (this.status.state === 'idle') {
      globalThis.addEventListener?.('online', this.#wake);
      globalThis.document?.addEventListener('visibilitychange', this.#wake);
      this.#connect();
    }
  }

  /** Ends it for good; all subscriptions are lost. */
  close(error = new TrackingLost('closed', 'The connection to Referee was closed.')) {
    if (this.#end) {
      return;
    }
    this.#end = error;
    globalThis.removeEventListener?.('online', this.#wake);
    globalThis.document?.removeEventListener('visibilitychange', this.#wake);
    this.#drop();
    this.#report({ state: 'closed', message: error.message });
    for (const subscription of this.#subscriptions) {
      this.#lose(subscription, error);
    }
  }

  /** Subscribes now and again on every new socket, until `remove`, or until it is told as lost. */
  add(subscription) {
    if (!this.#end && this.#subscriptions.size >= MOST_SUBSCRIPTIONS) {
      this.#lose(subscription, new TrackingLost('too-many', 'Too many calls are tracked.'));
    } else if (this.#end) {
      this.#lose(subscription, this.#end);
    } else {
      subscription.tries = 0;
      this.#subscriptions.add(subscription);
      this.open();
      this.#subscribe(subscription);
    }
  }

  remove(subscription) {
    if (this.#subscriptions.delete(subscription) && subscription.id) {
      this.#send({ type: 'unsubscribe', id: subscription.id });
      subscription.id = null;
    }
  }

  #connect() {
    this.#drop();
    this.#report({ state: 'connecting', message: 'Connecting …' });
    const socket = new this.#Socket(this.#address, 'referee.v1');
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code, reason }) => this.#lost(code, reason);
    socket.onerror = () => {}; // close follows
    this.#timer = setTimeout(() => this.#lost(0, ''), WELCOME_WITHIN_MS);
  }

  /** Forgets the socket at once: on a network that is gone its close may take minutes. */
  #drop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    this.#stableFrom = Infinity;
    for (const subscription of this.#subscriptions) {
      subscription.id = null;
    }
    if (socket) {
      socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  #lost(code, reason) {
    if (code >= 4000 && code <= 4099) {
      const why = `Referee ended the connection for good: ${reason || code}.`;
      this.close(new TrackingLost('stay-away', why, code));
      return;
    }
    this.#attempt = Date.now() >= this.#stableFrom ? 0 : this.#attempt;
    this.#drop();
    const retryInMs = waitBefore(this.#attempt, reason, Math.random());
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.#connect(), retryInMs);
    this.#report({ state: 'waiting', message: 'Connection lost, trying again …', retryInMs });
  }

  /** The computer is back on the network, or the page is looked at again: is it still true? */
  #wake = () => {
    if (globalThis.document?.visibilityState === 'hidden') {
      return;
    }
    if (this.status.state === 'waiting') {
      this.#connect();
    } else if (this.status.state === 'open') {
      this.#probe();
    }
  };

  #report(status) {
    this.status = status;
    this.#onStatus();
  }

  #send(frame) {
    this.#socket?.send(JSON.stringify(frame));
  }

  /** Browsers do not show WebSocket pings; a connection that died in silence shows only so. */
  #probe() {
    clearTimeout(this.#timer);
    this.#send({ type: 'ping' });
    this.#timer = setTimeout(() => this.#lost(0, ''), ANSWER_WITHIN_MS);
  }

  #receive(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      this.#lost(0, ''); // this is not Referee
      return;
    }
    if (frame.type === 'welcome') {
      this.#welcome(frame);
    } else if (this.status.state === 'open') {
      this.#waitForSilence();
      this.#take(frame);
    }
  }

  #waitForSilence() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#probe(), this.#pingIntervalMs);
  }

  async #welcome({ epoch, pingIntervalMs }) {
    const socket = this.#socket;
    this.#epoch = epoch;
    this.#pingIntervalMs = pingIntervalMs || 25_000;
    this.#tokenTries = 0;
    if (!(await this.#authenticate()) || socket !== this.#socket) {
      return;
    }
    this.#stableFrom = Date.now() + STABLE_AFTER_MS;
    this.#waitForSilence();
    this.#report({ state: 'open', message: 'Live' });
    for (const subscription of this.#subscriptions) {
      this.#subscribe(subscription);
    }
  }

  /** Shows a token, when there is who gives one. False when there was none to be had. */
  async #authenticate() {
    const socket = this.#socket;
    try {
      const token = await this.#token?.();
      if (token && socket === this.#socket) {
        this.#send({ type: 'authenticate', token });
      }
      return true;
    } catch {
      if (socket === this.#socket) {
        this.#lost(0, '');
      }
      return false;
    }
  }

  #subscribe(subscription) {
    if (this.status.state !== 'open' || subscription.id || !this.#subscriptions.has(subscription)) {
      return;
    }
    const { what, position } = subscription;
    subscription.id = String(++this.#ids);
    subscription.resumes = Boolean(position);
    this.#send({
      type: 'subscribe',
      id: subscription.id,
      ...what,
      ...(position && { from: position }),
    });
  }

  #take(frame) {
    switch (frame.type) {
      case 'subscribed':
        this.#subscribed(this.#find(frame.id), frame);
        break;
      case 'event':
        frame.ids.forEach((id) => this.#event(this.#find(id), frame));
        break;
      case 'error':
        this.#refused(this.#find(frame.id), frame);
        break;
      default: // a newer server may say more than this library understands
    }
  }

  #find(id) {
    return id && [...this.#subscriptions].find((subscription) => subscription.id === id);
  }

  #subscribed(subscription, { offset, transfers, recovered }) {
    if (!subscription) {
      return;
    }
    subscription.tries = 0;
    this.#tokenTries = 0;
    // Resumed, what was missed follows event by event, and the position moves with it, not before.
    if (!subscription.resumes || !recovered) {
      subscription.position = { epoch: this.#epoch, offset };
      subscription.snapshot(transfers, recovered);
    }
  }

  #event(subscription, { offset, event }) {
    // What is resumed may come twice.
    if (subscription?.position && offset > subscription.position.offset) {
      subscription.position.offset = offset;
      subscription.event(event.data, event);
    }
  }

  #refused(subscription, { code, message }) {
    if (this.#token && /token/.test(code) && this.#tokenTries < TOKEN_TRIES) {
      this.#refresh(subscription);
    } else if (!subscription) {
      return; // answers a ping or a token, which Referee may not know yet
    } else if (code === 'unknown-dialog' && ++subscription.tries < DIALOG_TRIES) {
      subscription.id = null;
      setTimeout(() => this.#subscribe(subscription), ASK_AGAIN_AFTER_MS);
    } else {
      this.#subscriptions.delete(subscription);
      this.#lose(subscription, new TrackingLost(code, message));
    }
  }

  /** The token has expired: shows a new one, and resumes the subscription that ended with it. */
  async #refresh(subscription) {
    this.#tokenTries += 1;
    if (subscription) {
      subscription.id = null;
    }
    if ((await this.#authenticate()) && subscription) {
      this.#subscribe(subscription);
    }
  }

  #lose(subscription, error) {
    this.#subscriptions.delete(subscription);
    // Never before the caller has got hold of what is lost.
    queueMicrotask(() => subscription.lost(error));
  }
}
