/**
 * From the cube to the screen. Painting, picking, selecting and drawing over the map all go through
 * `projectAll`, so that what is picked is what is seen.
 */

import type { Camera } from "./types.ts";
import type { UnitMap } from "./units.ts";

/** Nearness grows the size of points on a map of three dimensions by at most about this part. */
const PERSPECTIVE = 0.22;
/** Part of the canvas that a whole map fills. */
const FILLED = 0.46;

export interface Size {
  width: number;
  height: number;
}

/** How a map fills a canvas: pixels for one unit at zoom 1, and the strength of perspective. */
export interface Fit {
  scale: number;
  perspective: number;
}

export interface Projection {
  centre: readonly [number, number, number];
  /** Rotation, row by row: to the right, upwards, towards the eye. */
  turn: readonly number[];
  scale: number;
  perspective: number;
  middle: readonly [number, number];
}

/** Points on the screen: CSS pixels, and nearness to the eye (0 in the plane of the centre). */
export interface Projected {
  x: Float32Array;
  y: Float32Array;
  near: Float32Array;
}

export function makeProjected(count: number): Projected {
  return {
    x: new Float32Array(count),
    y: new Float32Array(count),
    near: new Float32Array(count),
  };
}

/** How a map fills a canvas of a size. */
export function fitOf(map: UnitMap, size: Size): Fit {
  const { width, height } = size;
  if (map.flat) {
    const scale = FILLED * Math.min(width / map.extent[0], height / map.extent[1]);
    return { scale: Math.min(scale, FILLED * Math.max(width, height)), perspective: 0 };
  }
  return { scale: FILLED * Math.min(width, height) * 0.85, perspective: PERSPECTIVE };
}

/** Rotation of a camera: turned about the vertical axis, then about the horizontal one. */
export function turnOf({ yaw, pitch }: Camera): number[] {
  const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
  const [cp, sp] = [Math.cos(pitch), Math.sin(pitch)];
  return [cy, 0, sy, sp * sy, cp, -sp * cy, -cp * sy, sp, cp * cy];
}

export function projectionOf(camera: Camera, fit: Fit, size: Size): Projection {
  return {
    centre: camera.centre,
    turn: turnOf(camera),
    scale: fit.scale * camera.zoom,
    perspective: fit.perspective,
    middle: [size.width / 2, size.height / 2],
  };
}

/** Project three coordinates for each point into `out`. */
export function projectAll(projection: Projection, points: ArrayLike<number>, out: Projected): void {
  const { turn, scale, perspective } = projection;
  const [cx, cy, cz] = projection.centre;
  const [mx, my] = projection.middle;
  const [a, b, c, d, e, f, g, h, i] = turn;
  const count = points.length / 3;
  for (let row = 0, at = 0; row < count; row++, at += 3) {
    const x = points[at] - cx;
    const y = points[at + 1] - cy;
    const z = points[at + 2] - cz;
    const near = g * x + h * y + i * z;
    const k = scale / Math.max(0.2, 1 - perspective * near);
    out.x[row] = mx + (a * x + b * y + c * z) * k;
    out.y[row] = my - (d * x + e * y + f * z) * k;
    out.near[row] = near;
  }
}

const single = makeProjected(1);

/** Project one point. */
export function projectPoint(
  projection: Projection,
  point: readonly [number, number, number],
): { x: number; y: number } {
  projectAll(projection, point, single);
  return { x: single.x[0], y: single.y[0] };
}
