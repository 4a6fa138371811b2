// A real WebSocket server whose words the test chooses, and a client that connects to it with the
// `ws` package: Node 20 has no WebSocket of its own.
import { createRequire } from 'node:module';
import { clock } from './clock.mjs';

const require = createRequire(new URL('../../../main/web/package.json', import.meta.url));
export const WebSocket = require('ws');

/** Waits for something that comes over the network; the tests' own clock stands still meanwhile. */
export async function until(condition, what) {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`Waited in vain: ${what}`);
    }
    await new Promise(setImmediate);
  }
}

/** What a browser's connection is to the server. */
class Wire {
  frames = [];
  isOpen = true;

  constructor(socket) {
    this.socket = socket;
    socket.on('message', (data) => this.frames.push(JSON.parse(data)));
    socket.on('close', () => (this.isOpen = false));
  }

  /** The next frame from the client. */
  async next() {
    await until(() => this.frames.length > 0, 'a frame from the client');
    return this.frames.shift();
  }

  /** The next frame, which subscribes. */
  async subscribe() {
    const frame = await this.next();
    if (frame.type !== 'subscribe') {
      throw new Error(`Not a subscribe: ${JSON.stringify(frame)}`);
    }
    return frame;
  }

  say(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  welcome(offset = 0, epoch = 'e') {
    this.say({ type: 'welcome', epoch, offset, pingIntervalMs: 25_000 });
  }

  subscribed(id, transfers = [], { offset = 0, recovered = true } = {}) {
    this.say({ type: 'subscribed', id, offset, transfers, recovered });
  }

  event(id, offset, transfer) {
    const event = { id: `${transfer.id}.${offset}`, data: transfer };
    this.say({ type: 'event', offset, ids: [id], event });
  }

  /** Comes back when the client has taken all that was said before. */
  async heard() {
    await new Promise((resolve) => {
      this.socket.once('pong', resolve);
      this.socket.ping();
    });
  }

  close(code, reason) {
    this.socket.close(code, reason);
  }

  cut() {
    this.socket.terminate();
  }
}

export class Server {
  wires = [];
  #server;

  static async start() {
    const server = new Server();
    server.#server = new WebSocket.Server({ port: 0, host: '127.0.0.1' });
    server.#server.on('connection', (socket) => server.wires.push(new Wire(socket)));
    await until(() => server.#server.address(), 'a port');
    return server;
  }

  get url() {
    return `ws://127.0.0.1:${this.#server.address().port}/v1/events`;
  }

  /** The next connection. */
  async next() {
    await until(() => this.wires.length > 0, 'a connection');
    return this.wires.shift();
  }

  /** The next connection, welcomed. */
  async welcomed(offset, epoch) {
    const wire = await this.next();
    wire.welcome(offset, epoch);
    return wire;
  }

  stop() {
    this.#server.clients.forEach((socket) => socket.terminate());
    this.#server.close();
  }
}

/** Lets time pass on a connection that works: pings are answered. */
export async function passConnected(wire, ms) {
  for (let left = ms; left > 0; left -= 10_000) {
    clock.tick(Math.min(left, 10_000));
    wire.say({ type: 'pong' });
    await wire.heard();
    wire.frames = wire.frames.filter(({ type }) => type !== 'ping');
  }
}
