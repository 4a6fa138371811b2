// The pill that says whether what the page shows is live.
import { say } from './dom.js';

const NAMES = {
  connecting: 'Connecting …',
  open: 'Live',
  waiting: 'Reconnecting …',
  closed: 'Offline: reload this page to try again',
};
/** Several sockets are as good as the worst of them. */
const WORST_FIRST = ['closed', 'waiting', 'connecting', 'open'];

/**
 * Keeps an element up to date with the state of sockets: `data-state`, and the words.
 *
 * @param {RefereeSocket[]} sockets at least one
 */
export function showConnection(element, sockets) {
  const update = () => {
    const states = sockets.map((socket) => socket.connection.state);
    const worst = WORST_FIRST.find((state) => states.includes(state));
    element.dataset.state = worst;
    element.title = sockets.find((socket) => socket.connection.state === worst).connection.message;
    say(element, NAMES[worst]);
  };
  for (const socket of sockets) {
    socket.addEventListener('connection', update);
  }
  update();
}

/** Tries again at once when the computer is back on the network. */
export function reconnectWhenOnline(sockets) {
  window.addEventListener('online', () => sockets.forEach((socket) => socket.connect()));
}
