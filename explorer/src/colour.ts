/** Colours of sounds, by code or number of a column. */

import {
  categoryColour,
  hexOf,
  MISSING,
  namedColour,
  pixel,
  rampColour,
  SINGLE,
  type Theme,
} from "./palettes.ts";
import type { CategoricalColumn, Column, NumberArray, NumberColumn, Row } from "./types.ts";

/** Colours of all rows under one column. */
export interface Colouring {
  column: Column | null;
  values: NumberArray | null;
  /** One pixel for each row. */
  pixels: Uint32Array;
  choice: ColourChoice;
}

/** What decides about colours beside the column itself. */
export interface ColourChoice {
  theme: Theme;
  /** Colours chosen by the user for categories of this column. */
  own: Readonly<Record<string, string>>;
  /** Values between which colours change; null: all values. */
  range: readonly [number, number] | null;
}

/** Whether a row has no value in a column. */
export function isMissing(column: Column, values: NumberArray, row: Row): boolean {
  return column.kind === "number"
    ? Number.isNaN(values[row])
    : values[row] >= column.categories.length;
}

/** Colour of one category. */
export function colourOfCategory(
  column: CategoricalColumn,
  code: number,
  { theme, own }: ColourChoice,
): string {
  const name = column.categories[code];
  return (
    (Object.hasOwn(own, name) ? own[name] : undefined) ??
    (column.role === "error" ? namedColour(name) : undefined) ??
    categoryColour(code, theme)
  );
}

/** Place of a value on the scale of a column, 0 to 1 within the range. */
export function partOf(column: NumberColumn, value: number, range: readonly [number, number]): number {
  const scale = column.scale === "log" ? (v: number) => Math.log(Math.max(v, 1e-12)) : (v: number) => v;
  const [low, high] = [scale(range[0]), scale(range[1])];
  return high > low ? Math.min(1, Math.max(0, (scale(value) - low) / (high - low))) : 0.5;
}

/** The value at a place on the scale of a column: the inverse of `partOf` over all its values. */
export function valueAt(column: NumberColumn, part: number): number {
  const { low, high } = column;
  if (column.scale === "linear") return low + part * (high - low);
  const [first, last] = [Math.log(Math.max(low, 1e-12)), Math.log(Math.max(high, 1e-12))];
  return Math.exp(first + part * (last - first));
}

/** Colours of all rows. */
export function colourRows(
  count: number,
  column: Column | null,
  values: NumberArray | null,
  choice: ColourChoice,
): Colouring {
  const pixels = new Uint32Array(count);
  if (!column || !values) {
    pixels.fill(pixel(SINGLE[choice.theme]));
    return { column: null, values: null, pixels, choice };
  }
  const missing = pixel(MISSING[choice.theme]);
  if (column.kind === "categorical") {
    const table = column.categories.map((_, code) => pixel(colourOfCategory(column, code, choice)));
    for (let row = 0; row < count; row++) pixels[row] = table[values[row]] ?? missing;
  } else {
    const steps = 255;
    const table = Array.from({ length: steps + 1 }, (_, i) => pixel(rampColour(i / steps, choice.theme)));
    const range = choice.range ?? ([column.low, column.high] as const);
    for (let row = 0; row < count; row++) {
      pixels[row] = Number.isNaN(values[row])
        ? missing
        : table[Math.round(steps * partOf(column, values[row], range))];
    }
  }
  return { column, values, pixels, choice };
}

/** Colour of a row, `#rrggbb`. */
export function colourOf(colouring: Colouring, row: Row): string {
  return hexOf(colouring.pixels[row]);
}
