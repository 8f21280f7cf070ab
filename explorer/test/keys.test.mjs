import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { atEdge, nextInDirection } from "../src/direction.ts";
import { bindKeys } from "../src/keys.ts";
import { mapsInRow } from "../src/layers.ts";
import { createStore } from "../src/store.ts";

const [LEFT, RIGHT, UP, DOWN] = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
];

// -- Directions ----------------------------------------------------------------------------------

function placed(...points) {
  const placeOf = (row) => points[row] && { x: points[row][0], y: points[row][1] };
  return { count: points.length, placeOf };
}

function walk(places, from, direction, steps) {
  const rows = [from];
  for (let step = 0; step < steps; step++) {
    const row = rows.at(-1);
    const next = nextInDirection(places, row, places.placeOf(row), direction);
    if (next === null) break;
    rows.push(next);
  }
  return rows;
}

test("arrows choose the nearest sound within 45 degrees", () => {
  const places = placed([0, 0], [10, 9], [10, -11], [3, 30], [-1, 0], null);
  assert.deepEqual(
    [RIGHT, UP, DOWN, LEFT].map((way) => nextInDirection(places, 0, { x: 0, y: 0 }, way)),
    [1, 2, 3, 4],
  );
  assert.equal(nextInDirection(places, 4, { x: -1, y: 0 }, LEFT), null);
});

test("sounds in one place are all reached, both ways", () => {
  const places = placed([0, 0], [5, 0], [5, 0], [5, 0], [9, 0]);
  assert.deepEqual(walk(places, 0, RIGHT, 9), [0, 1, 2, 3, 4]);
  assert.deepEqual(walk(places, 4, LEFT, 9), [4, 3, 2, 1, 0]);
});

test("without a choice, an arrow begins at the edge that it comes from", () => {
  const places = placed(null, [5, 2], [1, 3], [9, 1]);
  assert.deepEqual([RIGHT, LEFT, DOWN, UP].map((way) => atEdge(places, way)), [2, 3, 3, 2]);
  assert.equal(atEdge(placed(null), RIGHT), null);
});

// -- Rows of maps --------------------------------------------------------------------------------

const map = (space, method, dimensions = 2) => ({
  name: `${space}/${method}`,
  title: `${method} of ${space}`,
  space,
  method,
  dimensions,
});

const MAPS = [
  map("embedding", "umap_2d"),
  map("layer_01", "pca", 3),
  map("layer_01", "tsne"),
  map("layer_02", "pca", 3),
];

test("a row of maps has one for each layer, by the same method where there is one", () => {
  const data = { manifest: { layers: ["layer_01", "layer_02", "layer_03"], maps: MAPS } };
  const names = (shown) => mapsInRow(data, shown).map(({ name }) => name);
  assert.deepEqual(names(MAPS[2]), ["layer_01/tsne", "layer_02/pca"]);
  assert.deepEqual(names(MAPS[3]), ["layer_01/pca", "layer_02/pca"]);
});

test("without layers, a row has all maps", () => {
  assert.equal(mapsInRow({ manifest: { layers: [], maps: MAPS } }, MAPS[0]), MAPS);
});

// -- Keys ----------------------------------------------------------------------------------------

let page;

beforeEach(() => {
  const points = [
    [0, 0],
    [10, 0],
    [20, 0],
  ];
  const field = { selected: 0, focus() {}, select: () => field.selected++ };
  const listeners = new Set();
  globalThis.document = {
    activeElement: null,
    addEventListener: (_name, listener) => listeners.add(listener),
    removeEventListener: (_name, listener) => listeners.delete(listener),
    querySelector: () => field,
  };
  const camera = { centre: [1, 2, 3], zoom: 4, yaw: 1, pitch: 1 };
  const store = createStore({
    views: [{ map: "layer_01/pca", camera }],
    chosen: null,
    hovered: null,
    hoverToHear: true,
    playing: null,
    looping: false,
    search: "",
    selection: [],
    help: false,
  });
  page = { store, field, listeners, done: [], camera };
  const context = {
    store,
    data: {
      manifest: { sounds: 3, layers: ["layer_01", "layer_02"], maps: MAPS },
      sounds: { ids: ["a", "b", "c"] },
      map: (name) => MAPS.find((other) => other.name === name),
    },
    player: {
      play: async (row, options) => page.done.push(["play", row, options?.loop ?? false]),
      stop: () => page.done.push(["stop"]),
    },
    views: () => [
      { index: 0, canvas: {}, place: (row) => ({ x: points[row][0], y: points[row][1] }) },
    ],
    announce: (text) => page.done.push(["say", text]),
    isShown: (row) => row !== 1,
  };
  page.unbind = bindKeys(context);
});

/** An element of which these are the selectors it answers to. */
const focused = (...selectors) => {
  const answers = (query) => selectors.some((selector) => query.includes(selector));
  return { matches: answers, closest: (query) => (answers(query) ? {} : null) };
};

