// Alice's phone in a test page, on one of the two SIP stacks, and Referee's client beside it. A test
// drives it from outside through `window.phone` (ClientIT).
import JsSIP from 'jssip';
import { SessionState, UserAgent } from 'sip.js';
import { JsSipStack, SipJsStack, uri } from './stacks.js';

// As a page of another origin loads it: served by Referee, not bundled.
const { Referee } = await import(new URLSearchParams(location.search).get('client'));

/** A Refer-To that no stack would write: its Replaces is not escaped (RFC 3891 section 3). */
const MALFORMED = 'sip:7002@localhost?Replaces=1234@localhost;to-tag=a;from-tag=b';

class TransferringJsSip extends JsSipStack {
  hold = (session) => session.hold();
  target = uri;
  hangUp = (session) => session.terminate();
  isOver = (session) => session.isEnded();

  refer(session, target, { replaces, on202 = () => {} } = {}) {
    const eventHandlers = { requestSucceeded: on202 };
    session.refer(target, { replaces, eventHandlers });
  }

  malformed() {
    return Object.assign(new JsSIP.URI('sip', '7002', 'localhost'), { toString: () => MALFORMED });
  }
}

class TransferringSipJs extends SipJsStack {
  hold = (session) =>
    session.invite({ sessionDescriptionHandlerOptions: { hold: true } }).catch(() => {});
  target = (extension) => UserAgent.makeURI(uri(extension));
  hangUp = (session) => session.bye();
  isOver = ({ state }) => state === SessionState.Terminated;

  refer(session, target, { replaces, on202 = () => {} } = {}) {
    session.refer(replaces ?? target, { requestDelegate: { onAccept: on202 } });
  }

  malformed() {
    return Object.assign(UserAgent.makeURI(uri('7002')), { toString: () => MALFORMED });
  }
}

const STACKS = { jssip: new TransferringJsSip(), sipjs: new TransferringSipJs() };

let stack;
let referee;
const sessions = [];

window.phone = {
  /** Everything that was told of each transfer that was tracked: `{states, end, lost, hungUp}`. */
  told: [],

  async open(name, sip, url) {
    stack = STACKS[name];
    referee = new Referee(url);
    await stack.open(sip);
  },

  /** @returns the number of the call */
  async call(extension) {
    const { session, answered } = stack.call(extension);
    sessions.push(session);
    await answered;
    return sessions.length - 1;
  },

  hold: (call) => stack.hold(sessions[call]),

  /** Waits until Referee has read a call's dialog from the PBX: people talk longer than that. */
  known(call, url) {
    const probe = new Referee(url);
    const { dialog } = probe.track(sessions[call]);
    probe.close();
    const socket = new WebSocket(`${url.replace('http', 'ws')}v1/events`, 'referee.v1');
    const ask = () => socket.send(JSON.stringify({ type: 'subscribe', id: 'known', dialog }));
    socket.onopen = ask;
    return new Promise((resolve) => {
      socket.onmessage = ({ data }) => {
        const { type } = JSON.parse(data);
        if (type === 'subscribed') {
          resolve(socket.close());
        } else if (type === 'error') {
          ask();
        }
      };
    });
  },

  /** Tracks the next transfer of a call, and hangs it up when that has left it alone. */
  track(call) {
    const transfer = referee.track(sessions[call]);
    const told = this.hear(transfer);
    transfer.hangUpWhenSettled().then((hungUp) => (told.hungUp = hungUp));
    sessionStorage.setItem('dialog', JSON.stringify(transfer.dialog));
  },

  /** What a page does that was reloaded in the middle of a transfer. */
  trackAgain(url) {
    referee = new Referee(url);
    this.hear(referee.track(JSON.parse(sessionStorage.getItem('dialog'))));
  },

  hear(transfer) {
    const told = { states: [], end: null, lost: null };
    this.told.push(told);
    transfer.addEventListener('statechange', ({ transfer: { state } }) => told.states.push(state));
    transfer.outcome.then(
      (end) => (told.end = end),
      (error) => (told.lost = `${error.code}: ${error.message}`),
    );
    return told;
  },

  blind: (call, extension) => stack.refer(sessions[call], stack.target(extension)),

  blindAndLeave: (call, extension) =>
    stack.refer(sessions[call], stack.target(extension), {
      on202: () => stack.hangUp(sessions[call]),
    }),

  attended: (call, consultation, extension) =>
    stack.refer(sessions[call], stack.target(extension), { replaces: sessions[consultation] }),

  malformed: (call) => stack.refer(sessions[call], stack.malformed()),

  isOver: (call) => stack.isOver(sessions[call]),

  online: () => window.dispatchEvent(new Event('online')),
};
document.title = 'ready';
