/** Moving, zooming and turning what is seen. Every function gives a new camera. */

import { turnOf } from "./project.ts";
import type { Camera } from "./types.ts";

/** Coordinates have 16 bits; nearer than this, their steps would be seen. */
export const MOST_ZOOM = 200;
export const LEAST_ZOOM = 0.25;
/** Turns by half a circle over so many pixels. */
const HALF_TURN_PX = 500;

/** Move the map by pixels; `scale` is pixels for one unit at the present zoom. */
export function panned(camera: Camera, right: number, down: number, scale: number): Camera {
  const turn = turnOf(camera);
  const [u, v] = [-right / scale, down / scale];
  const centre = camera.centre.map(
    (value, axis) => clamp(value + turn[axis] * u + turn[3 + axis] * v, -2, 2),
  ) as [number, number, number];
  return { ...camera, centre };
}

/**
 * Zoom by a factor so that what is at a point stays there.
 *
 * @param right, down the point, in pixels from the middle of the canvas.
 * @param scale pixels for one unit at the present zoom.
 */
export function zoomed(
  camera: Camera,
  factor: number,
  right: number,
  down: number,
  scale: number,
): Camera {
  const zoom = clamp(camera.zoom * factor, LEAST_ZOOM, MOST_ZOOM);
  const real = zoom / camera.zoom;
  const moved = panned(camera, right * (1 - real), down * (1 - real), scale * real);
  return { ...moved, zoom };
}

/** Turn a map of three dimensions by a movement of the pointer. */
export function turned(camera: Camera, right: number, down: number): Camera {
  const step = Math.PI / HALF_TURN_PX;
  const yaw = wrapped(camera.yaw + right * step);
  return { ...camera, yaw, pitch: clamp(camera.pitch + down * step, -Math.PI / 2, Math.PI / 2) };
}

/** A camera between two others. */
export function between(from: Camera, to: Camera, part: number): Camera {
  const mix = (a: number, b: number) => a + (b - a) * part;
  return {
    centre: from.centre.map((value, axis) => mix(value, to.centre[axis])) as Camera["centre"],
    zoom: from.zoom * (to.zoom / from.zoom) ** part,
    yaw: from.yaw + wrapped(to.yaw - from.yaw) * part,
    pitch: mix(from.pitch, to.pitch),
  };
}

/** Whether two cameras see the same. */
export function isSame(one: Camera, other: Camera): boolean {
  return (
    one.zoom === other.zoom &&
    one.yaw === other.yaw &&
    one.pitch === other.pitch &&
    one.centre.every((value, axis) => value === other.centre[axis])
  );
}

/** An angle from -pi to pi. */
function wrapped(angle: number): number {
  const full = 2 * Math.PI;
  return angle - full * Math.round(angle / full);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
