/** How each part of the state stands in the address of the page. */

import { LEAST_ZOOM, MOST_ZOOM } from "./camera.ts";
import { readRows, writeRows } from "./rowlist.ts";
import type { Camera, DataSet, State, ViewState } from "./types.ts";

/** One part of the address, `name=text`. */
export interface Code {
  name: string;
  write(state: Readonly<State>): string;
  /** The part of the state that a text stands for; throws an Error that says what is wrong. */
  read(text: string, data: DataSet): Partial<State>;
}

const MOST_VIEWS = 2;
const FARTHEST = 1000;
const DIGITS = 5;

/** All parts, in the order in which they are written. */
export const CODES: readonly Code[] = [
  {
    name: "map",
    write: (state) => state.views.map(writeView).join(";"),
    read: (text, data) => {
      const views = text.split(";").map((part) => readView(part, data));
      if (views.length > MOST_VIEWS) throw new Error(`${views.length} maps, at most ${MOST_VIEWS}`);
      return { views };
    },
  },
  {
    name: "colour",
    write: (state) => escape(state.colour),
    read: (text, data) => ({ colour: text === "" ? "" : columnName(text, data) }),
  },
  {
    name: "own",
    write: (state) => writeGroups(state.ownColours, writeOwnColours),
    read: (text, data) => ({ ownColours: readGroups(text, data, readOwnColours) }),
  },
  choice("marks", ["points", "sprites"]),
  {
    name: "size",
    write: (state) => short(state.pointSize),
    read: (text) => ({ pointSize: between(text, 0, 100) }),
  },
  flag("spherical"),
  choice("tool", ["pan", "rectangle", "lasso"]),
  {
    name: "chosen",
    write: (state) => (state.chosen === null ? "" : String(state.chosen)),
    read: (text, data) => ({ chosen: text === "" ? null : rowNumber(text, data) }),
  },
  {
    name: "selection",
    write: (state) => (state.selection.length === 0 ? "" : writeRows(state.selection)),
    read: (text, data) => ({
      selection: text === "" ? [] : readRows(text, data.manifest.sounds),
    }),
  },
  {
    name: "hidden",
    write: (state) => writeGroups(state.hidden, (codes) => codes.join(",")),
    read: (text, data) => ({ hidden: readGroups(text, data, readHidden) }),
  },
  {
    name: "range",
    write: (state) => writeGroups(state.ranges, (range) => range.map(String).join(",")),
    read: (text, data) => ({ ranges: readGroups(text, data, readRange) }),
  },
  {
    name: "search",
    write: (state) => escape(state.search),
    read: (text) => ({ search: unescape(text) }),
  },
  {
    name: "space",
    write: (state) => escape(state.space),
    read: (text, data) => {
      const spaces = data.manifest.neighbours.map((info) => info.space);
      return { space: oneOf(unescape(text), spaces, "space") };
    },
  },
  {
    name: "move",
    write: ({ move }) => (move ? [escape(move.space), move.index, move.step].join(",") : ""),
    read: (text, data) => ({ move: text === "" ? null : readMove(text, data) }),
  },
  choice("panel", ["sound", "moves", "selection", "about"]),
  flag("panByPosition"),
];

// -- Kinds of parts ------------------------------------------------------------------------------

function choice<Name extends "marks" | "tool" | "panel">(
  name: Name,
  values: readonly State[Name][],
): Code {
  return {
    name,
    write: (state) => state[name],
    read: (text) => ({ [name]: oneOf(text, values, name) }),
  };
}

function flag(name: "spherical" | "panByPosition"): Code {
  return {
    name,
    write: (state) => (state[name] ? "1" : "0"),
    read: (text) => ({ [name]: oneOf(text, ["0", "1"], "value") === "1" }),
  };
}

/** Values by column: `column:value;column:value`. */
function writeGroups<Value>(
  groups: Readonly<Record<string, Value>>,
  write: (value: Value) => string,
): string {
  return Object.entries(groups)
    .map(([column, value]) => `${escape(column)}:${write(value)}`)
    .join(";");
}

