// The states of a transfer, and in which order they come (docs/PROTOCOL.md).

/** States only move forward. One that a newer Referee may add counts as under way. */
const RANKS = { requested: 0, accepted: 1, ringing: 2 };
const ENDS = ['completed', 'failed', 'abandoned', 'unknown'];

/** Whether nothing follows this state. */
export const isEnd = (state) => ENDS.includes(state);

const rank = (state) => (isEnd(state) ? 4 : (RANKS[state] ?? 3));

/** Whether a report tells something after what is known: else it is late, or told again. */
export const isNews = (known, told) => !known || rank(told.state) > rank(known.state);

/**
 * Whether this call asked for a transfer, as far as is known: whoever has another part in it is not
 * told the transferor's Call-ID.
 */
export const isAskedBy = ({ transferor, roles }, callId) =>
  (roles?.includes('transferor') ?? true) && (transferor?.callId ?? callId) === callId;

/** What is over for a phone in this role although its own SIP stack may not say so. */
const ELSEWHERE = ['with-target', 'waiting', 'in-application', 'gone'];

/**
 * Whether this transfer has left the call with nobody to talk to, so that hanging it up harms nobody.
 * Only the transferor's calls can be left so; and only where the caller is known to be elsewhere,
 * unless the transfer was completed. Of two calls of an attended transfer that came to nothing the one
 * with the target is the agent's business.
 *
 * @param {object} transfer in an end state
 * @param {string | undefined} callId of the call
 */
export function leavesAlone({ state, transferor, transferee }, callId) {
  if (!callId || state === 'unknown') {
    return false;
  }
  if (state === 'completed') {
    return [transferor?.callId, transferor?.consultationCallId].includes(callId);
  }
  return callId === transferor?.callId && ELSEWHERE.includes(transferee?.whereabouts);
}

/** Why a REFER was refused, by its answer: the words of Referee itself for the same status. */
const REFUSALS = {
  400: 'malformed-refer',
  403: 'not-permitted',
  404: 'not-bridged',
  481: 'dialog-not-found',
  500: 'internal-error',
  603: 'not-permitted',
};

/**
 * The end of a transfer whose REFER was refused, as the phone's own stack tells it.
 *
 * @param {object | null} known what Referee has told of it
 * @param {number} status 400 to 699
 */
export function refusedBy(known, status, phrase) {
  const ended = new Date().toISOString();
  return {
    trigger: 'refer',
    notifyMisleading: false,
    diagnosis: [],
    ...known,
    state: 'failed',
    reason: REFUSALS[status] ?? 'refused',
    message: `The PBX refused the transfer: ${status} ${phrase}`.trim() + '.',
    sip: { ...known?.sip, referStatus: status },
    times: { ...known?.times, ended },
    evidence: [
      ...(known?.evidence ?? []),
      { source: 'phone', what: `REFER ${status} ${phrase}`.trim(), at: ended },
    ],
  };
}
