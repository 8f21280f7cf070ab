import assert from "node:assert/strict";
import { test } from "node:test";
import { openDataSet } from "../src/dataset.ts";
import { soundsCSV, soundsJSON, wavZip } from "../src/exports.ts";
import { workflowManifest } from "../src/segments.ts";
import { csv, harmless } from "../src/tables.ts";
import { files, manifest, pack } from "./made_up.mjs";

/** Read CSV as RFC 4180 tells. */
function readCSV(text) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const [, quoted, plain, end] = cell.exec(text);
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
  }
  assert.deepEqual(rows.pop(), [], "the last line has an end");
  return rows;
}

async function madeUp({ described = {}, ...others } = {}) {
  return openDataSet(files({ "data/manifest": { ...manifest(), ...described }, ...others }), "");
}

test("cells with commas, quotes, line ends and spaces at the ends come back", () => {
  const rows = [
    ['say "hi"', "a,b", "two\r\nlines", " spaces "],
    ["", "plain", "é鳥", "\n"],
  ];
  assert.deepEqual(readCSV(csv(["a", "b", "c", "d"], rows)), [["a", "b", "c", "d"], ...rows]);
  assert.equal(csv(["a", "b"], [[1.5, null]]), "a,b\r\n1.5,\r\n");
});

test("texts like formulas get an apostrophe, numbers do not", () => {
  const texts = ["=1+1", "+1", "-1", "@x", "\tx", "\rx"];
  assert.deepEqual(texts.map(harmless), texts.map((text) => `'${text}`));
  assert.deepEqual([-1.5, "a=b", "", null].map(harmless), [-1.5, "a=b", "", null]);
});

test("a table has all that is known of the sounds", async () => {
  const data = await madeUp({ described: { classes: null } });
  const text = await soundsCSV(data, [data.map("embedding/pca")], [0, 2, 3]);
  assert.deepEqual(readCSV(text), [
    ["row", "id", "file", "start_s", "recording_s", "material", "centroid_hz"].concat([
      "embedding/pca x",
      "embedding/pca y",
    ]),
    ["0", "a_0", "a.wav", "0", "3", "wood", "100", "-1", "0"],
    ["2", "a_2", "a.wav", "2", "3", "glass", "", "1", "4"],
    ["3", "b_0", "b.wav", "0.5", "2", "", "1000", "-1", "4"],
  ]);
});

test("a table has the five best classes, and keeps equal names apart", async () => {
  const described = manifest();
  described.columns[0].name = "file";
  const data = await madeUp({
    described,
    "data/classes": {
      top: pack("uint16", [4, 2], [0, 1, 1, 0, 2, 1, 2, 0]),
      score: pack("float32", [4, 2], [0.75, 0.1, 0.5, 0.25, 1, 0, 0.3, 0.2]),
    },
  });
  const [names, cells] = readCSV(await soundsCSV(data, [], [3]));
  assert.deepEqual(names.slice(2, 6), ["file", "start_s", "recording_s", "file_2"]);
  assert.deepEqual(names.slice(-4), ["class_1", "probability_1", "class_2", "probability_2"]);
  assert.deepEqual(cells.slice(-4), ["Shatter", "0.3", "Wood", "0.2"]);
});

test("JSON has the same, with what made the map", async () => {
  const data = await madeUp({ described: { classes: null } });
  const read = JSON.parse(await soundsJSON(data, [data.map("embedding/pca")], [2]));
  assert.equal(read.maps[0].name, "embedding/pca");
  assert.deepEqual(read.made_with, { latentaudio: "0.0.0" });
  assert.equal(read.sounds.length, 1);
  assert.deepEqual([read.sounds[0].material, read.sounds[0].centroid_hz], ["glass", null]);
});

// -- The manifest of a run -----------------------------------------------------------------------

async function segmentsOf({ files: names, starts, lengths, labels }, rows, described = {}) {
  const count = starts.length;
  const data = await madeUp({
    described: { sounds: count, ...described },
    "data/sounds": {
      ids: starts.map((_, row) => `s${row}`),
      files: names,
      file: pack("uint32", [count], starts.map((_, row) => row % names.length)),
      start_s: pack("float32", [count], starts),
      recording_s: pack("float32", [count], lengths),
    },
    "data/column_001": pack("uint8", [count], labels),
  });
  const result = await workflowManifest(data, rows ?? starts.map((_, row) => row));
  return { ...result, rows: readCSV(result.text) };
}

