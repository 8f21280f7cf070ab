import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { bindHash, datasetOfHash, readHash, writeHash } from "../src/hash.ts";
import { readRows, writeRows } from "../src/rowlist.ts";
import { createStore } from "../src/store.ts";

const SOUNDS = 1000;
const STRANGE = "a,b;c:d/e&f=g#h %";
const COLUMNS = [
  { name: "material", kind: "categorical", categories: ["wood", STRANGE] },
  { name: "strange, name; of: a/column&=#%", kind: "categorical", categories: ["x", "y", "z"] },
  { name: "centroid_hz", kind: "number" },
];
const MAPS = ["embedding/umap_2d", "layer_01/pca", "a,b;c"];

const data = {
  name: "birds",
  manifest: {
    sounds: SOUNDS,
    neighbours: [{ space: "embedding" }, { space: "layer_01" }],
    moves: [{ space: "layer_11" }],
  },
  column: (name) => COLUMNS.find((column) => column.name === name),
  map: (name) => (MAPS.includes(name) ? { name } : undefined),
};

const INITIAL = {
  dataset: "birds",
  views: [{ map: MAPS[0], camera: { centre: [0, 0, 0], zoom: 1, yaw: 0, pitch: 0 } }],
  colour: "material",
  ownColours: {},
  marks: "points",
  pointSize: 0,
  spherical: false,
  tool: "pan",
  chosen: null,
  selection: [],
  hidden: {},
  ranges: {},
  search: "",
  space: "embedding",
  move: null,
  panel: "sound",
  panByPosition: true,
  volume: 0.8,
};

/** Draws that are the same every time. */
function draws(seed) {
  let state = seed;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const below = (count) => Math.floor(uniform() * count);
  return { uniform, below, of: (values) => values[below(values.length)] };
}

function someRows({ uniform, below }) {
  const density = [0, 0.01, 0.5, 1][below(4)];
  return Array.from({ length: SOUNDS }, (_, row) => row).filter(() => uniform() < density);
}

function someState(seed) {
  const draw = draws(seed);
  const number = () => Number((40 * draw.uniform() - 20).toPrecision(5));
  const view = () => ({
    map: draw.of(MAPS),
    camera: {
      centre: [number(), number(), number()],
      zoom: Number((0.5 + 100 * draw.uniform()).toPrecision(5)),
      yaw: number(),
      pitch: number(),
    },
  });
  const column = COLUMNS[1].name;
  return {
    ...INITIAL,
    views: Array.from({ length: 1 + draw.below(2) }, view),
    colour: draw.of(["", "material", column]),
    ownColours: draw.of([{}, { material: { wood: "#0a0B0c", [STRANGE]: "#fff000" } }]),
    marks: draw.of(["points", "sprites"]),
    pointSize: draw.of([0, 2.5]),
    spherical: draw.of([false, true]),
    tool: draw.of(["pan", "rectangle", "lasso"]),
    chosen: draw.of([null, 0, SOUNDS - 1]),
    selection: someRows(draw),
    hidden: draw.of([{}, { material: [0], [column]: [0, 2] }]),
    ranges: draw.of([{}, { centroid_hz: [-1.5e-7, 1234.5678] }]),
    search: draw.of(["", "glass & wood; 100 % <b>#é鳥"]),
    space: draw.of(["embedding", "layer_01"]),
    move: draw.of([null, { space: "layer_11", index: 0, step: 4 }]),
    panel: draw.of(["sound", "moves", "selection", "about"]),
    panByPosition: draw.of([true, false]),
  };
}

test("any state comes back from its address", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const state = someState(seed);
    const hash = writeHash(state, INITIAL);
    assert.doesNotMatch(hash, /[\s"<>#`]/);
    const { patch, ignored } = readHash(`#${hash}`, data, INITIAL);
    assert.deepEqual(ignored, []);
    assert.deepEqual({ ...INITIAL, ...patch }, state);
  }
});

test("what is as it was at first does not stand in the address", () => {
  assert.equal(writeHash(INITIAL, INITIAL), "data=birds");
  assert.equal(writeHash({ ...INITIAL, chosen: 0 }, INITIAL), "data=birds&chosen=0");
  assert.equal(writeHash({ ...INITIAL, dataset: "" }, INITIAL), "");
  // Where there are several, `?dataset=NAME` must not win over the one without a name.
  assert.equal(writeHash({ ...INITIAL, dataset: "" }, INITIAL, true), "data=");
});

test("a choice that was taken back is taken back by the address, too", () => {
  const initial = { ...INITIAL, chosen: 3, selection: [1], colour: "material" };
  const hash = writeHash({ ...initial, chosen: null, selection: [], colour: "" }, initial);
  const { patch } = readHash(hash, data, initial);
  assert.deepEqual([patch.chosen, patch.selection, patch.colour], [null, [], ""]);
});

test("wrong parts are ignored one by one, and all are named", () => {
  const wrong = [
    "map=nowhere,0,0,0,1,0,0",
    "colour=taste",
    "own=material:wood/red",
    "marks=stars",
    "size=big",
    "spherical=yes",
    "tool=hammer",
    `chosen=${SOUNDS}`,
    "selection=!!",
    "hidden=material:2",
    "range=centroid_hz:9,1",
    "range=material:0,1",
    "space=outer",
    "move=layer_12,0,0",
    "panel=solar",
    "search=%E0%A4%A",
    "unknown=1",
  ];
  const { patch, ignored } = readHash(`#${wrong.join("&")}&panByPosition=0`, data, INITIAL);
  assert.deepEqual({ ...INITIAL, ...patch }, { ...INITIAL, panByPosition: false });
  assert.equal(ignored.length, wrong.length);
  wrong.forEach((part, index) => {
    assert.ok(ignored[index].startsWith(`${part.split("=")[0]}: `), ignored[index]);
  });
});

