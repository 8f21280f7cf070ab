/** Panels of which one is open. */

import { element } from "../elements.ts";
import type { State, Store } from "../types.ts";

type Panel = State["panel"];

/** Make tabs; arrow keys go from one to the next. */
export function tabs(
  store: Store,
  panels: readonly (readonly [name: Panel, title: string, content: HTMLElement])[],
): HTMLElement {
  const buttons = panels.map(([name, title]) => {
    const made = element("button", { type: "button", id: `tab-${name}` }, title);
    made.setAttribute("role", "tab");
    made.setAttribute("aria-controls", `panel-${name}`);
    made.addEventListener("click", () => store.set({ panel: name }));
    return made;
  });
  const bodies = panels.map(([name, , content]) => {
    const made = element("div", { id: `panel-${name}`, className: "panel" }, content);
    made.setAttribute("role", "tabpanel");
    made.setAttribute("aria-labelledby", `tab-${name}`);
    return made;
  });
  const list = element("div", { className: "tabs" }, ...buttons);
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "What is chosen");
  list.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const now = panels.findIndex(([name]) => name === store.get().panel);
    const next = (now + step + panels.length) % panels.length;
    store.set({ panel: panels[next][0] });
    buttons[next].focus();
  });
  const show = () => {
    const open = panels.some(([name]) => name === store.get().panel) ? store.get().panel : panels[0][0];
    panels.forEach(([name], index) => {
      buttons[index].setAttribute("aria-selected", String(name === open));
      buttons[index].tabIndex = name === open ? 0 : -1;
      bodies[index].hidden = name !== open;
    });
  };
  store.on(["panel"], show);
  show();
  return element("div", { className: "tabbed" }, list, ...bodies);
}
