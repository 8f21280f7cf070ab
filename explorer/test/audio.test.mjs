import assert from "node:assert/strict";
import { test } from "node:test";
import { createPlayer } from "../src/audio.ts";
import { Decoder } from "../src/decoding.ts";
import { createStore } from "../src/store.ts";
import { fakeBrowser, settled } from "./fake_audio.mjs";

const ROWS = 10;

/** Sounds of which number 8 has no audio and number 9 cannot be decoded. */
function madeUp(overrides = {}) {
  const data = {
    manifest: { sounds: ROWS, samplerate: 16000, audio: { format: "flac" } },
    sounds: { fileOf: (row) => `${row}.wav` },
    asked: [],
    map: () => ({ name: "line", dimensions: 2, low: [0, 0], high: [9, 1] }),
    positions: async () => Float32Array.from({ length: 2 * ROWS }, (_, i) => (i % 2 ? 0 : i / 2)),
    neighbours: async () => ({ rowsOf: (row) => [(row + 1) % ROWS, (row + 9) % ROWS] }),
    async clip(row) {
      data.asked.push(row);
      return row === 8 ? null : Uint8Array.of(row === 9 ? 255 : row);
    },
    ...overrides,
  };
  return data;
}

function setUp({ data = madeUp(), state = {} } = {}) {
  const browser = fakeBrowser();
  const store = createStore({
    views: [{ map: "line" }],
    space: "embedding",
    volume: 0.5,
    panByPosition: false,
    playing: null,
    looping: false,
    audible: false,
    ...state,
  });
  const told = [];
  const player = createPlayer(store, data, (text) => told.push(text));
  const open = async () => {
    await browser.window.click();
    return browser.contexts[0];
  };
  return { ...browser, store, player, told, open };
}

const heard = (context) => context.sounding().map((source) => source.buffer.row);

test("nothing sounds before a click, and the last sound pointed at is heard after it", async () => {
  const { player, store, open, contexts, window } = setUp();
  await window.dispatch({ type: "pointermove" });
  await window.dispatch({ type: "wheel" });
  await player.play(3);
  await player.play(4);
  assert.equal(contexts.length, 0);
  assert.deepEqual([store.get().playing, store.get().audible], [null, false]);
  const context = await open();
  assert.deepEqual(heard(context), [4]);
  assert.deepEqual([store.get().playing, store.get().audible], [4, true]);
});

test("a sound that is no longer wanted does not sound after the click", async () => {
  const { player, open } = setUp();
  await player.play(3);
  player.stop();
  assert.deepEqual(heard(await open()), []);
});

test("a finger that goes down is no wish to hear, one that goes up is", async () => {
  const { window, contexts } = setUp();
  navigator.userActivation.hasBeenActive = true;
  await window.dispatch({ type: "pointerdown", pointerType: "touch" });
  assert.equal(contexts.length, 0);
  await window.dispatch({ type: "pointerup", pointerType: "touch" });
  assert.equal(contexts[0].state, "running");
});

test("a second player of the page is heard at once", async () => {
  const browser = fakeBrowser();
  navigator.userActivation.hasBeenActive = true;
  const store = createStore({ views: [], volume: 1, audible: false });
  createPlayer(store, madeUp(), assert.fail);
  await settled();
  assert.equal(browser.contexts.length, 1);
  assert.equal(store.get().audible, true);
});

test("sound that the system suspends is asked for again", async () => {
  const { window, store, open } = setUp();
  const context = await open();
  assert.equal(window.listeners.length, 0);
  context.change("interrupted");
  assert.equal(store.get().audible, false);
  await window.click();
  assert.deepEqual([store.get().audible, window.listeners.length], [true, 0]);
});

test("row 0 plays", async () => {
  const { player, store, open } = setUp();
  const context = await open();
  await player.play(0);
  assert.deepEqual(heard(context), [0]);
  assert.equal(store.get().playing, 0);
});

test("the context runs at the rate of the data set", async () => {
  const { open } = setUp();
  assert.equal((await open()).options.sampleRate, 16000);
});

test("one sound at a time: another fades out while the new one fades in", async () => {
  const { player, store, open } = setUp();
  const context = await open();
  await player.play(1);
  await context.pass(0.5);
  await player.play(2);
  assert.deepEqual(heard(context), [1, 2]);
  await context.pass(0.02);
  assert.deepEqual(heard(context), [2]);
  assert.equal(store.get().playing, 2);
});

