/**
 * Painting points into the pixels of an image.
 *
 * Without a graphics card this is many times faster than drawing circles on a canvas or in software
 * WebGL, and it gives the same pixels everywhere.
 */

import type { Emphasis } from "./pick.ts";
import type { Projected } from "./project.ts";

/** What is painted, in pixels of the image. */
export interface Scene {
  places: Projected;
  /** Pixels of the image for one CSS pixel. */
  ratio: number;
  colours: Uint32Array;
  emphasis: Emphasis;
  /** Rows in the order in which they are painted. */
  order: Uint32Array;
  /** Radius of a point in CSS pixels. */
  radius: number;
  ground: number;
  /** Colour of sounds that do not stand out. */
  faint: number;
  /** Smooth edges with a gap around: prettier, and slower. */
  fine: boolean;
  /** Strength of perspective; 0 on a flat map. */
  perspective: number;
}

/** Positions between two pixels that are told apart, in each direction. */
const PARTS = 4;
/** Steps by which far points come closer to the ground. */
const HAZE_STEPS = 8;
const MOST_HAZE = 0.55;

/** An image of 32-bit pixels. */
export interface Raster {
  width: number;
  height: number;
  pixels: Uint32Array;
}

/** How much of each pixel around a point is covered: 0 to 256. */
interface Stamp {
  side: number;
  /** Of the gap around the point, and of the point. */
  gap: Uint16Array;
  disc: Uint16Array;
}

/** Empty an image. */
export function clear(raster: Raster, ground: number): void {
  raster.pixels.fill(ground);
}

/** Paint all points that are shown: first the faint ones, then those that stand out. */
export function paintPoints(raster: Raster, scene: Scene): void {
  for (const level of [1, 2]) {
    if (scene.fine) paintFine(raster, scene, level);
    else paintPlain(raster, scene, level);
  }
}

/** Rows by nearness to the eye, the farthest first, into `order`. */
export function sortByNearness(near: Float32Array, order: Uint32Array): void {
  const buckets = 2048;
  const starts = new Uint32Array(buckets + 1);
  const bucketOf = (row: number) =>
    Math.min(buckets - 1, Math.max(0, Math.round((near[row] + 1.8) * (buckets / 3.6))));
  for (let row = 0; row < near.length; row++) starts[bucketOf(row) + 1] += 1;
  for (let i = 0; i < buckets; i++) starts[i + 1] += starts[i];
  for (let row = 0; row < near.length; row++) order[starts[bucketOf(row)]++] = row;
}

