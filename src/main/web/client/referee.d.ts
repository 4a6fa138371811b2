/** Referee: tells a page how SIP transfers really ended. */

/** A JsSIP RTCSession or a SIP.js Session (Inviter, Invitation): what is used of it. */
export type PhoneSession = JsSipSession | SipJsSession;

/** JsSIP 3. */
export interface JsSipSession {
  isEnded(): boolean;
  terminate(options?: any): void;
  refer(target: any, options?: any): any;
  on(event: any, listener: (...parameters: any[]) => void): unknown;
}

/** SIP.js 0.16 and later. */
export interface SipJsSession {
  readonly state: string;
  readonly stateChange: { addListener(listener: (state: any) => void): void };
  refer(target: any, options?: any): Promise<any>;
  bye(options?: any): Promise<any>;
}

/** A SIP dialog as this phone sees it: `localTag` is its own. */
export interface Dialog {
  callId: string;
  localTag: string;
  remoteTag: string;
  /** What the phone sent in the header of `dialogs.session_header`; proves the dialog behind a B2BUA. */
  sessionId?: string;
}

export type State =
  | 'requested'
  | 'accepted'
  | 'ringing'
  | 'completed'
  | 'failed'
  | 'abandoned'
  | 'unknown';

export type EndState = 'completed' | 'failed' | 'abandoned' | 'unknown';

export type Reason =
  | 'answered'
  | 'bridged'
  | 'application'
  | 'handed-off'
  | 'busy'
  | 'declined'
  | 'no-answer'
  | 'unreachable'
  | 'congestion'
  | 'no-such-extension'
  | 'not-permitted'
  | 'malformed-refer'
  | 'dialog-not-found'
  | 'not-bridged'
  | 'target-gone'
  | 'application-failed'
  | 'parking-full'
  | 'refused'
  | 'internal-error'
  | 'transferee-hung-up'
  | 'transferee-lost'
  | 'observer-lost'
  | 'expired'
  | 'not-handled'
  | 'no-notify'
  | 'redirected';

/** Where the one who is transferred is now. */
export type Whereabouts =
  | 'with-target'
  | 'with-transferor'
  | 'waiting'
  | 'in-application'
  | 'handed-off'
  | 'gone'
  | 'unknown';

/**
 * A transfer as Referee tells it (docs/PROTOCOL.md). What is not known is absent. One that only this
 * phone saw refused has no `id`, `pbx`, `direction`, `kind` and parties.
 */
export interface Transfer {
  id?: string;
  pbx?: string;
  /** `outgoing`: the PBX asked a far end to call somebody else; nobody here is the transferor. */
  direction?: 'incoming' | 'outgoing';
  kind?: 'blind' | 'attended' | 'semi-attended';
  trigger: 'refer' | 'feature-code' | 'api' | 'dialplan' | 'unknown';
  state: State;
  /** Only in an end state. */
  reason?: Reason;
  /** Whether it may be asked for once more; only of outgoing ones that failed or are unknown. */
  retryable?: boolean;
  /** How long to wait before that; only where it is retryable. */
  retryAfterMs?: number;
  /** The site's own code for how it stands (docs/WRAP-UP-CODES.md); only the transferor sees it. */
  wrapUpCode?: string;
  /** One sentence for a person. */
  message?: string;
  /** Whether SIP told the transferor something else than what happened. */
  notifyMisleading: boolean;
  sip?: { referStatus?: number; notifyStatus?: number; targetStatus?: number };
  hangupCause?: number;
  transferor?: Party & { consultationCallId?: string };
  transferee?: Party & { whereabouts: Whereabouts };
  target?: Party & { extension?: string; uri?: string; application?: string };
  referTo?: string;
  referredBy?: string;
  diagnosis: { code: string; message: string; fix?: string }[];
  times: { requested?: string; accepted?: string; ringing?: string; ended?: string };
  /** Whether nobody saw it end, and Asterisk's own records told of it afterwards. */
  late?: true;
  /** The id of the transfer that it follows: the caller had been parked, and comes back. */
  follows?: string;
  evidence: { source: 'ami' | 'ari' | 'hep' | 'cel' | 'cdr' | 'phone'; what: string; at: string }[];
  /** The parts of those who watch: each sees its own party's channel and identifiers. */
  roles?: ('transferor' | 'transferee' | 'target' | 'party')[];
}

export interface Party {
  endpoint?: string;
  channel?: string;
  uniqueid?: string;
  callId?: string;
}

/** A transfer that has ended. */
export interface EndedTransfer extends Transfer {
  state: EndState;
  reason: Reason;
}

export interface RefereeOptions {
  /**
   * Gives a JWT for each new connection, and again when the one before has expired. Tokens never
   * travel in the URL. When it throws, the connection is tried again later.
   */
  token?: () => string | Promise<string>;
  /** For where there is none, such as Node 20: the class of the `ws` package, for example. */
  WebSocket?: new (url: string, protocol: string) => any;
}

