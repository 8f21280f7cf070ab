/** Going from sound to sound on a map by the arrow keys. */

import type { Row } from "./types.ts";

/** To the right and downwards, each -1, 0 or 1. */
export type Direction = readonly [right: number, down: number];

interface Place {
  x: number;
  y: number;
}

/** Where the sounds are; null for one that is not shown. */
export interface Places {
  count: number;
  placeOf(row: Row): Place | null;
}

/**
 * The nearest sound in a direction, at most 45 degrees aside; null if there is none.
 *
 * Sounds in the same place follow each other by their rows, so that none is out of reach.
 */
export function nextInDirection(
  places: Places,
  row: Row,
  from: Place,
  [right, down]: Direction,
): Row | null {
  const forward = right + down > 0;
  let next: Row | null = null;
  let nearest = Infinity;
  for (let other = 0; other < places.count; other++) {
    const place = other === row ? null : places.placeOf(other);
    if (!place) continue;
    const [dx, dy] = [place.x - from.x, place.y - from.y];
    const ahead = dx * right + dy * down;
    const aside = Math.abs(dx * down) + Math.abs(dy * right);
    const isAhead = ahead > 0 ? aside <= ahead : dx === 0 && dy === 0 && (other > row) === forward;
    const distance = dx * dx + dy * dy;
    if (!isAhead || distance > nearest) continue;
    // Backwards, the last of those in one place comes first.
    if (distance === nearest && forward) continue;
    next = other;
    nearest = distance;
  }
  return next;
}

/** Where to begin: the first sound that is met when one comes in from outside. */
export function atEdge(places: Places, [right, down]: Direction): Row | null {
  let first: Row | null = null;
  let least = Infinity;
  for (let row = 0; row < places.count; row++) {
    const place = places.placeOf(row);
    if (!place) continue;
    const way = place.x * right + place.y * down;
    if (way >= least) continue;
    first = row;
    least = way;
  }
  return first;
}
