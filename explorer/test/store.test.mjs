import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../src/store.ts";

const store = () => createStore({ chosen: null, hovered: null, volume: 1 });

test("a listener is called once for a change of several of its keys", () => {
  const it = store();
  let calls = 0;
  it.on(["chosen", "hovered"], () => calls++);
  it.set({ chosen: 0, hovered: 0 });
  assert.equal(calls, 1);
});

test("row 0 is a change from no row", () => {
  const it = store();
  const seen = [];
  it.on(["chosen"], (state) => seen.push(state.chosen));
  it.set({ chosen: 0 });
  assert.deepEqual(seen, [0]);
});

test("equal values and other keys tell nobody", () => {
  const it = store();
  it.on(["chosen"], () => assert.fail("nothing has changed"));
  it.set({ chosen: null });
  it.set({ volume: 0.5 });
});

test("a listener that has ended is not called, even when it ends during a change", () => {
  const it = store();
  let second = 0;
  it.on(["chosen"], () => end());
  const end = it.on(["chosen"], () => second++);
  it.set({ chosen: 1 });
  assert.equal(second, 0);
});

test("changes made by listeners follow the change that they heard of", () => {
  const it = store();
  const order = [];
  it.on(["chosen"], (state) => {
    order.push(`chosen ${state.chosen}`);
    it.set({ volume: 0.2 });
    order.push("told");
  });
  it.on(["volume"], (state) => order.push(`volume ${state.volume}`));
  it.set({ chosen: 3 });
  assert.deepEqual(order, ["chosen 3", "told", "volume 0.2"]);
});
