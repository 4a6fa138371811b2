// The two SIP stacks of browsers, each behind the same few questions: which dialog is this, is it
// over, was a REFER sent and refused, hang up. Nothing else of them is believed: what a NOTIFY claims
// is not even read.

/**
 * @param {object} session a JsSIP RTCSession or a SIP.js Session (Inviter, Invitation)
 * @returns {JsSipCall | SipJsCall | null} null for anything else
 */
export function callOf(session) {
  if (typeof session?.refer !== 'function') {
    return null;
  }
  if (typeof session.isEnded === 'function' && typeof session.terminate === 'function') {
    return new JsSipCall(session);
  }
  return session.stateChange?.addListener ? new SipJsCall(session) : null;
}

/**
 * Each keeps the dialog once it was seen: stacks forget it when the call ends. It is known as soon as
 * both tags are: of a call that comes in while it rings, of others when they are answered.
 */
class PhoneCall {
  #dialog = null;

  constructor(session) {
    this.session = session;
  }

  /** `{callId, localTag, remoteTag}` as this phone sees them, or null. */
  get dialog() {
    const { callId, localTag, remoteTag } = this.#dialog ?? this.readDialog() ?? {};
    this.#dialog = callId && localTag && remoteTag ? { callId, localTag, remoteTag } : null;
    return this.#dialog;
  }
}

/** JsSIP 3. Its session tells its tags only in fields that its own refer() reads, too. */
class JsSipCall extends PhoneCall {
  get isOver() {
    return this.session.isEnded();
  }

  readDialog() {
    const { direction, _request: request, _from_tag, _to_tag } = this.session;
    return direction === 'incoming'
      ? { callId: request?.call_id, localTag: request?.to_tag, remoteTag: request?.from_tag }
      : { callId: request?.call_id, localTag: _from_tag, remoteTag: _to_tag };
  }

  onChange(listener) {
    for (const event of ['accepted', 'confirmed', 'ended', 'failed']) {
      this.session.on(event, listener);
    }
  }

  /** From now on tells of every REFER, and of those that were answered with 400 to 699. */
  onRefer(sent, refused) {
    const { session } = this;
    const { refer } = session;
    session.refer = function (...parameters) {
      const subscriber = refer.apply(this, parameters);
      if (subscriber) {
        sent();
        // Without a response it timed out, or the connection broke: the PBX may have got it.
        subscriber.on('requestFailed', ({ response }) => {
          if (response?.status_code >= 400) {
            refused(response.status_code, response.reason_phrase ?? '');
          }
        });
      }
      return subscriber;
    };
  }

  hangUp() {
    this.session.terminate();
  }
}

/** SIP.js 0.16 and later. */
class SipJsCall extends PhoneCall {
  get isOver() {
    return /^Terminat/.test(this.session.state);
  }

  readDialog() {
    const { dialog, request } = this.session;
    // Before the dialog is confirmed, only a request that came in has both tags.
    return (
      dialog ?? { callId: request?.callId, localTag: request?.toTag, remoteTag: request?.fromTag }
    );
  }

  onChange(listener) {
    this.session.stateChange.addListener(listener);
  }

  onRefer(sent, refused) {
    const { session } = this;
    const { refer } = session;
    session.refer = function (target, options = {}) {
      const own = options.requestDelegate;
      const onReject = (response) => {
        const { callId, statusCode, reasonPhrase } = response.message;
        // Without a Call-ID SIP.js made it up: it timed out, or the connection broke.
        if (callId && statusCode >= 400) {
          refused(statusCode, reasonPhrase ?? '');
        }
        own?.onReject?.(response);
      };
      sent();
      const requestDelegate = Object.assign(Object.create(own ?? null), { onReject });
      return refer.call(this, target, { ...options, requestDelegate });
    };
  }

  hangUp() {
    const { session } = this;
    const end = session.state === 'Established' ? session.bye() : session.cancel?.();
    end?.catch?.(() => {}); // it ended by itself meanwhile
  }
}
