/** Where the points of one map are, while one map turns into the next. */

import { fitOf, type Fit, makeProjected, type Projected, projectAll, type Projection, projectionOf, type Size } from "./project.ts";
import { blend, DURATION_MS, eased } from "./transition.ts";
import type { Camera } from "./types.ts";
import type { UnitMap } from "./units.ts";

/** Points of a map, or between two maps, and their places on the screen. */
export class Stage {
  readonly places: Projected;
  #map: UnitMap | null = null;
  /** Positions now; while a transition goes on, between those of two maps. */
  #now: Float32Array;
  #from: { positions: Float32Array; fit: Fit; began: number } | null = null;

  constructor(count: number) {
    this.places = makeProjected(count);
    this.#now = new Float32Array(3 * count);
  }

  get isEmpty(): boolean {
    return this.#map === null;
  }

  get isFlat(): boolean {
    return this.#map?.flat ?? true;
  }

  get isMoving(): boolean {
    return this.#from !== null;
  }

  /** Show a map: at once, or by way of a transition that begins at a time (ms). */
  show(map: UnitMap, size: Size, began: number | null): void {
    if (this.#map && began !== null) {
      this.#from = { positions: this.#now.slice(), fit: this.fit(size, began), began };
      this.#map = map;
      return;
    }
    this.#from = null;
    this.#map = map;
    this.#now = map.positions.slice();
  }

  /** Go on with a transition to a time (ms). */
  advance(time: number): void {
    if (!this.#from || !this.#map) return;
    const part = eased((time - this.#from.began) / DURATION_MS);
    blend(this.#from.positions, this.#map.positions, part, this.#now);
    if (part >= 1) this.#from = null;
  }

  /** How the map fills a canvas at a time (ms). */
  fit(size: Size, time: number): Fit {
    if (!this.#map) return { scale: 1, perspective: 0 };
    const to = fitOf(this.#map, size);
    if (!this.#from) return to;
    const { fit, began } = this.#from;
    const part = eased((time - began) / DURATION_MS);
    return {
      scale: fit.scale + (to.scale - fit.scale) * part,
      perspective: fit.perspective + (to.perspective - fit.perspective) * part,
    };
  }

  /** Bring all points to the screen. */
  project(camera: Camera, size: Size, time: number): Projection {
    const projection = projectionOf(camera, this.fit(size, time), size);
    projectAll(projection, this.#now, this.places);
    return projection;
  }
}
