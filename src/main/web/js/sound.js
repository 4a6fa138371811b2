// What the phones say and hear. By default each phone sends a soft tone of its own, so that the
// demo needs no microphone and no permission, and does not howl with three phones on one desk.

/** Each another note, so that one can hear who is connected. */
const TONES_HZ = { alice: 262, bob: 330, carol: 392 };

export class Sound {
  #context = null;
  #tones = new Map();
  #microphone = null;

  /**
   * The audio a phone sends in one call: its tone, or the microphone once that is on. Each call has
   * a copy, because JsSIP silences the tracks of a call on hold; whoever asked stops it.
   */
  stream(name) {
    return (this.#microphone ?? this.#tone(name)).clone();
  }

  /** @throws {DOMException} when there is none, or the user does not allow it */
  async useMicrophone(on) {
    this.#microphone?.getTracks().forEach((track) => track.stop());
    this.#microphone = null;
    if (on) {
      this.#microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    }
  }

  #tone(name) {
    this.#context ??= new AudioContext();
    // Browsers keep sound back until the user did something on the page; calling was that.
    this.#context.resume();
    if (!this.#tones.has(name)) {
      const destination = this.#context.createMediaStreamDestination();
      const volume = new GainNode(this.#context, { gain: 0.05 });
      const tone = new OscillatorNode(this.#context, { frequency: TONES_HZ[name] ?? 294 });
      tone.connect(volume).connect(destination);
      tone.start();
      this.#tones.set(name, destination.stream);
    }
    return this.#tones.get(name);
  }
}
