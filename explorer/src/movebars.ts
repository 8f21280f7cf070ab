/** What the network hears at one step of a move, as bars with numbers. */

import { element } from "./elements.ts";
import { numberText, percentText } from "./numbers.ts";
import type { Move } from "./types.ts";

/** Conditions that are no controls. */
const OWN_CONDITIONS: readonly string[] = ["before", "moved"];

interface Bar {
  cell: HTMLTableCellElement;
  show(value: number): void;
}

/** A table of bars, and a function that shows a step in it. */
export interface MoveBars {
  table: HTMLTableElement;
  show(step: number): void;
}

/**
 * Make the bars of the classes that change: their probabilities before, and of the moved point.
 *
 * All bars have the same scale.
 */
export function moveBars(move: Move, classNames: readonly string[]): MoveBars {
  const most = greatest([move.before, ...move.scores]);
  const rows = move.classes.map((code, index) => {
    const before = bar("before", most, percentText);
    const moved = bar("moved", most, percentText);
    before.show(move.before[index]);
    return {
      row: row(className(code, classNames), [before, moved]),
      show: (step: number) => moved.show(move.scores[step][index]),
    };
  });
  const table = tableOf(
    `What the network hears (a full bar is ${percentText(most)})`,
    ["class", "before", "moved"],
    rows.map((made) => made.row),
  );
  return { table, show: (step) => rows.forEach((made) => made.show(step)) };
}

/**
 * Make the bars of the distances to typical sounds: before, after the move, and after the controls,
 * which are moves as long in directions that mean nothing.
 */
export function distanceBars(move: Move): HTMLTableElement {
  const conditions = Object.entries(move.distances);
  const most = greatest(conditions.map(([, both]) => both));
  const rows = conditions.map(([name, both]) => {
    const kind = OWN_CONDITIONS.includes(name) ? name : "control";
    const bars = both.map((distance) => {
      const made = bar(kind, most, numberText);
      made.show(distance);
      return made;
    });
    return row(kind === "control" ? `control: ${name}` : name, bars);
  });
  const hasControls = conditions.some(([name]) => !OWN_CONDITIONS.includes(name));
  return tableOf(
    "Distance of what it hears to typical sounds, moved all the way" +
      (hasControls ? "; controls are moved as far in directions that mean nothing" : ""),
    ["", `to ${move.own}`, `to ${move.other}`],
    rows,
  );
}

/** The class that has the greatest probability at a step, in words. */
export function loudestClass(move: Move, step: number, classNames: readonly string[]): string {
  const scores = move.scores[step];
  const best = scores.indexOf(Math.max(...scores));
  if (best < 0) return "none";
  return `${className(move.classes[best], classNames)} ${percentText(scores[best])}`;
}

function className(code: number, classNames: readonly string[]): string {
  return classNames[code] ?? `class ${code}`;
}

function greatest(values: readonly (readonly number[])[]): number {
  return Math.max(...values.flat(), Number.EPSILON);
}

function tableOf(caption: string, names: readonly string[], rows: HTMLElement[]): HTMLTableElement {
  const heads = names.map((name) =>
    name === "" ? element("td") : element("th", { scope: "col" }, name),
  );
  return element(
    "table",
    { className: "moves-bars" },
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...rows),
  );
}

function row(name: string, bars: readonly Bar[]): HTMLTableRowElement {
  const head = element("th", { scope: "row" }, name);
  return element("tr", {}, head, ...bars.map(({ cell }) => cell));
}

function bar(kind: string, most: number, write: (value: number) => string): Bar {
  const fill = element("span", { className: `bar-fill bar-${kind}` });
  const text = element("span", { className: "bar-text" });
  const track = element("span", { className: "bar", ariaHidden: "true" }, fill);
  const show = (value: number) => {
    fill.style.width = `${(100 * value) / most}%`;
    text.textContent = write(value);
  };
  return { cell: element("td", {}, track, text), show };
}
