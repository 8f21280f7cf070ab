/** The screens of a test: welcome, trial, break between blocks, end. */

import { answersCsv, answersFile } from "./answers_csv.ts";
import { blocksOf, type Design, type Factor } from "./design.ts";
import { button, h, save } from "./dom.ts";
import { keyOf } from "./keys.ts";
import type { Session } from "./session.ts";

/** Show why there is no test. */
export function problem(text: string): HTMLElement {
  return h("section", { role: "alert" }, h("h1", {}, "Listening test"), h("p", {}, text));
}

/** Ask for the name of the listener and begin. */
export function welcome(design: Design, begin: (listener: string) => void): HTMLElement {
  const name = h("input", { id: "listener", type: "text", autocomplete: "off", maxlength: 60 });
  const form = h(
    "form",
    {},
    h("label", { for: "listener" }, "Your name or number (optional)"),
    name,
    h("button", { type: "submit", class: "main" }, "Start"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin(name.value.trim());
  });
  const titles = design.factors.map((factor) => factor.title).join(", ");
  return h(
    "section",
    {},
    h("h1", {}, design.title),
    h(
      "p",
      {},
      `You will hear ${design.trials.length} sounds in ${blocksOf(design)} blocks. ` +
        `For each one, choose: ${titles}. Guess if you are not sure. ` +
        "Use headphones if you can, in a quiet room.",
    ),
    h(
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
  return h(
    "section",
    {},
    progress(done, design.trials.length, session.trial?.block ?? 0, blocksOf(design)),
    button("Play (space)", acts.play, { id: "play", class: "main" }),
    h("p", { id: "plays", role: "status" }, "Not heard yet"),
    ...questions,
    button("Next (Enter)", acts.next, { id: "next", class: "main", disabled: true }),
    h("p", {}, saveButton(session, "Save answers so far")),
  );
}

/** Offer a break between two blocks. */
export function pause(session: Session, go: () => void): HTMLElement {
  const block = session.trial?.block ?? 1;
  return h(
    "section",
    {},
    h("h1", {}, `Block ${block - 1} of ${blocksOf(session.design)} is done`),
    h("p", {}, "Take a break if you like."),
    button("Go on", go, { id: "go", class: "main" }),
    h("p", {}, saveButton(session, "Save answers so far")),
  );
}

/** Thank, and save the answers. */
export function end(session: Session, restart: () => void): HTMLElement {
  return h(
    "section",
    {},
    h("h1", {}, "Thank you"),
    h(
      "p",
      {},
      `All ${session.answers.length} sounds are answered. Save your answers as a file, ` +
        "and give it to the person who gave you this test.",
    ),
    saveButton(session, "Save answers", "main"),
    h(
      "p",
      {},
      button("Begin again (answers in this browser are lost)", restart, { id: "restart" }),
    ),
  );
}

function saveButton(session: Session, text: string, style = ""): HTMLButtonElement {
  const { design, listener } = session;
  return button(
    text,
    () => save(answersCsv(design, listener, session.answers), answersFile(design, listener)),
    { id: "save", class: style || null, disabled: session.answers.length === 0 },
  );
}

function progress(done: number, all: number, block: number, blocks: number): HTMLElement {
  const text = `Sound ${done + 1} of ${all}, block ${block} of ${blocks}`;
  return h(
    "p",
    { class: "progress" },
    h("progress", { value: done, max: all, "aria-label": "Answered sounds" }),
    h("span", { id: "progress" }, text),
  );
}

function question(factor: Factor, place: number, choose: (index: number) => void): HTMLElement {
  const options = factor.classes.map((name, index) => {
    const id = `factor${place}-${index}`;
    const radio = h("input", { type: "radio", name: `factor${place}`, id });
    radio.addEventListener("change", () => choose(index));
    const key = keyOf(index);
    return h("label", { for: id }, radio, h("span", {}, name), key ? h("kbd", {}, key) : "");
  });
  return h(
    "fieldset",
    {},
    h("legend", {}, factor.title),
    h("div", { class: "options" }, ...options),
  );
}

function help(): HTMLElement {
  return h(
    "p",
    { class: "hint" },
    "Keys: space plays the sound, again as often as you like; the keys beside the classes answer " +
      "the questions in turn; Enter goes on.",
  );
}
