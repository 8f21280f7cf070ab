import assert from "node:assert/strict";
import { test } from "node:test";
import { BANDS, FFT_SIZE, fft, levelsAt } from "../src/fft.ts";

const RATE = 16000;

/** Numbers that look random and are the same every time. */
function noise(length, seed = 1) {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return state / 1073741823.5 - 1;
  });
}

function sine(cycles, amplitude, length = FFT_SIZE) {
  return Float32Array.from({ length }, (_, index) =>
    amplitude * Math.sin((2 * Math.PI * cycles * index) / FFT_SIZE),
  );
}

test("a transform equals the sum that defines it", () => {
  const size = 16;
  const [real, imaginary] = [noise(size, 3), noise(size, 4)];
  const [x, y] = [real.slice(), imaginary.slice()];
  fft(x, y);
  for (let band = 0; band < size; band++) {
    let [sumX, sumY] = [0, 0];
    for (let index = 0; index < size; index++) {
      const angle = (-2 * Math.PI * band * index) / size;
      sumX += real[index] * Math.cos(angle) - imaginary[index] * Math.sin(angle);
      sumY += real[index] * Math.sin(angle) + imaginary[index] * Math.cos(angle);
    }
    assert.ok(Math.abs(x[band] - sumX) < 1e-12 && Math.abs(y[band] - sumY) < 1e-12);
  }
});

test("a transform keeps the energy (Parseval)", () => {
  const real = noise(FFT_SIZE);
  const energy = real.reduce((sum, value) => sum + value ** 2, 0);
  const imaginary = new Float64Array(FFT_SIZE);
  fft(real, imaginary);
  const power = real.reduce((sum, value, band) => sum + value ** 2 + imaginary[band] ** 2, 0);
  assert.ok(Math.abs(power / FFT_SIZE - energy) < 1e-9 * energy);
});

test("lengths that are no powers of two are refused", () => {
  assert.throws(() => fft(new Float64Array(12), new Float64Array(12)), /power of two/);
  assert.throws(() => fft(new Float64Array(8), new Float64Array(4)), /power of two/);
});

test("a sine of full scale in the middle of a band has 0 dB there, and -6 dB beside it", () => {
  const levels = levelsAt(sine(40, 1), FFT_SIZE / 2);
  assert.equal(levels.length, BANDS);
  assert.ok(Math.abs(levels[40]) < 1e-4);
  // The Hann window has a quarter of its transform at the band, and half as much beside it.
  assert.ok(Math.abs(levels[39] - 20 * Math.log10(0.5)) < 1e-4);
  assert.ok(Math.abs(levels[41] - 20 * Math.log10(0.5)) < 1e-4);
  assert.ok(Math.max(...levels.slice(43)) < -100);
});

test("levels fall by 20 dB where the amplitude falls to a tenth", () => {
  const [loud, soft] = [1, 0.1].map((amplitude) => levelsAt(sine(100, amplitude), FFT_SIZE / 2));
  assert.ok(Math.abs(loud[100] - soft[100] - 20) < 1e-4);
});

test("silence has no level", () => {
  assert.ok(levelsAt(new Float32Array(RATE), 300).every((level) => level === -Infinity));
  assert.ok(levelsAt(new Float32Array(0), 0).every((level) => level === -Infinity));
});

test("at its ends a sound goes on mirrored: a cosine has the same level there as inside", () => {
  const cosine = Float32Array.from({ length: 4 * FFT_SIZE + 1 }, (_, index) =>
    Math.cos((2 * Math.PI * 40 * index) / FFT_SIZE),
  );
  for (const middle of [0, 100, 4 * FFT_SIZE]) {
    const levels = levelsAt(cosine, middle);
    assert.ok(Math.abs(levels[40]) < 1e-4 && levels[60] < -100, `at ${middle}`);
  }
});

test("a sound shorter than a transform has levels all the same", () => {
  const levels = levelsAt(Float32Array.of(1, -1), 0); // mirrored, it is the highest frequency
  assert.ok(Math.abs(levels[BANDS - 1] - 20 * Math.log10(2)) < 1e-6 && levels[100] < -100);
});