test("a manifest has a path, factors and times of each sound", async () => {
  const { rows } = await segmentsOf({
    files: ["x/a.wav", "b.wav"],
    starts: [12.48, 3600.5],
    lengths: [60, 4000],
    labels: [1, 0],
  });
  assert.deepEqual(rows, [
    ["path", "material", "start_s", "end_s"],
    ["b.wav", "wood", "3600.5", "3601.4751"],
    ["x/a.wav", "glass", "12.48", "13.4551"],
  ]);
});

test("sounds that overlap or touch are one segment, others are not", async () => {
  const { rows, segments } = await segmentsOf({
    files: ["a.wav"],
    starts: [2.4, 0, 0.48, 1.455],
    lengths: [9, 9, 9, 9],
    labels: [0, 0, 0, 0],
  });
  assert.deepEqual(rows.slice(1), [["a.wav", "wood", "0", "3.3751"]]);
  assert.equal(segments, 1);
  const apart = await segmentsOf({
    files: ["a.wav"],
    starts: [0, 0.976],
    lengths: [9, 9],
    labels: [0, 0],
  });
  assert.equal(apart.segments, 2);
});

test("with other labels, a segment ends where the next begins", async () => {
  const { rows } = await segmentsOf({
    files: ["a.wav"],
    starts: [0, 0.5],
    lengths: [9, 9],
    labels: [0, 1],
  });
  assert.deepEqual(rows.slice(1), [
    ["a.wav", "wood", "0", "0.5"],
    ["a.wav", "glass", "0.5", "1.4751"],
  ]);
});

test("a sound shorter than a clip is a segment of its own length", async () => {
  const { rows } = await segmentsOf({
    files: ["a.wav"],
    starts: [-0.2375],
    lengths: [0.5],
    labels: [0],
  });
  assert.deepEqual(rows[1], ["a.wav", "wood", "0", "0.5"]);
});

test("only the chosen sounds are in a manifest, and names stay as they are", async () => {
  const set = {
    files: ["=a.wav", "b,c.wav", "d.wav"],
    starts: [0, 0, 0],
    lengths: [9, 9, 9],
    labels: [0, 0, 255],
  };
  const { rows, formulas } = await segmentsOf(set, [0, 1]);
  assert.deepEqual(rows.slice(1).map(([path]) => path), ["=a.wav", "b,c.wav"]);
  assert.equal(formulas, 1);
  assert.deepEqual((await segmentsOf(set, [2])).rows[1], ["d.wav", "", "0", "0.9751"]);
});

test("the group is under its usual name; labels stand in where there are no factors", async () => {
  const [material] = manifest().columns;
  const group = { ...material, name: "object", role: "group", categories: ["o1", "o2"] };
  const columns = [{ ...material, role: "label" }, group];
  const set = { files: ["a.wav"], starts: [0], lengths: [9], labels: [1] };
  const { rows } = await segmentsOf(set, [0], { columns });
  assert.deepEqual(rows, [
    ["path", "material", "group", "start_s", "end_s"],
    ["a.wav", "glass", "o2", "0", "0.9751"],
  ]);
});

// -- The zip of sounds ---------------------------------------------------------------------------

const player = {
  samples: async (row) => (row === 1 ? null : new Float32Array(10).fill(row / 8)),
};

test("a zip has a WAV file of each sound with audio, and a table of them", async () => {
  const data = await madeUp();
  const done = [];
  const { zip, without } = await wavZip(data, player, [0, 1, 3], (count) => done.push(count) > 0);
  assert.deepEqual([done, without], [[1, 2, 3], ["a_1"]]);
  const text = Buffer.from(await zip.arrayBuffer()).toString("latin1");
  const at = text.indexOf("sounds/b_0.wav") + "sounds/b_0.wav".length;
  assert.equal(text.slice(at, at + 4), "RIFF");
  assert.equal(Buffer.from(text.slice(at + 44, at + 46), "latin1").readInt16LE(), (3 / 8) * 32768);
  assert.ok(text.includes("sounds/a_0.wav,0,a_0,a.wav\r\nsounds/b_0.wav,3,b_0,b.wav\r\n"));
  assert.ok(!text.includes("a_1"));
});

test("a zip can be stopped", async () => {
  const data = await madeUp();
  const asked = [];
  const counting = { samples: async (row) => (asked.push(row), player.samples(row)) };
  assert.equal(await wavZip(data, counting, [0, 2, 3], (done) => done < 2), null);
  assert.deepEqual(asked, [0, 2]);
});
