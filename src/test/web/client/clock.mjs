// A clock that tests move by hand. Node 20's own (mock.timers) loses timers when one is cleared that has
// fired already.

const real = { setTimeout, clearTimeout, now: Date.now };

class Clock {
  #now = 0;
  #timers = new Map();
  #ids = 0;

  /** Takes the place of setTimeout, clearTimeout and Date.now. */
  install() {
    this.#now = 1_000_000;
    this.#timers.clear();
    globalThis.setTimeout = (act, ms = 0) => {
      this.#ids += 1;
      this.#timers.set(this.#ids, { at: this.#now + ms, act });
      return this.#ids;
    };
    globalThis.clearTimeout = (id) => this.#timers.delete(id);
    Date.now = () => this.#now;
  }

  uninstall() {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    Date.now = real.now;
  }

  /** Lets time pass; what becomes due happens at its own time, in order. */
  tick(ms) {
    const end = this.#now + ms;
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next.id);
      next.act();
    }
    this.#now = end;
  }

  #next() {
    let first;
    for (const [id, { at, act }] of this.#timers) {
      first = first && first.at <= at ? first : { id, at, act };
    }
    return first;
  }
}

export const clock = new Clock();

/** Lets time pass for the client. */
export const pass = (ms) => clock.tick(ms);
