/** Maps of any scale, brought into one cube, so that cameras and transitions need not know it. */

import type { MapInfo } from "./types.ts";

/** A map in the cube [-1, 1]: three coordinates for each row, the third 0 on a flat map. */
export interface UnitMap {
  positions: Float32Array;
  /** Half of the sides that the points fill, at most 1. */
  extent: readonly [number, number, number];
  flat: boolean;
}

type Point = [number, number, number];

/** Bring a map into the cube; all axes keep one scale. */
export function unitMap(map: MapInfo, positions: Float32Array, spherical: boolean): UnitMap {
  const { dimensions } = map;
  const count = positions.length / dimensions;
  const unit = new Float32Array(3 * count);
  const [middle, half] = frameOf(map);
  for (let row = 0; row < count; row++) {
    for (let axis = 0; axis < dimensions; axis++) {
      unit[3 * row + axis] = (positions[row * dimensions + axis] - middle[axis]) / half;
    }
  }
  const onSphere = spherical && dimensions === 3;
  if (onSphere) for (let row = 0; row < count; row++) pushOut(unit, 3 * row);
  const side = (axis: number) => ((map.high[axis] - map.low[axis]) / 2 || half * 0.05) / half;
  return {
    positions: unit,
    extent: onSphere ? [1, 1, 1] : [side(0), side(1), dimensions === 3 ? side(2) : 0],
    flat: dimensions === 2,
  };
}

/** Place in the cube of a point in the units of a map. */
export function unitPoint(map: MapInfo, point: readonly number[], spherical: boolean): Point {
  const [middle, half] = frameOf(map);
  const unit: Point = [0, 0, 0];
  for (let axis = 0; axis < map.dimensions; axis++) {
    unit[axis] = (point[axis] - middle[axis]) / half;
  }
  if (spherical && map.dimensions === 3) pushOut(unit, 0);
  return unit;
}

/** Middle of a map, and half of its longest side. */
function frameOf(map: MapInfo): [number[], number] {
  const middle = map.low.map((low, axis) => (low + map.high[axis]) / 2);
  const half = Math.max(...map.low.map((low, axis) => map.high[axis] - low)) / 2;
  return [middle, half || 1];
}

/** Move a point out onto the sphere of radius 1; the one in the middle stays. */
function pushOut(points: Float32Array | number[], at: number): void {
  const length = Math.hypot(points[at], points[at + 1], points[at + 2]);
  if (length === 0) return;
  for (let axis = 0; axis < 3; axis++) points[at + axis] /= length;
}
