/** Pictures of one sound: its waveform and its spectrogram, with axes. */

import { RAMP } from "./colourmap.ts";
import { BANDS, levelsAt } from "./fft.ts";

/** Levels below this are as dark as silence (dB; a sine of full scale has 0). */
export const FLOOR_DB = -80;

/** Room for the labels (CSS pixels). */
const MARGIN = { left: 46, right: 10, top: 8, bottom: 34 } as const;
const FONT = "11px system-ui, sans-serif";
const TICK = 4;
const LINE_HEIGHT = 13;

/** Waveforms are drawn up to the least of these that holds the peak. */
const LIMITS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] as const;

interface Frame {
  context: CanvasRenderingContext2D;
  left: number;
  top: number;
  width: number;
  height: number;
  /** Pixels of the screen for one CSS pixel. */
  scale: number;
  ink: string;
}

/** Draw the waveform of a sound: for each column of pixels, the least and the greatest sample. */
export function drawWaveform(canvas: HTMLCanvasElement, samples: Float32Array, rate: number): void {
  const frame = begin(canvas);
  const { context, left, top, width, height } = frame;
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const limit = LIMITS.find((least) => peak <= least) ?? 1;
  const place = (value: number) =>
    top + (height * (1 - Math.max(-1, Math.min(1, value / limit)))) / 2;
  context.fillStyle = frame.ink;
  for (let x = 0; x < width; x++) {
    const [low, high] = extremes(samples, x / width, (x + 1) / width);
    context.fillRect(left + x, place(high), 1, Math.max(1, place(low) - place(high)));
  }
  drawTimes(frame, samples.length / rate);
  drawLevels(frame, [-limit, 0, limit], place, "amplitude");
  name(canvas, `Waveform of ${seconds(samples, rate)} s, peak ${peak.toFixed(2)} of full scale`);
}

/** Draw the spectrogram of a sound: time to the right, frequency upwards, on a linear scale. */
export function drawSpectrogram(
  canvas: HTMLCanvasElement,
  samples: Float32Array,
  rate: number,
): void {
  const frame = begin(canvas);
  const { context, left, top, width, height } = frame;
  const columns = Math.round(width * frame.scale);
  const image = spectrogramImage(samples, columns);
  const drawn = document.createElement("canvas");
  drawn.width = columns;
  drawn.height = BANDS;
  drawn.getContext("2d")!.putImageData(image, 0, 0);
  context.drawImage(drawn, left, top, width, height);
  const highest = rate / 2000;
  drawTimes(frame, samples.length / rate);
  const step = niceStep(highest, height / 28);
  const place = (value: number) => top + height * (1 - value / highest);
  drawLevels(frame, steps(highest, step), place, "kHz");
  name(
    canvas,
    `Spectrogram of ${seconds(samples, rate)} s from 0 to ${highest} kHz; ` +
      `dark to light: ${FLOOR_DB} to 0 dB of full scale`,
  );
}

/** Colours of a spectrogram: one row for each band, the highest first. */
export function spectrogramImage(samples: Float32Array, columns: number): ImageData {
  const image = new ImageData(columns, BANDS);
  for (let column = 0; column < columns; column++) {
    const middle = Math.floor(((column + 0.5) / columns) * samples.length);
    const levels = levelsAt(samples, middle);
    for (let band = 0; band < BANDS; band++) {
      const part = Math.max(0, Math.min(1, 1 - levels[band] / FLOOR_DB));
      const colour = 3 * Math.round(part * (RAMP.length / 3 - 1));
      const pixel = 4 * ((BANDS - 1 - band) * columns + column);
      image.data.set(RAMP.subarray(colour, colour + 3), pixel);
      image.data[pixel + 3] = 255;
    }
  }
  return image;
}

/** Least and greatest sample between two parts of a sound; at least one sample counts. */
export function extremes(samples: Float32Array, from: number, to: number): [number, number] {
  const first = Math.min(samples.length - 1, Math.floor(from * samples.length));
  const last = Math.max(first + 1, Math.floor(to * samples.length));
  let low = Infinity;
  let high = -Infinity;
  for (let index = first; index < last; index++) {
    low = Math.min(low, samples[index]);
    high = Math.max(high, samples[index]);
  }
  return [low, high];
}

/** A step of 1, 2 or 5 times a power of ten that makes at most `most` steps of a range. */
export function niceStep(range: number, most: number): number {
  const least = range / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(least));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9))!;
}

function steps(range: number, step: number): number[] {
  return Array.from({ length: Math.floor(range / step + 1e-9) + 1 }, (_, index) => index * step);
}

/** Fit a canvas to its place on the screen, and empty it. */
function begin(canvas: HTMLCanvasElement): Frame {
  const scale = window.devicePixelRatio || 1;
  const outer = { width: canvas.clientWidth || 320, height: canvas.clientHeight || 140 };
  canvas.width = Math.round(outer.width * scale);
  canvas.height = Math.round(outer.height * scale);
  const context = canvas.getContext("2d")!;
  context.scale(scale, scale);
  context.font = FONT;
  return {
    context,
    left: MARGIN.left,
    top: MARGIN.top,
    width: Math.max(1, outer.width - MARGIN.left - MARGIN.right),
    height: Math.max(1, outer.height - MARGIN.top - MARGIN.bottom),
    scale,
    ink: getComputedStyle(canvas).color,
  };
}

function drawTimes(frame: Frame, duration: number): void {
  const { context, left, top, width, height } = frame;
  const step = niceStep(duration, width / 50);
  context.fillStyle = frame.ink;
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const time of steps(duration, step)) {
    const x = left + (width * time) / duration;
    context.fillRect(x, top + height, 1, TICK);
    context.fillText(label(time, step), x, top + height + TICK + 1);
  }
  context.fillText("time (s)", left + width / 2, top + height + TICK + 1 + LINE_HEIGHT);
}

function drawLevels(
  frame: Frame,
  values: readonly number[],
  place: (value: number) => number,
  title: string,
): void {
  const { context, left, top, height } = frame;
  context.fillStyle = frame.ink;
  context.textAlign = "right";
  context.textBaseline = "middle";
  const step = values[1] - values[0];
  for (const value of values) {
    context.fillRect(left - TICK, place(value), TICK, 1);
    context.fillText(label(value, step), left - TICK - 2, place(value));
  }
  context.save();
  context.translate(LINE_HEIGHT / 2, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(title, 0, 0);
  context.restore();
}

/** A number with as many digits as its step has. */
function label(value: number, step: number): string {
  return value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9))).replace("-", "−");
}

function seconds(samples: Float32Array, rate: number): string {
  return (samples.length / rate).toFixed(3);
}

function name(canvas: HTMLCanvasElement, text: string): void {
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", text);
}
