// The two columns under a phone, line by line: what SIP said, and what Referee says.
import { fill, h } from './dom.js';
import { chip, wrapUpCode } from './transfer-view.js';
import { tone, whereabouts } from './transfer-words.js';

/** Lines that need a word in front of what the other side said. */
const PREFIXES = { notify: 'NOTIFY: ', 'refer-answer': 'REFER answered: ' };

export function showSip(list, phone) {
  show(list, phone.log, (line) => sipLine(phone, line), 'Nothing yet.');
}

export function showReferee(list, phone, watch) {
  show(list, watch.log, (line) => refereeLine(phone, line), 'No transfer yet.');
}

function sipLine(phone, line) {
  return h(
    'li',
    {
      'data-testid': `${phone.id}-sip-line`,
      'data-kind': line.kind,
      'data-status': line.status,
      'data-tone': sipTone(line),
    },
    h('span', {}, `${PREFIXES[line.kind] ?? ''}${line.text}`),
    clock(line.at),
  );
}

/** What a line of SIP means to a reader. */
function sipTone({ kind, status }) {
  if (kind === 'failed' || (status >= 400 && kind !== 'refused')) {
    return 'bad';
  }
  return kind === 'notify' && status >= 200 ? 'good' : 'plain';
}

function refereeLine(phone, { transfer, at }) {
  const place = whereabouts(transfer);
  return h(
    'li',
    {
      'data-testid': `${phone.id}-referee-line`,
      'data-transfer': transfer.id,
      'data-state': transfer.state,
      'data-reason': transfer.reason ?? '',
      'data-tone': tone(transfer.state),
    },
    chip(transfer),
    h('span', {}, transfer.message ?? ''),
    place && h('span.quiet', {}, place),
    wrapUpCode(transfer),
    clock(at),
  );
}

/** Draws a log anew when it has a new line, and keeps the newest in sight. */
function show(list, log, render, nothing) {
  const newest = log.at(-1) ?? null;
  if (list.newest === newest) {
    return;
  }
  list.newest = newest;
  fill(list, newest ? log.map(render) : h('li.quiet', {}, nothing));
  list.scrollTop = list.scrollHeight;
}

function clock(at) {
  const time = at.toLocaleTimeString([], { hourCycle: 'h23' });
  const tenths = Math.floor(at.getMilliseconds() / 100);
  return h('time', { datetime: at.toISOString() }, `${time}.${tenths}`);
}
