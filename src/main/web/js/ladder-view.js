// A ladder as an SVG. Steps are reached by the arrow keys; the one that is chosen is told below.
import { h } from './dom.js';
import { laneName, layout, offsetWord, roleName, stepWords } from './ladder-layout.js';
import { tone, verdict } from './transfer-words.js';

const SVG = 'http://www.w3.org/2000/svg';
const BAND_INSET = 4;

/**
 * Draws a ladder.
 *
 * @param {object} ladder as `/v1/transfers/{id}/ladder` answers
 * @returns {HTMLElement} with data-testid `ladder`
 */
export function ladderView(ladder) {
  const words = h('p.ladder-words', {
    role: 'status',
    'data-testid': 'ladder-words',
  });
  const picture = drawing(ladder, (step) => {
    words.textContent = stepWords(ladder, step);
  });
  words.textContent = 'Choose a step with the arrow keys or the mouse to read more of it.';
  const figure = h(
    'figure.ladder',
    { 'data-testid': 'ladder', 'data-transfer': ladder.transfer },
    h('div.ladder-box', { role: 'region', 'aria-label': 'Ladder', tabindex: '-1' }, picture),
    h(
      'figcaption',
      {},
      words,
      ladder.truncated &&
        h(
          'p.quiet',
          { 'data-testid': 'ladder-truncated' },
          'Truncated: some steps were not seen, or limits.trace_steps was reached.',
        ),
      h(
        'button.button.ladder-print',
        { type: 'button', onclick: () => print(figure) },
        'Print the ladder',
      ),
    ),
  );
  return figure;
}

/** Prints one ladder alone. */
function print(figure) {
  const done = () => {
    figure.classList.remove('printed');
    document.body.classList.remove('prints-a-ladder');
  };
  figure.classList.add('printed');
  document.body.classList.add('prints-a-ladder');
  window.addEventListener('afterprint', done, { once: true });
  window.print();
}

function drawing(ladder, choose) {
  const { lanes, rows, width, height, head } = layout(ladder);
  const picture = s('svg', {
    class: 'ladder-svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'group',
    'aria-label': `Sequence diagram, ${ladder.steps.length} steps. ${verdict(ladder)}.`,
  });
  for (const lane of lanes) {
    picture.append(
      s('text', { class: 'lane-name', x: lane.x, y: 20, 'text-anchor': 'middle' }, laneName(lane)),
      s('text', { class: 'lane-role', x: lane.x, y: 38, 'text-anchor': 'middle' }, roleName(lane)),
      s('line', { class: 'lane', x1: lane.x, x2: lane.x, y1: head - 12, y2: height - 6 }),
    );
  }
  const steps = rows.map((row) => stepGroup(ladder, row, width));
  steps.forEach((group, index) => {
    group.setAttribute('tabindex', index === 0 ? '0' : '-1');
    group.addEventListener('focus', () => {
      steps.forEach((one) => one.setAttribute('tabindex', one === group ? '0' : '-1'));
      choose(rows[index].step);
    });
    group.addEventListener('click', () => group.focus());
    group.addEventListener('keydown', (pressed) => {
      const next = {
        ArrowDown: index + 1,
        ArrowUp: index - 1,
        Home: 0,
        End: steps.length - 1,
      }[pressed.key];
      if (next !== undefined) {
        pressed.preventDefault();
        steps[next]?.focus();
      }
    });
  });
  picture.append(...steps);
  return picture;
}

function stepGroup(ladder, row, width) {
  const { step } = row;
  const group = s('g', {
    class: 'step',
    role: 'img',
    'aria-label': stepWords(ladder, step),
    'data-testid': 'ladder-step',
    'data-kind': step.kind,
    'data-misleading': String(Boolean(step.misleading)),
    'data-tone': step.kind === 'verdict' ? tone(ladder.state) : null,
  });
  group.append(
    s('rect', {
      class: 'step-area',
      x: 1,
      y: row.top + 1,
      width: width - 2,
      height: row.height - 2,
      rx: 5,
    }),
    s('text', { class: 'step-time', x: 6, y: row.y }, offsetWord(ladder.steps, step)),
  );
  if (step.kind === 'verdict') {
    group.append(...verdictBand(row, width));
    return group;
  }
  group.append(...(row.from === row.to ? point(row) : arrow(row)));
  group.append(text('step-label', row.label, row.y - 7));
  if (row.note) {
    group.append(text('step-note', row.note, row.y + 17));
  }
  return group;
}

function verdictBand({ top, height, y, step }, width) {
  return [
    s('rect', {
      class: 'verdict-band',
      x: 78,
      y: top + BAND_INSET,
      width: width - 84,
      height: height - 2 * BAND_INSET,
      rx: 6,
    }),
    s('text', { class: 'verdict-words', x: 90, y: y - 2 }, step.label),
  ];
}

function point({ from, y }) {
  return [s('circle', { class: 'point', cx: from, cy: y - 11, r: 4 })];
}

function arrow({ from, to, y }) {
  const back = to > from ? -8 : 8;
  return [
    s('line', { class: 'arrow-line', x1: from, x2: to + back / 2, y1: y, y2: y }),
    s('path', { class: 'arrow-head', d: `M${to},${y} l${back},-4 v8 z` }),
  ];
}

function text(name, { text: words, x, anchor }, y) {
  return s('text', { class: name, x, y, 'text-anchor': anchor }, words);
}

function s(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) {
      element.setAttribute(key, String(value));
    }
  }
  element.append(...children);
  return element;
}
