/** Which sounds are shown, and which of them stand out. */

import type { Emphasis } from "./pick.ts";
import type { Column, DataSet, NumberArray, Row, State } from "./types.ts";

/** A column with its values, and what of it is left out. */
export interface Sieve {
  values: NumberArray;
  /** Codes that are hidden, or the least and the greatest number shown. */
  hidden: ReadonlySet<number> | null;
  range: readonly [number, number] | null;
}

/** What the filters of a state need of the data. */
export async function sievesOf(
  data: DataSet,
  { hidden, ranges }: Pick<State, "hidden" | "ranges">,
): Promise<Sieve[]> {
  const names = new Set([...Object.keys(hidden), ...Object.keys(ranges)]);
  const columns = [...names].flatMap((name) => data.column(name) ?? []);
  return Promise.all(
    columns.map(async (column: Column) => ({
      values: await data.values(column.name),
      hidden: column.kind === "categorical" ? new Set(hidden[column.name] ?? []) : null,
      range: column.kind === "number" ? (ranges[column.name] ?? null) : null,
    })),
  );
}

/** Rows that pass all filters: 1, the others 0. A row without a number passes no range. */
export function shownRows(count: number, sieves: readonly Sieve[]): Uint8Array {
  const shown = new Uint8Array(count).fill(1);
  for (const { values, hidden, range } of sieves) {
    for (let row = 0; row < count; row++) {
      const value = values[row];
      if (hidden?.has(value)) shown[row] = 0;
      if (range && !(value >= range[0] && value <= range[1])) shown[row] = 0;
    }
  }
  return shown;
}

/** Rows that stand out: those found, or else those selected; null: all alike. */
export function outstanding(state: Pick<State, "found" | "selection">): readonly Row[] | null {
  if (state.found && state.found.length > 0) return state.found;
  return state.selection.length > 0 ? state.selection : null;
}

/** How each row is painted: hidden, grey, or in its colour. */
export function emphasisOf(shown: Uint8Array, rows: readonly Row[] | null): Emphasis {
  if (!rows) return shown.map((is) => 2 * is);
  const emphasis = shown.slice();
  for (const row of rows) if (shown[row]) emphasis[row] = 2;
  return emphasis;
}

/** How many of the rows have each category; the last number: have none. */
export function countsOf(
  values: NumberArray,
  categories: number,
  isCounted: (row: Row) => boolean,
): number[] {
  const counts = new Array<number>(categories + 1).fill(0);
  for (let row = 0; row < values.length; row++) {
    if (isCounted(row)) counts[Math.min(values[row], categories)] += 1;
  }
  return counts;
}
