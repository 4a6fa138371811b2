// Recorded files, dropped on the page or chosen: Referee replays them and answers with ladders.
import { fill, h, say } from './dom.js';
import { ladderView } from './ladder-view.js';

/** The most that Referee takes. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Lets files be dropped anywhere on the page, and chosen with a button.
 *
 * @param {HTMLElement} place where ladders are shown
 * @param {function(string, object): Promise<Response>} ask fetches below `v1/` as the page's user
 */
export function takeRecordings(place, ask) {
  const status = h('p.quiet', { role: 'status', 'data-testid': 'recording-status' });
  const ladders = h('div.recorded-ladders', { 'data-testid': 'recorded-ladders' });
  const input = h('input.visually-hidden', {
    type: 'file',
    id: 'recording-file',
    accept: '.jsonl,.gz,application/gzip',
    'data-testid': 'recording-file',
    onchange: () => {
      open(input.files[0]);
      input.value = '';
    },
  });
  fill(
    place,
    h(
      'p.recording-line',
      {},
      input,
      h('label.button', { for: 'recording-file' }, 'Open a recording'),
      h('span.quiet', {}, ' or drop a file of “referee record” on this page.'),
    ),
    status,
    ladders,
  );
  document.addEventListener('dragover', (dragged) => {
    if (dragged.dataTransfer.types.includes('Files')) {
      dragged.preventDefault();
      document.body.classList.add('is-dropped-on');
    }
  });
  for (const end of ['dragleave', 'dragend', 'drop']) {
    document.addEventListener(end, () => document.body.classList.remove('is-dropped-on'));
  }
  document.addEventListener('drop', (dropped) => {
    dropped.preventDefault();
    open(dropped.dataTransfer.files[0]);
  });

  async function open(file) {
    if (!file) {
      return;
    }
    fill(ladders);
    if (file.size > MOST_BYTES) {
      say(status, `${file.name} is larger than 16 MiB. Use: referee replay --ladder FILE`);
      return;
    }
    say(status, `Reading ${file.name} …`);
    try {
      const answer = await ask('ladders', {
        method: 'POST',
        headers: { 'Content-Type': 'application/octet-stream' },
        body: file,
      });
      const body = await answer.json();
      if (!answer.ok) {
        say(status, `${file.name}: ${body.detail}`);
        return;
      }
      show(file, body.ladders);
    } catch (failure) {
      say(status, `${file.name} could not be sent: ${failure.message}`);
    }
  }

  function show(file, all) {
    const count = all.length === 1 ? '1 transfer' : `${all.length} transfers`;
    say(status, `${file.name}: ${count}`);
    fill(
      ladders,
      all.map((ladder) =>
        h(
          'section.recorded',
          {},
          h('h2', {}, ladder.transfer),
          h('p', {}, ladder.message),
          ladderView(ladder),
        ),
      ),
      all.length > 0 &&
        h(
          'button.button',
          {
            type: 'button',
            onclick: () => {
              fill(ladders);
              say(status, '');
            },
          },
          'Close the recording',
        ),
    );
  }
}
