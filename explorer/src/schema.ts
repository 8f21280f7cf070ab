/** Checks of what a data set says about itself, so that a wrong folder is named and not guessed at. */

import { DataError } from "./loader.ts";
import type { Manifest, PackedArray } from "./types.ts";

/** Version of the data that this page reads. */
export const VERSION = 1;

type Fields = Record<string, unknown>;

/** Check a manifest. @throws DataError naming the key, what was found and what was expected. */
export function checkManifest(value: unknown, file: string): Manifest {
  const manifest = asObject(value, file, "the file");
  if (manifest.version !== VERSION) {
    throw new DataError(
      file,
      `${file} was made by another version of LatentAudio: its format is ` +
        `${JSON.stringify(manifest.version)}, this page reads ${VERSION}. Make the folder again.`,
    );
  }
  const need = (owner: Fields, place: string, kinds: Record<string, Kind>) =>
    checkFields(owner, place, kinds, file);

  need(manifest, "", {
    title: "string",
    sounds: "number",
    made_with: "object",
    clip_s: "number",
    samplerate: "number",
    layers: "array",
    layer_titles: "object",
    factors: "array",
    columns: "array",
    maps: "array",
    default_map: "string",
    neighbours: "array",
    moves: "array",
    passed_over: "array",
  });
  for (const [place, column] of objectsOf(manifest, "columns", file)) {
    need(column, place, { name: "string", title: "string", role: "string", file: "string" });
    if (column.kind === "categorical") need(column, place, { categories: "array", counts: "array" });
    else if (column.kind === "number") need(column, place, { low: "number", high: "number" });
    else throw expected(file, `${place}.kind`, column.kind, '"categorical" or "number"');
  }
  for (const [place, map] of objectsOf(manifest, "maps", file)) {
    need(map, place, { name: "string", file: "string", low: "array", high: "array" });
    need(map, place, { title: "string", space: "string", space_title: "string", method: "string" });
    if (map.dimensions !== 2 && map.dimensions !== 3) {
      throw expected(file, `${place}.dimensions`, map.dimensions, "2 or 3");
    }
  }
  if ((manifest.maps as unknown[]).length === 0) throw expected(file, "maps", [], "at least one map");
  for (const [place, info] of objectsOf(manifest, "neighbours", file)) {
    need(info, place, { space: "string", space_title: "string", file: "string", count: "number" });
  }
  if (manifest.audio) {
    need(asObject(manifest.audio, file, "audio"), "audio", { clips_per_shard: "number" });
  }
  return value as Manifest;
}

/** Check that an array has a row for each sound. */
export function checkRows(value: unknown, rows: number, file: string, key = ""): PackedArray {
  const packed = asObject(value, file, key || "the file");
  if (!Array.isArray(packed.shape) || packed.shape[0] !== rows) {
    throw new DataError(
      file,
      `${file}${key && `, ${key}`}: ${JSON.stringify(packed.shape)} is its shape, expected ` +
        `${rows} rows, one for each sound; the files are of different data sets. Copy the folder again.`,
    );
  }
  return value as PackedArray;
}

/** Check that a value is an object with keys. */
export function asObject(value: unknown, file: string, place: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw expected(file, place, value, "an object");
  }
  return value as Fields;
}

type Kind = "string" | "number" | "object" | "array";

function checkFields(
  owner: Fields,
  place: string,
  kinds: Record<string, Kind>,
  file: string,
): void {
  for (const [key, kind] of Object.entries(kinds)) {
    const value = owner[key];
    const found = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
    if (found !== kind) throw expected(file, place ? `${place}.${key}` : key, value, `a ${kind}`);
  }
}

function objectsOf(owner: Fields, key: string, file: string): [string, Fields][] {
  return (owner[key] as unknown[]).map((value, index) => {
    const place = `${key}[${index}]`;
    return [place, asObject(value, file, place)];
  });
}

function expected(file: string, place: string, found: unknown, wanted: string): DataError {
  const shown = (JSON.stringify(found) ?? "nothing").slice(0, 60);
  return new DataError(
    file,
    `${file}: ${place} is ${shown}, expected ${wanted}. Make the folder again.`,
  );
}
