/** Selecting by rectangle and lasso. */

import type { Emphasis } from "./pick.ts";
import type { Projected } from "./project.ts";
import type { Row } from "./types.ts";

export interface Point {
  x: number;
  y: number;
}

export type Mode = "replace" | "add" | "subtract";

/** Corners of the rectangle between two opposite ones. */
export function rectangle(one: Point, other: Point): Point[] {
  return [one, { x: other.x, y: one.y }, other, { x: one.x, y: other.y }];
}

/** Shown rows inside a closed line; where it crosses itself, what is enclosed once counts. */
export function rowsInside(places: Projected, emphasis: Emphasis, line: readonly Point[]): Row[] {
  const xs = Float32Array.from(line, (point) => point.x);
  const ys = Float32Array.from(line, (point) => point.y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const rows: Row[] = [];
  for (let row = 0; row < emphasis.length; row++) {
    const x = places.x[row];
    const y = places.y[row];
    if (x < left || x > right || y < top || y > bottom || emphasis[row] === 0) continue;
    if (isInside(xs, ys, x, y)) rows.push(row);
  }
  return rows;
}

/** Join rows to a selection; both in ascending order, and so is the result. */
export function combined(selection: readonly Row[], rows: readonly Row[], mode: Mode): Row[] {
  if (mode === "replace") return [...rows];
  const marked = new Set(rows);
  if (mode === "subtract") return selection.filter((row) => !marked.has(row));
  for (const row of selection) marked.add(row);
  return [...marked].sort((a, b) => a - b);
}

/** Number of crossings of a line to the right: odd inside. */
function isInside(xs: Float32Array, ys: Float32Array, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
    if (ys[i] > y === ys[j] > y) continue;
    if (x < xs[i] + ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i])) inside = !inside;
  }
  return inside;
}
