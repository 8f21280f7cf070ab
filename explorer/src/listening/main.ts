/** The page of a listening test: reads data/test.js, and leads a listener through the trials. */

import { type Design, type Factor, problemOf, type Trial } from "./design.ts";
import { indexOf } from "./keys.ts";
import { Player } from "./player.ts";
import * as screens from "./screens.ts";
import { Session, type Store } from "./session.ts";

/** Leads through the screens, and joins the session, the player and the keyboard. */
class Page {
  private session: Session | null = null;
  private readonly player = new Player(
    () => this.heard(),
    (message) => this.say(message),
  );
  /** The question that the next key answers. */
  private turn = 0;

  constructor(
    private readonly design: Design,
    private readonly root: HTMLElement,
  ) {
    document.title = design.title;
    document.addEventListener("keydown", (event) => this.onKey(event));
    this.show(screens.welcome(design, (listener) => this.begin(listener)));
  }

  private begin(listener: string): void {
    this.session = new Session(this.design, listener, storage(), () => performance.now());
    this.showNext();
  }

  private showNext(): void {
    const session = this.session;
    if (session === null) return;
    const trial = session.trial;
    if (trial === null) {
      this.show(screens.end(session, () => this.restart()));
    } else if (session.atBlock) {
      this.show(screens.pause(session, () => this.showTrial(session, trial)));
    } else {
      this.showTrial(session, trial);
    }
  }

  private showTrial(session: Session, trial: Trial): void {
    this.turn = 0;
    this.show(
      screens.trial(session, {
        play: () => this.play(),
        choose: (factor, index) => this.choose(factor, index),
        next: () => this.next(),
      }),
    );
    this.markTurn();
    const following = this.design.trials[session.answers.length + 1];
    if (following !== undefined) this.player.prepare(following.file);
    void this.player.play(trial.file);
  }

  private show(screen: HTMLElement): void {
    this.player.stop();
    this.root.replaceChildren(screen);
    const first = screen.querySelector<HTMLElement>("button.main, input");
    first?.focus();
  }

  private play(): void {
    const trial = this.session?.trial;
    if (trial) void this.player.play(trial.file);
  }

  private heard(): void {
    this.session?.played();
    const plays = this.root.querySelector("#plays");
    const count = Number(plays?.getAttribute("data-plays") ?? 0) + 1;
    plays?.setAttribute("data-plays", String(count));
    this.say(count === 1 ? "Heard once" : `Heard ${count} times`);
    this.enableNext();
  }

  private say(message: string): void {
    const plays = this.root.querySelector("#plays");
    if (plays !== null) plays.textContent = message;
  }

  private choose(factor: Factor, index: number): void {
    const name = factor.classes[index];
    if (name === undefined) return;
    this.session?.choose(factor.name, name);
    this.turn = (this.design.factors.indexOf(factor) + 1) % this.design.factors.length;
    this.markTurn();
    this.enableNext();
  }

  private markTurn(): void {
    this.root.querySelectorAll("fieldset").forEach((field, place) => {
      field.classList.toggle("turn", place === this.turn);
    });
  }

  private enableNext(): void {
    const next = this.root.querySelector<HTMLButtonElement>("#next");
    if (next !== null) next.disabled = !this.session?.complete;
  }

  private next(): void {
    const file = this.session?.trial?.file;
    if (!this.session?.next()) return;
    if (file !== undefined) this.player.release(file);
    this.showNext();
  }

  private restart(): void {
    this.session?.restart();
    this.showNext();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (this.root.querySelector("#play") === null || actsByItself(event)) return;
    if (event.key === " ") {
      event.preventDefault();
      this.play();
    } else if (event.key === "Enter") {
      // Next is meant wherever the focus is.
      event.preventDefault();
      this.next();
    } else {
      this.chooseByKey(event.key);
    }
  }

  private chooseByKey(key: string): void {
    const radio = document.getElementById(`factor${this.turn}-${indexOf(key)}`);
    if (!(radio instanceof HTMLInputElement)) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change"));
  }
}

/** Whether the element with the focus has its own use of a key: saving, and choosing by space. */
function actsByItself(event: KeyboardEvent): boolean {
  const target = event.target;
  if (target instanceof HTMLInputElement) return event.key === " " && !target.checked;
  const saves = target instanceof HTMLButtonElement && target.id === "save";
  return saves && /^( |Enter)$/.test(event.key);
}

function storage(): Store | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

declare global {
  interface Window {
    LatentAudio: { put(name: string, content: unknown): void };
  }
}

let design: Design | null = null;
window.LatentAudio = {
  put(name, content) {
    if (name === "data/test") design = content as Design;
  },
};
document.addEventListener("DOMContentLoaded", () => {
  const root = document.getElementById("test");
  if (root === null) return;
  const problem = problemOf(design);
  if (problem !== null || design === null) {
    root.replaceChildren(screens.problem(problem ?? ""));
  } else {
    new Page(design, root);
  }
});
