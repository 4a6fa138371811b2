// The pill that says whether what the page shows is live.
import { say } from './dom.js';

const NAMES = {
  idle: 'Not connected',
  connecting: 'Connecting …',
  open: 'Live',
  waiting: 'Reconnecting …',
  closed: 'Offline: reload this page to try again',
};
/** Several connections are as good as the worst of them. */
const WORST_FIRST = ['closed', 'waiting', 'idle', 'connecting', 'open'];

/**
 * Keeps an element up to date with the state of connections: `data-state`, and the words.
 *
 * @param {Referee[]} referees at least one
 */
export function showConnection(element, referees) {
  const update = () => {
    const states = referees.map(({ connection }) => connection.state);
    const worst = WORST_FIRST.find((state) => states.includes(state));
    element.dataset.state = worst;
    element.title = referees.find(({ connection }) => connection.state === worst).connection.message;
    say(element, NAMES[worst]);
  };
  for (const referee of referees) {
    referee.addEventListener('connectionchange', update);
  }
  update();
}
