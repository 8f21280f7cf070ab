/** How long things take, for whoever measures; the page itself does not look at it. */

export const timings = {
  /** From the beginning of the page to its first painted map (ms). */
  first_frame_ms: 0,
  /** The last painting of points, with projection (ms). */
  paint_ms: 0,
  paints: 0,
  /** The last answer to a movement of the pointer (ms). */
  hover_ms: 0,
  hovers: 0,
};

export function noteFrame(duration: number): void {
  if (timings.paints === 0) timings.first_frame_ms = performance.now();
  timings.paint_ms = duration;
  timings.paints += 1;
}

export function noteHover(duration: number): void {
  timings.hover_ms = duration;
  timings.hovers += 1;
}
