/** Sounds come 64 to a file, as complete FLAC files one after the other. */

import type { Row } from "./types.ts";

export interface Shard {
  first: Row;
  /** Where each clip begins; one more number than clips. */
  offsets: number[];
  bytes: Uint8Array;
}

/** The FLAC file of a row; null where the sound is not available. */
export function clipOf(shard: Shard, row: Row): Uint8Array | null {
  const place = row - shard.first;
  if (place < 0 || place >= shard.offsets.length - 1) {
    throw new Error(
      `Sound ${row} is not in the audio file of sounds ${shard.first} to ` +
        `${shard.first + shard.offsets.length - 2}; copy the folder again.`,
    );
  }
  const [begin, end] = [shard.offsets[place], shard.offsets[place + 1]];
  return begin === end ? null : shard.bytes.slice(begin, end);
}
