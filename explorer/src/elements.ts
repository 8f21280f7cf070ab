/** Making elements. Text goes in as text: nothing from data is ever read as markup. */

type Properties<Name extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[Name], "style" | "dataset" | "children">
>;

/** Make an element with properties and content; texts become text nodes. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties<Name> = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...content);
  return made;
}

/** Make a button. */
export function button(text: string, act: () => void, className = ""): HTMLButtonElement {
  const made = element("button", { type: "button", className }, text);
  made.addEventListener("click", act);
  return made;
}

/** Make a select with the first option chosen. */
export function select(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  act: (value: string) => void,
): HTMLSelectElement {
  const made = element(
    "select",
    { ariaLabel: label },
    ...options.map(([value, text]) => element("option", { value }, text)),
  );
  made.addEventListener("change", () => act(made.value));
  return made;
}