test("a sound that ends leaves nothing behind", async () => {
  const { player, store, open, window } = setUp();
  const context = await open();
  const before = context.connected.size;
  for (let row = 0; row < 5; row++) {
    await player.play(row);
    assert.equal(context.connected.size, before + 3);
    await context.pass(1);
  }
  assert.equal(context.connected.size, before);
  assert.equal(store.get().playing, null);
  assert.ok(context.sources.every((source) => source.onended === null));
  assert.equal(window.listeners.length, 0);
});

test("a thousand sounds, each ended by the next, leave nothing behind", async () => {
  const { player, open } = setUp();
  const context = await open();
  const before = context.connected.size;
  for (let turn = 0; turn < 1000; turn++) {
    await player.play(turn % 8, { loop: turn % 2 === 0 });
    await context.pass(0.01);
    assert.ok(context.connected.size <= before + 6);
  }
  player.stop();
  await context.pass(0.02);
  assert.equal(context.connected.size, before);
});

test("a sound begins and ends with a fade", async () => {
  const { player, open } = setUp();
  const context = await open();
  const gains = [];
  const create = context.createGain.bind(context);
  context.createGain = () => (gains.push(create()), gains.at(-1));
  await player.play(1);
  const [[, first, start], [, full, risen], [, , falls], [, last, end]] = gains[0].gain.events;
  assert.deepEqual([first, full, last], [0, 1, 0]);
  assert.ok(risen - start > 0.002 && risen - start < 0.02);
  assert.ok(Math.abs(end - (start + 1)) < 1e-9 && falls < end && falls > end - 0.02);
});

test("a request that was overtaken plays nothing, whatever comes back first", async () => {
  const waiting = new Map();
  const clip = (row) => new Promise((resolve) => waiting.set(row, resolve));
  const { player, store, open } = setUp({ data: madeUp({ clip }) });
  const context = await open();
  const requests = [player.play(1), player.play(2), player.play(3)];
  await settled();
  for (const row of [3, 1, 2]) {
    waiting.get(row)(Uint8Array.of(row));
    await settled();
  }
  await Promise.all(requests);
  assert.deepEqual(context.sources.map((source) => source.buffer.row), [3]);
  assert.equal(store.get().playing, 3);
});

test("a sound that arrives after stop plays nothing", async () => {
  let arrive;
  const clip = () => new Promise((resolve) => (arrive = resolve));
  const { player, open } = setUp({ data: madeUp({ clip }) });
  const context = await open();
  const request = player.play(1);
  player.stop();
  arrive(Uint8Array.of(1));
  await request;
  assert.deepEqual(heard(context), []);
});

test("a loop goes on until it is let go, and then ends after its pass", async () => {
  const { player, store, open } = setUp();
  const context = await open();
  await player.play(1, { loop: true });
  assert.equal(store.get().looping, true);
  await context.pass(3.5);
  assert.deepEqual(heard(context), [1]);
  context.unloopedAt = context.currentTime;
  store.set({ looping: false });
  await context.pass(0.4);
  assert.deepEqual(heard(context), [1]);
  await context.pass(0.2);
  assert.deepEqual(heard(context), []);
  assert.deepEqual([store.get().playing, store.get().looping], [null, false]);
});

test("a sound that plays can be made to loop", async () => {
  const { player, store, open } = setUp();
  const context = await open();
  await player.play(1);
  store.set({ looping: true });
  await context.pass(5);
  assert.deepEqual(heard(context), [1]);
});

test("a sequence plays its sounds in order, passes over what has no audio, and ends", async () => {
  const { player, store, open, told } = setUp();
  const context = await open();
  player.sequence([5, 8, 0, 2]);
  await settled();
  const order = [];
  for (let turn = 0; turn < 4; turn++) {
    order.push(store.get().playing);
    await context.pass(1);
  }
  assert.deepEqual(order, [5, 0, 2, null]);
  assert.equal(player.touring, false);
  assert.deepEqual(told, ["8.wav: no audio of this sound in the data set"]);
});

test("a sequence is ended by another sound", async () => {
  const { player, store, open } = setUp();
  const context = await open();
  player.sequence([1, 2, 3]);
  await settled();
  assert.equal(player.touring, true);
  await player.play(7);
  assert.equal(player.touring, false);
  for (let turn = 0; turn < 3; turn++) await context.pass(1);
  assert.deepEqual(context.sources.map((source) => source.buffer.row), [1, 7]);
  assert.equal(store.get().playing, null);
});

