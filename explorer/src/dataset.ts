/** A data set: its files, read when they are first asked for. */

import { fromBase64, unpack } from "./arrays.ts";
import { DataError, openFolder, rootOf, type Source } from "./loader.ts";
import { asObject, checkManifest, checkRows } from "./schema.ts";
import { clipOf, type Shard } from "./shards.ts";
import type {
  DataSet,
  Manifest,
  Moves,
  Neighbours,
  NumberArray,
  PackedArray,
  Sounds,
  SpriteSheet,
} from "./types.ts";

/** Shards of sound kept in memory; each holds some 1.3 MB. */
const SHARDS_KEPT = 24;

/** Open a data set by its name; the empty name is the one beside the page. */
export async function openDataSet(source: Source, name: string): Promise<DataSet> {
  const root = rootOf(name);
  const folder = openFolder(source, root);
  const path = (file: string) => `${root}${file}.js`;

  const manifest = checkManifest(await folder.get("data/manifest"), path("data/manifest"));
  const n = manifest.sounds;
  const sounds = readSounds(await folder.get("data/sounds"), n, path("data/sounds"));
  const columns = new Map(manifest.columns.map((column) => [column.name, column]));
  const maps = new Map(manifest.maps.map((map) => [map.name, map]));

  const once = remember();
  const shards = new Map<number, Promise<Shard>>();

  async function array(file: string, rows = n): Promise<NumberArray> {
    return unpack(checkRows(await folder.get(file), rows, path(file)), path(file));
  }

  async function fields(file: string): Promise<Record<string, unknown>> {
    return asObject(await folder.get(file), path(file), "the file");
  }

  function shard(number: number): Promise<Shard> {
    const known = shards.get(number);
    if (known) {
      shards.delete(number);
      shards.set(number, known);
      return known;
    }
    const file = `audio/${String(number).padStart(4, "0")}`;
    const loaded = fields(file).then((content) => ({
      first: content.first as number,
      offsets: content.offsets as number[],
      bytes: fromBase64(content.base64 as string),
    }));
    shards.set(number, loaded);
    loaded.catch(() => shards.delete(number));
    if (shards.size > SHARDS_KEPT) shards.delete(shards.keys().next().value as number);
    return loaded;
  }

  return {
    name,
    manifest,
    sounds,
    column: (wanted) => columns.get(wanted),
    map: (wanted) => maps.get(wanted),

    values(wanted) {
      const column = found(columns.get(wanted), path("data/manifest"), "column", wanted);
      return once(column.file, () => array(column.file));
    },

    positions(wanted) {
      const map = found(maps.get(wanted), path("data/manifest"), "map", wanted);
      return once(map.file, async () =>
        positionsOf(await array(map.file), map.dimensions, map.low, map.high),
      );
    },

    neighbours(space) {
      const info = found(infoOf(manifest, space), path("data/manifest"), "space", space);
      return once(info.file, async () => {
        const content = await fields(info.file);
        const rows = unpack(checkRows(content.rows, n, path(info.file), "rows"), path(info.file));
        const distances = unpack(
          checkRows(content.distances, n, path(info.file), "distances"),
          path(info.file),
        );
        return neighboursOf(rows, distances, info.count);
      });
    },

    vectors(space) {
      const info = found(infoOf(manifest, space), path("data/manifest"), "space", space);
      return once(info.vectors, async () => (await array(info.vectors)) as Int8Array);
    },

    topClasses() {
      const classes = found(manifest.classes, path("data/manifest"), "entry", "classes");
      return once(classes.top, async () => {
        const content = await fields(classes.top);
        const where = path(classes.top);
        return {
          codes: unpack(checkRows(content.top, n, where, "top"), where),
          scores: unpack(checkRows(content.score, n, where, "score"), where) as Float32Array,
        };
      });
    },

    async classScores(code) {
      const classes = found(manifest.classes, path("data/manifest"), "entry", "classes");
      const number = Math.floor(code / classes.per_file) + 1;
      const file = `data/scores_${String(number).padStart(2, "0")}`;
      const roots = await once(file, async () =>
        unpack((await folder.get(file)) as PackedArray, path(file)),
      );
      return probabilities(roots, code % classes.per_file, n, path(file));
    },

    async clip(row) {
      if (!manifest.audio) return null;
      const number = Math.floor(row / manifest.audio.clips_per_shard) + 1;
      return clipOf(await shard(number), row);
    },

    async sheet(row) {
      const { sprites } = manifest;
      if (!sprites) return null;
      const number = Math.floor(row / (sprites.columns * sprites.rows)) + 1;
      const file = `sprites/${String(number).padStart(2, "0")}`;
      return once(file, async () => sheetOf(await fields(file), sprites.cell));
    },

    moves(space) {
      const info = manifest.moves.find((other) => other.space === space);
      const { file } = found(info, path("data/manifest"), "moves in", space);
      return once(file, async () => (await fields(file)) as unknown as Moves);
    },
  };
}

