/** As much of a document as panels need: elements with content, properties and listeners. */

class FakeElement {
  listeners = [];
  content = [];
  attributes = {};
  style = {};
  hidden = false;
  disabled = false;
  #value = null;

  constructor(name) {
    this.name = name;
  }
  append(...content) {
    this.content.push(...content);
  }
  replaceChildren(...content) {
    this.content = content;
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  addEventListener(name, listener) {
    this.listeners.push([name, listener]);
  }
  fire(name) {
    for (const [other, listener] of this.listeners) if (other === name) listener({});
  }
  click() {
    if (!this.disabled) this.fire("click");
  }
  remove() {}
  showModal() {
    this.open = true;
  }
  close() {
    this.open = false;
    this.fire("close");
  }
  /** That of a select is the value of its first option until one is chosen. */
  get value() {
    return this.#value ?? (this.name === "select" ? this.content[0].value : "");
  }
  set value(value) {
    this.#value = value;
  }
  get textContent() {
    return this.content.map((part) => part.textContent ?? String(part)).join("");
  }
  set textContent(text) {
    this.content = [text];
  }
  /** All elements inside, in order. */
  all(name) {
    const inside = this.content.filter((part) => part instanceof FakeElement);
    const found = inside.flatMap((part) => [part, ...part.all()]);
    return name === undefined ? found : found.filter((part) => part.name === name);
  }
  /** The button with a text or a name that fits. */
  button(text) {
    const fits = (part) => part.ariaLabel === text || part.textContent.includes(text);
    return this.all("button").find(fits);
  }
}

/** Put a fake document in the place of the browser's; its links count what they saved. */
export function fakeDocument() {
  const saved = [];
  globalThis.document = {
    body: new FakeElement("body"),
    createElement(name) {
      const made = new FakeElement(name);
      if (name === "a") made.addEventListener("click", () => saved.push(made.download));
      return made;
    },
  };
  return saved;
}
