/** A selection as the segments of files that a run of the workflow reads. */

import { columnField, csv, looksLikeFormula, type Cell, type Field } from "./tables.ts";
import type { DataSet, Row } from "./types.ts";

/**
 * How much longer than its clip a segment is (s): one sample at 10 kHz, so that in a file of any
 * sample rate it has room for a whole snippet.
 */
const MARGIN_S = 1e-4;

interface Segment {
  file: string;
  /** Microseconds: times that are equal must compare as equal. */
  start: number;
  end: number;
  cells: Cell[];
}

/** A manifest, and how often a spreadsheet would misread it. */
export interface WorkflowManifest {
  text: string;
  segments: number;
  /** Cells that begin like formulas; they stay as they are, because labels and paths must. */
  formulas: number;
}

/**
 * Write sounds as a manifest of the workflow: path, factors, group, start and end of each segment.
 *
 * Sounds of one file that overlap or touch become one segment if they have the same labels: the
 * workflow refuses segments that share a part of a file. With other labels, the first ends where
 * the second begins.
 */
export async function workflowManifest(
  data: DataSet,
  rows: readonly Row[],
): Promise<WorkflowManifest> {
  const fields = await labelFields(data);
  const segments = joined(rows.map((row) => segmentOf(data, fields, row)));
  const names = ["path", ...fields.map((field) => field.name), "start_s", "end_s"];
  const table = segments.map(({ file, start, end, cells }) => [
    file,
    ...cells,
    start / 1e6,
    end / 1e6,
  ]);
  return {
    text: csv(names, table),
    segments: segments.length,
    formulas: table.flat().filter(looksLikeFormula).length,
  };
}

/** Factors, or where there are none, labels; and the group, under the name that is usual. */
async function labelFields(data: DataSet): Promise<Field[]> {
  const { columns } = data.manifest;
  const ofRole = (role: string) => columns.filter((column) => column.role === role);
  const factors = ofRole("factor");
  const labels = factors.length > 0 ? factors : ofRole("label");
  const fields = await Promise.all(labels.map((column) => columnField(data, column)));
  const [group] = ofRole("group");
  if (!group) return fields;
  return [...fields, { ...(await columnField(data, group)), name: "group" }];
}

function segmentOf(data: DataSet, fields: readonly Field[], row: Row): Segment {
  const { sounds, manifest } = data;
  // A short sound stands in the middle of silence, so its clip begins before its file.
  const start = Math.max(0, sounds.start_s[row]);
  const recording = sounds.recording_s[row];
  const end = sounds.start_s[row] + manifest.clip_s + MARGIN_S;
  return {
    file: sounds.fileOf(row),
    start: micro(start),
    end: micro(recording > start ? Math.min(end, recording) : end),
    cells: fields.map((field) => field.cell(row)),
  };
}

function micro(seconds: number): number {
  // Times are of single precision: digits after the first seven or eight mean nothing.
  return Math.round(Number(seconds.toPrecision(8)) * 1e6);
}

function joined(segments: readonly Segment[]): Segment[] {
  const order = [...segments].sort(
    (one, other) => compare(one.file, other.file) || one.start - other.start,
  );
  const result: Segment[] = [];
  for (const segment of order) {
    const before = result.at(-1);
    if (!before || before.file !== segment.file || before.end < segment.start) {
      result.push({ ...segment });
    } else if (before.cells.every((cell, index) => cell === segment.cells[index])) {
      before.end = Math.max(before.end, segment.end);
    } else {
      before.end = segment.start;
      result.push({ ...segment });
    }
  }
  return result.filter((segment) => segment.start < segment.end);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
