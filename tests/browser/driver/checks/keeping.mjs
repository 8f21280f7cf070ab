// What is kept: the address of the page, further data sets, and files that the page saves.
// tests/browser/test_exports.py reads the files.

import assert from "node:assert/strict";
import { check } from "../checks.mjs";

/** The selection that all files are made of: two recordings, sounds that overlap, one without audio. */
const SELECTION = [0, 1, 2, 20, 33, 149];

async function save(visitor, button, pattern, name) {
  await visitor.set({ selection: SELECTION, panel: "selection" });
  await visitor.press(button);
  await visitor.saved(pattern, name);
}

check("export: the selection as CSV", async (visitor) => {
  await save(visitor, "Table (CSV)", /^made.up\.csv$/, "selection.csv");
});

check("export: the selection as JSON", async (visitor) => {
  await save(visitor, "Table (JSON)", /^made.up\.json$/, "selection.json");
});

check("export: the selection as a zip of WAV files", async (visitor) => {
  await save(visitor, "Sounds (zip of WAV)", /^made.up\.zip$/, "selection.zip");
  await visitor.says("sound 033");
});

check("export: the selection as a manifest of a run", async (visitor) => {
  await save(visitor, "Manifest for a run", /^made.up_manifest\.csv$/, "manifest.csv");
});

check("export: the map as PNG", async (visitor) => {
  await save(visitor, "Map (PNG)", /^made.up.*\.png$/, "map.png");
});

check("export: the map as SVG", async (visitor) => {
  await save(visitor, "Map (SVG)", /^made.up.*\.svg$/, "map.svg");
});

check("export: without a selection, what is shown is exported", async (visitor) => {
  await visitor.set({ selection: [], hidden: { material: [0, 1, 2] }, panel: "selection" });
  await visitor.press("Table (CSV)");
  await visitor.saved(/^made.up\.csv$/, "shown.csv");
});

check("the address keeps the state, and a copy of it shows the same", async (visitor) => {
  await visitor.set({
    colour: "action", selection: [1, 2, 3, 9], chosen: 5, hidden: { material: [2] },
    ranges: { centroid_hz: [150, 900] }, marks: "sprites", panel: "selection", space: "layer_02",
    ownColours: { material: { glass: "#123456" } },
  });
  await visitor.choose("Space of the first map", "Conv 3");
  await visitor.until("the address tells", () => location.hash.includes("layer_03"));
  await visitor.sleep(500);
  const kept = ["views", "colour", "selection", "chosen", "hidden", "ranges", "marks", "panel", "space", "ownColours"];
  const before = await visitor.state();
  const hash = await visitor.evaluate(() => location.hash);
  await visitor.open("page", hash);
  const after = await visitor.state();
  for (const key of kept) assert.deepEqual(after[key], before[key], key);
});

check("an address with nonsense shows the map, and says what is ignored", async (visitor) => {
  await visitor.says("ignored");
  assert.equal((await visitor.state()).views[0].map, "embedding/umap_2d");
}, { hash: "#map=nowhere,0,0,0,1,0,0&colour=none&%zz" });

check("data sets: a list changes between them, and the address names them", async (visitor) => {
  await visitor.choose("Data set", "long");
  await visitor.until("the other is shown", () => LatentAudio.context.data.name === "long");
  await visitor.until("the address names it", () => location.hash.includes("long"));
  assert.equal(await visitor.evaluate(() => LatentAudio.context.data.manifest.title), "one long recording");
  await visitor.settled();
  await visitor.placeOf(69);
});

check("data sets: ?dataset=NAME shows one", async (visitor) => {
  await visitor.page.goto(visitor.address("page", "?dataset=long"));
  await visitor.until("it is shown", () => globalThis.LatentAudio?.context?.data.name === "long");
});

check("nothing runs while nothing happens", async (visitor) => {
  await visitor.allowSound();
  await visitor.pointAt(3);
  await visitor.hears(3);
  await visitor.click(4);
  await visitor.keyboard.press("Escape");
  await visitor.keyboard.press(" ");
  await visitor.mouse.move(2, 2);
  await visitor.sleep(1200);
  const before = await visitor.evaluate(() => watched.frames);
  await visitor.sleep(600);
  const { frames, timers } = await visitor.evaluate(() => ({ frames: watched.frames, timers: watched.timers.size }));
  assert.equal(frames, before, "frames are asked for");
  assert.equal(timers, 0, "timers are running");
});
