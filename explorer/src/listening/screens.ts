/** The screens of a test: welcome, trial, break between blocks, end. */

import { download } from "../download.ts";
import { button, element } from "../elements.ts";
import { answersCsv, answersFile } from "./answers_csv.ts";
import { blocksOf, type Design, type Factor } from "./design.ts";
import { keyOf } from "./keys.ts";
import type { Session } from "./session.ts";

/** Show why there is no test. */
export function problem(text: string): HTMLElement {
  return element(
    "section",
    { role: "alert" },
    element("h1", {}, "Listening test"),
    element("p", {}, text),
  );
}

/** Ask for the name of the listener and begin. */
export function welcome(design: Design, begin: (listener: string) => void): HTMLElement {
  const name = element("input", {
    id: "listener",
    type: "text",
    autocomplete: "off",
    maxLength: 60,
  });
  const form = element(
    "form",
    {},
    element("label", { htmlFor: "listener" }, "Your name or number (optional)"),
    name,
    element("button", { type: "submit", className: "main" }, "Start"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin(name.value.trim());
  });
  const titles = design.factors.map((factor) => factor.title).join(", ");
  return element(
    "section",
    {},
    element("h1", {}, design.title),
    element(
      "p",
      {},
      `You will hear ${design.trials.length} sounds in ${blocksOf(design)} blocks. ` +
        `For each one, choose: ${titles}. Guess if you are not sure. ` +
        "Use headphones if you can, in a quiet room.",
    ),
    element(
      "p",
      {},
      "Answers stay in this browser. You can stop and go on later with the same name; " +
        "at the end you save them as a file.",
    ),
    form,
    help(),
  );
}

/** Ask for the classes of one sound. */
export function trial(
  session: Session,
  acts: { play: () => void; choose: (factor: Factor, index: number) => void; next: () => void },
): HTMLElement {
  const { design } = session;
  const done = session.answers.length;
  const questions = design.factors.map((factor, place) =>
    question(factor, place, (index) => acts.choose(factor, index)),
  );
  const next = named("next", button("Next (Enter)", acts.next, "main"));
  next.disabled = true;
  return element(
    "section",
    {},
    progress(done, design.trials.length, session.trial?.block ?? 0, blocksOf(design)),
    named("play", button("Play (space)", acts.play, "main")),
    element("p", { id: "plays", role: "status" }, "Not heard yet"),
    ...questions,
    next,
    element("p", {}, saveButton(session, "Save answers so far")),
  );
}

/** Offer a break between two blocks. */
export function pause(session: Session, go: () => void): HTMLElement {
  const block = session.trial?.block ?? 1;
  return element(
    "section",
    {},
    element("h1", {}, `Block ${block - 1} of ${blocksOf(session.design)} is done`),
    element("p", {}, "Take a break if you like."),
    named("go", button("Go on", go, "main")),
    element("p", {}, saveButton(session, "Save answers so far")),
  );
}

/** Thank, and save the answers. */
export function end(session: Session, restart: () => void): HTMLElement {
  return element(
    "section",
    {},
    element("h1", {}, "Thank you"),
    element(
      "p",
      {},
      `All ${session.answers.length} sounds are answered. Save your answers as a file, ` +
        "and give it to the person who gave you this test.",
    ),
    saveButton(session, "Save answers", "main"),
    element(
      "p",
      {},
      named("restart", button("Begin again (answers in this browser are lost)", restart)),
    ),
  );
}

function saveButton(session: Session, text: string, style = ""): HTMLButtonElement {
  const { design, listener } = session;
  const act = (): void => {
    const table = answersCsv(design, listener, session.answers);
    download(answersFile(design, listener), new Blob([table], { type: "text/csv;charset=utf-8" }));
  };
  const made = named("save", button(text, act, style));
  made.disabled = session.answers.length === 0;
  return made;
}

function named(id: string, made: HTMLButtonElement): HTMLButtonElement {
  made.id = id;
  return made;
}

function progress(done: number, all: number, block: number, blocks: number): HTMLElement {
  const text = `Sound ${done + 1} of ${all}, block ${block} of ${blocks}`;
  return element(
    "p",
    { className: "progress" },
    element("progress", { max: all, value: done, ariaLabel: "Answered sounds" }),
    element("span", { id: "progress" }, text),
  );
}

function question(factor: Factor, place: number, choose: (index: number) => void): HTMLElement {
  const options = factor.classes.map((name, index) => {
    const id = `factor${place}-${index}`;
    const radio = element("input", { type: "radio", name: `factor${place}`, id });
    radio.addEventListener("change", () => choose(index));
    const key = keyOf(index);
    return element(
      "label",
      { htmlFor: id },
      radio,
      element("span", {}, name),
      key ? element("kbd", {}, key) : "",
    );
  });
  return element(
    "fieldset",
    {},
    element("legend", {}, factor.title),
    element("div", { className: "options" }, ...options),
  );
}

function help(): HTMLElement {
  return element(
    "p",
    { className: "hint" },
    "Keys: space plays the sound, again as often as you like; the keys beside the classes answer " +
      "the questions in turn; Enter goes on.",
  );
}
