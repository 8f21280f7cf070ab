/** The files that sounds are exported as. */

import { csv, fieldsOf, harmless } from "./tables.ts";
import type { DataSet, MapInfo, Player, Row } from "./types.ts";
import { wavFile } from "./wav.ts";
import { safeNames, ZipWriter } from "./zip.ts";

/** All that is known of sounds, as CSV; texts like formulas get an apostrophe in front. */
export async function soundsCSV(
  data: DataSet,
  maps: readonly MapInfo[],
  rows: readonly Row[],
): Promise<string> {
  const fields = await fieldsOf(data, maps);
  return csv(
    fields.map((field) => String(harmless(field.name))),
    rows.map((row) => fields.map((field) => harmless(field.cell(row)))),
  );
}

/** All that is known of sounds, as JSON, with what made the map. */
export async function soundsJSON(
  data: DataSet,
  maps: readonly MapInfo[],
  rows: readonly Row[],
): Promise<string> {
  const fields = await fieldsOf(data, maps);
  const sounds = rows.map((row) =>
    Object.fromEntries(fields.map((field) => [field.name, field.cell(row)])),
  );
  const { title, made_with, clip_s, samplerate } = data.manifest;
  return `${JSON.stringify({ title, made_with, clip_s, samplerate, maps, sounds }, null, 1)}\n`;
}

/** A zip of WAV files, and the names of the sounds that have no audio. */
export interface WavZip {
  zip: Blob;
  without: string[];
}

/**
 * Collect sounds as WAV files, with a table that tells which is which.
 *
 * @param progress is told how many sounds are done; false ends it, and the result is null.
 */
export async function wavZip(
  data: DataSet,
  player: Pick<Player, "samples">,
  rows: readonly Row[],
  progress: (done: number) => boolean,
): Promise<WavZip | null> {
  const writer = new ZipWriter(new Date());
  const names = safeNames(rows.map((row) => data.sounds.ids[row])).map((name) => `${name}.wav`);
  const listed: (string | number)[][] = [];
  const without: string[] = [];
  for (const [index, row] of rows.entries()) {
    const samples = await player.samples(row);
    if (samples === null) {
      without.push(data.sounds.ids[row]);
    } else {
      writer.add(`sounds/${names[index]}`, wavFile(samples, data.manifest.samplerate));
      listed.push([`sounds/${names[index]}`, row, data.sounds.ids[row], data.sounds.fileOf(row)]);
    }
    if (!progress(index + 1)) return null;
  }
  const table = csv(
    ["wav", "row", "id", "file"],
    listed.map((cells) => cells.map(harmless)),
  );
  writer.add("sounds.csv", new TextEncoder().encode(table));
  return { zip: writer.finish(), without };
}