test("numbers that are none, or too large, are ignored", () => {
  const camera = (...numbers) => `map=${encodeURIComponent(MAPS[1])},${numbers.join(",")}`;
  const fine = camera(0, 0, 0, 2, 0, 0);
  assert.deepEqual(readHash(fine, data, INITIAL).ignored, []);
  for (const hash of [
    camera(0, 0, 0, 0, 0, 0),
    camera(0, 0, 0, -1, 0, 0),
    camera(0, 0, 0, 201, 0, 0),
    camera("NaN", 0, 0, 1, 0, 0),
    camera("Infinity", 0, 0, 1, 0, 0),
    camera("", 0, 0, 1, 0, 0),
    camera(0, 0, 0, 1, 0),
    `${fine};${fine.slice(4)};${fine.slice(4)}`,
  ]) {
    assert.equal(readHash(hash, data, INITIAL).ignored.length, 1, hash);
  }
});

test("rows take little room, whatever they are", () => {
  assert.equal(writeRows([1000]), "r6AcB"); // leave out 0xe8 0x07 = 1000, take 1
  const every = Array.from({ length: 60000 }, (_, row) => row);
  assert.ok(writeRows(every).length < 10);
  assert.equal(writeRows(every.filter((row) => row % 2)).length, 10001);
});

test("rows of other data sets, and lists that were cut off, are refused", () => {
  assert.deepEqual(readRows(writeRows([9]), 10), [9]);
  assert.throws(() => readRows(writeRows([10]), 10), /beyond the last, 9/);
  const even = Array.from({ length: 100 }, (_, index) => 2 * index);
  assert.throws(() => readRows(writeRows(even), 198), /beyond the last, 197/);
  const text = writeRows([1000, 3000]);
  for (let length = 1; length < text.length; length++) {
    try {
      assert.notDeepEqual(readRows(text.slice(0, length), 4000), [1000, 3000]);
    } catch (error) {
      assert.match(error.message, /list of sounds/);
    }
  }
});

test("the data set is known before anything is loaded", () => {
  assert.equal(datasetOfHash("#chosen=1&data=two%20birds"), "two birds");
  assert.equal(datasetOfHash("#chosen=1"), null);
  assert.equal(datasetOfHash("#data=%"), null);
});

// -- In the page ---------------------------------------------------------------------------------

let page;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const listeners = new Map();
  page = { replaced: [], listeners, told: [] };
  const set = (name, value) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  set("location", { hash: "" });
  set("history", {
    state: null,
    length: 1,
    replaceState(_state, _title, hash) {
      page.replaced.push(hash);
      location.hash = hash;
    },
  });
  set("window", {
    setTimeout: (...given) => setTimeout(...given),
    clearTimeout: (timer) => clearTimeout(timer),
    addEventListener: (name, listener) => listeners.set(name, listener),
    removeEventListener: (name) => listeners.delete(name),
  });
});
afterEach(() => mock.timers.reset());

function bind(hash = "") {
  location.hash = hash;
  const store = createStore(INITIAL);
  const unbind = bindHash(store, data, ["", "birds", "fish"], (text) => page.told.push(text));
  return { store, unbind };
}

test("an address is restored when it is opened, and when it changes", () => {
  const { store } = bind("#chosen=7&colour=taste&marks=sprites");
  assert.deepEqual([store.get().chosen, store.get().marks], [7, "sprites"]);
  assert.deepEqual(page.told, ['Ignored in the address: colour: there is no column "taste"']);
  location.hash = "#chosen=0";
  page.listeners.get("hashchange")();
  assert.deepEqual([store.get().chosen, store.get().marks], [0, "points"]);
});

test("many changes make one new address, in the same entry of the history", () => {
  const { store } = bind();
  for (let row = 0; row < 100; row++) {
    store.set({ chosen: row });
    mock.timers.tick(20);
  }
  assert.deepEqual(page.replaced, []);
  mock.timers.tick(1000);
  assert.deepEqual(page.replaced, ["#data=birds&chosen=99"]);
});

test("what is no part of the address does not change it", () => {
  const { store } = bind();
  store.set({ volume: 0.1 });
  mock.timers.tick(1000);
  assert.deepEqual(page.replaced, []);
});

test("the address of another data set asks for it, and for nothing else", () => {
  const { store } = bind("#data=fish&chosen=3");
  assert.deepEqual([store.get().dataset, store.get().chosen], ["fish", null]);
  mock.timers.tick(1000);
  assert.deepEqual(page.replaced, []);
});

test("another data set begins with an address of its own", () => {
  const { store } = bind("#data=birds&chosen=3");
  store.set({ dataset: "fish" });
  mock.timers.tick(1000);
  assert.deepEqual(page.replaced, ["#data=fish"]);
});

test("a data set that does not exist is ignored, and said", () => {
  const { store } = bind("#data=dodos&chosen=3");
  assert.deepEqual([store.get().dataset, store.get().chosen], ["birds", 3]);
  assert.match(page.told[0], /no data set "dodos"/);
});

test("after the end, nothing is listened to and no timer runs", () => {
  const { store, unbind } = bind();
  store.set({ chosen: 1 });
  unbind();
  store.set({ chosen: 2 });
  mock.timers.tick(1000);
  assert.deepEqual([page.replaced, page.listeners.size], [[], 0]);
});
