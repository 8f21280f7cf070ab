// Finding controls as a screen reader does: by what they are and what they are called.

/**
 * Runs in the page: the visible element of a role and name, or else a list of those of that role.
 *
 * @param {string} role
 * @param {string | {source: string, flags: string}} name
 */
export function findControl(role, name) {
  const ROLES = {
    BUTTON: "button", SELECT: "combobox", SUMMARY: "button", DIALOG: "dialog", TEXTAREA: "textbox",
    A: "link",
  };
  const INPUTS = {
    search: "searchbox", range: "slider", checkbox: "checkbox", radio: "radio", color: "color",
    number: "spinbutton", text: "textbox",
  };
  const roleOf = (element) =>
    element.getAttribute("role") ?? (element.tagName === "INPUT" ? INPUTS[element.type] : ROLES[element.tagName]);
  const trimmed = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const nameOf = (element) => {
    const others = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
    if (others.length > 0) {
      return trimmed(others.map((id) => document.getElementById(id)?.textContent).join(" "));
    }
    const label = element.getAttribute("aria-label");
    if (label) return trimmed(label);
    const own = element.labels?.[0];
    if (own) {
      const copy = own.cloneNode(true);
      for (const inner of copy.querySelectorAll("select, input, output")) inner.remove();
      return trimmed(copy.textContent);
    }
    return trimmed(element.textContent) || trimmed(element.title);
  };
  const fits =
    typeof name === "string"
      ? (text) => text === name
      : (text) => new RegExp(name.source, name.flags).test(text);
  const ofRole = [...document.querySelectorAll("*")].filter(
    (element) => roleOf(element) === role && element.checkVisibility(),
  );
  return ofRole.find((element) => fits(nameOf(element))) ?? ofRole.map(nameOf).join(" | ");
}
