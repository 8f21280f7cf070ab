/** Numbers and times as people read them. */

import type { Column } from "./types.ts";

/** A number with three significant digits, and a real minus. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1000) return grouped(Math.round(value));
  if (size !== 0 && size < 0.001) return value.toExponential(1).replace("-", "−");
  return String(Number(value.toPrecision(3))).replace("-", "−");
}

/** A number with its unit: "2.92 per s", since "2.92 1/s" would look like one number. */
export function quantityText(value: number, unit: string | null): string {
  if (!unit) return numberText(value);
  return `${numberText(value)} ${unit.replace(/^1\//, "per ")}`;
}

/** The title of a column with its unit, if it has one. */
export function titleWithUnit(column: Column): string {
  return column.kind === "number" && column.unit ? `${column.title} (${column.unit})` : column.title;
}

/** A whole number, its thousands apart. */
export function grouped(value: number): string {
  return String(value)
    .replace(/\B(?=(\d{3})+$)/g, ",")
    .replace("-", "−");
}

/** A probability in per cent. */
export function percentText(part: number): string {
  return `${part >= 0.1 ? Math.round(100 * part) : Number((100 * part).toFixed(1))} %`;
}

/** A time in a recording: `3.25 s`, from one minute on `2:03.4`. */
export function timeText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(2)} s`;
  const tenths = Math.round(10 * seconds);
  const [minutes, rest] = [Math.floor(tenths / 600), (tenths % 600) / 10];
  if (minutes < 60) return `${minutes}:${rest.toFixed(1).padStart(4, "0")}`;
  const hours = Math.floor(minutes / 60);
  return `${hours}:${String(minutes % 60).padStart(2, "0")}:${rest.toFixed(1).padStart(4, "0")}`;
}
