// The connection to Referee: one WebSocket that comes back by itself, and the subscriptions on it.
// It knows the protocol and nothing about what a transfer means.

/** Waits before the next try, in milliseconds: doubling from half a second up to this. */
const LONGEST_WAIT_MS = 15_000;
/** A server that closes with one of these asks us to stay away. */
const STAY_AWAY = { from: 4000, to: 4099 };
/** A server that closes with one of these asks us to come back, but not at once. */
const COME_BACK_LATER = { from: 4100, to: 4199 };

/**
 * How long to wait before a try. Half of it is chance: when a server restarts, its browsers must
 * not all come back in the same moment.
 *
 * @param {number} attempt 0 for the first try after a connection was lost
 * @param {number} random 0 to 1
 */
export function waitBefore(attempt, random) {
  const longest = Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(attempt, 10));
  return Math.round(longest * (0.5 + random / 2));
}

/** The address of Referee's socket, seen from a page of the same server. */
export function socketAddress(page) {
  const address = new URL('v1/events', page);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

/**
 * Dispatches `connection` events; `connection` holds the newest:
 * `{state: 'connecting' | 'open' | 'waiting' | 'closed', message, retryInMs?}`.
 */
export class RefereeSocket extends EventTarget {
  connection = { state: 'connecting', message: 'Connecting …' };
  #address;
  #openSocket;
  #socket = null;
  #attempt = 0;
  #timer = null;
  #subscriptions = new Map();
  /** The newest entry of Referee's history that was seen here: where a new connection resumes. */
  #position = null;

  /** @param {function(string): WebSocket} openSocket for tests */
  constructor(address, openSocket = (url) => new WebSocket(url, 'referee.v1')) {
    super();
    this.#address = address;
    this.#openSocket = openSocket;
  }

  connect() {
    if (this.#socket || this.connection.state === 'closed') {
      return;
    }
    clearTimeout(this.#timer);
    this.#report({ state: 'connecting', message: 'Connecting …' });
    const socket = this.#openSocket(this.#address);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = ({ code, reason }) => this.#lost(code, reason);
  }

  /** Ends the connection for good. */
  close() {
    this.#report({ state: 'closed', message: 'Closed' });
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
  }

  /**
   * Subscribes now and again after every reconnection, until `unsubscribe` or an error.
   *
   * @param {string} id unique on this socket
   * @param {object} what `{all: true}`, `{dialog: {callId, localTag, remoteTag}}` or `{endpoint}`
   * @param {object} handlers `snapshot(transfers, recovered)`, `event(transfer, cloudEvent)` and
   *     `error(code, message)`, after which the subscription is gone
   */
  subscribe(id, what, handlers) {
    const subscription = { what, handlers, since: null, newest: 0 };
    this.#subscriptions.set(id, subscription);
    if (this.connection.state === 'open') {
      this.#sendSubscribe(id, subscription);
    }
  }

  unsubscribe(id) {
    if (this.#subscriptions.delete(id) && this.connection.state === 'open') {
      this.#send({ type: 'unsubscribe', id });
    }
  }

  #receive(frame) {
    switch (frame.type) {
      case 'welcome':
        this.#welcome(frame);
        break;
      case 'subscribed':
        this.#subscribed(frame);
        break;
      case 'event':
        this.#event(frame);
        break;
      case 'error':
        this.#error(frame);
        break;
      default:
        // A newer server may say more than this page understands.
        break;
    }
  }

  #welcome({ epoch, offset }) {
    this.#attempt = 0;
    const before = this.#position;
    this.#position = { epoch, offset };
    if (before && before.epoch === epoch) {
      this.#position.offset = before.offset;
    }
    this.#report({ state: 'open', message: 'Live' });
    for (const [id, subscription] of this.#subscriptions) {
      this.#sendSubscribe(id, subscription, before);
    }
  }

  #sendSubscribe(id, subscription, position) {
    const frame = { type: 'subscribe', id, ...subscription.what };
    // Only a subscription that was confirmed before has anything to resume.
    if (subscription.since && position) {
      frame.from = position;
    }
    if (subscription.since !== this.#position.epoch) {
      subscription.newest = 0;
    }
    this.#send(frame);
  }

  #subscribed({ id, transfers, recovered }) {
    const subscription = this.#subscriptions.get(id);
    if (subscription) {
      subscription.since = this.#position.epoch;
      subscription.handlers.snapshot?.(transfers ?? [], recovered !== false);
    }
  }

  #event({ offset, ids, event }) {
    this.#position.offset = Math.max(this.#position.offset, offset);
    for (const id of ids) {
      const subscription = this.#subscriptions.get(id);
      // What is resumed may come twice.
      if (subscription && offset > subscription.newest) {
        subscription.newest = offset;
        subscription.handlers.event?.(event.data, event);
      }
    }
  }

  #error({ id, code, message }) {
    const subscription = this.#subscriptions.get(id);
    if (subscription) {
      this.#subscriptions.delete(id);
      subscription.handlers.error?.(code, message);
    }
  }

  #lost(code, reason) {
    this.#socket = null;
    if (this.connection.state === 'closed') {
      return;
    }
    if (within(code, STAY_AWAY)) {
      this.#report({ state: 'closed', message: `Referee ended the connection: ${reason || code}` });
      return;
    }
    const retryInMs = waitBefore(this.#attempt + (within(code, COME_BACK_LATER) ? 2 : 0), Math.random());
    this.#attempt += 1;
    this.#report({ state: 'waiting', message: 'Connection lost, trying again …', retryInMs });
    this.#timer = setTimeout(() => this.connect(), retryInMs);
  }

  #send(frame) {
    this.#socket?.send(JSON.stringify(frame));
  }

  #report(connection) {
    this.connection = connection;
    this.dispatchEvent(new Event('connection'));
  }
}

function within(code, { from, to }) {
  return code >= from && code <= to;
}