test("a walk goes from neighbour to neighbour, not back while there is another way", async () => {
  const rowsOf = (row) => [(row + 1) % 8, (row + 7) % 8];
  const { player, open } = setUp({ data: madeUp({ neighbours: async () => ({ rowsOf }) }) });
  const context = await open();
  player.walk(0);
  await settled();
  for (let turn = 0; turn < 7; turn++) await context.pass(1);
  const rows = context.sources.map((source) => source.buffer.row);
  assert.equal(new Set(rows).size, 8);
  rows.slice(1).forEach((row, index) => assert.ok(rowsOf(rows[index]).includes(row)));
});

test("a walk within a selection stays there, also where no neighbour is in it", async () => {
  const { player, open } = setUp();
  const context = await open();
  player.walk(1, [1, 4, 7]);
  await settled();
  for (let turn = 0; turn < 20; turn++) await context.pass(1);
  const rows = context.sources.map((source) => source.buffer.row);
  assert.equal(rows.length, 21);
  assert.deepEqual([...new Set(rows)].sort(), [1, 4, 7]);
});

test("a walk through sounds without audio ends", async () => {
  const { player, open, told } = setUp({ data: madeUp({ clip: async () => null }) });
  await open();
  player.walk(0);
  for (let turn = 0; turn < 50; turn++) await settled();
  assert.equal(told.length, 30);
  assert.equal(player.touring, false);
});

test("a sound that cannot be decoded is named, and ends the one before", async () => {
  const { player, store, open, told } = setUp();
  const context = await open();
  await player.play(1);
  await player.play(9);
  await context.pass(0.02);
  assert.match(told[0], /^9\.wav: the browser cannot decode it/);
  assert.deepEqual([heard(context), store.get().playing], [[], null]);
});

test("sounds come from where they are on the map, or from where it is asked", async () => {
  const { player, store, open } = setUp({ state: { panByPosition: true } });
  const context = await open();
  const pans = [];
  const create = context.createStereoPanner.bind(context);
  context.createStereoPanner = () => (pans.push(create()), pans.at(-1));
  await player.play(0);
  await player.play(7, { pan: -0.25 });
  store.set({ panByPosition: false });
  await player.play(0);
  assert.deepEqual(pans.map(({ pan }) => pan.value), [-1, -0.25, 0]);
});

test("the volume changes what sounds", async () => {
  const { store, open } = setUp();
  const [master] = (await open()).connected;
  assert.equal(master.gain.value, 0.5);
  store.set({ volume: 0.1 });
  assert.equal(master.gain.value, 0.1);
});

test("a player that is closed gives everything back", async () => {
  const { player, store, open, window } = setUp();
  const context = await open();
  await player.play(1, { loop: true });
  await player.close();
  assert.deepEqual([context.state, window.listeners.length], ["closed", 0]);
  assert.deepEqual([store.get().playing, store.get().audible], [null, false]);
  await player.play(2);
  assert.equal(store.get().playing, null);
});

test("decoded sounds are kept up to a number of bytes, the latest asked for", async () => {
  fakeBrowser();
  const data = madeUp();
  const decoder = new Decoder(data, 3 * 64000);
  for (const row of [0, 1, 2, 0, 3]) await decoder.buffer(row);
  assert.equal(decoder.bytes, 3 * 64000);
  data.asked.length = 0;
  for (const row of [0, 2, 3]) await decoder.buffer(row);
  assert.deepEqual(data.asked, []);
  await decoder.buffer(1);
  assert.deepEqual(data.asked, [1]);
});

test("a sound asked for twice at once is decoded once", async () => {
  fakeBrowser();
  const data = madeUp();
  const decoder = new Decoder(data);
  const [one, other] = await Promise.all([decoder.buffer(4), decoder.buffer(4)]);
  assert.equal(one, other);
  assert.deepEqual(data.asked, [4]);
});

test("samples stay when their sound is played, though its buffer takes its arrays back", async () => {
  const { player, open } = setUp();
  const context = await open();
  const samples = await player.samples(3);
  await player.play(3);
  const [{ buffer }] = context.sources;
  structuredClone(buffer.getChannelData(0), { transfer: [buffer.getChannelData(0).buffer] });
  assert.deepEqual([samples.length, samples[0]], [16000, 3]);
});

test("samples are those of the sound, and null where there is none", async () => {
  const { player } = setUp();
  assert.equal((await player.samples(3))[0], 3);
  assert.equal(await player.samples(8), null);
});
