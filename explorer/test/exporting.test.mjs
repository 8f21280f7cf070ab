import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openDataSet } from "../src/dataset.ts";
import { exportPanel } from "../src/exporting.ts";
import { createStore } from "../src/store.ts";
import { fakeDocument } from "./fake_document.mjs";
import { files, manifest } from "./made_up.mjs";

let page;

beforeEach(async () => {
  const saved = fakeDocument();
  const data = await openDataSet(
    files({ "data/manifest": { ...manifest(), title: "a/b", classes: null } }),
    "",
  );
  const store = createStore({
    selection: [],
    hidden: {},
    ranges: {},
    found: null,
    views: [{ map: "embedding/pca" }],
  });
  const view = { index: 0, toSVG: async () => "<svg/>", toCanvas: async () => fakeCanvas(null) };
  const context = {
    store,
    data,
    player: { samples: async (row) => (row === 1 ? null : new Float32Array(4)) },
    views: () => [view],
    isShown: (row) => row !== 3,
  };
  page = { saved, store, context, panel: exportPanel(context) };
});

const fakeCanvas = (blob) => ({ toBlob: (call) => call(blob) });

async function press(name) {
  page.panel.button(name).click();
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  return page.panel.all("p").find((part) => part.className === "export-status").textContent;
}

test("the panel says what is exported: the selection, or all that are shown", () => {
  assert.match(page.panel.textContent, /all that are shown: 3 sounds/);
  page.store.set({ selection: [2] });
  assert.match(page.panel.textContent, /The selection: 1 sound\./);
});

test("each export saves a file with a safe name, and says so", async () => {
  page.store.set({ selection: [0, 1] });
  assert.match(await press("Table (CSV)"), /^Saved 2 sounds as CSV/);
  assert.match(await press("Table (JSON)"), /^Saved 2 sounds as JSON/);
  assert.equal(await press("Sounds (zip"), "Saved 1 sound as WAV. Without audio: a_1.");
  assert.equal(await press("Manifest"), "Saved 2 sounds as 2 segments of files.");
  assert.match(await press("Map (SVG)"), /^Saved as SVG/);
  assert.deepEqual(page.saved, [
    "a_b.csv",
    "a_b.json",
    "a_b.zip",
    "a_b_manifest.csv",
    "a_b_embedding_pca.svg",
  ]);
});

test("an export that fails says why, and saves nothing", async () => {
  assert.match(await press("Map (PNG)"), /^Not exported: the picture is too large/);
  assert.deepEqual(page.saved, []);
});

test("where no sound has audio, no zip is saved", async () => {
  page.store.set({ selection: [1] });
  assert.match(await press("Sounds (zip"), /None of these sounds has audio/);
  assert.deepEqual(page.saved, []);
});

test("sounds are collected until one stops it", async () => {
  let asked = 0;
  page.context.player.samples = async () => {
    asked += 1;
    page.panel.button("Stop").click();
    return new Float32Array(4);
  };
  assert.equal(await press("Sounds (zip"), "Stopped; nothing was saved.");
  assert.deepEqual([asked, page.saved], [1, []]);
});
