import assert from "node:assert/strict";
import { test } from "node:test";
import { openDataSet } from "../src/dataset.ts";
import { bestRows, matching, search, suggestions } from "../src/search.ts";
import { nearestToMean, nearestToRows } from "../src/similar.ts";
import { files } from "./made_up.mjs";

test("no text finds nothing in particular", async () => {
  const data = await openDataSet(files(), "");
  assert.equal(await search(data, "  "), null);
});

test("names, files and labels are found by parts, in any case", async () => {
  const data = await openDataSet(files(), "");
  assert.deepEqual((await search(data, "B_0")).rows, [3]);
  assert.deepEqual((await search(data, "a.wav")).rows, [0, 1, 2]);
  assert.deepEqual((await search(data, "find glass")).rows, [1, 2]);
});

test("a class is found by its probability, best first", async () => {
  const data = await openDataSet(files(), "");
  const found = await search(data, "class: glass");
  assert.deepEqual(found.rows, [1, 2]);
  assert.deepEqual(found.scores.map((p) => Math.round(100 * p)), [100, 25]);
});

test("a text that no name and no label has finds by the class that fits", async () => {
  const source = files({ "data/scores_01": (await files().fetch("", "data/scores_01")) });
  const data = await openDataSet(source, "");
  const found = await search(data, "shatter");
  assert.match(found.meaning, /the class "Shatter"/);
  assert.deepEqual(found.rows, []);
});

test("a label is found by its column", async () => {
  const data = await openDataSet(files(), "");
  assert.deepEqual((await search(data, "material: wood")).rows, [0]);
});

test("suggestions name labels and classes, and lead back to them", async () => {
  const data = await openDataSet(files(), "");
  const offers = suggestions(data, "glass");
  assert.deepEqual(offers.map(({ query }) => query), ["material: glass", "class: Glass"]);
  for (const { query } of offers) assert.ok((await search(data, query)).rows.length > 0);
});

test("whole words come before beginnings, and those before parts", () => {
  assert.deepEqual(matching(["Fiberglass", "Glassware", "Glass", "Broken glass"], "glass"), [2, 3, 1, 0]);
});

test("equal scores keep the order of rows", () => {
  assert.deepEqual(bestRows([0.5, 0, 0.9, 0.5], 0.1, 3), [2, 0, 3]);
});

test("what is nearest to a selection is outside of it, at its distance from the mean", async () => {
  const data = await openDataSet(files(), "");
  assert.deepEqual(await nearestToRows(data, "embedding", [0, 2], 5), [
    { row: 1, distance: 0 },
    { row: 3, distance: 10 },
  ]);
  assert.deepEqual(await nearestToRows(data, "embedding", [], 5), []);
});

test("nearest of many agrees with sorting all", () => {
  const [count, dimensions] = [500, 6];
  const vectors = Int8Array.from({ length: count * dimensions }, (_, i) => (i * 7919) % 251 - 125);
  const near = nearestToMean(vectors, dimensions, 0.5, [3], 10);
  const distance = (row) =>
    0.5 * Math.hypot(...Array.from({ length: dimensions }, (_, i) => vectors[row * dimensions + i] - vectors[3 * dimensions + i]));
  const all = Array.from({ length: count }, (_, row) => row).filter((row) => row !== 3);
  const wanted = all.map(distance).sort((a, b) => a - b).slice(0, 10);
  near.forEach(({ row, distance: found }, i) => {
    assert.ok(Math.abs(found - wanted[i]) < 1e-3);
    assert.ok(Math.abs(found - distance(row)) < 1e-3);
  });
});
