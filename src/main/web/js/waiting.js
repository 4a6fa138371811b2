// Waiting for something to become true, with a deadline.

/**
 * Resolves as soon as `condition` holds; it is asked again at every `change` event of `source`.
 *
 * @param {EventTarget} source
 * @param {function(): boolean} condition
 * @param {string} what for the error: `Bob's phone rings`
 * @param {AbortSignal} [signal] stops waiting
 */
export function until(source, condition, what, signal, timeoutMs = 30_000) {
  return new Promise((resolve, reject) => {
    const finish = (settle, value) => {
      clearTimeout(timer);
      source.removeEventListener('change', check);
      signal?.removeEventListener('abort', stop);
      settle(value);
    };
    const check = () => condition() && finish(resolve);
    const stop = () => finish(reject, signal.reason);
    const late = () => finish(reject, new Error(`Waited in vain: ${what}.`));
    const timer = setTimeout(late, timeoutMs);
    source.addEventListener('change', check);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) {
      stop();
    } else {
      check();
    }
  });
}
