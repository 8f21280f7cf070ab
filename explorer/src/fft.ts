/** Fourier transforms, and the levels that a spectrogram shows. */

/**
 * Transform complex numbers in place: the discrete Fourier transform, without a factor.
 *
 * Both arrays have the same length, a power of two. In each pass, transforms of twice the length
 * are put together from pairs of transforms.
 */
export function fft(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  if (size < 1 || (size & (size - 1)) !== 0 || imaginary.length !== size) {
    throw new RangeError(`fft: lengths ${size} and ${imaginary.length}, expected a power of two`);
  }
  reorder(real, imaginary);
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k++) {
      const angle = (-Math.PI * k) / half;
      combine(real, imaginary, k, half, Math.cos(angle), Math.sin(angle));
    }
  }
}

/** Put each value where the number of its place, read bit by bit from its end, tells. */
function reorder(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  for (let place = 1, mirrored = 0; place < size; place++) {
    let bit = size >> 1;
    for (; mirrored & bit; bit >>= 1) mirrored ^= bit;
    mirrored ^= bit;
    if (place < mirrored) {
      [real[place], real[mirrored]] = [real[mirrored], real[place]];
      [imaginary[place], imaginary[mirrored]] = [imaginary[mirrored], imaginary[place]];
    }
  }
}

/** Do the step of number `k` in all pairs of transforms of length `half`. */
function combine(
  real: Float64Array,
  imaginary: Float64Array,
  k: number,
  half: number,
  cosine: number,
  sine: number,
): void {
  for (let low = k; low < real.length; low += 2 * half) {
    const high = low + half;
    const x = real[high] * cosine - imaginary[high] * sine;
    const y = real[high] * sine + imaginary[high] * cosine;
    real[high] = real[low] - x;
    imaginary[high] = imaginary[low] - y;
    real[low] = real[low] + x;
    imaginary[low] = imaginary[low] + y;
  }
}

/** Points of one transform. */
export const FFT_SIZE = 512;
/** Bands from 0 to half the sample rate, both included. */
export const BANDS = FFT_SIZE / 2 + 1;

/** Hann window, periodic. */
const WINDOW = Float64Array.from(
  { length: FFT_SIZE },
  (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / FFT_SIZE),
);
// The window has a mean of one half, and a sine goes to two bands, at plus and minus its frequency.
const FULL_SCALE = (FFT_SIZE / 4) ** 2;

/**
 * Levels (dB) of the bands around one moment; a sine of full scale in the middle of a band has 0.
 *
 * Beyond its ends a sound goes on mirrored, since it may be cut out of a longer one: an abrupt
 * silence there would look like a click. Silence has -Infinity.
 */
export function levelsAt(samples: Float32Array, middle: number): Float64Array {
  const real = new Float64Array(FFT_SIZE);
  const imaginary = new Float64Array(FFT_SIZE);
  const first = middle - FFT_SIZE / 2;
  for (let index = 0; index < FFT_SIZE; index++) {
    real[index] = mirrored(samples, first + index) * WINDOW[index];
  }
  fft(real, imaginary);
  return Float64Array.from({ length: BANDS }, (_, band) => {
    const power = real[band] ** 2 + imaginary[band] ** 2;
    return 10 * Math.log10(power / FULL_SCALE);
  });
}

function mirrored(samples: Float32Array, index: number): number {
  const last = samples.length - 1;
  if (last < 1) return samples[0] ?? 0;
  const turn = Math.abs(index) % (2 * last);
  return samples[turn <= last ? turn : 2 * last - turn];
}
