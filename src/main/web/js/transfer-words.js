// What a transfer means in words. Pure functions: no page, no clock.

const STATES = {
  requested: { word: 'Requested', tone: 'under-way' },
  accepted: { word: 'Accepted', tone: 'under-way' },
  ringing: { word: 'Ringing', tone: 'under-way' },
  completed: { word: 'Completed', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  abandoned: { word: 'Abandoned', tone: 'warning' },
  unknown: { word: 'Unknown', tone: 'unsure' },
};

const REASONS = {
  'no-such-extension': 'no such extension',
  'malformed-refer': 'malformed REFER',
  'dialog-not-found': 'dialog not found',
  'transferee-hung-up': 'caller hung up',
  'transferee-lost': 'caller was cut off',
  'application-failed': 'application failed',
  'parking-full': 'parking lot full',
  'handed-off': 'handed off, says the far end',
  'no-notify': 'the far end never said',
  redirected: 'redirected before the answer',
};

const KINDS = { blind: 'Blind', attended: 'Attended', 'semi-attended': 'Semi-attended' };
const TRIGGERS = {
  refer: 'REFER',
  'feature-code': 'feature code',
  api: 'API',
  dialplan: 'dialplan',
};

/** `Failed`. */
export function stateWord(state) {
  return STATES[state]?.word ?? state;
}

/** What kind of news a state is: under-way, good, bad, warning or unsure. */
export function tone(state) {
  return STATES[state]?.tone ?? 'unsure';
}

export function isEnd(state) {
  return tone(state) !== 'under-way';
}

/** `busy`, `no answer`, or an empty string. */
export function reasonWord(reason) {
  return reason ? (REASONS[reason] ?? reason.replaceAll('-', ' ')) : '';
}

/** `Failed: busy`. */
export function verdict({ state, reason }) {
  return reason ? `${stateWord(state)}: ${reasonWord(reason)}` : stateWord(state);
}

/** `Blind`. */
export function kindWord(kind) {
  return KINDS[kind] ?? 'Transfer';
}

/** `REFER`, or an empty string when nobody knows. */
export function triggerWord(trigger) {
  return TRIGGERS[trigger] ?? '';
}

/** `PJSIP/alice` is Alice to a reader. Numbers and mixed names stay as they are. */
export function endpointName(endpoint) {
  const name = endpoint?.slice(endpoint.indexOf('/') + 1);
  return name && /^[a-z]+$/.test(name) ? name[0].toUpperCase() + name.slice(1) : name;
}

/** `Outgoing`: the PBX asked a far end to go. `Incoming`: a phone asked the PBX. */
export function directionWord(direction) {
  return direction === 'outgoing' ? 'Outgoing' : 'Incoming';
}

/** Who transfers, who is transferred, to whom; what is not known is `someone` or `somewhere`. */
export function parties({ direction, transferor, transferee, target }) {
  const asker = direction === 'outgoing' ? 'the PBX' : 'Someone';
  return {
    who: endpointName(transferor?.endpoint) ?? asker,
    whom: endpointName(transferee?.endpoint) ?? 'someone',
    to: targetName(target),
  };
}

function targetName(target) {
  const name = endpointName(target?.endpoint);
  const place = name ?? target?.application;
  if (place && target.extension) {
    return `${place} (${target.extension})`;
  }
  return place ?? target?.extension ?? target?.uri ?? 'somewhere';
}

/** Where the caller is now, in a sentence; empty when there is no caller. */
export function whereabouts(transfer) {
  const { who, whom } = parties(transfer);
  const target = endpointName(transfer.target?.endpoint);
  switch (transfer.transferee?.whereabouts) {
    case 'with-target':
      return `${whom} is with ${target ?? 'the target'}`;
    case 'with-transferor':
      return `${whom} is with ${who}`;
    case 'waiting':
      return `${whom} is waiting`;
    case 'in-application': {
      const application = transfer.target?.application;
      return application ? `${whom} is in ${application}` : `${whom} is in an application`;
    }
    case 'handed-off':
      return `${whom} was handed off`;
    case 'gone':
      return `${whom} has hung up`;
    case 'unknown':
      return `Where ${whom} is, is not known`;
    default:
      return '';
  }
}

/**
 * What a finished transfer means for one of its legs, where that phone's own SIP does not show it:
 * the transferor's leg may stay up for a minute (seen with Asterisk 22), and the other two are
 * never told who they talk to now. Empty when there is nothing to add.
 *
 * @param {object|null} transfer
 * @param {string|undefined} callId of the leg
 */
export function standing(transfer, callId) {
  if (!transfer || !callId || !isEnd(transfer.state)) {
    return '';
  }
  const { transferor, transferee, target } = transfer;
  const place = transferee?.whereabouts;
  if (callId === transferor?.callId) {
    const apart = ['with-target', 'waiting', 'in-application', 'gone'].includes(place);
    return apart ? `call over, ${whereabouts(transfer)}` : '';
  }
  if (place !== 'with-target') {
    return '';
  }
  const peers = new Map([
    [transferee.callId, target?.endpoint],
    [target?.callId, transferee.endpoint],
  ]);
  const peer = endpointName(peers.get(callId));
  return peer ? `now with ${peer}` : '';
}

/** Whether SIP told the transferor something else than what happened. */
export function isMisleading({ notifyMisleading, sip, state }) {
  return notifyMisleading === true || disagree(sip?.notifyStatus, state);
}

/**
 * Whether a final NOTIFY status and an end contradict each other.
 *
 * @param {number|undefined} notifyStatus undefined when there was no final NOTIFY
 */
export function disagree(notifyStatus, state) {
  if (!notifyStatus || notifyStatus < 200) {
    return false;
  }
  const claimsSuccess = notifyStatus < 300;
  return claimsSuccess ? state === 'failed' || state === 'abandoned' : state === 'completed';
}

/** The site's own code, as `Code: 7`; empty when there is none. */
export function codeWords({ wrapUpCode }) {
  return wrapUpCode ? `Code: ${wrapUpCode}` : '';
}

/** Who stands behind a verdict, in words: `Seen by AMI and ARI`. */
export function witnessWords(sources) {
  const names = sources.map((source) => source.toUpperCase());
  return names.length === 0 ? 'Nobody saw the end' : `Seen by ${names.join(' and ')}`;
}

/** How long it took in milliseconds, or has been under way until `now`; null when unknown. */
export function durationMs({ times }, now) {
  if (!times?.requested) {
    return null;
  }
  const end = times.ended ? Date.parse(times.ended) : now;
  // This browser's clock may be behind Referee's.
  return Math.max(0, end - Date.parse(times.requested));
}

/** `85 ms`, `4.2 s`, `1 min 05 s`, `2 h 03 min`. */
export function durationWord(ms) {
  if (ms === null) {
    return '';
  }
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 59_950) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  }
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}

function two(number) {
  return String(number).padStart(2, '0');
}
