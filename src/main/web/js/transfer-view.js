// One transfer in the list: a line that tells the story, and the details behind a click.
import { fill, h } from './dom.js';
import { ladderView } from './ladder-view.js';
import {
  codeWords,
  directionWord,
  durationMs,
  durationWord,
  isEnd,
  isMisleading,
  kindWord,
  parties,
  tone,
  triggerWord,
  verdict,
  whereabouts,
  witnessWords,
} from './transfer-words.js';

/** A state as a coloured chip; the word says it too, so colour is never the only sign. */
export function chip(transfer) {
  return h('span.chip', { 'data-tone': tone(transfer.state) }, verdict(transfer));
}

/** The site's own code for it; nothing where there is none. */
export function wrapUpCode(transfer) {
  const words = codeWords(transfer);
  return words && h('span.quiet', { 'data-testid': 'transfer-code' }, words);
}

export class TransferView {
  element;
  transfer;
  #summary = h('summary');
  #details = h('div.details');
  #folder;
  #duration;
  #ask;
  #ladder;

  /**
   * @param {object} transfer
   * @param {function(string): Promise<Response>} [ask] fetches below `v1/`; without it there are no
   *     ladders
   */
  constructor(transfer, ask) {
    this.#ask = ask;
    this.#ladder = ask && this.#ladderSection();
    // Details are built when they are looked at: most never are.
    this.#folder = h(
      'details',
      { ontoggle: () => this.#showDetails() },
      this.#summary,
      this.#details,
    );
    this.element = h('li.transfer', { 'data-testid': 'transfer' }, this.#folder);
    this.update(transfer);
  }

  update(transfer) {
    this.transfer = transfer;
    const misleading = isMisleading(transfer);
    Object.assign(this.element.dataset, {
      id: transfer.id,
      direction: transfer.direction ?? 'incoming',
      state: transfer.state,
      reason: transfer.reason ?? '',
      tone: tone(transfer.state),
      misleading: String(misleading),
    });
    const { who, whom, to } = parties(transfer);
    this.#duration = h('span.duration', { 'data-testid': 'transfer-duration' });
    fill(
      this.#summary,
      h('span.row-state', {}, chip(transfer), wrapUpCode(transfer)),
      h(
        'span.route',
        {},
        h('span.route-parties', {}, h('b', {}, whom), arrow(), h('b', {}, to)),
        h(
          'span.quiet',
          { 'data-testid': 'transfer-direction' },
          `${directionWord(transfer.direction)}, ${kindWord(transfer.kind).toLowerCase()}, by ${who}`,
        ),
      ),
      h(
        'span.story',
        {},
        h('span', { 'data-testid': 'transfer-message' }, transfer.message ?? ''),
        h('span.quiet', { 'data-testid': 'transfer-whereabouts' }, whereabouts(transfer)),
        misleading &&
          h('span.misleading', { 'data-testid': 'transfer-misleading' }, claim(transfer)),
      ),
      h('span.row-time', {}, this.#duration, time(transfer.times?.requested)),
    );
    this.tick(Date.now());
    this.#showDetails();
  }

  /** Shows how long it has been under way. */
  tick(now) {
    const word = durationWord(durationMs(this.transfer, now));
    this.#duration.textContent = isEnd(this.transfer.state) ? word : `${word} so far`;
  }

  #showDetails() {
    if (this.#folder.open) {
      fill(this.#details, ...details(this.transfer, this.#ladder));
    }
  }

  /** The same element for as long as the view lives: what was opened stays open. */
  #ladderSection() {
    const place = h('div', {}, this.#ladderButton('Show the ladder', () => place));
    return section('Ladder', place);
  }

  #ladderButton(words, place) {
    return h(
      'button.button',
      { type: 'button', 'data-testid': 'ladder-show', onclick: () => this.#showLadder(place()) },
      words,
    );
  }

  async #showLadder(place) {
    const again = this.#ladderButton('Draw it again', () => place);
    try {
      const answer = await this.#ask(`transfers/${encodeURIComponent(this.transfer.id)}/ladder`);
      const body = await answer.json();
      fill(place, answer.ok ? ladderView(body) : h('p.quiet', {}, body.detail), again);
    } catch (failure) {
      fill(place, h('p.quiet', {}, `Referee could not be asked: ${failure.message}`), again);
    }
    again.focus({ preventScroll: true });
  }
}

function claim({ sip }) {
  return `Misleading NOTIFY: SIP said ${sip?.notifyStatus ?? 'otherwise'}`;
}

function details(transfer, ladder) {
  return [
    (transfer.diagnosis ?? []).map(({ code, message, fix }) =>
      h(
        'div.diagnosis',
        {},
        h('p', {}, h('b', {}, message), ' ', h('code', {}, code)),
        fix && h('p', {}, `What to do: ${fix}`),
      ),
    ),
    h(
      'div.detail-columns',
      {},
      section('Times', steps(transfer)),
      section('What SIP said', sipFacts(transfer)),
      section('Parties', partyFacts(transfer)),
    ),
    ladder,
    section('Evidence', [witnesses(transfer), evidence(transfer)]),
    h(
      'details.raw',
      {},
      h('summary', {}, 'Raw JSON'),
      h('pre', { tabindex: '0', 'aria-label': 'Raw JSON' }, JSON.stringify(transfer, null, 2)),
    ),
  ];
}

function section(title, content) {
  return content && h('section', {}, h('h2.detail-title', {}, title), content);
}

function steps({ times = {} }) {
  return facts([
    ['Requested', clock(times.requested)],
    ['Accepted', after(times.requested, times.accepted)],
    ['Ringing', after(times.requested, times.ringing)],
    ['Ended', after(times.requested, times.ended)],
  ]);
}

function sipFacts({ sip = {}, hangupCause, referTo, referredBy, trigger }) {
  return (
    facts([
      ['Started by', triggerWord(trigger)],
      ['Answer to the REFER', sip.referStatus],
      ['Last NOTIFY', sip.notifyStatus],
      ['Target answered', sip.targetStatus],
      ['Hangup cause', hangupCause],
      ['Refer-To', referTo],
      ['Referred-By', referredBy],
    ]) ?? h('p.quiet', {}, 'Nothing was seen.')
  );
}

function partyFacts({ transferor, transferee, target }) {
  return facts([
    ['Transferor', transferor?.channel ?? transferor?.endpoint],
    ['Call-ID', transferor?.callId],
    ['Consultation Call-ID', transferor?.consultationCallId],
    ['Transferee', transferee?.channel ?? transferee?.endpoint],
    ['Call-ID', transferee?.callId],
    ['Target', target?.channel ?? target?.endpoint ?? target?.uri ?? target?.extension],
    ['Application', target?.application],
    ['Call-ID', target?.callId],
  ]);
}

/** Who stands behind the verdict; nothing while there is none. */
function witnesses({ sources }) {
  return (
    sources && h('p.quiet', { 'data-testid': 'transfer-sources' }, witnessWords(sources))
  );
}

function evidence({ evidence: pieces = [] }) {
  return (
    pieces.length > 0 &&
    h(
      'ol.evidence',
      {},
      pieces.map(({ source, what, at }) =>
        h('li', {}, h('span.source', {}, source.toUpperCase()), ` ${what} `, time(at)),
      ),
    )
  );
}

/** A list of named facts without those that are not known; null when none is. */
function facts(pairs) {
  const known = pairs.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return known.length === 0
    ? null
    : h(
        'dl.facts',
        {},
        known.map(([name, value]) => [h('dt', {}, name), h('dd', {}, String(value))]),
      );
}

function arrow() {
  return h('span.arrow', { role: 'img', 'aria-label': 'to' }, '→');
}

function time(at) {
  return at && h('time.quiet', { datetime: at, title: at }, clock(at));
}

function clock(at) {
  return at && new Date(at).toLocaleTimeString();
}

function after(start, at) {
  return at && start && `+ ${durationWord(Date.parse(at) - Date.parse(start))}`;
}
