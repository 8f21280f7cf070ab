/** Everything about one sound: the chosen one, or else the one under the pointer. */

import { element, select } from "../elements.ts";
import { grouped, numberText, percentText, quantityText, timeText } from "../numbers.ts";
import { drawSpectrogram, drawWaveform } from "../spectrogram.ts";
import type { Column, Context, DataSet, Row } from "../types.ts";
import { isMissing } from "../colour.ts";
import { facts, section } from "./fields.ts";
import { soundControls } from "./soundcontrols.ts";
import { soundList } from "./soundlist.ts";

/** A sound that is only pointed at is shown when the pointer has rested (ms). */
const REST_MS = 120;

/** Make the panel. */
export function soundPanel(context: Context): HTMLElement {
  const { store } = context;
  const panel = element("div", { className: "panel-body" });
  let shown: Row | null = null;
  let timer: number | undefined;

  const show = (row: Row | null) => {
    shown = row;
    panel.replaceChildren(...(row === null ? [invitation()] : parts(context, row, () => shown === row)));
  };
  /** The last sound that was pointed at stays, so that one can go to the panel and read. */
  const update = () => {
    const { chosen, hovered, panel: open } = store.get();
    const row = chosen ?? hovered ?? shown;
    if (open === "sound" && row !== shown) show(row);
  };
  store.on(["panel"], update);
  store.on(["chosen"], ({ chosen }) => (chosen === null ? show(null) : update()));
  store.on(["hovered"], () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(update, REST_MS);
  });
  store.on(["space", "colour", "theme"], () => show(shown));
  show(null);
  update();
  return panel;
}

function invitation(): HTMLElement {
  return element(
    "div",
    { className: "empty" },
    element("p", {}, "Point at a sound to hear it."),
    element("p", {}, "Click it to keep it here, looped, with its spectrogram and the sounds nearest to it."),
  );
}

function parts(context: Context, row: Row, isWanted: () => boolean): HTMLElement[] {
  const { data } = context;
  const made = [head(context, row), soundControls(context, row)];
  if (data.manifest.audio) made.push(pictures(context, row, isWanted));
  made.push(known(data, row));
  if (data.manifest.classes) made.push(heard(data, row));
  if (data.manifest.neighbours.length > 0) made.push(neighbours(context, row));
  if (columnsOf(data, ["descriptor"]).length > 0) made.push(descriptors(data, row));
  return made;
}

function head(context: Context, row: Row): HTMLElement {
  const { sounds, manifest } = context.data;
  const swatch = element("span", { className: "swatch" });
  swatch.style.background = context.colourOf(row);
  const from = sounds.start_s[row];
  const place = `${timeText(from)} to ${timeText(from + manifest.clip_s)} of ${timeText(sounds.recording_s[row])}`;
  return element(
    "header",
    { className: "sound-head" },
    element("h2", {}, swatch, sounds.ids[row]),
    element("p", { className: "quiet" }, sounds.fileOf(row)),
    element("p", { className: "quiet" }, place),
  );
}

function pictures({ player, data }: Context, row: Row, isWanted: () => boolean): HTMLElement {
  const wave = element("canvas", { className: "waveform" });
  const spectrogram = element("canvas", { className: "spectrogram" });
  const box = element("div", { className: "pictures" }, wave, spectrogram);
  const say = (text: string) => box.replaceChildren(element("p", { className: "quiet" }, text));
  player.samples(row).then(
    (samples) => {
      if (!isWanted()) return;
      if (!samples) return say("There is no audio of this sound in the folder.");
      drawWaveform(wave, samples, data.manifest.samplerate);
      drawSpectrogram(spectrogram, samples, data.manifest.samplerate);
    },
    (error: Error) => isWanted() && say(error.message),
  );
  return box;
}

/** Factors, labels and what decoders made of them. */
function known(data: DataSet, row: Row): HTMLElement {
  const roles: Column["role"][] = ["factor", "label", "prediction", "error", "cluster", "group", "recording", "fold"];
  const columns = columnsOf(data, roles);
  const list = element("div");
  void Promise.all(columns.map((column) => valueOf(data, column, row))).then(
    (values) => list.replaceChildren(facts(columns.map((column, i) => [column.title, values[i]]))),
    (error: Error) => list.replaceChildren(error.message),
  );
  return section("What is known", list);
}

function descriptors(data: DataSet, row: Row): HTMLElement {
  const columns = columnsOf(data, ["descriptor"]);
  const list = element("div");
  void Promise.all(columns.map((column) => valueOf(data, column, row))).then(
    (values) => list.replaceChildren(facts(columns.map((column, i) => [column.title, values[i]]))),
    (error: Error) => list.replaceChildren(error.message),
  );
  return section("Measured", list);
}

function columnsOf(data: DataSet, roles: readonly Column["role"][]): Column[] {
  return roles.flatMap((role) => data.manifest.columns.filter((column) => column.role === role));
}

async function valueOf(data: DataSet, column: Column, row: Row): Promise<string> {
  const values = await data.values(column.name);
  if (isMissing(column, values, row)) return "–";
  if (column.kind === "categorical") return column.categories[values[row]];
  return quantityText(values[row], column.unit);
}

/** The classes of the network with the highest probabilities, as bars. */
function heard(data: DataSet, row: Row): HTMLElement {
  const list = element("ul", { className: "bars" });
  const names = data.manifest.classes!.names;
  data.topClasses().then(
    ({ codes, scores }) => {
      const count = scores.length / data.manifest.sounds;
      for (let at = row * count; at < (row + 1) * count; at++) {
        const fill = element("span", { className: "bar-fill" });
        fill.style.width = `${Math.max(0.5, 100 * scores[at])}%`;
        list.append(
          element(
            "li",
            {},
            element("span", { className: "name" }, names[codes[at]]),
            element("span", { className: "quiet" }, percentText(scores[at])),
            element("span", { className: "bar" }, fill),
          ),
        );
      }
    },
    (error: Error) => list.replaceChildren(error.message),
  );
  return section("What the network hears", list);
}

function neighbours(context: Context, row: Row): HTMLElement {
  const { data, store } = context;
  const { space } = store.get();
  const spaces = data.manifest.neighbours.map((info) => [info.space, info.space_title] as const);
  const choose = select("Space of the nearest sounds", spaces, (value) => store.set({ space: value }));
  choose.value = space;
  const list = element("div");
  data.neighbours(space).then(
    (found) => {
      const distances = found.distancesOf(row);
      const entries = found
        .rowsOf(row)
        .map((other, i) => ({ row: other, note: numberText(distances[i]) }));
      const name = `The ${grouped(entries.length)} nearest sounds, with their distances`;
      list.replaceChildren(soundList(context, entries, name));
    },
    (error: Error) => list.replaceChildren(error.message),
  );
  return section("Nearest sounds", element("div", { className: "row" }, "in ", choose), list);
}
