/** Rows as short text for an address. */

import type { Row } from "./types.ts";

const RUNS = "r";
const BITS = "b";

/**
 * Write rows, in ascending order, as text of letters, digits, `-` and `_`.
 *
 * Either as runs (how many are left out, how many follow), or as one bit for each row, whichever
 * is shorter: 60,000 rows take at most 10,001 letters.
 */
export function writeRows(rows: readonly Row[]): string {
  const runs = runsOf(rows).flatMap(variableLength);
  const length = rows.length === 0 ? 0 : Math.floor(rows[rows.length - 1] / 8) + 1;
  if (runs.length <= length) return RUNS + toBase64(Uint8Array.from(runs));
  const bits = new Uint8Array(length);
  for (const row of rows) bits[row >> 3] |= 1 << (row & 7);
  return BITS + toBase64(bits);
}

/**
 * Read what `writeRows` wrote.
 *
 * @throws Error if the text is no such list, or has rows from `count` on.
 */
export function readRows(text: string, count: number): Row[] {
  const bytes = fromBase64Address(text.slice(1));
  if (text[0] === RUNS) return rowsOfRuns(bytes, count);
  if (text[0] === BITS) return rowsOfBits(bytes, count);
  throw new Error("no list of sounds");
}

/** Number left out, number that follow, and so on. */
function runsOf(rows: readonly Row[]): number[] {
  const runs: number[] = [];
  let next = -1;
  for (const row of rows) {
    if (row === next && runs.length > 0) runs[runs.length - 1] += 1;
    else runs.push(row - Math.max(0, next), 1);
    next = row + 1;
  }
  return runs;
}

function rowsOfRuns(bytes: Uint8Array, count: number): Row[] {
  const rows: Row[] = [];
  let row = 0;
  let value = 0;
  let scale = 1;
  let follow = false;
  for (const byte of bytes) {
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte & 128) continue;
    if (row + value > count) throw new Error(`a sound beyond the last, ${count - 1}`);
    if (follow) for (let last = row + value; row < last; row++) rows.push(row);
    else row += value;
    follow = !follow;
    value = 0;
    scale = 1;
  }
  if (follow || scale !== 1) throw new Error("a list of sounds that was cut off");
  return rows;
}

function rowsOfBits(bytes: Uint8Array, count: number): Row[] {
  const rows: Row[] = [];
  bytes.forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) rows.push(8 * index + bit);
  });
  if (rows.length > 0 && rows[rows.length - 1] >= count) {
    throw new Error(`a sound beyond the last, ${count - 1}`);
  }
  return rows;
}

/** Seven bits in each byte, the lowest first; the eighth tells that more follow. */
function variableLength(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

/** Base64 with the letters that an address takes as they are. */
function toBase64(bytes: Uint8Array): string {
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte));
  return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromBase64Address(text: string): Uint8Array {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) throw new Error("no list of sounds");
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
