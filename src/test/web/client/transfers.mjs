// Transfers as Referee tells them, and phones to be told.
import { EventEmitter } from 'node:events';

export const DIALOG = { callId: 'alice-call', localTag: 'a', remoteTag: 'b' };

let requests = 0;

/** A transfer of Alice's, requested after all that were made before it. */
export function transfer(id, more = {}) {
  requests += 1;
  return {
    id,
    state: 'requested',
    transferor: { callId: DIALOG.callId },
    times: { requested: new Date(requests * 1000).toISOString() },
    ...more,
  };
}

/** The same transfer, later. */
export const then = (earlier, state, more = {}) => ({ ...earlier, state, ...more });

/** Looks like a session of JsSIP; the real ones are tried in a browser (ClientIT). */
export class JsSipSession extends EventEmitter {
  direction = 'outgoing';
  _request = { call_id: DIALOG.callId };
  _from_tag = DIALOG.localTag;
  _to_tag = undefined;
  over = false;
  terminated = 0;
  refers = [];

  answer() {
    this._to_tag = DIALOG.remoteTag;
    this.emit('accepted');
    return this;
  }

  isEnded() {
    return this.over;
  }

  terminate() {
    this.terminated += 1;
    this.end();
  }

  end() {
    this.over = true;
    this.emit('ended');
  }

  refer() {
    const subscriber = new EventEmitter();
    this.refers.push(subscriber);
    return subscriber;
  }
}

/** Looks like a session of SIP.js. */
export class SipJsSession {
  state = 'Initial';
  dialog = undefined;
  listeners = [];
  stateChange = { addListener: (listener) => this.listeners.push(listener) };
  byes = 0;
  delegates = [];

  become(state) {
    this.state = state;
    if (state === 'Established') {
      this.dialog = { ...DIALOG, unrelated: true };
    }
    this.listeners.forEach((listener) => listener(state));
    return this;
  }

  async refer(target, options) {
    this.delegates.push(options.requestDelegate);
  }

  async bye() {
    this.byes += 1;
    this.become('Terminated');
  }
}
