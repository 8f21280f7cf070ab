import assert from "node:assert/strict";
import { test } from "node:test";
import { pixel } from "../src/palettes.ts";
import { clear, mix, mixedOrder, paintPoints, sortByNearness } from "../src/raster.ts";
import { paintSprites, rowsWithSprites } from "../src/sprites.ts";
import { Stage } from "../src/scene.ts";
import { blend, DURATION_MS, eased } from "../src/transition.ts";

const GROUND = pixel("#ffffff");
const RED = pixel("#ff0000");
const GREY = pixel("#cccccc");

function raster(width = 20, height = 20) {
  const made = { width, height, pixels: new Uint32Array(width * height) };
  clear(made, GROUND);
  return made;
}

function scene(points, changes = {}) {
  const count = points.length;
  return {
    places: {
      x: Float32Array.from(points, ([x]) => x),
      y: Float32Array.from(points, ([, y]) => y),
      near: new Float32Array(count),
    },
    ratio: 1,
    colours: new Uint32Array(count).fill(RED),
    emphasis: new Uint8Array(count).fill(2),
    order: Uint32Array.from({ length: count }, (_, row) => row),
    radius: 3,
    ground: GROUND,
    faint: GREY,
    fine: false,
    perspective: 0,
    ...changes,
  };
}

test("mixing has its ends, and its middle", () => {
  assert.equal(mix(RED, GROUND, 0), RED);
  assert.equal(mix(RED, GROUND, 256), GROUND);
  assert.equal(mix(pixel("#000000"), pixel("#ffffff"), 128), pixel("#7f7f7f"));
  assert.equal(mix(pixel("#ffffff"), pixel("#000000"), 128), pixel("#7f7f7f"));
});

for (const fine of [false, true]) {
  test(`a point covers about its area, around its place (fine: ${fine})`, () => {
    const image = raster();
    paintPoints(image, scene([[10, 10]], { fine, radius: 4 }));
    const red = image.pixels.reduce((sum, value) => sum + (value === RED), 0);
    assert.ok(red > 0.6 * Math.PI * 16 && red < 1.3 * Math.PI * 16, String(red));
    assert.equal(image.pixels[10 * 20 + 10], RED);
    assert.equal(image.pixels[0], GROUND);
  });

  test(`points at and beyond the edges paint what is inside (fine: ${fine})`, () => {
    const image = raster();
    paintPoints(image, scene([[0, 0], [19, 19], [-50, 5], [5, 1e6]], { fine }));
    assert.equal(image.pixels[0], RED);
    assert.equal(image.pixels[19 * 20 + 19], RED);
    assert.equal(image.pixels[10 * 20 + 10], GROUND);
  });

  test(`grey points are under those in colour, hidden ones nowhere (fine: ${fine})`, () => {
    const image = raster();
    const emphasis = Uint8Array.of(2, 1, 0);
    paintPoints(image, scene([[10, 10], [10, 10], [3, 3]], { fine, emphasis }));
    assert.equal(image.pixels[10 * 20 + 10], RED);
    assert.equal(image.pixels[3 * 20 + 3], GROUND);
  });
}

test("the nearest points are painted last", () => {
  const order = new Uint32Array(4);
  sortByNearness(Float32Array.of(0.5, -1, 1.2, 0), order);
  assert.deepEqual([...order], [1, 3, 0, 2]);
});

test("the mixed order has every row once, and is always the same", () => {
  const order = mixedOrder(1000);
  assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: 1000 }, (_, row) => row));
  assert.deepEqual(mixedOrder(1000), order);
  assert.notDeepEqual([...order.slice(0, 10)], Array.from({ length: 10 }, (_, row) => row));
});

test("sprites on a flat map do not overlap, and those that stand out come first", () => {
  const points = [[10, 10], [12, 12], [60, 60], [500, 500]];
  const made = scene(points, { emphasis: Uint8Array.of(1, 2, 2, 2) });
  assert.deepEqual(rowsWithSprites(made, 32, 100, 100).sort(), [1, 2]);
});

test("sprites are in the place of their row in the sheet, row 0 too", () => {
  const sheet = { first: 0, columns: 2, url: "", width: 8, height: 4, pixels: new Uint8Array(32) };
  for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) sheet.pixels[y * 8 + 4 + x] = 255;
  const image = raster(40, 20);
  const book = { sheets: [sheet], perSheet: 2, cell: 4 };
  const tint = { ground: GROUND, strong: pixel("#000000") };
  paintSprites(image, scene([[8, 10], [28, 10]]), [0, 1], book, 10, tint);
  const [first, second] = [image.pixels[10 * 40 + 8], image.pixels[10 * 40 + 28]];
  assert.equal(first, mix(GROUND, RED, 24));
  assert.notEqual(second, first);
  assert.equal(image.pixels[5 * 40 + 3], RED);
});

test("a transition begins slowly, ends slowly, and arrives", () => {
  assert.deepEqual([eased(-1), eased(0), eased(0.5), eased(1), eased(7)], [0, 0, 0.5, 1, 1]);
  assert.ok(eased(0.1) < 0.1 && eased(0.9) > 0.9);
  const out = new Float32Array(2);
  blend(Float32Array.of(0, 2), Float32Array.of(4, 0), 0.25, out);
  assert.deepEqual([...out], [1, 1.5]);
});

test("a stage goes from one map to the next, and a third one begins where it is", () => {
  const size = { width: 100, height: 100 };
  const unit = (x) => ({ positions: Float32Array.of(x, 0, 0), extent: [1, 1, 0], flat: true });
  const camera = { centre: [0, 0, 0], zoom: 1, yaw: 0, pitch: 0 };
  const stage = new Stage(1);
  const xAt = (time) => {
    stage.advance(time);
    stage.project(camera, size, time);
    return stage.places.x[0];
  };
  stage.show(unit(-1), size, null);
  assert.equal(Math.round(xAt(0)), 4);
  stage.show(unit(1), size, 0);
  assert.equal(stage.isMoving, true);
  assert.equal(Math.round(xAt(DURATION_MS / 2)), 50);
  stage.show(unit(-1), size, DURATION_MS / 2);
  assert.equal(Math.round(xAt(DURATION_MS / 2)), 50);
  assert.equal(Math.round(xAt(2 * DURATION_MS)), 4);
  assert.equal(stage.isMoving, false);
});
