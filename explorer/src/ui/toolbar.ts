/** Tools over a map: what dragging does, and nearer, farther, whole. */

import { zoomed } from "../camera.ts";
import { button, element } from "../elements.ts";
import { restingCamera } from "../state.ts";
import type { Store } from "../types.ts";
import type { MapView } from "../view.ts";
import { choices } from "./fields.ts";

const STEP = 1.6;

/** Make the tools of a view. */
export function toolbar(store: Store, view: MapView): { element: HTMLElement; close(): void } {
  const tools = choices(
    "What dragging does",
    [
      ["pan", "Move", "Drag to move the map; a map of three dimensions turns, and moves with Shift"],
      ["rectangle", "Rectangle", "Drag to select; Shift adds, Alt takes away"],
      ["lasso", "Lasso", "Draw around sounds to select them; Shift adds, Alt takes away"],
    ],
    (tool) => store.set({ tool }),
  );
  tools.show(store.get().tool);
  const unlisten = store.on(["tool"], ({ tool }) => tools.show(tool));
  const zoom = (factor: number) => view.glide(zoomed(view.camera, factor, 0, 0, view.scale));
  const small = (text: string, name: string, act: () => void) =>
    Object.assign(button(text, act), { title: name, ariaLabel: name });
  return {
    element: element(
      "div",
      { className: "tools" },
      tools.element,
      element(
        "div",
        { className: "choices", role: "group", ariaLabel: "Zoom" },
        small("+", "Nearer", () => zoom(STEP)),
        small("−", "Farther", () => zoom(1 / STEP)),
        small("Fit", "Show the whole map", () => view.glide(restingCamera())),
      ),
    ),
    close: unlisten,
  };
}
