import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { helpDialog } from "../src/help.ts";
import { moveBars } from "../src/movebars.ts";
import { movesPanel } from "../src/moves.ts";
import { createStore } from "../src/store.ts";
import { settled } from "./fake_audio.mjs";
import { fakeDocument } from "./fake_document.mjs";

const CLASSES = ["Glass", "Wood", "<b>Metal</b>"];
const MAPS = ["layer_11/pca", "embedding/umap_2d"].map((name) => ({
  name,
  title: `map ${name}`,
  dimensions: 2,
}));

const move = (row, others = {}) => ({
  row,
  factor: "material",
  own: "wood",
  other: "glass",
  positions: [0, 0.5, 1],
  paths: { "layer_11/pca": [[0, 0], [1, 2], [2, 4]] },
  classes: [1, 0],
  scores: [[0.4, 0.05], [0.2, 0.1], [0.1, 0.3]],
  before: [0.38, 0.04],
  distances: { before: [0.1, 0.5], moved: [0.4, 0.2], "random direction": [0.15, 0.5] },
  effect: 0.25,
  effect_of: "probability",
  towards: [2, 3],
  ...others,
});

let page;

beforeEach(() => {
  fakeDocument();
  page = setUp([move(0), move(1, { own: "glass", other: "wood" }), move(2)]);
});

function setUp(moves, spaces = ["layer_11", "layer_12"]) {
  const store = createStore({
    views: [{ map: "layer_11/pca", camera: {} }],
    panel: "sound",
    move: null,
    chosen: null,
    help: false,
  });
  const made = { store, loaded: [], done: [], overlays: new Set(), redrawn: 0 };
  const view = {
    index: 0,
    project: ([x, y]) => ({ x: 10 * x, y: 10 * y }),
    overlay: (draw) => (made.overlays.add(draw), () => made.overlays.delete(draw)),
    redraw: () => made.redrawn++,
  };
  const context = {
    store,
    data: {
      manifest: {
        moves: spaces.map((space) => ({ space })),
        layer_titles: { layer_11: "Conv 10 pw" },
        classes: { names: CLASSES },
        audio: { format: "flac" },
      },
      sounds: { ids: ["a", "b", "<img src=x>", "d"] },
      map: (name) => MAPS.find((other) => other.name === name),
      async moves(space) {
        made.loaded.push(space);
        if (space === "layer_12") throw new Error("data/moves_002.js is missing");
        return { space, about: "How they were chosen.", moves };
      },
    },
    player: {
      play: async (row) => made.done.push(["play", row]),
      sequence: (rows) => made.done.push(["sequence", ...rows]),
    },
    views: () => [view],
    announce: (text) => made.done.push(["say", text]),
  };
  made.context = context;
  made.panel = movesPanel(context);
  return made;
}

const shown = async (panel) => {
  panel.store.set({ panel: "moves" });
  await settled();
  return panel.panel;
};

/** Points of the line that an overlay draws, without those of its halo. */
function drawn({ overlays }) {
  const points = [];
  const nothing = () => {};
  const canvas = { save: nothing, restore: nothing, stroke: nothing, arc: nothing, fill: nothing };
  canvas.beginPath = nothing;
  canvas.lineTo = (x, y) => points.push([x, y]);
  for (const draw of overlays) draw(canvas);
  return points.slice(points.length / 2);
}

test("moves are loaded when they are first looked at, and once", async () => {
  await settled();
  assert.deepEqual(page.loaded, []);
  const panel = await shown(page);
  page.store.set({ panel: "sound" });
  await shown(page);
  assert.deepEqual(page.loaded, ["layer_11"]);
  assert.match(panel.textContent, /3 moves, largest effect first/);
  assert.match(panel.textContent, /How they were chosen\./);
});

test("each move says its factor, classes, sound and effect", async () => {
  const panel = await shown(page);
  assert.deepEqual(
    panel.all("li").map((entry) => entry.textContent),
    [
      "material: wood → glass, a, effect on probability 0.25",
      "material: glass → wood, b, effect on probability 0.25",
      "material: wood → glass, <img src=x>, effect on probability 0.25",
    ],
  );
});

test("a chosen move is shown, and its way drawn on the map that can place it", async () => {
  const panel = await shown(page);
  panel.all("li")[0].button("material").click();
  await settled();
  assert.deepEqual(page.store.get().move, { space: "layer_11", index: 0, step: 0 });
  assert.equal(page.store.get().chosen, 0);
  assert.deepEqual(drawn(page), [[0, 0], [10, 20], [20, 40]]);
  assert.deepEqual(
    panel.all("li").map((entry) => entry.button("material").ariaPressed),
    ["true", "false", "false"],
  );
  page.store.set({ views: [{ map: "embedding/umap_2d", camera: {} }] });
  assert.deepEqual(drawn(page), []);
  panel.button("map layer_11/pca").click();
  assert.equal(page.store.get().views[0].map, "layer_11/pca");
});