export interface ConnectionStatus {
  state: 'idle' | 'connecting' | 'open' | 'waiting' | 'closed';
  /** For a person. */
  message: string;
  /** While waiting. */
  retryInMs?: number;
}

/**
 * A connection to Referee, made when it is first needed; it comes back by itself and resumes where it
 * was cut. One is enough for a page.
 */
export declare class Referee extends EventTarget {
  /**
   * @param url the server (`https://referee.example/`) or its socket
   *     (`wss://referee.example/v1/events`)
   * @throws TypeError when it is no address, or when there is no WebSocket
   */
  constructor(url: string | URL, options?: RefereeOptions);

  readonly connection: ConnectionStatus;

  /** Connects now, instead of when it is needed. */
  connect(): void;

  /** Ends the connection for good. What was tracked is lost (`closed`). */
  close(): void;

  /**
   * Tracks one transfer of a call, whatever this phone's part in it: the one that is under way, else
   * the next, else the one that ended last. Call it before `session.refer()` where you can; in the
   * middle and after the end do as well.
   *
   * The session's own `refer()` is watched from the first call on: a REFER that is answered with 400
   * to 699 has failed, Referee or not; and it tells a new transfer from the one before.
   *
   * @throws TypeError when it is neither a session nor a dialog
   */
  track(call: PhoneSession | Dialog, options?: TrackOptions): TrackedTransfer;

  /** All transfers of a call; or of an endpoint or a PBX, where the server allows it. */
  watch(
    what: PhoneSession | Dialog | { endpoint: string } | { all: true },
    options?: { signal?: AbortSignal },
  ): Watch;

  addEventListener(
    type: 'connectionchange',
    listener: (event: Event) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

export interface TrackOptions {
  /** Ends the tracking; `outcome` is then rejected with the signal's reason. */
  signal?: AbortSignal;
  /** An earlier transfer of the same call: neither this one nor one before it is meant. */
  after?: TrackedTransfer;
}

/** Also dispatches `lost`, with `error`, when tracking is lost. */
export declare class TrackedTransfer extends EventTarget implements AsyncIterable<Transfer> {
  private constructor();

  /**
   * How it ended: completed, failed, abandoned or unknown. Rejected only when tracking itself is lost,
   * with a TrackingLost or the reason of the AbortSignal. Nobody has to handle that.
   */
  readonly outcome: Promise<EndedTransfer>;

  /** As it was told last; null while there is no transfer. */
  readonly latest: Transfer | null;

  /** The state of `latest`. */
  readonly state: State | undefined;

  /** The reason of `latest`. */
  readonly reason: Reason | undefined;

  /** The call's dialog, with which a reloaded page can track on; null while it is not known. */
  readonly dialog: Dialog | null;

  /** Why tracking was lost, or null. */
  readonly error: Error | null;

  /**
   * Hangs a call of this phone up as soon as the transfer has left it with nobody to talk to. The call
   * is kept while the caller is or may be in it, when it is not the transferor's (the other two go on
   * talking), and when tracking is lost.
   *
   * @param session the one that was tracked, if none is given
   * @returns whether it was hung up here; rejected only with a TypeError, for what is no session
   */
  hangUpWhenSettled(session?: PhoneSession): Promise<boolean>;

  /** Every state, each once, up to the end; throws when tracking is lost. */
  [Symbol.asyncIterator](): AsyncIterator<Transfer, void, undefined>;

  addEventListener(
    type: 'statechange',
    listener: (event: Event & { readonly transfer: Transfer }) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: 'lost',
    listener: (event: Event & { readonly error: Error }) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

export declare class Watch extends EventTarget {
  private constructor();

  /** Each as it was told last; at most the newest 500. */
  readonly transfers: Transfer[];

  /** `live` is false for what happened before. */
  addEventListener(
    type: 'transfer',
    listener: (event: Event & { readonly transfer: Transfer; readonly live: boolean }) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Some transfers may have been missed. */
  addEventListener(
    type: 'gap',
    listener: (event: Event) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Nothing more will come. */
  addEventListener(
    type: 'lost',
    listener: (event: Event & { readonly error: Error }) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * Why nothing more can be learned. `code` is one of the server's error codes (docs/PROTOCOL.md; above
 * all `unknown-dialog`, `not-allowed`), or
 * - `no-transfer`: the call has ended, and no transfer was told of;
 * - `history-lost`: Referee no longer knows what became of it;
 * - `stay-away`: the server closed with a code that says not to come back (`closeCode`);
 * - `too-many`: more than a thousand calls are tracked;
 * - `closed`: `Referee.close()` was called.
 */
export declare class TrackingLost extends Error {
  private constructor();
  readonly name: 'TrackingLost';
  readonly code: string;
  readonly closeCode?: number;
}