function readGroups<Value>(
  text: string,
  data: DataSet,
  read: (text: string, column: string, data: DataSet) => Value,
): Record<string, Value> {
  if (text === "") return {};
  return Object.fromEntries(
    text.split(";").map((group) => {
      const [name, value] = pair(group);
      const column = columnName(name, data);
      return [column, read(value, column, data)];
    }),
  );
}

// -- Parts ---------------------------------------------------------------------------------------

function writeView({ map, camera }: ViewState): string {
  const numbers = [...camera.centre, camera.zoom, camera.yaw, camera.pitch];
  return [escape(map), ...numbers.map(short)].join(",");
}

function readView(text: string, data: DataSet): ViewState {
  const [name, ...numbers] = text.split(",");
  const map = unescape(name);
  if (!data.map(map)) throw new Error(`there is no map "${map}"`);
  return { map, camera: readCamera(numbers) };
}

function readCamera(texts: readonly string[]): Camera {
  if (texts.length !== 6) throw new Error(`a camera of ${texts.length} numbers, expected 6`);
  const [x, y, z, , yaw, pitch] = texts.map((text) => between(text, -FARTHEST, FARTHEST));
  const zoom = between(texts[3], LEAST_ZOOM, MOST_ZOOM);
  return { centre: [x, y, z], zoom, yaw, pitch };
}

function writeOwnColours(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([category, colour]) => `${escape(category)}/${colour.slice(1)}`)
    .join(",");
}

function readOwnColours(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(",").map((part) => {
      const [category, colour] = part.split("/");
      if (!/^[0-9a-f]{6}$/i.test(colour ?? "")) throw new Error(`"${part}" has no colour`);
      return [unescape(category), `#${colour}`];
    }),
  );
}

function readHidden(text: string, name: string, data: DataSet): number[] {
  const column = data.column(name);
  const count = column?.kind === "categorical" ? column.categories.length : 0;
  return text.split(",").map((code) => whole(code, count, `category of ${name}`));
}

function readRange(text: string, name: string, data: DataSet): [number, number] {
  if (data.column(name)?.kind !== "number") throw new Error(`"${name}" has no numbers`);
  const parts = text.split(",");
  if (parts.length !== 2) throw new Error(`"${text}" is no pair of numbers`);
  const [low, high] = parts.map((part) => between(part, -Number.MAX_VALUE, Number.MAX_VALUE));
  if (low > high) throw new Error(`${low} is above ${high}`);
  return [low, high];
}

function readMove(text: string, data: DataSet): NonNullable<State["move"]> {
  const [name, index, step] = text.split(",");
  const spaces = data.manifest.moves.map((moves) => moves.space);
  return {
    space: oneOf(unescape(name), spaces, "space of moves"),
    index: whole(index ?? "", Infinity, "move"),
    step: whole(step ?? "", Infinity, "step"),
  };
}

// -- Texts and numbers ---------------------------------------------------------------------------

/** `encodeURIComponent` leaves no separator (`,` `;` `:` `/`) as it is, and no `&` and `=`. */
function escape(text: string): string {
  return encodeURIComponent(text);
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error(`"${text}" is no text`);
  }
}

function pair(text: string): [string, string] {
  const at = text.indexOf(":");
  if (at < 0) throw new Error(`"${text}" has no colon`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function short(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}

function columnName(text: string, data: DataSet): string {
  const name = unescape(text);
  if (!data.column(name)) throw new Error(`there is no column "${name}"`);
  return name;
}

function rowNumber(text: string, data: DataSet): number {
  return whole(text, data.manifest.sounds, "sound");
}

function whole(text: string, count: number, what: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) >= count) throw new Error(`no ${what} "${text}"`);
  return Number(text);
}

function between(text: string, low: number, high: number): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(value >= low && value <= high)) {
    throw new Error(`"${text}" is no number from ${low} to ${high}`);
  }
  return value;
}

function oneOf<Value extends string>(text: string, values: readonly Value[], what: string): Value {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new Error(`there is no ${what} "${text}"`);
  return found;
}