test("steps go on and back, and end at the ends", async () => {
  const panel = await shown(page);
  page.store.set({ move: { space: "layer_11", index: 0, step: 0 } });
  await settled();
  const [back, on] = ["Step back", "Step on"].map((name) => panel.button(name));
  back.click();
  assert.equal(page.store.get().move.step, 0);
  for (let turn = 0; turn < 4; turn++) {
    on.click();
    await settled();
  }
  assert.equal(page.store.get().move.step, 2);
  assert.match(panel.textContent, /step 3 of 3: 100 % of the way from wood to glass/);
  const slider = panel.all("input")[0];
  slider.value = "1";
  slider.fire("input");
  await settled();
  assert.match(panel.textContent, /step 2 of 3: 50 % of the way/);
  assert.deepEqual(page.done.at(-1), ["say", "Step 2 of 3. Loudest class: Wood 20 %"]);
});

test("bars have one scale, and show what the network hears at the step", () => {
  const { table, show } = moveBars(move(0), CLASSES);
  show(2);
  const fills = table.all("span").filter((part) => part.className.startsWith("bar-fill"));
  // The greatest probability, 0.4, is a full bar.
  assert.deepEqual(fills.map((part) => Math.round(parseFloat(part.style.width))), [95, 25, 10, 75]);
  assert.deepEqual(
    table.all("tr").slice(1).map((row) => row.textContent),
    ["Wood38 %10 %", "Glass4 %30 %"],
  );
});

test("the distances after controls stand beside those after the move", async () => {
  const panel = await shown(page);
  page.store.set({ move: { space: "layer_11", index: 0, step: 0 } });
  await settled();
  const rows = panel.all("table")[1].all("tr").map((row) => row.textContent);
  assert.deepEqual(rows, [
    "to woodto glass",
    "before0.10.5",
    "moved0.40.2",
    "control: random direction0.150.5",
  ]);
});

test("what is heard is the original sound, and the panel says so", async () => {
  const panel = await shown(page);
  page.store.set({ move: { space: "layer_11", index: 0, step: 2 } });
  await settled();
  assert.match(panel.textContent, /the original sound at every step/);
  panel.button("the sound (wood)").click();
  panel.button("▶\ufe0e d").click();
  panel.button("in turn").click();
  assert.deepEqual(
    page.done.filter(([kind]) => kind !== "say"),
    [["play", 0], ["play", 3], ["sequence", 0, 2, 3]],
  );
});

test("a move that is closed leaves nothing on the map", async () => {
  const panel = await shown(page);
  page.store.set({ move: { space: "layer_11", index: 0, step: 0 } });
  await settled();
  assert.equal(page.overlays.size, 1);
  panel.button("Close this move").click();
  await settled();
  assert.equal(page.store.get().move, null);
  assert.equal(page.overlays.size, 0);
  assert.equal(panel.all("table").length, 0);
});

test("a move of an address that does not exist is said, and taken out", async () => {
  for (const wrong of [{ index: 3, step: 0 }, { index: 0, step: 3 }]) {
    page.store.set({ panel: "moves", move: { space: "layer_11", ...wrong } });
    await settled();
    assert.equal(page.store.get().move, null);
    const expected = `There is no move ${wrong.index} with a step ${wrong.step}.`;
    assert.ok(page.panel.textContent.includes(expected));
  }
});

test("moves of a layer that cannot be read are said, and tried again", async () => {
  const panel = await shown(page);
  const space = panel.all("select")[0];
  for (let turn = 0; turn < 2; turn++) {
    space.value = "layer_12";
    space.fire("change");
    await settled();
    assert.match(panel.textContent, /data\/moves_002\.js is missing/);
    assert.equal(panel.all("li").length, 0);
  }
  assert.equal(page.loaded.filter((name) => name === "layer_12").length >= 2, true);
});

test("moves can be listed by their classes, or by the chosen sound", async () => {
  const panel = await shown(page);
  const filter = panel.all("select")[1];
  const list = (value) => {
    filter.value = value;
    filter.fire("change");
    return panel.all("li").map((entry) => entry.textContent.split(", ")[1]);
  };
  assert.deepEqual(list("material: glass → wood"), ["b"]);
  assert.deepEqual(list("chosen"), []);
  page.store.set({ chosen: 2 });
  assert.deepEqual(panel.all("li").length, 1);
  assert.deepEqual(list(""), ["a", "b", "<img src=x>"]);
});

test("a long list is shown in parts", async () => {
  page = setUp(Array.from({ length: 30 }, (_, row) => move(row % 4)));
  const panel = await shown(page);
  const more = panel.button("Show more");
  const counts = [panel.all("li").length];
  for (let turn = 0; turn < 2; turn++) {
    more.click();
    counts.push(panel.all("li").length);
  }
  assert.deepEqual([counts, more.hidden], [[12, 24, 30], true]);
});

test("a data set without moves says so, and loads nothing", async () => {
  page = setUp([], []);
  assert.match((await shown(page)).textContent, /has no moves/);
  assert.deepEqual(page.loaded, []);
});

// -- Help ----------------------------------------------------------------------------------------

test("the help opens and closes with the state, and lists every key", () => {
  const dialog = helpDialog(page.context);
  page.store.set({ help: true });
  assert.equal(dialog.open, true);
  const keys = dialog.all("kbd").map((key) => key.textContent);
  assert.equal(keys.join(" "), "← ↑ → ↓ Space L [ ] 1 2 … 9 / Esc ?");
  dialog.close(); // as the browser does at Esc
  assert.equal(page.store.get().help, false);
  page.store.set({ help: true });
  dialog.button("Close").click();
  assert.deepEqual([dialog.open, page.store.get().help], [false, false]);
});
