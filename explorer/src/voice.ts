/** One sound that is heard: its nodes exist while it sounds, and no longer. */

/** How long a sound fades in and out (s): no click, and hardly later. */
export const FADE_S = 0.008;

interface VoiceOptions {
  loop: boolean;
  /** From -1 (left) to 1 (right). */
  pan: number;
  /** Called once when it has sounded to its end, and not when it was faded out. */
  ended: () => void;
}

/** A sound, from its start to its end or its fading. */
export class Voice {
  readonly #context: AudioContext;
  readonly #source: AudioBufferSourceNode;
  readonly #gain: GainNode;
  readonly #panner: StereoPannerNode;
  readonly #duration: number;
  readonly #start: number;

  constructor(context: AudioContext, out: AudioNode, buffer: AudioBuffer, options: VoiceOptions) {
    this.#context = context;
    this.#duration = buffer.duration;
    this.#source = context.createBufferSource();
    this.#gain = context.createGain();
    this.#panner = context.createStereoPanner();
    this.#panner.pan.value = options.pan;
    this.#source.buffer = buffer;
    this.#source.loop = options.loop;
    this.#source.connect(this.#gain).connect(this.#panner).connect(out);
    this.#start = context.currentTime;
    this.#gain.gain.setValueAtTime(0, this.#start);
    this.#gain.gain.linearRampToValueAtTime(1, this.#start + FADE_S);
    if (!options.loop) this.#fadeBefore(this.#start + this.#duration);
    this.#source.onended = () => {
      this.#disconnect();
      options.ended();
    };
    this.#source.start(this.#start);
  }

  /** Loop from now on, or end after the present pass. */
  setLoop(loop: boolean): void {
    if (loop === this.#source.loop) return;
    this.#source.loop = loop;
    const now = this.#context.currentTime;
    this.#hold(now);
    if (loop) return this.#ramp(1, now + FADE_S);
    const passes = Math.floor((now - this.#start) / this.#duration) + 1;
    this.#fadeBefore(this.#start + passes * this.#duration);
  }

  /** End with a short fade. */
  fadeOut(): void {
    this.#source.onended = () => this.#disconnect();
    // A context that stands still never reports an end.
    if (this.#context.state !== "running") return this.#disconnect();
    const now = this.#context.currentTime;
    this.#hold(now);
    this.#ramp(0, now + FADE_S);
    this.#source.stop(now + FADE_S);
  }

  #fadeBefore(end: number): void {
    const begin = Math.max(this.#context.currentTime, end - FADE_S);
    this.#gain.gain.setValueAtTime(1, Math.max(begin, this.#start + FADE_S));
    this.#ramp(0, end);
  }

  /** Forget what the loudness was to become, and stay at what it is. */
  #hold(now: number): void {
    const present = this.#gain.gain.value;
    this.#gain.gain.cancelScheduledValues(now);
    this.#gain.gain.setValueAtTime(present, now);
  }

  #ramp(to: number, at: number): void {
    this.#gain.gain.linearRampToValueAtTime(to, at);
  }

  #disconnect(): void {
    this.#source.onended = null;
    this.#source.disconnect();
    this.#gain.disconnect();
    this.#panner.disconnect();
  }
}
