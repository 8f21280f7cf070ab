/** One line of text that the page has to say, for eyes and for screen readers. */

import { button, element } from "../elements.ts";

/** A notice goes by itself after so long (ms). */
const SHOWN_MS = 8000;

export interface Notices {
  element: HTMLElement;
  /** Show a line, until it is closed or some seconds have passed. */
  tell(text: string): void;
  /** Tell a screen reader only. */
  announce(text: string): void;
  /** Say what went wrong. */
  fail(error: unknown): void;
}

export function makeNotices(): Notices {
  const text = element("span");
  const close = button("Close", () => hide(), "button");
  const box = element("div", { className: "notice", hidden: true }, text, close);
  const spoken = element("div", { className: "unseen" });
  spoken.setAttribute("aria-live", "polite");
  let timer: number | undefined;

  function hide(): void {
    window.clearTimeout(timer);
    box.hidden = true;
  }

  function tell(message: string): void {
    window.clearTimeout(timer);
    text.textContent = message;
    spoken.textContent = message;
    box.hidden = false;
    timer = window.setTimeout(hide, SHOWN_MS);
  }

  return {
    element: element("div", {}, box, spoken),
    tell,
    announce: (message) => (spoken.textContent = message),
    fail: (error) => tell(error instanceof Error ? error.message : String(error)),
  };
}
