import assert from "node:assert/strict";
import { test } from "node:test";
import { between, LEAST_ZOOM, MOST_ZOOM, panned, turned, zoomed } from "../src/camera.ts";
import { fitOf, makeProjected, projectAll, projectionOf, projectPoint, turnOf } from "../src/project.ts";
import { restingCamera } from "../src/state.ts";
import { unitMap, unitPoint } from "../src/units.ts";

const SIZE = { width: 400, height: 300 };
const FLAT = { scale: 100, perspective: 0 };
const close = (found, wanted) =>
  found.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < 1e-3, `${found} is not ${wanted}`));
const at = (camera, point, fit = FLAT) => {
  const { x, y } = projectPoint(projectionOf(camera, fit, SIZE), point);
  return [x, y];
};

test("a resting camera has the middle in the middle, right on the right, up above", () => {
  close(at(restingCamera(), [0, 0, 0]), [200, 150]);
  close(at(restingCamera(), [1, 0, 0]), [300, 150]);
  close(at(restingCamera(), [0, 1, 0]), [200, 50]);
});

test("a turn by a quarter brings what was in front to the right", () => {
  const camera = { ...restingCamera(), yaw: Math.PI / 2 };
  close(at(camera, [0, 0, 1]), [300, 150]);
  close(at(camera, [0, 1, 0]), [200, 50]);
});

test("turns keep lengths and angles", () => {
  const turn = turnOf({ ...restingCamera(), yaw: 0.7, pitch: -0.4 });
  const rows = [turn.slice(0, 3), turn.slice(3, 6), turn.slice(6, 9)];
  const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  rows.forEach((a, i) => rows.forEach((b, j) => close([dot(a, b)], [i === j ? 1 : 0])));
});

test("nearer points are farther from the middle, by the perspective", () => {
  const fit = { scale: 100, perspective: 0.5 };
  close(at(restingCamera(), [1, 0, 1], fit), [400, 150]);
  close(at(restingCamera(), [1, 0, -1], fit), [200 + 100 / 1.5, 150]);
});

test("what is under the pointer stays there while zooming, also on a turned map", () => {
  for (const camera of [restingCamera(), { ...restingCamera(), yaw: 0.8, pitch: 0.3, zoom: 3 }]) {
    const { turn } = projectionOf(camera, FLAT, SIZE);
    const point = [0, 1, 2].map((i) => 0.3 * turn[i] - 0.2 * turn[3 + i]);
    const [x, y] = at(camera, point);
    const nearer = zoomed(camera, 2.5, x - 200, y - 150, FLAT.scale * camera.zoom);
    assert.equal(nearer.zoom, camera.zoom * 2.5);
    close(at(nearer, point), [x, y]);
  }
});

test("zoom has limits, and at them nothing moves", () => {
  const nearest = zoomed({ ...restingCamera(), zoom: MOST_ZOOM }, 4, 90, 40, 100);
  assert.deepEqual(nearest, { ...restingCamera(), zoom: MOST_ZOOM });
  assert.equal(zoomed(restingCamera(), 1e-9, 0, 0, 100).zoom, LEAST_ZOOM);
});

test("dragging moves the map by as many pixels", () => {
  const camera = { ...restingCamera(), zoom: 2, yaw: 0.5, pitch: 0.2 };
  const moved = panned(camera, 30, -20, FLAT.scale * 2);
  const [x, y] = at(camera, [0, 0, 0]);
  close(at(moved, [0, 0, 0]), [x + 30, y - 20]);
});

test("a map is never turned upside down", () => {
  assert.equal(turned(restingCamera(), 0, 1e6).pitch, Math.PI / 2);
});

test("between two cameras the shorter way round is taken", () => {
  const one = { ...restingCamera(), yaw: 3 };
  const other = { ...restingCamera(), yaw: -3, zoom: 4 };
  const middle = between(one, other, 0.5);
  assert.ok(Math.abs(Math.abs(middle.yaw) - Math.PI) < 1e-9);
  assert.equal(middle.zoom, 2);
});

const map = (low, high) => ({ low, high, dimensions: low.length });

test("a map fills the cube along its longest side, and keeps its proportions", () => {
  const unit = unitMap(map([0, 10], [8, 12]), Float32Array.of(0, 10, 8, 12, 4, 11), false);
  assert.deepEqual([...unit.positions], [-1, -0.25, 0, 1, 0.25, 0, 0, 0, 0]);
  assert.deepEqual(unit.extent, [1, 0.25, 0]);
  assert.deepEqual(unitPoint(map([0, 10], [8, 12]), [8, 12], false), [1, 0.25, 0]);
});

test("on a sphere all points have the same distance from the middle", () => {
  const solid = map([-1, -1, -1], [1, 1, 1]);
  const unit = unitMap(solid, Float32Array.of(0.1, 0, 0, 0.3, 0.4, 0), true);
  close([...unit.positions], [1, 0, 0, 0.6, 0.8, 0]);
  close(unitPoint(solid, [0.3, 0.4, 0], true), [0.6, 0.8, 0]);
});

test("a whole map is in view, whatever the shape of the canvas", () => {
  const wide = map([0, 0], [10, 1]);
  const unit = unitMap(wide, Float32Array.of(0, 0, 10, 1), false);
  for (const size of [SIZE, { width: 200, height: 900 }]) {
    const places = makeProjected(2);
    projectAll(projectionOf(restingCamera(), fitOf(unit, size), size), unit.positions, places);
    for (const x of places.x) assert.ok(x >= 0 && x <= size.width);
    for (const y of places.y) assert.ok(y >= 0 && y <= size.height);
  }
});

test("a map of one point, or of points on a line, has finite places", () => {
  for (const flat of [map([2, 2], [2, 2]), map([0, 5], [1, 5])]) {
    const unit = unitMap(flat, Float32Array.of(flat.low[0], flat.low[1]), false);
    const fit = fitOf(unit, SIZE);
    assert.ok(Number.isFinite(fit.scale) && fit.scale > 0);
    assert.ok(unit.positions.every(Number.isFinite));
  }
});
