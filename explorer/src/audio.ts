/** Hearing sounds: one at a time, looped, one after the other, or as a walk through neighbours. */

import { Decoder } from "./decoding.ts";
import { unlockSound } from "./unlock.ts";
import { Voice } from "./voice.ts";
import type { DataSet, Player, Row, Store } from "./types.ts";

/** Sounds of a walk that are not heard again while others are near. */
const REMEMBERED = 30;
/** After so many sounds without audio in a row, a sequence or a walk ends. */
const MOST_MUTE = 30;

/** A player that can be done with. */
export interface ClosablePlayer extends Player {
  /** Stop, end every listener, and give the audio device back. */
  close(): Promise<void>;
}

/**
 * Make the player of a data set.
 *
 * It keeps `playing`, `looping` and `audible` of the state right. Before the browser lets sound
 * out, the last request waits; a newer one, or `stop`, takes its place. While a sound plays,
 * setting `looping` in the state makes it loop, or lets it end after the present pass.
 *
 * @param tell shows one line of text: why a sound cannot be heard.
 */
export function createPlayer(
  store: Store,
  data: DataSet,
  tell: (text: string) => void,
): ClosablePlayer {
  return new OneVoicePlayer(store, data, tell);
}

/** What comes after a sound; null: nothing. */
type Next = (() => Promise<void>) | null;

interface Wish {
  loop: boolean;
  pan: number | undefined;
  next: Next;
}

class OneVoicePlayer implements ClosablePlayer {
  readonly #store: Store;
  readonly #data: DataSet;
  readonly #tell: (text: string) => void;
  readonly #decoder: Decoder;
  readonly #ends: (() => void)[];
  #context: AudioContext | null = null;
  #master: GainNode | null = null;
  #voice: Voice | null = null;
  /** Number of the newest request; all older ones are overtaken. */
  #newest = 0;
  /** What begins to sound when the browser lets sound out. */
  #waiting: (() => void) | null = null;
  #touring = false;
  /** Sounds without audio since the last that had some. */
  #mute = 0;

