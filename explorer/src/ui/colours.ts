/** What colours mean: the column, where it comes from, and its legend. */

import type { Appearance } from "../appearance.ts";
import { button, element } from "../elements.ts";
import { titleWithUnit } from "../numbers.ts";
import type { Column, ColumnRole, Context } from "../types.ts";
import { categoryLegend } from "./categorylegend.ts";
import { field, section } from "./fields.ts";
import { numberLegend } from "./numberlegend.ts";

const GROUPS: readonly (readonly [title: string, roles: readonly ColumnRole[]])[] = [
  ["Factors", ["factor"]],
  ["Labels", ["label"]],
  ["What the network hears", ["class"]],
  ["Decoders", ["prediction", "error"]],
  ["Clusters", ["cluster"]],
  ["Measured", ["descriptor"]],
  ["Where it comes from", ["recording", "group", "fold"]],
];

/** Make the part of the page. */
export function colourPanel(context: Context, appearance: Appearance): HTMLElement {
  const { store, data } = context;
  const select = element("select", {});
  select.append(element("option", { value: "" }, "one colour"), ...groups(data.manifest.columns));
  select.addEventListener("change", () => store.set({ colour: select.value }));
  const about = element("p", { className: "quiet" });
  const legend = element("div", { className: "legend" });
  const filters = filterLine(context);
  let shown: Column | null | undefined;
  let legendUpdate = () => {};

  const update = () => {
    const { column } = appearance.colouring;
    if (column === shown) return legendUpdate();
    shown = column;
    about.textContent = column?.about ?? "";
    about.hidden = about.textContent === "";
    const made = !column
      ? null
      : column.kind === "categorical"
        ? categoryLegend(context, appearance, column)
        : numberLegend(context, appearance, column);
    legend.replaceChildren(...(made ? [made.element] : []));
    legendUpdate = made?.update ?? (() => {});
  };
  const showChoice = () => (select.value = store.get().colour);
  store.on(["colour"], showChoice);
  showChoice();
  appearance.on(update);
  update();
  return section("Colours", field("Colour by", select), about, legend, filters);
}

function groups(columns: readonly Column[]): HTMLOptGroupElement[] {
  return GROUPS.flatMap(([label, roles]) => {
    const own = columns.filter((column) => roles.includes(column.role));
    if (own.length === 0) return [];
    return element(
      "optgroup",
      { label },
      ...own.map((column) => element("option", { value: column.name }, titleWithUnit(column))),
    );
  });
}

/** Says which columns filter, since their legends may not be in sight. */
function filterLine({ store, data }: Context): HTMLElement {
  const text = element("span", { className: "quiet" });
  const all = button("Show all", () => store.set({ hidden: {}, ranges: {} }), "button");
  const line = element("div", { className: "row filters" }, text, all);
  const show = () => {
    const { hidden, ranges } = store.get();
    const names = [...Object.keys(hidden).filter((name) => hidden[name].length > 0), ...Object.keys(ranges)];
    line.hidden = names.length === 0;
    text.textContent = `Filtered by ${names.map((name) => data.column(name)?.title ?? name).join(", ")}`;
  };
  store.on(["hidden", "ranges"], show);
  show();
  return line;
}
