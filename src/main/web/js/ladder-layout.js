// Where everything of a ladder goes. Pure functions: no page. Units are pixels of the SVG.

export const TIME_WIDTH = 76;
const LANE_WIDTH = 158;
const HEAD_HEIGHT = 58;
const ROW_HEIGHT = 36;
const NOTE_HEIGHT = 17;
const FOOT_HEIGHT = 14;
/** Of the label's font, about: labels that would leave the picture end at its right edge. */
const CHARACTER_WIDTH = 6.5;

const ROLES = {
  transferor: 'transferor',
  pbx: 'Asterisk',
  transferee: 'transferee',
  target: 'target',
  other: 'called too',
};

/** `PJSIP/alice` is alice, the PBX is the PBX. */
export function laneName({ role, endpoint }) {
  if (role === 'pbx') {
    return 'PBX';
  }
  return endpoint ? endpoint.slice(endpoint.indexOf('/') + 1) : 'unknown';
}

export function roleName({ role }) {
  return ROLES[role] ?? role;
}

/** `+0.405 s`, from the first step on. */
export function offsetWord(steps, step) {
  const ms = Date.parse(step.at) - Date.parse(steps[0].at);
  return `+${(ms / 1000).toFixed(3)} s`;
}

/** A step in a sentence, for those who do not see the picture. */
export function stepWords(ladder, step) {
  const lane = (id) => {
    const party = ladder.parties.find((one) => one.id === id);
    return party ? laneName(party) : id;
  };
  const way = step.from === step.to ? lane(step.from) : `${lane(step.from)} to ${lane(step.to)}`;
  return [
    `${offsetWord(ladder.steps, step)}, ${way}: ${step.label}`,
    step.detail,
    step.sources?.length > 0 && `Reported by ${step.sources.map((one) => one.toUpperCase()).join(' and ')}`,
    step.misleading && `Misleading: ${step.misleading}`,
  ]
    .filter(Boolean)
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(' ');
}

/** Lanes with their x, rows with their y, and how large the picture is. */
export function layout(ladder) {
  const lanes = ladder.parties.map((party, index) => ({
    ...party,
    x: TIME_WIDTH + LANE_WIDTH * (index + 0.5),
  }));
  const width = Math.max(620, TIME_WIDTH + LANE_WIDTH * lanes.length);
  const xs = new Map(lanes.map(({ id, x }) => [id, x]));
  let y = HEAD_HEIGHT;
  const rows = ladder.steps.map((step) => {
    const height = ROW_HEIGHT + (step.misleading ? NOTE_HEIGHT : 0);
    const from = xs.get(step.from) ?? TIME_WIDTH;
    const to = xs.get(step.to) ?? TIME_WIDTH;
    const row = {
      step,
      top: y,
      height,
      y: y + 25,
      from,
      to,
      label: place(`${step.misleading ? '⚠ ' : ''}${step.label}`, from, to, width),
      note: step.misleading ? place(step.misleading, from, to, width) : null,
    };
    y += height;
    return row;
  });
  return { lanes, rows, width, height: y + FOOT_HEIGHT, head: HEAD_HEIGHT };
}

/** Beside a point, above an arrow, and never out of the picture. */
function place(text, from, to, width) {
  const own = text.length * CHARACTER_WIDTH;
  const start = from === to ? from + 12 : Math.min(from, to) + 8;
  return start + own <= width - 4
    ? { text, x: start, anchor: 'start' }
    : { text, x: Math.max(own + 4, Math.min(width - 6, Math.max(from, to) - 8)), anchor: 'end' };
}