/** Press a key; returns whether it was taken from the browser. */
function press(key, { target = focused(), ...others } = {}) {
  let taken = false;
  const event = { key, target, preventDefault: () => (taken = true), ...others };
  for (const listener of page.listeners) listener(event);
  return taken;
}

test("arrows choose and play the next sound that is shown", () => {
  assert.equal(press("ArrowRight"), true);
  press("ArrowRight");
  assert.equal(page.store.get().chosen, 2);
  press("ArrowRight");
  assert.deepEqual(page.done, [
    ["say", "a"],
    ["play", 0, false],
    ["say", "c"],
    ["play", 2, false],
    ["say", "No sound further in that direction"],
  ]);
});

test("arrows are silent where pointing is silent", () => {
  page.store.set({ hoverToHear: false });
  press("ArrowRight");
  assert.deepEqual(page.done, [["say", "a"]]);
});

test("space plays and stops, row 0 too", () => {
  assert.equal(press(" "), false);
  page.store.set({ chosen: 0 });
  press(" ");
  page.store.set({ playing: 0 });
  press(" ");
  assert.deepEqual(page.done, [["play", 0, false], ["stop"]]);
});

test("L loops what plays, or begins a loop", () => {
  page.store.set({ chosen: 0 });
  press("l");
  assert.deepEqual(page.done, [["play", 0, true]]);
  page.store.set({ playing: 0, looping: true });
  press("L");
  assert.equal(page.store.get().looping, false);
});

test("numbers and brackets go through the layers", () => {
  const shown = () => page.store.get().views[0].map;
  press("2");
  assert.equal(shown(), "layer_02/pca");
  assert.deepEqual(page.store.get().views[0].camera, page.camera);
  assert.equal(press("]"), false);
  press("[");
  assert.equal(shown(), "layer_01/pca");
  assert.equal(press("["), false);
  assert.equal(press("9"), false);
});

test("brackets come from a map of no layer to the first or the last", () => {
  const at = (name) => page.store.set({ views: [{ map: name, camera: page.camera }] });
  at("embedding/umap_2d");
  press("]");
  assert.equal(page.store.get().views[0].map, "layer_01/pca");
  at("embedding/umap_2d");
  press("[");
  assert.equal(page.store.get().views[0].map, "layer_02/pca");
});

test("a map of two dimensions is seen from the front", () => {
  page.store.set({ views: [{ map: "layer_01/tsne", camera: page.camera }] });
  press("1");
  const { yaw, pitch, zoom } = page.store.get().views[0].camera;
  assert.deepEqual([yaw, pitch, zoom], [0, 0, 4]);
});

test("Esc takes back one thing after the other", () => {
  page.store.set({ help: true, search: "glass", selection: [0], chosen: 0 });
  const left = () => {
    press("Escape");
    const { help, search, selection, chosen } = page.store.get();
    return [help, search, selection.length, chosen];
  };
  assert.deepEqual(
    [left(), left(), left(), left()],
    [
      [false, "glass", 1, 0],
      [false, "", 1, 0],
      [false, "", 0, 0],
      [false, "", 0, null],
    ],
  );
  assert.equal(press("Escape"), false);
});

test("/ goes to the search, and ? opens and closes the help", () => {
  assert.equal(press("/"), true);
  assert.equal(page.field.selected, 1);
  press("?");
  assert.equal(page.store.get().help, true);
  press("?");
  assert.equal(page.store.get().help, false);
});

test("while the help is open, other keys do nothing", () => {
  page.store.set({ chosen: 0, help: true });
  for (const key of [" ", "l", "1", "]", "/", "ArrowLeft"]) assert.equal(press(key), false);
  assert.deepEqual(page.done, []);
});

test("keys in a field are the field's, and Esc in the search ends it", () => {
  page.store.set({ chosen: 0, search: "glass" });
  for (const key of [" ", "l", "1", "/", "?", "ArrowLeft"]) {
    for (const field of ["input", "select", "textarea", "[role=tablist]"]) {
      assert.equal(press(key, { target: focused(field) }), false);
    }
  }
  const search = focused("input[type=search]", "input");
  assert.equal(press("l", { target: search }), false);
  assert.equal(press("Escape", { target: search }), true);
  assert.equal(page.store.get().search, "");
});

test("space on a button presses the button; other keys work there", () => {
  page.store.set({ chosen: 0 });
  assert.equal(press(" ", { target: focused("button") }), false);
  assert.equal(press("l", { target: focused("button") }), true);
});

test("keys with Ctrl, Alt or Meta, and those that were used, are left alone", () => {
  page.store.set({ chosen: 0 });
  for (const held of ["ctrlKey", "altKey", "metaKey", "defaultPrevented"]) {
    assert.equal(press("l", { [held]: true }), false);
  }
});

test("after the end, no key is listened to", () => {
  page.unbind();
  assert.equal(page.listeners.size, 0);
});
