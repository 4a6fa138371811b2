// SIP's word against Referee's, for one phone. Pure.
import { isAskedBy } from '../client/states.js';
import { disagree, isEnd, verdict } from './transfer-words.js';

/**
 * SIP's word and Referee's word on the newest transfer that either of them knows.
 *
 * @param {{status: number|null, notify: number|null, callId: string, at: Date}|null} refer what SIP
 *     said of the newest REFER this phone sent; null when it sent none
 * @param {{transfer: object, at: Date}[]} log what Referee told this phone, newest last
 */
export function newestVerdict(refer, log) {
  const newest = log.at(-1)?.transfer ?? null;
  const heardFirst = log.find(({ transfer }) => transfer.id === newest?.id)?.at;
  if (!refer || !newest) {
    return compare(refer, newest);
  }
  // Referee may be told of a REFER a little before JsSIP returns from sending it.
  if (heardFirst < refer.at - 1000) {
    return compare(refer, null);
  }
  return compare(isAskedBy(newest, refer.callId) ? refer : null, newest);
}

/**
 * @param {{status: number|null, notify: number|null}|null} refer what SIP said of the REFER this
 *     phone sent; null when it sent none
 * @param {object|null} transfer what Referee said last; null when nothing
 * @returns {{kind: string, text: string}|null} kind: `pending`, `agree`, `disagree`, `premature`
 *     (SIP claims an end while it is open), `sip-silent` (SIP never told this phone the end),
 *     `refused` (the REFER itself was)
 */
export function compare(refer, transfer) {
  if (!refer) {
    return transfer && bystander(transfer);
  }
  if (refer.status >= 300 && !transfer) {
    return { kind: 'refused', text: `The transfer was refused right away with ${refer.status}.` };
  }
  if (!transfer) {
    return { kind: 'pending', text: 'Transfer requested.' };
  }
  const truth = lower(verdict(transfer));
  const claim = refer.notify >= 200 ? refer.notify : null;
  if (!isEnd(transfer.state)) {
    return claim && claim < 300
      ? { kind: 'premature', text: `SIP says ${claim}, done. In truth it is only ${truth}.` }
      : { kind: 'pending', text: `Under way: ${truth}.` };
  }
  if (!claim) {
    return { kind: 'sip-silent', text: `SIP never said how it ended. Referee: ${truth}.` };
  }
  return disagree(claim, transfer.state)
    ? { kind: 'disagree', text: `SIP says ${claim}. In truth: ${truth}.` }
    : { kind: 'agree', text: `SIP and Referee agree: ${truth}.` };
}

function bystander(transfer) {
  const truth = lower(verdict(transfer));
  if (transfer.direction === 'outgoing') {
    return isEnd(transfer.state)
      ? { kind: 'agree', text: `The PBX sent the caller away. Referee: ${truth}.` }
      : { kind: 'pending', text: `The PBX sends the caller away: ${truth}.` };
  }
  return isEnd(transfer.state)
    ? { kind: 'sip-silent', text: `SIP told this phone nothing. Referee: ${truth}.` }
    : { kind: 'pending', text: `A transfer is under way: ${truth}.` };
}

function lower(text) {
  return text[0].toLowerCase() + text.slice(1);
}
