/** What the pointer means. */

import type { Projected } from "./project.ts";
import type { Row } from "./types.ts";

/** Whether a row can be seen, and thus be meant: 0 hidden, 1 grey, 2 in its colour. */
export type Emphasis = Uint8Array;

/** The shown sound nearest to a point within a radius; of two in one place, the nearer to the eye. */
export function nearest(
  places: Projected,
  emphasis: Emphasis,
  x: number,
  y: number,
  radius: number,
): Row | null {
  let found: Row | null = null;
  let least = radius * radius;
  for (let row = 0; row < emphasis.length; row++) {
    const dx = places.x[row] - x;
    const dy = places.y[row] - y;
    const distance = dx * dx + dy * dy;
    if (distance > least || emphasis[row] === 0) continue;
    if (found !== null && distance === least && places.near[row] <= places.near[found]) continue;
    found = row;
    least = distance;
  }
  return found;
}
