/** Decoded sounds, of which the latest asked for are kept. */

import type { DataSet, Row } from "./types.ts";

const BYTES_KEPT = 16 * 2 ** 20;
const BYTES_PER_SAMPLE = 4;

/** Decodes the sounds of a data set, each alone. */
export class Decoder {
  readonly #data: DataSet;
  readonly #mostBytes: number;
  /** By row, the one that was asked for last at the end. */
  readonly #kept = new Map<Row, AudioBuffer>();
  readonly #underWay = new Map<Row, Promise<AudioBuffer | null>>();
  /** Decodes without permission to sound; made when the first sound is wanted. */
  #context: OfflineAudioContext | null = null;
  #bytes = 0;

  constructor(data: DataSet, mostBytes = BYTES_KEPT) {
    this.#data = data;
    this.#mostBytes = mostBytes;
  }

  /** Bytes of samples that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The sound of a row at the data set's rate; null where it has none. */
  buffer(row: Row): Promise<AudioBuffer | null> {
    const kept = this.#kept.get(row);
    if (kept) {
      this.#kept.delete(row);
      this.#kept.set(row, kept);
      return Promise.resolve(kept);
    }
    let promise = this.#underWay.get(row);
    if (!promise) {
      promise = this.#decode(row).finally(() => this.#underWay.delete(row));
      this.#underWay.set(row, promise);
    }
    return promise;
  }

  async #decode(row: Row): Promise<AudioBuffer | null> {
    const clip = await this.#data.clip(row);
    if (clip === null) return null;
    const rate = this.#data.manifest.samplerate;
    this.#context ??= new OfflineAudioContext(1, 1, rate);
    // A copy: decoding takes the memory away, and the clip may be part of a larger file.
    const buffer = await this.#context.decodeAudioData(clip.slice().buffer).catch((error) => {
      throw new Error(`${this.#data.sounds.fileOf(row)}: the browser cannot decode it (${error})`);
    });
    this.#keep(row, buffer);
    return buffer;
  }

  #keep(row: Row, buffer: AudioBuffer): void {
    this.#kept.set(row, buffer);
    this.#bytes += size(buffer);
    for (const [oldest, old] of this.#kept) {
      if (this.#bytes <= this.#mostBytes || oldest === row) break;
      this.#kept.delete(oldest);
      this.#bytes -= size(old);
    }
  }
}

function size(buffer: AudioBuffer): number {
  return buffer.length * buffer.numberOfChannels * BYTES_PER_SAMPLE;
}
