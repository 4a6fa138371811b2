// What the phones say and hear. By default each phone sends a soft tone of its own, so that the demo
// needs no microphone, no permission, and does not howl with three phones on one desk.

/** One octave's notes apart: who is heard can be told by ear. */
const TONES_HZ = { alice: 262, bob: 330, carol: 392 };

export class Sound {
  #context = null;
  #microphone = null;

  /** The audio a phone sends: its tone, or the microphone once that is on. */
  stream(name) {
    return this.#microphone?.clone() ?? this.#tone(name);
  }

  /** @throws {DOMException} when there is none, or the user does not allow it */
  async useMicrophone(on) {
    this.#microphone?.getTracks().forEach((track) => track.stop());
    this.#microphone = on ? await navigator.mediaDevices.getUserMedia({ audio: true }) : null;
  }

  #tone(name) {
    this.#context ??= new AudioContext();
    // Browsers keep sound back until the user did something on the page; calling was that.
    this.#context.resume();
    const destination = this.#context.createMediaStreamDestination();
    const volume = new GainNode(this.#context, { gain: 0.05 });
    const tone = new OscillatorNode(this.#context, { frequency: TONES_HZ[name] ?? 294 });
    tone.connect(volume).connect(destination);
    tone.start();
    return destination.stream;
  }
}
