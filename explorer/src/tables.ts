/** What is known of sounds, as rows of a table, and tables as CSV. */

import type { Column, DataSet, MapInfo, NumberArray, Row } from "./types.ts";

export type Cell = string | number | null;

/** One column of a table that is exported. */
export interface Field {
  name: string;
  cell(row: Row): Cell;
}

/** Names, times, and every column, class and position of sounds. */
export async function fieldsOf(data: DataSet, maps: readonly MapInfo[]): Promise<Field[]> {
  const { sounds } = data;
  const known: Field[] = [
    { name: "row", cell: (row) => row },
    { name: "id", cell: (row) => sounds.ids[row] },
    { name: "file", cell: (row) => sounds.fileOf(row) },
    { name: "start_s", cell: (row) => shortest(sounds.start_s[row]) },
    { name: "recording_s", cell: (row) => shortest(sounds.recording_s[row]) },
  ];
  const columns = await Promise.all(
    data.manifest.columns.map((column) => columnField(data, column)),
  );
  const places = await Promise.all(maps.map((map) => placeFields(data, map)));
  return distinct([...known, ...columns, ...(await classFields(data)), ...places.flat()]);
}

/** The field of one column of the data set. */
export async function columnField(data: DataSet, column: Column): Promise<Field> {
  const values = await data.values(column.name);
  const cell = (row: Row): Cell =>
    column.kind === "categorical"
      ? (column.categories[values[row]] ?? null)
      : shortest(values[row]);
  return { name: column.name, cell };
}

async function classFields(data: DataSet): Promise<Field[]> {
  const { classes } = data.manifest;
  if (!classes) return [];
  const { codes, scores } = await data.topClasses();
  const count = codes.length / data.manifest.sounds;
  return Array.from({ length: count }, (_, rank): Field[] => [
    { name: `class_${rank + 1}`, cell: (row) => classes.names[codes[row * count + rank]] },
    { name: `probability_${rank + 1}`, cell: (row) => shortest(scores[row * count + rank]) },
  ]).flat();
}

async function placeFields(data: DataSet, map: MapInfo): Promise<Field[]> {
  const positions: NumberArray = await data.positions(map.name);
  return ["x", "y", "z"].slice(0, map.dimensions).map((axis, index) => ({
    name: `${map.name} ${axis}`,
    cell: (row) => shortest(positions[row * map.dimensions + index]),
  }));
}

/** The number that a person would write for one of single precision; null where there is none. */
export function shortest(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(7)) : null;
}

/** Tell equal names apart: a factor may be called `file`. */
function distinct(fields: readonly Field[]): Field[] {
  const taken = new Set<string>();
  return fields.map((field) => {
    let { name } = field;
    for (let count = 2; taken.has(name); count++) name = `${field.name}_${count}`;
    taken.add(name);
    return { ...field, name };
  });
}

// -- CSV -----------------------------------------------------------------------------------------

/** Beginnings that a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Whether a spreadsheet might take a cell for a formula. */
export function looksLikeFormula(cell: Cell): boolean {
  return typeof cell === "string" && FORMULA.test(cell);
}

/** Put an apostrophe before a text that a spreadsheet might take for a formula; numbers stay. */
export function harmless(cell: Cell): Cell {
  return looksLikeFormula(cell) ? `'${cell}` : cell;
}

/** Write a table as CSV (RFC 4180): commas, lines that end with CR LF, quotes where needed. */
export function csv(names: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const line = (cells: readonly Cell[]) => `${cells.map(quoted).join(",")}\r\n`;
  return [line(names), ...Array.from(rows, line)].join("");
}

function quoted(cell: Cell): string {
  const text = cell === null ? "" : String(cell);
  // Spaces at the ends are kept by all readers only inside quotes.
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
