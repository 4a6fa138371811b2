/**
 * All transfers of a call, an endpoint or a whole PBX, as they come. Dispatches `transfer` (with
 * `transfer`, and `live`: false for what was there before), `gap` when some may have been missed, and
 * `lost` (with `error`) when nothing more will come.
 */
export class Watch extends EventTarget {
  #feed;
  #signal;

  /** Use `Referee.watch()`. */
  constructor(feed, { signal } = {}) {
    super();
    this.#feed = feed;
    this.#signal = signal;
    if (!signal?.aborted) {
      signal?.addEventListener('abort', this.#leave);
      feed.listen(this);
    }
  }

  /** Each as it was told last, the one that was heard of first in front. */
  get transfers() {
    return [...this.#feed.transfers.values()];
  }

  told(transfer, live) {
    this.dispatchEvent(Object.assign(new Event('transfer'), { transfer, live }));
  }

  gap() {
    this.dispatchEvent(new Event('gap'));
  }

  lost(error) {
    this.#leave();
    this.dispatchEvent(Object.assign(new Event('lost'), { error }));
  }

  #leave = () => {
    this.#signal?.removeEventListener('abort', this.#leave);
    this.#feed.leave(this);
  };
}
