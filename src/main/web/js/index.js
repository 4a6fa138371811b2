// The page of transfers. What a browser test may rely on (data-testid):
//   connection              data-state: connecting, open, waiting, closed
//   transfers               the list, newest first
//   transfer                data-id, data-direction: incoming or outgoing, data-state, data-reason, data-misleading: true or false
//   transfer-direction, transfer-code, transfer-message, transfer-whereabouts, transfer-duration, transfer-misleading
//   filter-all, filter-under-way, filter-completed, filter-failed, filter-misleading, filter-outgoing
//   empty, notice, sign-in
//   ladder                  data-transfer; ladder-step: data-kind, data-misleading; ladder-words
//   ladder-show, recording-file, recording-status, recorded-ladders
import { Referee } from '../client/referee.js';
import { showConnection } from './connection-view.js';
import { fill, h, say } from './dom.js';
import { takeRecordings } from './recordings.js';
import { TransferView } from './transfer-view.js';
import { isEnd, isMisleading, parties, verdict } from './transfer-words.js';

/** Older ones leave the page: it may stay open for weeks. */
const MOST_SHOWN = 200;

const REFUSALS = ['token-required', 'token-invalid', 'token-expired', 'not-allowed'];
const SIGN_IN = 'This takes a token of an administrator.';

const FILTERS = [
  { id: 'all', name: 'All', accepts: () => true },
  { id: 'under-way', name: 'Under way', accepts: ({ state }) => !isEnd(state) },
  { id: 'completed', name: 'Completed', accepts: ({ state }) => state === 'completed' },
  {
    id: 'failed',
    name: 'Not completed',
    accepts: ({ state }) => isEnd(state) && state !== 'completed',
  },
  { id: 'misleading', name: 'Misleading NOTIFY', accepts: isMisleading },
  { id: 'outgoing', name: 'Outgoing', accepts: ({ direction }) => direction === 'outgoing' },
];

const list = document.getElementById('transfers');
const empty = document.getElementById('empty');
const notice = document.getElementById('notice');
const announcer = document.getElementById('announcer');
/** By transfer id, oldest first. */
const views = new Map();
let filter = FILTERS[0];
let demoIsOn = false;

const signIn = document.getElementById('sign-in');
let referee = null;
let authorization = {};
takeRecordings(document.getElementById('recordings'), ask);
signIn.addEventListener('submit', (submitted) => {
  submitted.preventDefault();
  const { token } = signIn.elements;
  connect(token.value.trim());
  token.value = '';
});
connect();
setInterval(tick, 500);
offerDemo();
const filterButtons = FILTERS.map(filterButton);
fill(
  document.getElementById('filters'),
  filterButtons.map(({ button }) => button),
);
refresh();

/** Begins anew. The token stays in this page, and is gone when it is reloaded. */
function connect(token) {
  referee?.close();
  signIn.hidden = true;
  notice.hidden = true;
  authorization = token ? { Authorization: `Bearer ${token}` } : {};
  referee = new Referee(document.baseURI, token && { token: () => token });
  showConnection(document.getElementById('connection'), [referee]);
  const watch = referee.watch({ all: true });
  watch.addEventListener('transfer', ({ transfer, live }) => {
    show(transfer);
    refresh();
    if (live) {
      const { whom, to } = parties(transfer);
      say(announcer, `${whom} to ${to}. ${verdict(transfer)}.`);
    }
  });
  watch.addEventListener('gap', () =>
    notify('Some transfers happened while this page was away and are not shown.'),
  );
  watch.addEventListener('lost', ({ error }) => {
    if (REFUSALS.includes(error.code)) {
      signIn.hidden = false;
      notify(token ? 'Token rejected, or not an administrator\'s token.' : SIGN_IN);
    } else {
      notify(`Referee does not show this page the transfers: ${error.message}`);
    }
  });
}

/** Asks Referee with the token that this page has. */
function ask(path, options = {}) {
  return fetch(`v1/${path}`, {
    ...options,
    headers: { Accept: 'application/json', ...authorization, ...options.headers },
  });
}

function show(transfer) {
  const view = views.get(transfer.id);
  if (view) {
    view.update(transfer);
    return;
  }
  const added = new TransferView(transfer, ask);
  views.set(transfer.id, added);
  list.prepend(added.element);
  if (views.size > MOST_SHOWN) {
    const [oldest] = views.keys();
    views.get(oldest).element.remove();
    views.delete(oldest);
  }
}

function notify(text) {
  say(notice, text);
  notice.hidden = false;
}

function tick() {
  const now = Date.now();
  for (const view of views.values()) {
    if (!isEnd(view.transfer.state)) {
      view.tick(now);
    }
  }
}

function refresh() {
  const transfers = [...views.values()].map(({ transfer }) => transfer);
  for (const { button, count, filter: shown } of filterButtons) {
    button.setAttribute('aria-pressed', String(shown === filter));
    say(count, String(transfers.filter(shown.accepts).length));
  }
  let visible = 0;
  for (const { element, transfer } of views.values()) {
    element.hidden = !filter.accepts(transfer);
    visible += element.hidden ? 0 : 1;
  }
  empty.hidden = visible > 0;
  if (!empty.hidden) {
    fill(empty, views.size === 0 ? nothingYet() : nothingHere());
  }
}

function filterButton(shown) {
  const count = h('span.count', {}, '0');
  const choose = () => {
    filter = shown;
    refresh();
  };
  const testid = `filter-${shown.id}`;
  const button = h(
    'button.filter',
    { type: 'button', onclick: choose, 'data-testid': testid },
    shown.name,
    count,
  );
  return { button, count, filter: shown };
}

/** Outside a lab there is no demo: nothing may lead there. */
async function offerDemo() {
  const answer = await fetch('demo/config.json').catch(() => null);
  demoIsOn = answer?.ok ?? false;
  document.getElementById('demo-link').hidden = !demoIsOn;
  refresh();
}

function nothingYet() {
  return [
    h('h2', {}, 'No transfer yet'),
    h('p', {}, 'When somebody on this PBX transfers a call, it appears here and stays up to date.'),
    demoIsOn
      ? h(
          'p',
          {},
          'To see one now, let the ',
          h('a', { href: 'demo' }, 'demo phones'),
          ' play a story.',
        )
      : h('p', {}, 'To see one now, transfer a call with any phone of this PBX.'),
  ];
}

function nothingHere() {
  return h('p', {}, `No transfer is in “${filter.name}”.`);
}
