/** The selected sounds: heard, listed, compared, exported. */

import { button, element } from "../elements.ts";
import { exportPanel } from "../exporting.ts";
import { grouped, numberText, quantityText } from "../numbers.ts";
import { nearestToRows } from "../similar.ts";
import type { Column, Context, Row } from "../types.ts";
import { field, section } from "./fields.ts";
import { soundList } from "./soundlist.ts";

const NEAREST = 20;

/** Make the panel. */
export function selectionPanel(context: Context): HTMLElement {
  const { store, player } = context;
  const count = element("h2");
  const hint = element(
    "p",
    { className: "quiet" },
    "Draw a rectangle or a lasso on the map, or take all that are shown or found.",
  );
  const rows = () => store.get().selection;
  const play = button("▶\ufe0e Play in sequence", () => player.sequence(rows()), "button");
  const walk = button("Random walk", () => walkAmong(context), "button");
  walk.title = "Go at random from neighbour to neighbour within the selection";
  const stop = button("■\ufe0e Stop", () => player.stop(), "button");
  const clear = button("Clear", () => store.set({ selection: [] }), "button");
  const shown = button("Select all shown", () => store.set({ selection: shownRows(context) }), "button");
  const found = button("Select those found", () => selectFound(context), "button");
  const listed = sortedList(context);
  const near = nearList(context);

  const update = () => {
    const { selection, found: hits } = store.get();
    const some = selection.length > 0;
    count.textContent = some ? `${grouped(selection.length)} selected` : "Nothing selected";
    hint.hidden = some;
    for (const one of [play, walk, stop, clear]) one.disabled = !some;
    found.hidden = !hits || hits.length === 0;
  };
  store.on(["selection", "found"], update);
  update();
  return element(
    "div",
    { className: "panel-body" },
    count,
    hint,
    element("div", { className: "row" }, play, walk, stop, clear),
    element("div", { className: "row" }, shown, found),
    listed,
    near,
    exportPanel(context),
  );
}

function shownRows({ data, isShown }: Context): Row[] {
  const rows = Array.from({ length: data.manifest.sounds }, (_, row) => row);
  return rows.filter((row) => isShown(row));
}

function selectFound({ store }: Context): void {
  store.set({ selection: [...(store.get().found ?? [])].sort((a, b) => a - b) });
}

function walkAmong({ store, player }: Context): void {
  const { selection, chosen } = store.get();
  const start = chosen !== null && selection.includes(chosen) ? chosen : selection[0];
  player.walk(start, selection);
}

/** The selected sounds in the order of a number that is known of them. */
function sortedList(context: Context): HTMLElement {
  const { store, data } = context;
  const numbers = data.manifest.columns.filter((column) => column.kind === "number");
  const order = element("select");
  order.append(
    element("option", { value: "" }, "as in the data"),
    ...numbers.flatMap(({ name, title }) => [
      element("option", { value: `-${name}` }, `${title}, highest first`),
      element("option", { value: `+${name}` }, `${title}, lowest first`),
    ]),
  );
  const list = element("div");
  let turn = 0;
  const update = async () => {
    const own = ++turn;
    const { selection, panel } = store.get();
    if (panel !== "selection") return;
    const column = data.column(order.value.slice(1));
    const values = column ? await data.values(column.name) : null;
    if (own !== turn) return;
    const entries = selection.map((row) => ({ row, value: values ? values[row] : NaN }));
    const sign = order.value.startsWith("-") ? -1 : 1;
    // Sounds without a value come last in either order.
    const rank = (value: number) => (Number.isNaN(value) ? Infinity : sign * value);
    if (values) entries.sort((a, b) => (rank(a.value) < rank(b.value) ? -1 : rank(a.value) > rank(b.value) ? 1 : a.row - b.row));
    list.replaceChildren(
      soundList(
        context,
        entries.map(({ row, value }) => ({ row, note: noteOf(column, value) })),
        "Selected sounds",
      ),
    );
  };
  const again = () => void update();
  order.addEventListener("change", again);
  store.on(["selection", "panel", "colour"], again);
  again();
  const made = section("Sounds", field("Order", order, "row"), list);
  const show = () => (made.hidden = store.get().selection.length === 0);
  store.on(["selection"], show);
  show();
  return made;
}

function noteOf(column: Column | undefined, value: number): string {
  if (column?.kind !== "number" || Number.isNaN(value)) return "";
  return quantityText(value, column.unit);
}

/** What is near to all of the selection and not in it. */
function nearList(context: Context): HTMLElement {
  const { store, data } = context;
  const list = element("div");
  const find = async () => {
    const { selection, space } = store.get();
    const near = await nearestToRows(data, space, selection, NEAREST);
    const entries = near.map(({ row, distance }) => ({ row, note: numberText(distance) }));
    list.replaceChildren(soundList(context, entries, "Sounds nearest to the selection"));
  };
  const start = button(
    "Find",
    () => void find().catch((error: Error) => list.replaceChildren(error.message)),
    "button",
  );
  start.ariaLabel = "Find the sounds nearest to the selection";
  const space = element("span", { className: "quiet" });
  const made = section("Nearest to the selection", element("div", { className: "row" }, start, space), list);
  const show = () => {
    const { selection, space: name } = store.get();
    const info = data.manifest.neighbours.find((other) => other.space === name);
    made.hidden = selection.length === 0 || !info;
    space.textContent = info ? `by their mean in ${info.space_title}` : "";
  };
  store.on(["selection"], () => list.replaceChildren());
  store.on(["selection", "space"], show);
  show();
  return made;
}
