// A SIP phone on JsSIP: registers, calls, answers, transfers. It knows no page: it dispatches
// `change` (anything about it), `sip` (detail: a line of what SIP said) and `call` (detail: a new
// one).
import JsSIP from 'jssip';
import { BUSY, Call, DECLINE } from './call.js';

/** The lab's SIP domain; accounts are told by the user part alone. */
const DOMAIN = 'localhost';
/** A third call is refused as busy, as a desk phone with two lines does. */
const LINES = 2;
/**
 * How long a phone that reacts by itself rings first. A person needs a moment to see it; and only
 * after a 180 does Asterisk claim success for a target that is busy (16.28 and 22.10.1): refused at
 * once, the NOTIFY tells the truth.
 */
const REACT_AFTER_MS = 700;
const LOG_LINES = 200;

export class Phone extends EventTarget {
  registration = 'connecting';
  /** Hangs up as soon as the REFER is answered: what many phones do, and never learn the rest. */
  hangUpOn202 = false;
  /** What SIP said of the newest REFER: `{status, notify, callId, at}`; null before the first. */
  newestRefer = null;
  /** Newest last. */
  calls = [];
  log = [];
  #whenCalled = 'ring';
  #sound;
  #speaker = new Audio();
  #ua;

  constructor({ id, name, extension, sipWebSocket, sound }) {
    super();
    this.id = id;
    this.name = name;
    this.extension = extension;
    this.#sound = sound;
    this.#speaker.autoplay = true;
    this.#speaker.muted = true;
    this.#ua = new JsSIP.UA({
      sockets: [new JsSIP.WebSocketInterface(sipWebSocket)],
      uri: `sip:${id}@${DOMAIN}`,
      password: `lab-${id}`,
      display_name: name,
      register_expires: 300,
      // Their re-INVITEs would only clutter what SIP said.
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 10,
    });
    this.#listen();
  }

  start() {
    this.#ua.start();
  }

  /** What happens when it is called: ring, answer, busy (486) or decline (603). */
  get whenCalled() {
    return this.#whenCalled;
  }

  set whenCalled(habit) {
    this.#whenCalled = habit;
    this.changed();
  }

  get liveCalls() {
    return this.calls.filter((call) => call.isLive);
  }

  /** The call the buttons act on: the one that rings here, else the newest. */
  get currentCall() {
    const live = this.liveCalls;
    return live.find((call) => call.state === 'incoming') ?? live.at(-1) ?? null;
  }

  /** The two calls that an attended transfer would join, or null. */
  get joinable() {
    const [first, second] = this.liveCalls;
    const ready = first?.isTalking && second?.dialog && second.state !== 'incoming';
    return ready ? { first, second } : null;
  }

  call(extension) {
    if (this.liveCalls.length < LINES) {
      const media = this.#media();
      releaseAtEnd(this.#ua.call(this.#uri(extension), media), media);
    }
  }

  answer(call = this.currentCall) {
    if (call?.state === 'incoming') {
      const media = this.#media();
      releaseAtEnd(call.session, media);
      call.session.answer(media);
    }
  }

  blindTransfer(extension, call = this.currentCall) {
    call.transfer(this.#uri(extension));
    this.changed();
  }

  /** Puts the call aside and asks the target first. */
  consult(extension) {
    const call = this.currentCall;
    if (call?.state === 'active') {
      call.hold();
    }
    this.call(extension);
  }

  /** Connects the two calls of this phone with each other, and leaves. */
  attendedTransfer() {
    const { first, second } = this.joinable;
    first.transfer(this.#uri(second.peer), second);
    this.changed();
  }

  /** Makes the call that the other side asked for with a REFER, and reports how it goes. */
  acceptRefer(refer) {
    const media = this.#media();
    refer.accept((session) => releaseAtEnd(session, media), media);
  }

  hangUpAll() {
    this.liveCalls.forEach((call) => call.hangUp());
  }

  listen(on) {
    this.#speaker.muted = !on;
  }

  clear() {
    this.calls = this.liveCalls;
    this.log = [];
    this.newestRefer = null;
    this.changed();
  }

  /** Notes a line of what SIP said. */
  say(kind, status, text) {
    const line = { kind, status, text: status ? `${status} ${text}` : text, at: new Date() };
    this.log.push(line);
    this.log.splice(0, this.log.length - LOG_LINES);
    this.dispatchEvent(new CustomEvent('sip', { detail: line }));
  }

  changed() {
    this.dispatchEvent(new Event('change'));
  }

  #listen() {
    this.#ua.on('registered', () => this.#registration('registered'));
    this.#ua.on('unregistered', () => this.#registration('not-registered'));
    this.#ua.on('registrationFailed', ({ response, cause }) => {
      this.say(
        'registration',
        response?.status_code ?? null,
        response?.reason_phrase ?? `Not registered: ${cause}`,
      );
      this.#registration('not-registered');
    });
    this.#ua.on('disconnected', () => this.#registration('connecting'));
    this.#ua.on('newRTCSession', (event) => this.#newCall(event));
  }

  #registration(state) {
    this.registration = state;
    this.changed();
  }

  #newCall(event) {
    const call = new Call(this, event);
    if (call.incoming && this.liveCalls.length >= LINES) {
      call.refuse(...BUSY);
      return;
    }
    this.calls.push(call);
    this.dispatchEvent(new CustomEvent('call', { detail: call }));
    this.#hear(event.session);
    this.say(
      'invite',
      null,
      call.incoming ? `INVITE from ${call.peer}` : `INVITE sent to ${call.peer}`,
    );
    this.changed();
    if (call.incoming) {
      this.#react(call);
    }
  }

  #react(call) {
    const reactions = {
      ring: () => {},
      answer: () => this.answer(call),
      busy: () => call.refuse(...BUSY),
      decline: () => call.refuse(...DECLINE),
    };
    const react = reactions[this.#whenCalled];
    setTimeout(() => call.state === 'incoming' && react(), REACT_AFTER_MS);
  }

  #hear(session) {
    const listen = (connection) => {
      connection.addEventListener('track', ({ streams }) => {
        this.#speaker.srcObject = streams[0];
      });
    };
    if (session.connection) {
      listen(session.connection);
    } else {
      session.on('peerconnection', ({ peerconnection }) => listen(peerconnection));
    }
  }

  #media() {
    return {
      mediaStream: this.#sound.stream(this.id),
      mediaConstraints: { audio: true, video: false },
      pcConfig: { iceServers: [] },
    };
  }

  #uri(extension) {
    return `sip:${extension}@${DOMAIN}`;
  }
}

function releaseAtEnd(session, { mediaStream }) {
  const release = () => mediaStream.getTracks().forEach((track) => track.stop());
  session.on('ended', release);
  session.on('failed', release);
}
