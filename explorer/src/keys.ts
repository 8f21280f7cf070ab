/** Everything by keyboard. */

import { atEdge, nextInDirection, type Direction } from "./direction.ts";
import { mapsInRow, showMap } from "./layers.ts";
import type { Context, Store, View } from "./types.ts";

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Elements in which keys write or choose something. */
const FIELDS =
  "input, select, textarea, [contenteditable], [role=slider], [role=tablist], [role=radiogroup], " +
  "[role=listbox], [role=menu]";
/** Elements that a space presses. */
const PRESSED = "button, summary, a, [role=button]";

const SEARCH = "input[type=search]";

/**
 * Listen to keys.
 *
 * Keys with Ctrl, Alt or Meta are the browser's, and those of a field are the field's.
 *
 * @returns a function that ends it.
 */
export function bindKeys(context: Context): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!isTaken(event, context.store) && act(event.key, context)) event.preventDefault();
  };
  document.addEventListener("keydown", listener);
  return () => document.removeEventListener("keydown", listener);
}

/** Whether a key is not for the map: the help is open, or the focused element has a use for it. */
function isTaken(event: KeyboardEvent, store: Store): boolean {
  const focused = event.target as Element;
  if (store.get().help) return event.key !== "?" && event.key !== "Escape";
  if (focused.matches(SEARCH)) return event.key !== "Escape";
  if (focused.closest(FIELDS)) return true;
  return event.key === " " && focused.closest(PRESSED) !== null;
}

/** Do what a key stands for; false if it stands for nothing here. */
function act(key: string, context: Context): boolean {
  const direction = DIRECTIONS[key];
  if (direction) return go(direction, context);
  if (/^[1-9]$/.test(key)) return showNumber(Number(key), context);
  switch (key) {
    case " ":
      return playOrStop(context);
    case "l":
    case "L":
      return loop(context);
    case "[":
      return showBeside(-1, context);
    case "]":
      return showBeside(1, context);
    case "/":
      return search();
    case "Escape":
      return clear(context.store);
    case "?":
      context.store.set({ help: !context.store.get().help });
      return true;
    default:
      return false;
  }
}

// -- Sounds --------------------------------------------------------------------------------------

/** Choose the next sound in a direction, and play it where pointing at it would. */
function go(direction: Direction, context: Context): boolean {
  const { store, data } = context;
  const view = focusedView(context);
  if (!view) return false;
  const places = {
    count: data.manifest.sounds,
    placeOf: (row: number) => (context.isShown(row) ? view.place(row) : null),
  };
  const { chosen, hoverToHear } = store.get();
  const from = chosen === null ? null : view.place(chosen);
  const next =
    chosen !== null && from
      ? nextInDirection(places, chosen, from, direction)
      : atEdge(places, direction);
  if (next === null) {
    context.announce("No sound further in that direction");
    return true;
  }
  store.set({ chosen: next });
  context.announce(data.sounds.ids[next]);
  if (hoverToHear) void context.player.play(next);
  return true;
}

/** The map with the focus, or else the first. */
function focusedView(context: Context): View | undefined {
  const views = context.views();
  return views.find((view) => view.canvas === document.activeElement) ?? views[0];
}

function playOrStop({ store, player }: Context): boolean {
  const { playing, chosen, hovered } = store.get();
  const row = chosen ?? hovered;
  if (playing !== null) player.stop();
  else if (row !== null) void player.play(row);
  else return false;
  return true;
}

function loop({ store, player }: Context): boolean {
  const { playing, looping, chosen, hovered } = store.get();
  const row = chosen ?? hovered;
  if (playing !== null) store.set({ looping: !looping });
  else if (row !== null) void player.play(row, { loop: true });
  else return false;
  return true;
}

// -- Maps ----------------------------------------------------------------------------------------

function showNumber(number: number, context: Context): boolean {
  const { index, row } = mapsOfView(context);
  const map = row[number - 1];
  if (!map) return false;
  showMap(context.store, index, map);
  context.announce(map.title);
  return true;
}

/** Show the map before or after; from a map that is in no row, the first or the last. */
function showBeside(step: 1 | -1, context: Context): boolean {
  const { row, name } = mapsOfView(context);
  const present = row.findIndex((map) => map.name === name);
  const from = present < 0 && step < 0 ? row.length : present;
  return showNumber(from + step + 1, context);
}

function mapsOfView(context: Context) {
  const index = focusedView(context)?.index ?? 0;
  const name = context.store.get().views[index].map;
  return { index, name, row: mapsInRow(context.data, context.data.map(name)) };
}

// -- Search, and the way back --------------------------------------------------------------------

function search(): boolean {
  const field = document.querySelector<HTMLInputElement>(SEARCH);
  field?.focus();
  field?.select();
  return field !== null;
}

/** Take back one thing: the search, the selection, the choice. */
function clear(store: Store): boolean {
  const { search, selection, chosen, help } = store.get();
  if (help) store.set({ help: false });
  else if (search !== "") store.set({ search: "" });
  else if (selection.length > 0) store.set({ selection: [] });
  else if (chosen !== null) store.set({ chosen: null });
  else return false;
  return true;
}
