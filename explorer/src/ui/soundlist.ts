/** A list of sounds: each can be pointed at, chosen and played. */

import { button, element } from "../elements.ts";
import type { Context, Row } from "../types.ts";
import { thumbnail } from "./thumbnails.ts";

const THUMBNAIL_PX = 36;
const AT_FIRST = 30;

export interface Entry {
  row: Row;
  /** What is said of it beside its name, e.g. a distance. */
  note: string;
}

/** Make a list; where it is long, the rest follows at a click. */
export function soundList(context: Context, entries: readonly Entry[], name: string): HTMLElement {
  const list = element("ol", { className: "sounds", ariaLabel: name });
  const box = element("div", {}, list);
  const more = button("", () => fill(), "button");
  let filled = 0;

  function fill(): void {
    const next = entries.slice(filled, filled + AT_FIRST);
    list.append(...next.map((entry) => item(context, entry)));
    filled += next.length;
    more.textContent = `Show more (${entries.length - filled} left)`;
    more.hidden = filled >= entries.length;
  }

  fill();
  box.append(more);
  list.addEventListener("pointerleave", () => context.store.set({ hovered: null }));
  return box;
}

function item(context: Context, { row, note }: Entry): HTMLElement {
  const { store, data, player } = context;
  const id = data.sounds.ids[row];
  const swatch = element("span", { className: "swatch" });
  swatch.style.background = context.colourOf(row);
  const choose = element(
    "button",
    { type: "button", className: "sound", title: `${id}\n${data.sounds.fileOf(row)}` },
    thumbnail(data, row, THUMBNAIL_PX),
    swatch,
    element("span", { className: "name" }, id),
    element("span", { className: "quiet" }, note),
  );
  choose.addEventListener("click", () => store.set({ chosen: row, panel: "sound" }));
  const play = button("▶\ufe0e", () => void player.play(row), "play");
  play.ariaLabel = `Play ${id}`;
  play.title = "Play";
  const made = element("li", {}, choose, play);
  made.addEventListener("pointerenter", () => store.set({ hovered: row }));
  return made;
}
