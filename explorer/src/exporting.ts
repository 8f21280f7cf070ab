/** The panel that exports sounds and maps. */

import { download } from "./download.ts";
import { button, element } from "./elements.ts";
import { soundsCSV, soundsJSON, wavZip } from "./exports.ts";
import { grouped } from "./numbers.ts";
import { workflowManifest } from "./segments.ts";
import type { Context, MapInfo, Row } from "./types.ts";
import { safeName } from "./zip.ts";

/** Pixels of an exported picture for one of the screen's. */
const PICTURE_SCALE = 2;
const NAMES_LISTED = 5;

/** Says how far an export is; false: it is to end. */
type Progress = (text: string) => boolean;

/** Exports something, and says what. */
type Export = (context: Context, progress: Progress) => Promise<string>;

const EXPORTS: readonly (readonly [name: string, work: Export])[] = [
  ["Table (CSV)", saveCSV],
  ["Table (JSON)", saveJSON],
  ["Sounds (zip of WAV)", saveWavs],
  ["Manifest for a run", saveManifest],
  ["Map (PNG)", savePNG],
  ["Map (SVG)", saveSVG],
];

const NOTE =
  "The manifest makes a run of the sounds that you chose: set dataset.source to manifest, " +
  "dataset.manifest to the file, and dataset.root to the folder of the recordings.";

/**
 * Make the panel.
 *
 * What is exported is the selection, or where there is none, all sounds that pass the filters.
 */
export function exportPanel(context: Context): HTMLElement {
  const what = element("p", { className: "export-what" });
  const status = element("p", { className: "export-status", role: "status" });
  const stop = button("Stop", () => (stopped = true));
  stop.hidden = true;
  let stopped = false;

  const progress: Progress = (text) => {
    status.textContent = text;
    return !stopped;
  };
  const run = async (work: Export) => {
    if (!stop.hidden) return; // one at a time
    stopped = false;
    stop.hidden = false;
    status.textContent = "Working …";
    try {
      status.textContent = await work(context, progress);
    } catch (error) {
      status.textContent = `Not exported: ${error instanceof Error ? error.message : error}`;
    } finally {
      stop.hidden = true;
    }
  };
  const tell = () => (what.textContent = describe(context));
  context.store.on(["selection", "hidden", "ranges", "found"], tell);
  tell();

  const buttons = EXPORTS.map(([name, work]) => button(name, () => void run(work)));
  return element(
    "section",
    { className: "export", ariaLabel: "Export" },
    element("h3", {}, "Export"),
    what,
    element("div", { className: "export-buttons" }, ...buttons, stop),
    status,
    element("p", { className: "quiet" }, NOTE),
  );
}

// -- What ----------------------------------------------------------------------------------------

function rowsOf(context: Context): readonly Row[] {
  const { selection } = context.store.get();
  if (selection.length > 0) return selection;
  const all = Array.from({ length: context.data.manifest.sounds }, (_, row) => row);
  return all.filter((row) => context.isShown(row));
}

function describe(context: Context): string {
  const number = count(rowsOf(context).length);
  return context.store.get().selection.length > 0
    ? `The selection: ${number}.`
    : `Nothing is selected, so all that are shown: ${number}.`;
}

function count(number: number): string {
  return number === 1 ? "1 sound" : `${grouped(number)} sounds`;
}

function shownMaps({ store, data }: Context): MapInfo[] {
  const names = new Set(store.get().views.map((view) => view.map));
  return data.manifest.maps.filter((map) => names.has(map.name));
}

// -- Sounds --------------------------------------------------------------------------------------

async function saveCSV(context: Context): Promise<string> {
  const rows = rowsOf(context);
  saveText(context, ".csv", "text/csv", await soundsCSV(context.data, shownMaps(context), rows));
  return (
    `Saved ${count(rows.length)} as CSV. ` +
    "Texts that a spreadsheet might take for formulas have an apostrophe in front."
  );
}

async function saveJSON(context: Context): Promise<string> {
  const rows = rowsOf(context);
  const text = await soundsJSON(context.data, shownMaps(context), rows);
  saveText(context, ".json", "application/json", text);
  return `Saved ${count(rows.length)} as JSON.`;
}

async function saveManifest(context: Context): Promise<string> {
  const rows = rowsOf(context);
  const { text, segments, formulas } = await workflowManifest(context.data, rows);
  saveText(context, "_manifest.csv", "text/csv", text);
  const saved = `Saved ${count(rows.length)} as ${segments} segments of files.`;
  if (formulas === 0) return saved;
  return (
    `${saved} ${formulas} cells begin like formulas and stay as they are, since the run needs ` +
    "them so; open the file with a text editor rather than a spreadsheet."
  );
}

async function saveWavs(context: Context, progress: Progress): Promise<string> {
  const rows = rowsOf(context);
  const result = await wavZip(context.data, context.player, rows, (done) =>
    progress(`${grouped(done)} of ${count(rows.length)}`),
  );
  if (result === null) return "Stopped; nothing was saved.";
  const { zip, without } = result;
  if (without.length === rows.length) return "None of these sounds has audio; nothing was saved.";
  download(`${fileName(context)}.zip`, zip);
  const saved = `Saved ${count(rows.length - without.length)} as WAV.`;
  if (without.length === 0) return saved;
  const more = without.length > NAMES_LISTED ? ` and ${without.length - NAMES_LISTED} more` : "";
  return `${saved} Without audio: ${without.slice(0, NAMES_LISTED).join(", ")}${more}.`;
}

// -- Maps ----------------------------------------------------------------------------------------

async function savePNG(context: Context): Promise<string> {
  for (const view of context.views()) {
    const picture = await png(await view.toCanvas(PICTURE_SCALE));
    download(`${fileName(context)}${mapSuffix(context, view.index)}.png`, picture);
  }
  return "Saved as PNG what the map shows.";
}

async function saveSVG(context: Context): Promise<string> {
  for (const view of context.views()) {
    const text = await view.toSVG();
    saveText(context, `${mapSuffix(context, view.index)}.svg`, "image/svg+xml", text);
  }
  return "Saved as SVG what the map shows.";
}

function mapSuffix({ store }: Context, index: number): string {
  return `_${safeName(store.get().views[index].map)}`;
}

function png(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("the picture is too large for this browser"));
    }, "image/png");
  });
}

// -- Files ---------------------------------------------------------------------------------------

function fileName({ data }: Context): string {
  return safeName(data.manifest.title || "sounds");
}

function saveText(context: Context, suffix: string, type: string, text: string): void {
  download(fileName(context) + suffix, new Blob([text], { type: `${type};charset=utf-8` }));
}