/** Rows in an order that favours none of them, and is always the same. */
export function mixedOrder(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  let state = 1;
  for (let last = count - 1; last > 0; last--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** Radius of a point in pixels of the image, grown by nearness. */
function radiusAt(scene: Scene, row: number): number {
  const { radius, ratio, perspective, places } = scene;
  if (perspective === 0) return radius * ratio;
  return (radius * ratio) / Math.max(0.4, 1 - perspective * places.near[row]);
}

/** Colour of a row, nearer to the ground the farther away it is. */
function colourAt(scene: Scene, row: number, level: number): number {
  const colour = level === 1 ? scene.faint : scene.colours[row];
  if (scene.perspective === 0) return colour;
  const far = Math.min(1, Math.max(0, (1 - scene.places.near[row]) / 2));
  const haze = Math.round(far * HAZE_STEPS) / HAZE_STEPS;
  return mix(colour, scene.ground, Math.round(256 * MOST_HAZE * haze));
}

function paintPlain(raster: Raster, scene: Scene, level: number): void {
  const { width, height, pixels } = raster;
  const { places, ratio, emphasis, order } = scene;
  const spans = new Map<number, Int32Array>();
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    if (emphasis[row] !== level) continue;
    const r = Math.round(radiusAt(scene, row) * 2);
    let span = spans.get(r);
    if (!span) spans.set(r, (span = spanOf(r / 2)));
    const x = Math.floor(places.x[row] * ratio);
    const y = Math.floor(places.y[row] * ratio);
    const reach = (span.length - 1) / 2;
    if (x < -reach || x >= width + reach || y < -reach || y >= height + reach) continue;
    const colour = colourAt(scene, row, level);
    for (let dy = -reach; dy <= reach; dy++) {
      const line = y + dy;
      if (line < 0 || line >= height) continue;
      const half = span[dy + reach];
      const first = Math.max(0, x - half);
      const last = Math.min(width - 1, x + half);
      // Not by fill(), whose call takes longer than the few pixels of a line.
      for (let at = line * width + first; at <= line * width + last; at++) pixels[at] = colour;
    }
  }
}

/** Half widths of the lines of a disc. */
function spanOf(radius: number): Int32Array {
  const reach = Math.max(0, Math.round(radius - 0.5));
  return Int32Array.from({ length: 2 * reach + 1 }, (_, line) => {
    const dy = line - reach;
    return Math.round(Math.sqrt(Math.max(0, radius * radius - dy * dy)) - 0.5);
  });
}

function paintFine(raster: Raster, scene: Scene, level: number): void {
  const { width, height, pixels } = raster;
  const { places, ratio, emphasis, order, ground } = scene;
  const stamps = new Map<number, Stamp>();
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    if (emphasis[row] !== level) continue;
    const r = Math.round(radiusAt(scene, row) * 4);
    const px = places.x[row] * ratio;
    const py = places.y[row] * ratio;
    const x = Math.floor(px);
    const y = Math.floor(py);
    const part = Math.floor((px - x) * PARTS) + PARTS * Math.floor((py - y) * PARTS);
    const key = r * PARTS * PARTS + part;
    let stamp = stamps.get(key);
    if (!stamp) stamps.set(key, (stamp = stampOf(r / 4, part, ratio)));
    const { side, gap, disc } = stamp;
    const left = x - (side >> 1);
    const top = y - (side >> 1);
    if (left + side <= 0 || left >= width || top + side <= 0 || top >= height) continue;
    const colour = colourAt(scene, row, level);
    for (let line = Math.max(0, -top); line < side && top + line < height; line++) {
      for (let column = Math.max(0, -left); column < side && left + column < width; column++) {
        const covered = gap[line * side + column];
        if (covered === 0) continue;
        const at = (top + line) * width + left + column;
        const below = covered === 256 ? ground : mix(pixels[at], ground, covered);
        pixels[at] = mix(below, colour, disc[line * side + column]);
      }
    }
  }
}

/** Coverage of a disc of a radius, and of the thin gap around it that parts it from others. */
function stampOf(radius: number, part: number, ratio: number): Stamp {
  const around = radius > 2 * ratio ? 0.8 * ratio : 0.4 * ratio;
  const side = 2 * Math.ceil(radius + around + 1) + 1;
  const middle = side >> 1;
  const cx = middle + ((part % PARTS) + 0.5) / PARTS;
  const cy = middle + (Math.floor(part / PARTS) + 0.5) / PARTS;
  const gap = new Uint16Array(side * side);
  const disc = new Uint16Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const distance = Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
      const cover = (edge: number) => Math.round(256 * Math.min(1, Math.max(0, edge - distance + 0.5)));
      gap[y * side + x] = cover(radius + around);
      disc[y * side + x] = cover(radius);
    }
  }
  return { side, gap, disc };
}

/** Mix two opaque pixels: 0 gives the first, 256 the second. */
export function mix(one: number, other: number, part: number): number {
  if (part >= 256) return other;
  if (part <= 0) return one;
  const redBlue = one & 0xff00ff;
  const green = one & 0x00ff00;
  const rb = redBlue + (Math.imul((other & 0xff00ff) - redBlue, part) >> 8);
  const g = green + (Math.imul((other & 0x00ff00) - green, part) >> 8);
  return (0xff000000 | (rb & 0xff00ff) | (g & 0x00ff00)) >>> 0;
}
