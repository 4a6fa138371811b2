// Alice's phone on either of the two SIP stacks, as far as all test pages use them alike.
import JsSIP from 'jssip';
import { Inviter, Registerer, SessionState, UserAgent } from 'sip.js';

const AOR = 'sip:alice@localhost';
const PASSWORD = 'lab-alice';
const ICE = { iceServers: [] };
const AUDIO = { audio: true, video: false };

export const uri = (extension) => `sip:${extension}@localhost`;

export class JsSipStack {
  /** Registers at a SIP WebSocket. */
  open(sip) {
    const sockets = [new JsSIP.WebSocketInterface(sip)];
    this.ua = new JsSIP.UA({ sockets, uri: AOR, password: PASSWORD, session_timers: false });
    this.prepare(this.ua);
    return new Promise((resolve) => this.ua.once('registered', resolve).start());
  }

  /** What a page does with its UA before that starts. */
  prepare() {}

  call(extension) {
    const session = this.ua.call(uri(extension), { mediaConstraints: AUDIO, pcConfig: ICE });
    return { session, answered: new Promise((resolve) => session.once('confirmed', resolve)) };
  }
}

export class SipJsStack {
  /** Registers at a SIP WebSocket. */
  async open(sip) {
    this.ua = new UserAgent({
      uri: UserAgent.makeURI(AOR),
      authorizationUsername: 'alice',
      authorizationPassword: PASSWORD,
      transportOptions: { server: sip },
      logLevel: 'error',
      sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: ICE },
    });
    await this.ua.start();
    const registerer = new Registerer(this.ua);
    const done = new Promise((resolve) => registerer.stateChange.addListener(resolve));
    await registerer.register();
    await done;
  }

  call(extension) {
    const session = new Inviter(this.ua, UserAgent.makeURI(uri(extension)), {
      sessionDescriptionHandlerOptions: { constraints: AUDIO },
    });
    const answered = new Promise((resolve) =>
      session.stateChange.addListener((state) => state === SessionState.Established && resolve()),
    );
    session.invite();
    return { session, answered };
  }
}
