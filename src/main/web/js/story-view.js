// The buttons that let a story play by itself, and the narrator who says what happens.
import { h, say } from './dom.js';
import { play, STORIES } from './stories.js';

export class StoryView {
  element;
  #cast;
  #narrator = h('p.narrator', { role: 'status', 'data-testid': 'narrator', 'data-state': 'idle' });
  #stop;
  #buttons;
  #playing = null;

  /**
   * @param {object} cast `{alice, bob, carol}`, each `{phone, watch}`
   * @param {Element} tools what else stands beside the narrator
   */
  constructor(cast, tools) {
    this.#cast = cast;
    this.#buttons = STORIES.map((story) => this.#button(story));
    this.#stop = h(
      'button.button',
      {
        type: 'button',
        hidden: true,
        onclick: () => this.#playing?.abort(),
        'data-testid': 'story-stop',
      },
      'Stop',
    );
    this.element = h(
      'div.story-box',
      {},
      h('h2', {}, 'Show me'),
      h('div.story-buttons', {}, this.#buttons),
      h('div.story-line', {}, this.#narrator, this.#stop, tools),
    );
    this.#narrate('idle', 'Pick a story and watch, or use the phones below yourself.');
  }

  #button(story) {
    return h(
      'button.story-button',
      { type: 'button', onclick: () => this.#play(story), 'data-testid': `story-${story.id}` },
      h('b', {}, story.title),
      h('span.quiet', {}, story.teaser),
    );
  }

  async #play(story) {
    this.#playing = new AbortController();
    this.#busy(true);
    try {
      this.#narrate('playing', 'The phones get ready.');
      await play(
        story,
        this.#cast,
        (sentence) => this.#narrate('playing', sentence),
        this.#playing.signal,
      );
      this.#narrate('done', `${this.#narrator.textContent} Compare the columns under each phone.`);
    } catch (error) {
      const stopped = this.#playing.signal.aborted;
      this.#narrate(stopped ? 'idle' : 'failed', stopped ? 'Stopped.' : error.message);
    } finally {
      this.#playing = null;
      this.#busy(false);
    }
  }

  #busy(on) {
    this.#stop.hidden = !on;
    for (const button of this.#buttons) {
      button.disabled = on;
    }
  }

  #narrate(state, text) {
    this.#narrator.dataset.state = state;
    say(this.#narrator, text);
  }
}
