// One call of a phone: a JsSIP session, and what was learned from its events.

/** Why a session that never was a call ended, when no SIP answer says it. */
const CAUSES = {
  Canceled: 'cancelled',
  'No Answer': 'no answer',
  'User Denied Media Access': 'no microphone',
};

/** Two ways to refuse: SIP status and its phrase. */
export const BUSY = [486, 'Busy Here'];
export const DECLINE = [603, 'Decline'];

/**
 * `state`: incoming (rings here), calling, ringing (there), active, on-hold, ended.
 * `dialog`: `{callId, localTag, remoteTag}` as this phone sees them, null until the other side
 * answered or rings with a tag.
 */
export class Call {
  state;
  dialog = null;
  #phone;
  #refusal = null;

  constructor(phone, { session, request }) {
    this.#phone = phone;
    this.session = session;
    this.incoming = session.direction === 'incoming';
    this.state = this.incoming ? 'incoming' : 'calling';
    this.peer = session.remote_identity.uri.user;
    if (this.incoming) {
      // JsSIP chooses our tag before it tells of the call.
      this.#learnDialog(request.call_id, request.to_tag, request.from_tag);
    }
    this.#listen(session);
  }

  get isLive() {
    return this.state !== 'ended';
  }

  get isTalking() {
    return this.state === 'active' || this.state === 'on-hold';
  }

  hold() {
    this.session.hold();
  }

  unhold() {
    this.session.unhold();
  }

  hangUp() {
    if (this.state === 'incoming') {
      this.refuse(...DECLINE);
    } else if (this.isLive && !this.session.isEnded()) {
      this.session.terminate();
    }
  }

  refuse(status, phrase) {
    this.#refusal = { status, phrase };
    this.session.terminate({ status_code: status, reason_phrase: phrase });
  }

  /**
   * Sends a REFER (RFC 3515).
   *
   * @param {string} uri the Refer-To
   * @param {Call} [consultation] the other call to the same target: makes it attended (RFC 5589, 7)
   */
  transfer(uri, consultation) {
    const refer = { status: null, notify: null, callId: this.dialog.callId, at: new Date() };
    this.#phone.newestRefer = refer;
    const heard = (kind, status, phrase) => {
      refer[kind] = status;
      this.#say(kind === 'status' ? 'refer-answer' : 'notify', status, phrase);
    };
    const notified = ({ status_line: line }) =>
      heard('notify', line.status_code, line.reason_phrase);
    const options = {
      eventHandlers: {
        requestSucceeded: ({ response }) => {
          heard('status', response.status_code, response.reason_phrase);
          if (this.#phone.hangUpOn202) {
            this.hangUp();
          }
        },
        requestFailed: ({ response, cause }) =>
          heard('status', response?.status_code ?? 0, response?.reason_phrase ?? cause),
        trying: notified,
        progress: notified,
        accepted: notified,
        failed: notified,
      },
    };
    if (consultation) {
      options.replaces = consultation.#replaces();
    }
    const extension = uri.replace(/^sip:|@.*$/g, '');
    this.#phone.say(
      'refer',
      null,
      consultation ? `REFER sent: ${extension}, attended` : `REFER sent: ${extension}, blind`,
    );
    this.session.refer(uri, options);
  }

  /**
   * What JsSIP's refer() reads of the session that is to be replaced. Given by hand, because
   * JsSIP mixes up the tags of a call that came in, and has only one of them while it rings.
   */
  #replaces() {
    const { callId, localTag, remoteTag } = this.dialog;
    return { _request: { call_id: callId }, _to_tag: remoteTag, _from_tag: localTag };
  }

  #listen(session) {
    session.on('progress', ({ originator, response }) => {
      if (originator === 'remote') {
        this.#answeredBy(response);
        this.#become('ringing');
        this.#say('progress', response.status_code, response.reason_phrase);
      }
    });
    session.on('accepted', ({ originator, response }) => {
      if (originator === 'remote') {
        this.#answeredBy(response);
        this.#say('answer', response.status_code, response.reason_phrase);
      } else {
        this.#say('answer', 200, 'OK sent');
      }
    });
    session.on('confirmed', () => this.#become('active'));
    sendContactInNotify(session);
    session.on('refer', (refer) => {
      this.#say('refer', null, `REFER received: ${refer.request.refer_to.uri.user}`);
      this.#phone.acceptRefer(refer);
    });
    session.on('hold', ({ originator }) => this.#held(originator, 'on-hold'));
    session.on('unhold', ({ originator }) => this.#held(originator, 'active'));
    session.on('ended', ({ originator, message, cause }) => {
      const bye = originator === 'remote' && message ? 'BYE received' : 'BYE sent';
      this.#end('bye', null, originator === 'system' ? `Ended: ${cause}` : bye);
    });
    session.on('failed', (event) => this.#failed(event));
  }

  #failed({ originator, message, cause }) {
    if (originator === 'remote' && message?.status_code) {
      this.#end('failed', message.status_code, message.reason_phrase);
    } else if (this.#refusal) {
      this.#end('refused', this.#refusal.status, `${this.#refusal.phrase} sent`);
    } else {
      this.#end(
        'failed',
        null,
        `${this.incoming ? 'Not taken' : 'Not connected'}: ${CAUSES[cause] ?? cause}`,
      );
    }
  }

  #answeredBy(response) {
    if (response.to_tag) {
      this.#learnDialog(response.call_id, response.from_tag, response.to_tag);
    }
  }

  #learnDialog(callId, localTag, remoteTag) {
    this.dialog = { callId, localTag, remoteTag };
  }

  #held(originator, state) {
    if (originator === 'local') {
      this.#become(state);
    }
  }

  #end(kind, status, text) {
    this.#say(kind, status, text);
    this.#become('ended');
  }

  #become(state) {
    this.state = state;
    this.#phone.changed();
  }

  #say(kind, status, phrase) {
    this.#phone.say(kind, status, phrase);
  }
}

/** JsSIP 3.13 reports on a REFER in NOTIFYs without Contact, and Asterisk answers those 400. */
function sendContactInNotify(session) {
  const send = session.sendRequest.bind(session);
  session.sendRequest = (method, options = {}) => {
    const contact = method === 'NOTIFY' ? [`Contact: ${session.contact}`] : [];
    return send(method, { ...options, extraHeaders: [...(options.extraHeaders ?? []), ...contact] });
  };
}
