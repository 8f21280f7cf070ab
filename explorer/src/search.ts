/** Finding sounds by name, by label, and by what the network hears in them. */

import type { CategoricalColumn, DataSet, NumberArray, Row } from "./types.ts";

/** Something that a search may mean; `query` finds it again. */
export interface Suggestion {
  kind: "class" | "label";
  text: string;
  about: string;
  query: string;
}

export interface Found {
  /** Rows that fit, best first. */
  rows: Row[];
  /** What they were ordered by, for each of the rows; null: they are in no order. */
  scores: number[] | null;
  /** In words: what was looked for. */
  meaning: string;
}

/** Sounds that a class finds: at most so many, with at least this probability. */
const MOST_ROWS = 200;
const LEAST_SCORE = 0.01;
const MOST_SUGGESTIONS = 8;

/** What a text may mean: classes of the network, and categories of the columns. */
export function suggestions(data: DataSet, text: string): Suggestion[] {
  const wanted = normalised(text);
  if (wanted === "" || queryOf(text)) return [];
  const classes = matching(data.manifest.classes?.names ?? [], wanted).map(
    (code): Suggestion => {
      const name = data.manifest.classes!.names[code];
      return { kind: "class", text: name, about: "heard by the network", query: `class: ${name}` };
    },
  );
  const labels = labelColumns(data).flatMap((column) =>
    matching(column.categories, wanted).map((code): Suggestion => {
      const name = column.categories[code];
      const about = `${column.title}, ${column.counts[code]}`;
      return { kind: "label", text: name, about, query: `${column.name}: ${name}` };
    }),
  );
  return [...labels.slice(0, MOST_SUGGESTIONS), ...classes.slice(0, MOST_SUGGESTIONS)];
}

/**
 * Sounds that a text finds; null for no text.
 *
 * `class: Glass` finds by the probability of a class, `material: glass` by a label. Any other text
 * finds by parts of names and labels; where there are none, by the best matching class.
 */
export async function search(data: DataSet, text: string): Promise<Found | null> {
  const wanted = normalised(text);
  if (wanted === "") return null;
  const query = queryOf(text);
  if (query && /^class$/i.test(query.key)) {
    const code = data.manifest.classes?.names.findIndex((name) => isSame(name, query.value)) ?? -1;
    if (code >= 0) return byClass(data, code);
  }
  const column = query && labelColumns(data).find((other) => isSame(other.name, query.key));
  if (column) return byLabel(data, column, query.value);
  const rows = await byText(data, wanted);
  if (rows.length > 0) return { rows, scores: null, meaning: `"${text.trim()}" in names and labels` };
  const [code] = matching(data.manifest.classes?.names ?? [], wanted);
  if (code !== undefined) return byClass(data, code);
  return { rows: [], scores: null, meaning: `"${text.trim()}" in names, labels and classes` };
}

/** Positions of names that have a text in them: whole words first, then beginnings, then parts. */
export function matching(names: readonly string[], wanted: string): number[] {
  const ranked: [rank: number, code: number][] = [];
  names.forEach((name, code) => {
    const text = name.toLowerCase();
    const at = text.indexOf(wanted);
    if (at < 0) return;
    const words = text.split(/[^\p{L}\p{N}]+/u);
    const rank = text === wanted ? 0 : words.includes(wanted) ? 1 : at === 0 ? 2 : 3;
    ranked.push([rank, code]);
  });
  return ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, code]) => code);
}

async function byClass(data: DataSet, code: number): Promise<Found> {
  const scores = await data.classScores(code);
  const rows = bestRows(scores, LEAST_SCORE, MOST_ROWS);
  const meaning = `the class "${data.manifest.classes!.names[code]}", by its probability`;
  return { rows, scores: rows.map((row) => scores[row]), meaning };
}

/** Rows with at least a score, the best first. */
export function bestRows(scores: ArrayLike<number>, least: number, most: number): Row[] {
  const rows: Row[] = [];
  for (let row = 0; row < scores.length; row++) if (scores[row] >= least) rows.push(row);
  return rows.sort((a, b) => scores[b] - scores[a] || a - b).slice(0, most);
}

async function byLabel(data: DataSet, column: CategoricalColumn, value: string): Promise<Found> {
  const code = column.categories.findIndex((name) => isSame(name, value));
  const values = await data.values(column.name);
  return { rows: rowsWith(values, new Set([code])), scores: null, meaning: `${column.title}: ${value}` };
}

async function byText(data: DataSet, wanted: string): Promise<Row[]> {
  const { ids, fileOf } = data.sounds;
  const found = new Set<Row>();
  ids.forEach((id, row) => {
    const fits = id.toLowerCase().includes(wanted) || fileOf(row).toLowerCase().includes(wanted);
    if (fits) found.add(row);
  });
  for (const column of labelColumns(data)) {
    const codes = new Set(matching(column.categories, wanted));
    if (codes.size === 0) continue;
    for (const row of rowsWith(await data.values(column.name), codes)) found.add(row);
  }
  return [...found].sort((a, b) => a - b);
}

function rowsWith(values: NumberArray, codes: ReadonlySet<number>): Row[] {
  const rows: Row[] = [];
  for (let row = 0; row < values.length; row++) if (codes.has(values[row])) rows.push(row);
  return rows;
}

/** Columns whose categories people look for; what a decoder says about a sound is not among them. */
function labelColumns(data: DataSet): CategoricalColumn[] {
  const roles = new Set(["factor", "label", "group", "cluster", "class"]);
  return data.manifest.columns.filter(
    (column): column is CategoricalColumn => column.kind === "categorical" && roles.has(column.role),
  );
}

/** `find glass` and `glass` mean the same. */
function normalised(text: string): string {
  return text.trim().toLowerCase().replace(/^find\s+/, "");
}

function queryOf(text: string): { key: string; value: string } | null {
  const parts = /^\s*([^:]+):\s*(.+?)\s*$/.exec(text);
  return parts && { key: parts[1].trim(), value: parts[2] };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
