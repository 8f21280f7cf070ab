import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase64, unpack } from "../src/arrays.ts";
import { openDataSet } from "../src/dataset.ts";
import { datasetNames, openFolder, scriptSource } from "../src/loader.ts";
import { checkManifest } from "../src/schema.ts";
import { clipOf } from "../src/shards.ts";
import { files, manifest, pack } from "./made_up.mjs";

/** A document whose scripts run what a folder holds. */
function fakeDocument(folder) {
  const document = {
    currentScript: null,
    left: 0,
    createElement: () => ({ remove: () => document.left-- }),
    head: {
      append(script) {
        document.left++;
        queueMicrotask(() => {
          const run = folder[script.src];
          if (!run) return script.onerror();
          document.currentScript = script;
          run();
          document.currentScript = null;
          script.onload();
        });
      },
    },
  };
  return document;
}

test("a file is what it puts, and its element is removed", async () => {
  const document = fakeDocument({ "data/a.js": () => LatentAudio.put("data/a", [1, 2]) });
  const folder = openFolder(scriptSource(document), "");
  assert.deepEqual(await folder.get("data/a"), [1, 2]);
  assert.equal(document.left, 0);
});

test("a missing file is named", async () => {
  const folder = openFolder(scriptSource(fakeDocument({})), "datasets/one/");
  await assert.rejects(folder.get("data/map_001"), /^DataError: datasets\/one\/data\/map_001\.js is missing/);
});

test("a file that was cut off, or that holds another, is named", async () => {
  const folder = openFolder(
    scriptSource(
      fakeDocument({ "data/a.js": () => {}, "data/b.js": () => LatentAudio.put("data/c", 1) }),
    ),
    "",
  );
  await assert.rejects(folder.get("data/a"), /data\/a\.js is damaged or incomplete/);
  await assert.rejects(folder.get("data/b"), /data\/b\.js holds "data\/c"/);
});

test("no other names are loaded", async () => {
  const folder = openFolder(scriptSource(fakeDocument({})), "");
  for (const name of ["data/../x", "http://x/y", "data/A", "app", "data/a.b"]) {
    await assert.rejects(folder.get(name), /no name of a data file/);
  }
});

test("without datasets.js there is one data set; with it, those listed", async () => {
  assert.deepEqual(await datasetNames(scriptSource(fakeDocument({}))), []);
  const document = fakeDocument({ "datasets.js": () => LatentAudio.put("datasets", ["a", "b"]) });
  assert.deepEqual(await datasetNames(scriptSource(document)), ["a", "b"]);
});

test("bytes come back from base64, with and without the browser's own function", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const text = Buffer.from(bytes).toString("base64");
  assert.deepEqual(fromBase64(text), bytes);
  Uint8Array.fromBase64 = () => Uint8Array.of(7);
  try {
    assert.deepEqual(fromBase64(text), Uint8Array.of(7));
  } finally {
    delete Uint8Array.fromBase64;
  }
});

test("arrays are little-endian, and a short one is an error that gives the sizes", () => {
  const packed = { dtype: "uint16", shape: [2], base64: Buffer.from([1, 0, 0, 1]).toString("base64") };
  assert.deepEqual(unpack(packed, "x.js"), Uint16Array.of(1, 256));
  assert.throws(() => unpack({ ...packed, shape: [3] }, "x.js"), /x\.js: 4 bytes, expected 6/);
  assert.throws(() => unpack({ ...packed, dtype: "float64" }, "x.js"), /"float64", expected one of/);
});

test("a manifest of another version is refused with both versions", () => {
  assert.throws(
    () => checkManifest({ ...manifest(), version: 2 }, "data/manifest.js"),
    /data\/manifest\.js was made by another version .* 2, this page reads 1/,
  );
});

test("a manifest names the key that is wrong", () => {
  const wrong = manifest();
  wrong.maps[0].dimensions = 4;
  assert.throws(() => checkManifest(wrong, "m.js"), /m\.js: maps\[0\]\.dimensions is 4, expected 2 or 3/);
  const { columns, ...without } = manifest();
  assert.throws(() => checkManifest(without, "m.js"), /columns is nothing, expected an? array/);
});

test("a data set gives coordinates, values, neighbours, scores and clips by row", async () => {
  const data = await openDataSet(files(), "");
  assert.deepEqual([...(await data.positions("embedding/pca"))], [-1, 0, 1, 0, 1, 4, -1, 4]);
  assert.deepEqual([...(await data.values("material"))], [0, 1, 1, 255]);
  const neighbours = await data.neighbours("embedding");
  assert.deepEqual(neighbours.rowsOf(0), [1, 2]);
  assert.deepEqual(neighbours.distancesOf(3), [0.5, 3]);
  const scores = await data.classScores(1);
  assert.deepEqual([...scores].map((p) => Math.round(p * 100)), [0, 100, 25, 0]);
  assert.deepEqual(await data.clip(0), Uint8Array.of(10, 11));
  assert.equal(await data.clip(1), null);
  assert.deepEqual(await data.clip(3), Uint8Array.of(13));
  assert.equal(data.sounds.fileOf(3), "b.wav");
});

test("a file of another data set is noticed by its rows", async () => {
  const source = files({ "data/map_001": pack("uint16", [3, 2], [0, 0, 0, 0, 0, 0]) });
  const data = await openDataSet(source, "");
  await assert.rejects(data.positions("embedding/pca"), /data\/map_001\.js: \[3,2\].*expected 4 rows/);
});

test("a file that failed is tried again", async () => {
  let tries = 0;
  const source = files();
  const data = await openDataSet(
    {
      fetch(path, name) {
        if (name === "data/column_001" && tries++ === 0) return Promise.reject(new Error("once"));
        return source.fetch(path, name);
      },
    },
    "",
  );
  await assert.rejects(data.values("material"), /once/);
  assert.equal((await data.values("material")).length, 4);
});

test("a clip of a row outside its shard is an error", () => {
  const shard = { first: 64, offsets: [0, 1], bytes: Uint8Array.of(1) };
  assert.throws(() => clipOf(shard, 3), /Sound 3 is not in the audio file of sounds 64 to 64/);
});
