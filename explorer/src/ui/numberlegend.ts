/** The legend of a column of numbers: a scale of colours, and a range that filters. */

import type { Appearance } from "../appearance.ts";
import { partOf, valueAt } from "../colour.ts";
import { element } from "../elements.ts";
import { grouped, quantityText } from "../numbers.ts";
import { rampColour } from "../palettes.ts";
import type { Context, NumberColumn } from "../types.ts";
import { slider } from "./fields.ts";

const STEPS = 200;
const STOPS = 12;

/** Make a legend. */
export function numberLegend(
  context: Context,
  appearance: Appearance,
  column: NumberColumn,
): { element: HTMLElement; update(): void } {
  const { store, data } = context;
  const whole = [column.low, column.high] as const;
  const limits = { min: 0, max: STEPS, step: 1 };
  const low = slider(`Lowest ${column.title} shown`, { ...limits, value: 0 }, () => change());
  const high = slider(`Highest ${column.title} shown`, { ...limits, value: STEPS }, () => change());
  const scale = element("div", { className: "scale" });
  const ends = element("div", { className: "ends" });
  const note = element("p", { className: "quiet" });

  function change(): void {
    const [from, to] = [Number(low.value), Number(high.value)].sort((a, b) => a - b);
    const { [column.name]: _, ...rest } = store.get().ranges;
    const isWhole = from === 0 && to === STEPS;
    // The ends are the least and the greatest value themselves, whatever rounding does to a place.
    const range = [
      from === 0 ? column.low : valueAt(column, from / STEPS),
      to === STEPS ? column.high : valueAt(column, to / STEPS),
    ] as const;
    store.set({ ranges: isWhole ? rest : { ...rest, [column.name]: range } });
  }

  function update(): void {
    const range = store.get().ranges[column.name] ?? whole;
    const places = range.map((value) => Math.round(STEPS * partOf(column, value, whole)));
    if (!isBeingMoved(low, high)) [low.value, high.value] = places.map(String);
    for (const [input, value] of [[low, range[0]], [high, range[1]]] as const) {
      input.setAttribute("aria-valuetext", quantityText(value, column.unit));
    }
    const stops = Array.from({ length: STOPS + 1 }, (_, i) => rampColour(i / STOPS, appearance.theme));
    const [from, to] = places.map((place) => (100 * place) / STEPS);
    const placed = stops.map((colour, i) => `${colour} ${from + ((to - from) * i) / STOPS}%`);
    scale.style.background = `linear-gradient(to right, transparent ${from}%, ${placed.join(", ")}, transparent ${to}%)`;
    ends.replaceChildren(
      element("span", {}, quantityText(range[0], column.unit)),
      element("span", {}, quantityText(range[1], column.unit)),
    );
    const shown = appearance.shown.reduce((sum, is) => sum + is, 0);
    const missing = column.missing > 0 ? `; ${grouped(column.missing)} have no value` : "";
    note.textContent = `${grouped(shown)} of ${grouped(data.manifest.sounds)} shown${missing}`;
  }

  update();
  return { element: element("div", { className: "range" }, scale, low, high, ends, note), update };
}

/** While a slider is moved it leads; its place must not be rounded under the finger. */
function isBeingMoved(...inputs: HTMLInputElement[]): boolean {
  return inputs.some((input) => input === document.activeElement);
}
