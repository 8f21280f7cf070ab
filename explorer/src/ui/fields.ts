/** Controls with their names. */

import { element } from "../elements.ts";

let made = 0;

/** A control under its visible name. */
export function field(name: string, control: HTMLElement, className = "field"): HTMLElement {
  control.id ||= `control-${++made}`;
  return element(
    "div",
    { className },
    element("label", { htmlFor: control.id }, name),
    control,
  );
}

/** A box to tick, with its name beside it. */
export function tick(name: string, checked: boolean, act: (on: boolean) => void): HTMLElement & { box: HTMLInputElement } {
  const box = element("input", { type: "checkbox", checked });
  box.addEventListener("change", () => act(box.checked));
  return Object.assign(element("label", { className: "tick" }, box, element("span", {}, name)), { box });
}

/** A slider; `act` is told while it moves. */
export function slider(
  name: string,
  limits: { min: number; max: number; step: number; value: number },
  act: (value: number) => void,
): HTMLInputElement {
  const input = element("input", { type: "range", ariaLabel: name });
  for (const key of ["min", "max", "step", "value"] as const) input[key] = String(limits[key]);
  input.addEventListener("input", () => act(Number(input.value)));
  return input;
}

/** A part of a panel under a heading. */
export function section(title: string, ...content: (Node | string)[]): HTMLElement {
  return element("section", { className: "section" }, element("h2", {}, title), ...content);
}

/** Names and values. */
export function facts(entries: readonly (readonly [name: string, value: Node | string])[]): HTMLElement {
  return element(
    "dl",
    { className: "facts" },
    ...entries.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}

/** Buttons of which one is pressed. */
export function choices<Value extends string>(
  name: string,
  options: readonly (readonly [value: Value, text: string, title: string])[],
  act: (value: Value) => void,
): { element: HTMLElement; show(value: Value): void } {
  const buttons = options.map(([value, text, title]) => {
    const made = element("button", { type: "button", title }, text);
    made.addEventListener("click", () => act(value));
    return [value, made] as const;
  });
  const group = element("div", { className: "choices", role: "group", ariaLabel: name });
  group.append(...buttons.map(([, button]) => button));
  return {
    element: group,
    show(value) {
      for (const [own, button] of buttons) button.setAttribute("aria-pressed", String(own === value));
    },
  };
}
