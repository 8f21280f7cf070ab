/** The legend of a column of categories: it counts, filters, and takes other colours. */

import type { Appearance } from "../appearance.ts";
import { colourOfCategory } from "../colour.ts";
import { button, element } from "../elements.ts";
import { countsOf, outstanding } from "../filter.ts";
import { grouped } from "../numbers.ts";
import { SAFE_COUNT } from "../palettes.ts";
import type { CategoricalColumn, Context } from "../types.ts";

const AT_FIRST = 60;

interface Line {
  code: number;
  element: HTMLElement;
  colour: HTMLInputElement;
  box: HTMLInputElement;
  count: HTMLElement;
}

/** Make a legend. */
export function categoryLegend(
  context: Context,
  appearance: Appearance,
  column: CategoricalColumn,
): { element: HTMLElement; update(): void } {
  const list = element("ul", { className: "categories", ariaLabel: `Categories of ${column.title}` });
  const lines: Line[] = [];
  const more = button("", () => grow(), "button");
  const note = element(
    "p",
    { className: "quiet", hidden: column.categories.length <= SAFE_COUNT },
    `More than ${SAFE_COUNT} categories: some colours are hard to tell apart.`,
  );

  function grow(): void {
    const codes = column.categories.map((_, code) => code).slice(lines.length, lines.length + AT_FIRST);
    const next = codes.map((code) => makeLine(context, column, code));
    lines.push(...next);
    list.append(...next.map((line) => line.element));
    more.hidden = lines.length >= column.categories.length;
    more.textContent = `Show more (${column.categories.length - lines.length} left)`;
    update();
  }

  function update(): void {
    const state = context.store.get();
    const hidden = new Set(state.hidden[column.name] ?? []);
    const rows = outstanding(state);
    const { values, choice } = appearance.colouring;
    const standing =
      rows && values && countsOf(values, column.categories.length, (row) => appearance.emphasis[row] === 2);
    for (const { code, colour, box, count, element: line } of lines) {
      colour.value = colourOfCategory(column, code, choice);
      box.checked = !hidden.has(code);
      line.classList.toggle("off", hidden.has(code));
      const all = grouped(column.counts[code]);
      count.textContent = standing ? `${grouped(standing[code])} of ${all}` : all;
    }
  }

  grow();
  return { element: element("div", {}, list, more, note), update };
}

function makeLine(context: Context, column: CategoricalColumn, code: number): Line {
  const { store } = context;
  const name = column.categories[code];
  const colour = element("input", { type: "color", ariaLabel: `Colour of ${name}`, title: "Choose another colour" });
  colour.addEventListener("input", () => {
    const { ownColours } = store.get();
    const own = { ...ownColours[column.name], [name]: colour.value };
    store.set({ ownColours: { ...ownColours, [column.name]: own } });
  });
  const box = element("input", { type: "checkbox", checked: true });
  box.addEventListener("change", () => {
    const hidden = new Set(store.get().hidden[column.name] ?? []);
    if (box.checked) hidden.delete(code);
    else hidden.add(code);
    hide(context, column, [...hidden]);
  });
  const count = element("span", { className: "quiet" });
  const only = button("only", () => hide(context, column, others(context, column, code)), "only");
  only.ariaLabel = `Show only ${name}`;
  return {
    code,
    colour,
    box,
    count,
    element: element(
      "li",
      {},
      colour,
      element("label", {}, box, element("span", { className: "name" }, name)),
      only,
      count,
    ),
  };
}

/** All codes but one; none where that is so already, so that a second press shows all again. */
function others({ store }: Context, column: CategoricalColumn, code: number): number[] {
  const rest = column.categories.map((_, other) => other).filter((other) => other !== code);
  const hidden = store.get().hidden[column.name] ?? [];
  const isOnly = hidden.length === rest.length && !hidden.includes(code);
  return isOnly ? [] : rest;
}

function hide({ store }: Context, column: CategoricalColumn, codes: number[]): void {
  const { [column.name]: _, ...rest } = store.get().hidden;
  const hidden = codes.length > 0 ? { ...rest, [column.name]: codes.sort((a, b) => a - b) } : rest;
  store.set({ hidden });
}
