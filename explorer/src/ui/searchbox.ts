/** Search by name, label and class. */

import { button, element } from "../elements.ts";
import { grouped, percentText } from "../numbers.ts";
import { type Found, search, type Suggestion, suggestions } from "../search.ts";
import type { Context } from "../types.ts";
import { soundList } from "./soundlist.ts";

/** Text is looked for when typing has rested (ms). */
const REST_MS = 180;

/** Make the box with what it finds. */
export function searchBox(context: Context, fail: (error: unknown) => void): HTMLElement {
  const { store, data } = context;
  const input = element("input", {
    type: "search",
    ariaLabel: "Search by name, label or class",
    placeholder: "Name, label or class",
    spellcheck: false,
    autocomplete: "off",
  });
  const offers = element("ul", { className: "offers", ariaLabel: "Suggestions" });
  const meaning = element("p", { className: "quiet" });
  meaning.setAttribute("role", "status");
  const select = button("Select them", () => selectFound(context), "button");
  const clear = button("Clear", () => store.set({ search: "" }), "button");
  const actions = element("div", { className: "row" }, select, clear);
  const list = element("div", { className: "hits" });
  const result = element("div", { className: "found", hidden: true }, offers, meaning, actions, list);
  let timer: number | undefined;
  let turn = 0;

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => store.set({ search: input.value }), REST_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    window.clearTimeout(timer);
    store.set({ search: input.value });
  });

  async function update(): Promise<void> {
    const text = store.get().search;
    if (input.value !== text) input.value = text;
    const own = ++turn;
    const found = await search(data, text);
    if (own !== turn) return;
    store.set({ found: found && found.rows });
    result.hidden = found === null;
    if (!found) return list.replaceChildren();
    offers.replaceChildren(...suggestions(data, text).map((offer) => item(context, offer)));
    meaning.textContent = describe(found);
    actions.hidden = found.rows.length === 0;
    list.replaceChildren(soundList(context, entriesOf(found), "Sounds found"));
  }

  const again = () => void update().catch(fail);
  store.on(["search"], again);
  if (store.get().search !== "") again();
  return element("div", { className: "search" }, input, result);
}

function item({ store }: Context, offer: Suggestion): HTMLElement {
  const choose = button(offer.text, () => store.set({ search: offer.query }));
  choose.append(" ", element("span", { className: "quiet" }, offer.about));
  return element("li", {}, choose);
}

function describe({ rows, meaning }: Found): string {
  if (rows.length === 0) return `Nothing found: ${meaning}`;
  return `${grouped(rows.length)} found: ${meaning}`;
}

function entriesOf({ rows, scores }: Found) {
  return rows.map((row, i) => ({ row, note: scores ? percentText(scores[i]) : "" }));
}

function selectFound({ store }: Context): void {
  const rows = [...(store.get().found ?? [])].sort((a, b) => a - b);
  store.set({ selection: rows, panel: "selection" });
}
