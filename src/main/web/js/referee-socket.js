// The connection to Referee: one WebSocket that comes back by itself, and the subscriptions on it.
// It knows the protocol and nothing about what a transfer means.

/** Waits before the next try, in milliseconds: doubling from half a second up to this. */
const LONGEST_WAIT_MS = 15_000;
/** A server that closes with one of these asks us to stay away. */
const STAY_AWAY = { from: 4000, to: 4099 };
/** A server that asks us to come back begins its reason with this, in milliseconds. */
const RETRY_AFTER = /^retryAfterMs=(\d+)/;

/**
 * How long to wait before a try. Half of it is chance: when a server restarts, its browsers must
 * not all come back in the same moment.
 *
 * @param {number} attempt 0 for the first try after a connection was lost
 * @param {string} reason that the server gave for closing; may name a delay
 * @param {number} random 0 to 1
 */
export function waitBefore(attempt, reason, random) {
  const longest = Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(attempt, 10));
  const asked = Math.min(LONGEST_WAIT_MS, Number(RETRY_AFTER.exec(reason)?.[1] ?? 0));
  return Math.round(asked + longest * (0.5 + random / 2));
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
  /**
   * By id. `position` is where in Referee's history a new connection resumes: up to there all was
   * seen. Each has its own, because resuming one may be interrupted before another's turn.
   */
  #subscriptions = new Map();
  #epoch = null;
  #newestAtWelcome = 0;

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
    this.#subscriptions.set(id, { what, handlers, position: null });
    if (this.connection.state === 'open') {
      this.#sendSubscribe(id);
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
    this.#epoch = epoch;
    this.#newestAtWelcome = offset;
    this.#report({ state: 'open', message: 'Live' });
    for (const id of this.#subscriptions.keys()) {
      this.#sendSubscribe(id);
    }
  }

  #sendSubscribe(id) {
    const { what, position } = this.#subscriptions.get(id);
    this.#send({ type: 'subscribe', id, ...what, ...(position && { from: position }) });
  }

  #subscribed({ id, offset, transfers, recovered }) {
    const subscription = this.#subscriptions.get(id);
    if (!subscription) {
      return;
    }
    const lost = recovered === false;
    // Resumed, what was missed follows now: the position moves with it, not before it.
    if (!subscription.position || lost) {
      subscription.position = { epoch: this.#epoch, offset: offset ?? this.#newestAtWelcome };
    }
    subscription.handlers.snapshot?.(transfers ?? [], !lost);
  }

  #event({ offset, ids, event }) {
    for (const id of ids) {
      const subscription = this.#subscriptions.get(id);
      // What is resumed may come twice.
      if (subscription?.position && offset > subscription.position.offset) {
        subscription.position.offset = offset;
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
    if (code >= STAY_AWAY.from && code <= STAY_AWAY.to) {
      this.#report({ state: 'closed', message: `Referee ended the connection: ${reason || code}` });
      return;
    }
    const retryInMs = waitBefore(this.#attempt, reason, Math.random());
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
