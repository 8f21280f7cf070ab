/** The dialog that lists the keys. */

import { button, element } from "./elements.ts";
import type { Context } from "./types.ts";

const KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["←", "↑", "→", "↓"], "Choose the next sound on the map in that direction"],
  [["Space"], "Play the chosen sound, or stop"],
  [["L"], "Loop what plays, or let it end"],
  [["[", "]"], "Show the layer before or after (without layers, the map)"],
  [["1", "2", "…", "9"], "Show layer 1 to 9 (without layers, map 1 to 9)"],
  [["/"], "Search"],
  [["Esc"], "Close this help, else end the search, then the selection, then the choice"],
  [["?"], "Show or close this help"],
];

const POINTER: readonly (readonly [way: string, does: string])[] = [
  ["Point at a sound", "Hear it (after one click or key, which the browser asks for)"],
  ["Click a sound", "Choose it, and hear it looped"],
  ["Drag", "Move the map, or select with the rectangle or the lasso"],
  ["Wheel or pinch", "Nearer or farther"],
];

/**
 * Make the dialog of keys; `help` of the state opens and closes it.
 *
 * The browser keeps the focus inside while it is open, and puts it back afterwards.
 */
export function helpDialog({ store }: Context): HTMLDialogElement {
  const title = element("h2", { id: "help-title" }, "Keys");
  const close = button("Close", () => store.set({ help: false }));
  const dialog = element(
    "dialog",
    { className: "help" },
    title,
    list(KEYS.map(([keys, does]) => [keys.map((key) => element("kbd", {}, key)), does])),
    element("h3", {}, "Pointer"),
    list(POINTER.map(([way, does]) => [[way], does])),
    close,
  );
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.addEventListener("close", () => store.set({ help: false }));
  store.on(["help"], ({ help }) => {
    if (help && !dialog.open) dialog.showModal();
    if (!help && dialog.open) dialog.close();
  });
  return dialog;
}

function list(entries: readonly (readonly [(Node | string)[], string])[]): HTMLElement {
  return element(
    "dl",
    { className: "help-keys" },
    ...entries.flatMap(([terms, does]) => [
      element("dt", {}, ...terms.flatMap((term) => [term, " "])),
      element("dd", {}, does),
    ]),
  );
}
