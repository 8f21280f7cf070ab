/** The name of the sound under the pointer. */

import { isMissing } from "../colour.ts";
import { element } from "../elements.ts";
import { quantityText } from "../numbers.ts";
import type { Appearance } from "../appearance.ts";
import type { Context, Row, View } from "../types.ts";

/** Make the tip of a view; it follows what is hovered in that view. */
export function makeTip(context: Context, appearance: Appearance): {
  element: HTMLElement;
  show(row: Row | null, view: View): void;
} {
  const name = element("strong");
  const value = element("span");
  const swatch = element("span", { className: "swatch" });
  const tip = element("div", { className: "tip", hidden: true }, name, element("div", {}, swatch, value));
  tip.setAttribute("aria-hidden", "true");
  return {
    element: tip,
    show(row, view) {
      const at = row === null ? null : view.place(row);
      tip.hidden = at === null;
      if (row === null || at === null) return;
      name.textContent = context.data.sounds.ids[row];
      value.textContent = valueText(appearance, row);
      swatch.style.background = context.colourOf(row);
      const { clientWidth: width, clientHeight: height } = view.canvas;
      const left = at.x > width - tip.offsetWidth - 24 ? at.x - tip.offsetWidth - 16 : at.x + 16;
      const top = Math.min(Math.max(4, at.y + 14), height - tip.offsetHeight - 4);
      tip.style.transform = `translate(${Math.round(Math.max(4, left))}px, ${Math.round(top)}px)`;
    },
  };
}

/** What the present column says of a row. */
function valueText({ colouring }: Appearance, row: Row): string {
  const { column, values } = colouring;
  if (!column || !values) return "";
  if (isMissing(column, values, row)) return `no ${column.title}`;
  if (column.kind === "categorical") return column.categories[values[row]];
  return `${column.title} ${quantityText(values[row], column.unit)}`;
}
