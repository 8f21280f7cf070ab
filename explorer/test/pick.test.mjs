import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "../src/pick.ts";
import { combined, rectangle, rowsInside } from "../src/region.ts";

const places = {
  x: Float32Array.of(10, 20, 30, 30),
  y: Float32Array.of(10, 20, 30, 30),
  near: Float32Array.of(0, 0, -1, 1),
};
const all = Uint8Array.of(2, 2, 2, 2);

test("the nearest sound is meant, row 0 too, and none beyond the radius", () => {
  assert.equal(nearest(places, all, 11, 10, 18), 0);
  assert.equal(nearest(places, all, 18, 18, 18), 1);
  assert.equal(nearest(places, all, 200, 200, 18), null);
});

test("of two in one place the nearer to the eye is meant", () => {
  assert.equal(nearest(places, all, 30, 30, 5), 3);
});

test("hidden sounds are not met, grey ones are", () => {
  assert.equal(nearest(places, Uint8Array.of(0, 1, 2, 2), 11, 10, 18), 1);
});

test("a rectangle selects what is in it, in whichever direction it is drawn", () => {
  for (const [one, other] of [[{ x: 5, y: 5 }, { x: 25, y: 25 }], [{ x: 25, y: 5 }, { x: 5, y: 25 }]]) {
    assert.deepEqual(rowsInside(places, all, rectangle(one, other)), [0, 1]);
  }
});

test("a lasso takes nothing from its bay, and no hidden sound", () => {
  const bay = [[0, 0], [40, 0], [40, 40], [25, 40], [25, 12], [15, 12], [15, 40], [0, 40]];
  const line = bay.map(([x, y]) => ({ x, y }));
  assert.deepEqual(rowsInside(places, all, line), [0, 2, 3]);
  assert.deepEqual(rowsInside(places, Uint8Array.of(0, 2, 1, 2), line), [2, 3]);
});

test("a lasso agrees with a circle by which it is drawn", () => {
  const count = 2000;
  const random = (i) => (Math.sin(i * 12.9898) * 43758.5453) % 1;
  const cloud = {
    x: Float32Array.from({ length: count }, (_, i) => 100 * Math.abs(random(i))),
    y: Float32Array.from({ length: count }, (_, i) => 100 * Math.abs(random(i + 0.5))),
    near: new Float32Array(count),
  };
  const line = Array.from({ length: 720 }, (_, i) => ({
    x: 50 + 30 * Math.cos((i * Math.PI) / 360),
    y: 50 + 30 * Math.sin((i * Math.PI) / 360),
  }));
  const inside = new Set(rowsInside(cloud, new Uint8Array(count).fill(2), line));
  for (let row = 0; row < count; row++) {
    const distance = Math.hypot(cloud.x[row] - 50, cloud.y[row] - 50);
    if (Math.abs(distance - 30) > 0.01) assert.equal(inside.has(row), distance < 30);
  }
});

test("selections are replaced, added to and taken from, and stay in ascending order", () => {
  assert.deepEqual(combined([1, 5], [0, 5, 9], "replace"), [0, 5, 9]);
  assert.deepEqual(combined([1, 5], [0, 5, 9], "add"), [0, 1, 5, 9]);
  assert.deepEqual(combined([1, 5], [0, 5, 9], "subtract"), [1]);
});
