import assert from "node:assert/strict";
import { before, test } from "node:test";
import { RAMP } from "../src/colourmap.ts";
import { BANDS, FFT_SIZE } from "../src/fft.ts";
import { extremes, niceStep, spectrogramImage } from "../src/spectrogram.ts";

before(() => {
  globalThis.ImageData = class {
    constructor(width, height) {
      Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
    }
  };
});

/** Lightness of OKLab, from the definition of the space. */
function lightness([red, green, blue]) {
  const [r, g, b] = [red, green, blue].map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
}

test("the lightness of the colour map rises in equal steps", () => {
  const values = Array.from({ length: 256 }, (_, step) =>
    lightness(RAMP.subarray(3 * step, 3 * step + 3)),
  );
  values.forEach((value, step) => {
    assert.ok(Math.abs(value - (0.16 + (0.79 * step) / 255)) < 0.006, `step ${step}: ${value}`);
  });
});

test("the colour map has no jump in any colour", () => {
  for (let place = 3; place < RAMP.length; place++) {
    assert.ok(Math.abs(RAMP[place] - RAMP[place - 3]) <= 15, `byte ${place}`);
  }
});

test("a sine is a bright line at its frequency, and the highest band is on top", () => {
  const band = 64;
  const samples = Float32Array.from({ length: 4 * FFT_SIZE }, (_, index) =>
    Math.sin((2 * Math.PI * band * index) / FFT_SIZE),
  );
  const image = spectrogramImage(samples, 8);
  assert.deepEqual([image.width, image.height], [8, BANDS]);
  const colourAt = (row, column) => {
    const pixel = 4 * (row * 8 + column);
    return [...image.data.subarray(pixel, pixel + 4)];
  };
  const brightest = [...RAMP.subarray(-3), 255];
  const darkest = [...RAMP.subarray(0, 3), 255];
  for (const column of [2, 3, 4, 5]) {
    assert.deepEqual(colourAt(BANDS - 1 - band, column), brightest);
    assert.deepEqual(colourAt(0, column), darkest);
    assert.deepEqual(colourAt(BANDS - 1, column), darkest);
  }
});

test("a column of the waveform spans its least and its greatest sample", () => {
  const samples = Float32Array.of(0, 0.5, -0.25, 0.1);
  assert.deepEqual(extremes(samples, 0, 0.5), [0, 0.5]);
  assert.deepEqual(extremes(samples, 0.5, 1), [-0.25, Math.fround(0.1)]);
  assert.deepEqual(extremes(samples, 0.99, 1), [Math.fround(0.1), Math.fround(0.1)]);
});

test("steps of axes are 1, 2 or 5 times a power of ten", () => {
  assert.equal(niceStep(8, 4), 2);
  assert.equal(niceStep(0.975, 5), 0.2);
  assert.equal(niceStep(0.975, 3), 0.5);
  assert.equal(niceStep(10, 1), 10);
});
