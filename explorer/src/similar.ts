/** Sounds near to several others, by the vectors of a space. */

import type { DataSet, Row } from "./types.ts";

export interface Near {
  row: Row;
  distance: number;
}

/** Sounds outside a selection that are nearest to its mean, nearest first. */
export async function nearestToRows(
  data: DataSet,
  space: string,
  rows: readonly Row[],
  count: number,
): Promise<Near[]> {
  const info = data.manifest.neighbours.find((other) => other.space === space);
  if (!info || rows.length === 0) return [];
  return nearestToMean(await data.vectors(space), info.dimensions, info.scale, rows, count);
}

/** The same from the vectors themselves; a component is its integer times `scale`. */
export function nearestToMean(
  vectors: Int8Array,
  dimensions: number,
  scale: number,
  rows: readonly Row[],
  count: number,
): Near[] {
  const mean = new Float32Array(dimensions);
  for (const row of rows) {
    for (let i = 0; i < dimensions; i++) mean[i] += vectors[row * dimensions + i] / rows.length;
  }
  const left = new Set(rows);
  const near: Near[] = [];
  let farthest = Infinity;
  for (let row = 0; row * dimensions < vectors.length; row++) {
    if (left.has(row)) continue;
    let square = 0;
    for (let i = 0, at = row * dimensions; i < dimensions && square < farthest; i++, at++) {
      const difference = vectors[at] - mean[i];
      square += difference * difference;
    }
    if (square >= farthest) continue;
    near.push({ row, distance: square });
    if (near.length < 4 * count) continue;
    keepNearest(near, count);
    farthest = near[near.length - 1].distance;
  }
  keepNearest(near, count);
  return near.map(({ row, distance }) => ({ row, distance: scale * Math.sqrt(distance) }));
}

function keepNearest(near: Near[], count: number): void {
  near.sort((a, b) => a.distance - b.distance || a.row - b.row);
  near.length = Math.min(near.length, count);
}
