// Alice's phone in a page that knows nothing of Referee. A test drives it from outside through
// `window.phone` (UnchangedPageIT).
import JsSIP from 'jssip';
import { Inviter, Registerer, SessionState, UserAgent } from 'sip.js';

const AOR = 'sip:alice@localhost';
const PASSWORD = 'lab-alice';
const uri = (extension) => `sip:${extension}@localhost`;

function log(...words) {
  const line = document.createElement('li');
  line.textContent = words.join(' ');
  document.body.append(line);
}

const STACKS = {
  /** As in the forum case: it logs each event of its UA, whatever it is, with the message's body. */
  jssip: {
    open(sip) {
      const sockets = [new JsSIP.WebSocketInterface(sip)];
      const ua = new JsSIP.UA({ sockets, uri: AOR, password: PASSWORD, session_timers: false });
      const emit = ua.emit;
      ua.emit = (name, event, ...rest) => {
        log(name, event?.request?.body ?? '');
        return emit.call(ua, name, event, ...rest);
      };
      this.ua = ua;
      return new Promise((resolve) => ua.once('registered', resolve).start());
    },
    call(extension) {
      const session = this.ua.call(uri(extension), {
        mediaConstraints: { audio: true, video: false },
        pcConfig: { iceServers: [] },
      });
      return { session, answered: new Promise((resolve) => session.once('confirmed', resolve)) };
    },
    attended: (session, consultation, extension) =>
      session.refer(uri(extension), { replaces: consultation }),
  },
  sipjs: {
    async open(sip) {
      this.ua = new UserAgent({
        uri: UserAgent.makeURI(AOR),
        authorizationUsername: 'alice',
        authorizationPassword: PASSWORD,
        transportOptions: { server: sip },
        logLevel: 'error',
        sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: { iceServers: [] } },
      });
      await this.ua.start();
      const registerer = new Registerer(this.ua);
      const done = new Promise((resolve) => registerer.stateChange.addListener(resolve));
      await registerer.register();
      await done;
    },
    call(extension) {
      const constraints = { audio: true, video: false };
      const session = new Inviter(this.ua, UserAgent.makeURI(uri(extension)), {
        sessionDescriptionHandlerOptions: { constraints },
      });
      const answered = new Promise((resolve) =>
        session.stateChange.addListener((state) => state === SessionState.Established && resolve()),
      );
      session.invite();
      return { session, answered };
    },
    attended: (session, consultation) => session.refer(consultation),
  },
};

let stack;
const sessions = [];

window.phone = {
  log,

  open(name, sip) {
    stack = STACKS[name];
    return stack.open(sip);
  },

  ua: () => stack.ua,

  async call(extension) {
    const { session, answered } = stack.call(extension);
    sessions.push(session);
    await answered;
  },

  /** Joins the party of the first call with that of the second. */
  attended: (extension) => stack.attended(sessions[0], sessions[1], extension),
};
document.title = 'ready';
