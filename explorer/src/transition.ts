/** From one map to the next: every point goes its straight way. */

/** Duration (ms): long enough to follow a point, short enough to play through fourteen layers. */
export const DURATION_MS = 900;

/** Part of the way after a part of the time: slow at both ends. */
export function eased(time: number): number {
  const t = Math.min(1, Math.max(0, time));
  return t * t * (3 - 2 * t);
}

/** Positions between two others, into `out`. */
export function blend(
  from: Float32Array,
  to: Float32Array,
  part: number,
  out: Float32Array,
): void {
  for (let i = 0; i < out.length; i++) out[i] = from[i] + (to[i] - from[i]) * part;
}

/** Whether the user asked for less movement; then maps change at once. */
export function wantsStillness(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