/** Keep what was computed, under a key; a failure is forgotten, so that it can be tried again. */
function remember(): <T>(key: string, compute: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<unknown>>();
  return <T>(key: string, compute: () => Promise<T>) => {
    const old = known.get(key) as Promise<T> | undefined;
    if (old) return old;
    const result = compute();
    known.set(key, result);
    result.catch(() => known.delete(key));
    return result;
  };
}

function found<T>(value: T | null | undefined, file: string, what: string, name: string): T {
  if (value === null || value === undefined) {
    throw new DataError(file, `${file} lists no ${what} "${name}".`);
  }
  return value;
}

function infoOf(manifest: Manifest, space: string): Manifest["neighbours"][number] | undefined {
  return manifest.neighbours.find((info) => info.space === space);
}

function readSounds(value: unknown, n: number, file: string): Sounds {
  const content = asObject(value, file, "the file");
  const ids = content.ids as string[];
  const files = content.files as string[];
  if (!Array.isArray(ids) || ids.length !== n) {
    throw new DataError(
      file,
      `${file}: ${ids?.length ?? 0} names, expected ${n}; the files are of different data sets. ` +
        "Copy the folder again.",
    );
  }
  const numbers = (key: string) => unpack(checkRows(content[key], n, file, key), file);
  const codes = numbers("file");
  return {
    ids,
    fileOf: (row) => files[codes[row]] ?? "",
    start_s: numbers("start_s") as Float32Array,
    recording_s: numbers("recording_s") as Float32Array,
  };
}

function positionsOf(
  codes: NumberArray,
  dimensions: number,
  low: number[],
  high: number[],
): Float32Array {
  const positions = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const axis = i % dimensions;
    positions[i] = low[axis] + (codes[i] / 65535) * (high[axis] - low[axis]);
  }
  return positions;
}

/** Probabilities of one class from bytes that hold 255 times their square roots. */
function probabilities(roots: NumberArray, place: number, n: number, file: string): Float32Array {
  if (roots.length < (place + 1) * n) {
    throw new DataError(
      file,
      `${file}: ${roots.length} scores, expected at least ${(place + 1) * n}. Copy the folder again.`,
    );
  }
  const scores = new Float32Array(n);
  for (let row = 0; row < n; row++) scores[row] = (roots[place * n + row] / 255) ** 2;
  return scores;
}

function neighboursOf(rows: NumberArray, distances: NumberArray, count: number): Neighbours {
  const part = (values: NumberArray, row: number) =>
    Array.from(values.subarray(row * count, (row + 1) * count) as ArrayLike<number>);
  return {
    rowsOf: (row) => part(rows, row),
    distancesOf: (row) => part(distances, row),
  };
}

function sheetOf(content: Record<string, unknown>, cell: number): SpriteSheet {
  const columns = content.columns as number;
  const png = new Blob([fromBase64(content.png as string)], { type: "image/png" });
  return {
    first: content.first as number,
    columns,
    url: URL.createObjectURL(png),
    pixels: new Uint8Array(0),
    width: columns * cell,
    height: (content.rows as number) * cell,
  };
}