  constructor(store: Store, data: DataSet, tell: (text: string) => void) {
    this.#store = store;
    this.#data = data;
    this.#tell = tell;
    this.#decoder = new Decoder(data);
    this.#ends = [
      unlockSound(
        () => this.#makeContext(),
        (audible) => this.#heard(audible),
      ),
      store.on(["volume"], (state) => this.#setVolume(state.volume)),
      store.on(["looping"], (state) => this.#voice?.setLoop(state.looping)),
    ];
  }

  get touring(): boolean {
    return this.#touring;
  }

  async samples(row: Row): Promise<Float32Array | null> {
    const buffer = await this.#decoder.buffer(row);
    // A copy: when a buffer begins to sound, the arrays that it gave before are taken away.
    return buffer && buffer.getChannelData(0).slice();
  }

  async play(row: Row, options: { loop?: boolean; pan?: number } = {}): Promise<void> {
    await this.#start(this.#request(), row, {
      loop: options.loop ?? false,
      pan: options.pan,
      next: null,
    });
  }

  stop(): void {
    this.#request();
    this.#silence();
  }

  sequence(rows: readonly Row[]): void {
    const request = this.#request(rows.length > 0);
    const from = async (index: number): Promise<void> => {
      if (request !== this.#newest) return;
      if (index >= rows.length) return this.stop();
      const next = () => from(index + 1);
      await this.#start(request, rows[index], { loop: false, pan: undefined, next });
    };
    void from(0);
  }

  walk(from: Row, among?: readonly Row[]): void {
    const request = this.#request(true);
    const allowed = among && new Set(among);
    const heard: Row[] = [];
    const visit = async (row: Row): Promise<void> => {
      heard.push(row);
      if (heard.length > REMEMBERED) heard.shift();
      const next = async () => {
        const following = await this.#following(row, allowed, heard);
        if (request === this.#newest) await visit(following);
      };
      await this.#start(request, row, { loop: false, pan: undefined, next });
    };
    void visit(from);
  }

  async close(): Promise<void> {
    this.stop();
    for (const end of this.#ends) end();
    this.#store.set({ audible: false });
    const context = this.#context;
    this.#context = null;
    if (context) await context.close();
  }

  /** Begin a request: what was asked for before is overtaken. */
  #request(touring = false): number {
    this.#waiting = null;
    this.#touring = touring;
    this.#mute = 0;
    return ++this.#newest;
  }

  async #start(request: number, row: Row, wish: Wish): Promise<void> {
    let buffer: AudioBuffer | null;
    let pan: number;
    try {
      [buffer, pan] = await Promise.all([this.#decoder.buffer(row), this.#panOf(row, wish.pan)]);
    } catch (error) {
      return this.#fail(request, error);
    }
    if (request !== this.#newest) return;
    if (buffer === null) return this.#passOver(request, row, wish.next);
    this.#mute = 0;
    const begin = () => this.#sound(request, row, buffer, pan, wish);
    if (this.#context?.state === "running") begin();
    else this.#waiting = begin;
  }

  #sound(request: number, row: Row, buffer: AudioBuffer, pan: number, wish: Wish): void {
    const voice: Voice = new Voice(this.#context!, this.#master!, buffer, {
      loop: wish.loop,
      pan,
      ended: () => void this.#ended(request, voice, wish.next),
    });
    this.#voice?.fadeOut();
    this.#voice = voice;
    this.#store.set({ playing: row, looping: wish.loop });
  }

  async #ended(request: number, voice: Voice, next: Next): Promise<void> {
    if (voice !== this.#voice) return; // another one sounds since
    this.#voice = null;
    if (next) await next().catch((error: unknown) => this.#fail(request, error));
    else this.#silence();
  }

  /** Go on without a sound that has no audio. */
  async #passOver(request: number, row: Row, next: Next): Promise<void> {
    this.#silence();
    this.#tell(`${this.#data.sounds.fileOf(row)}: no audio of this sound in the data set`);
    this.#mute += 1;
    if (!next || this.#mute >= MOST_MUTE) return this.stop();
    await next().catch((error: unknown) => this.#fail(request, error));
  }

  /** Say why a sound is not heard, unless nobody waits for it any more. */
  #fail(request: number, error: unknown): void {
    if (request !== this.#newest) return;
    this.stop();
    this.#tell(error instanceof Error ? error.message : String(error));
  }

  #silence(): void {
    this.#voice?.fadeOut();
    this.#voice = null;
    this.#store.set({ playing: null, looping: false });
  }

  #setVolume(volume: number): void {
    if (!this.#context || !this.#master) return;
    this.#master.gain.setTargetAtTime(volume, this.#context.currentTime, 0.02);
  }

  #makeContext(): AudioContext {
    const context = new AudioContext({
      sampleRate: this.#data.manifest.samplerate,
      latencyHint: "interactive",
    });
    this.#context = context;
    this.#master = context.createGain();
    this.#master.gain.value = this.#store.get().volume;
    this.#master.connect(context.destination);
    return context;
  }

  #heard(audible: boolean): void {
    this.#store.set({ audible });
    if (!audible) return;
    const begin = this.#waiting;
    this.#waiting = null;
    begin?.();
  }

  /** Where a sound comes from: as asked for, or by its place on the first map. */
  async #panOf(row: Row, asked: number | undefined): Promise<number> {
    const state = this.#store.get();
    if (!state.panByPosition) return 0;
    if (asked !== undefined) return Math.max(-1, Math.min(1, asked));
    const map = this.#data.map(state.views[0]?.map ?? "");
    if (!map) return 0;
    const positions = await this.#data.positions(map.name);
    const [low, high] = [map.low[0], map.high[0]];
    const x = positions[row * map.dimensions];
    return high > low ? Math.max(-1, Math.min(1, (2 * (x - low)) / (high - low) - 1)) : 0;
  }

  /** Draw the next sound of a walk; where no neighbour is allowed, any that is. */
  async #following(
    row: Row,
    allowed: ReadonlySet<Row> | undefined,
    heard: readonly Row[],
  ): Promise<Row> {
    const neighbours = await this.#data.neighbours(this.#store.get().space);
    // A data set of one sound has no neighbour, which is written as -1.
    const near = neighbours
      .rowsOf(row)
      .filter((other) => other >= 0 && (!allowed || allowed.has(other)));
    const fresh = near.filter((other) => !heard.includes(other));
    if (fresh.length > 0) return drawn(fresh);
    const others = allowed ? [...allowed].filter((other) => !heard.includes(other)) : [];
    return drawn(others.length > 0 ? others : near.length > 0 ? near : [row]);
  }
}

function drawn(rows: readonly Row[]): Row {
  return rows[Math.floor(Math.random() * rows.length)];
}
