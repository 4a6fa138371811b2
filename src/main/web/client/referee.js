// Tells a page how SIP transfers really ended. The way in: everything else is behind it.
import { Connection, socketAddress } from './connection.js';
import { Feed } from './feed.js';
import { callOf } from './phones.js';
import { TrackedTransfer } from './tracked-transfer.js';
import { TrackingLost } from './tracking-lost.js';
import { Watch } from './watch.js';

export { TrackingLost };

/** A connection to Referee. Dispatches `connectionchange`. One is enough for a page. */
export class Referee extends EventTarget {
  #connection;
  /** By session: who comes later shares what is known, and no REFER is missed between two. */
  #feeds = new WeakMap();

  /** See referee.d.ts for the parameters. */
  constructor(url, options = {}) {
    super();
    if (!(options.WebSocket ?? globalThis.WebSocket)) {
      throw new TypeError('There is no WebSocket here: give one as options.WebSocket.');
    }
    this.#connection = new Connection(socketAddress(url), options, () =>
      this.dispatchEvent(new Event('connectionchange')),
    );
  }

  get connection() {
    return this.#connection.status;
  }

  connect() {
    this.#connection.open();
  }

  close() {
    this.#connection.close();
  }

  track(call, options) {
    const isSession = callOf(call) !== null;
    if (!isSession && !isDialog(call)) {
      throw new TypeError(
        'track() takes a session of JsSIP or SIP.js, or {callId, localTag, remoteTag}.',
      );
    }
    return new TrackedTransfer(this.#feed(call), isSession ? call : undefined, options);
  }

  watch(what, options) {
    return new Watch(this.#feed(what), options);
  }

  #feed(what) {
    const phone = callOf(what);
    if (!phone) {
      return new Feed(this.#connection, isDialog(what) ? { dialog: dialogOf(what) } : { ...what });
    }
    if (!this.#feeds.has(what)) {
      this.#feeds.set(what, new Feed(this.#connection, null, phone));
    }
    return this.#feeds.get(what);
  }
}

const isDialog = (what) => Boolean(what?.callId && what.localTag && what.remoteTag);

const dialogOf = ({ callId, localTag, remoteTag, sessionId }) =>
  sessionId ? { callId, localTag, remoteTag, sessionId } : { callId, localTag, remoteTag };
