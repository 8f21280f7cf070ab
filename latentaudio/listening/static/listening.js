// Generated from explorer/ by `npm run build`; changes made here are lost.
"use strict";
(() => {
  // src/listening/design.ts
  var VERSION = 1;
  function problemOf(design2) {
    if (design2 === null) {
      return "The file data/test.js is missing or damaged. Copy the whole folder of the test again.";
    }
    if (design2.version !== VERSION) {
      return `data/test.js is of version ${design2.version}, this page reads version ${VERSION}. Make the listening test again.`;
    }
    return null;
  }
  function blocksOf(design2) {
    return Math.max(...design2.trials.map((trial2) => trial2.block));
  }

  // src/listening/keys.ts
  var KEYS = "1234567890abcdefghijklmnopqrstuvwxyz";
  function keyOf(index) {
    return KEYS[index] ?? "";
  }
  function indexOf(key) {
    return key.length === 1 ? KEYS.indexOf(key.toLowerCase()) : -1;
  }

  // src/listening/player.ts
  var Player = class {
    /**
     * @param started called whenever a sound begins
     * @param failed called with a message when a sound cannot be played
     */
    constructor(started, failed) {
      this.started = started;
      this.failed = failed;
    }
    started;
    failed;
    loaded = /* @__PURE__ */ new Map();
    current = null;
    /** Load a sound before it is needed. */
    prepare(file) {
      const found = this.loaded.get(file);
      if (found !== void 0) return found;
      const sound = new Audio(file);
      sound.preload = "auto";
      this.loaded.set(file, sound);
      return sound;
    }
    /** Play a sound from its beginning. */
    async play(file) {
      this.stop();
      const sound = this.prepare(file);
      this.current = sound;
      sound.currentTime = 0;
      try {
        await sound.play();
        this.started();
      } catch (error) {
        if (error instanceof DOMException && error.name === "AbortError") return;
        if (error instanceof DOMException && error.name === "NotAllowedError") {
          this.failed("The browser lets no sound out yet: press Play.");
          return;
        }
        this.failed(`${file} cannot be played: the file is missing, or this browser has no sound.`);
      }
    }
    /** Stop what is heard. */
    stop() {
      this.current?.pause();
      this.current = null;
    }
    /** Forget a sound that is not needed any more. */
    release(file) {
      this.loaded.delete(file);
    }
  };

  // src/download.ts
  var lastAddress = null;
  function download(name, content) {
    if (lastAddress !== null) URL.revokeObjectURL(lastAddress);
    lastAddress = URL.createObjectURL(content);
    const link = document.createElement("a");
    link.href = lastAddress;
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
  }

  // src/elements.ts
  function element(name, properties = {}, ...content) {
    const made = document.createElement(name);
    Object.assign(made, properties);
    made.append(...content);
    return made;
  }
  function button(text, act, className = "") {
    const made = element("button", { type: "button", className }, text);
    made.addEventListener("click", act);
    return made;
  }

  // src/tables.ts
  function csv(names, rows) {
    const line = (cells) => `${cells.map(quoted).join(",")}\r
`;
    return [line(names), ...Array.from(rows, line)].join("");
  }
  function quoted(cell) {
    const text = cell === null ? "" : String(cell);
    return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  }

  // src/listening/answers_csv.ts
  function answersCsv(design2, listener, answers) {
    const names = design2.factors.map((factor) => factor.name);
    const trials = new Map(design2.trials.map((trial2) => [trial2.number, trial2]));
    const header = ["test", "listener", "trial", "block", "file", "plays", "reaction_s"];
    const rows = answers.map((one) => {
      const trial2 = trials.get(one.trial);
      return [
        design2.test,
        listener,
        one.trial,
        trial2?.block ?? null,
        trial2?.file.split("/").pop() ?? null,
        one.plays,
        one.reaction_s,
        ...names.map((name) => one.classes[name] ?? null)
      ];
    });
    return csv([...header, ...names.map((name) => `answer_${name}`)], rows);
  }
  function answersFile(design2, listener) {
    const name = listener.replace(/[^\p{L}\p{N}_-]+/gu, "_") || "anonymous";
    return `answers_${name}_${design2.test}.csv`;
  }

  // src/listening/screens.ts
  function problem(text) {
    return element(
      "section",
      { role: "alert" },
      element("h1", {}, "Listening test"),
      element("p", {}, text)
    );
  }
  function welcome(design2, begin) {
    const name = element("input", {
      id: "listener",
      type: "text",
      autocomplete: "off",
      maxLength: 60
    });
    const form = element(
      "form",
      {},
      element("label", { htmlFor: "listener" }, "Your name or number (optional)"),
      name,
      element("button", { type: "submit", className: "main" }, "Start")
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      begin(name.value.trim());
    });
    const titles = design2.factors.map((factor) => factor.title).join(", ");
    return element(
      "section",
      {},
      element("h1", {}, design2.title),
      element(
        "p",
        {},
        `You will hear ${design2.trials.length} sounds in ${blocksOf(design2)} blocks. For each one, choose: ${titles}. Guess if you are not sure. Use headphones if you can, in a quiet room.`
      ),
      element(
        "p",
        {},
        "Answers stay in this browser. You can stop and go on later with the same name; at the end you save them as a file."
      ),
      form,
      help()
    );
  }
  function trial(session, acts) {
    const { design: design2 } = session;
    const done = session.answers.length;
    const questions = design2.factors.map(
      (factor, place) => question(factor, place, (index) => acts.choose(factor, index))
    );
    const next = named("next", button("Next (Enter)", acts.next, "main"));
    next.disabled = true;
    return element(
      "section",
      {},
      progress(done, design2.trials.length, session.trial?.block ?? 0, blocksOf(design2)),
      named("play", button("Play (space)", acts.play, "main")),
      element("p", { id: "plays", role: "status" }, "Not heard yet"),
      ...questions,
      next,
      element("p", {}, saveButton(session, "Save answers so far"))
    );
  }
  function pause(session, go) {
    const block = session.trial?.block ?? 1;
    return element(
      "section",
      {},
      element("h1", {}, `Block ${block - 1} of ${blocksOf(session.design)} is done`),
      element("p", {}, "Take a break if you like."),
      named("go", button("Go on", go, "main")),
      element("p", {}, saveButton(session, "Save answers so far"))
    );
  }
  function end(session, restart) {
    return element(
      "section",
      {},
      element("h1", {}, "Thank you"),
      element(
        "p",
        {},
        `All ${session.answers.length} sounds are answered. Save your answers as a file, and give it to the person who gave you this test.`
      ),
      saveButton(session, "Save answers", "main"),
      element(
        "p",
        {},
        named("restart", button("Begin again (answers in this browser are lost)", restart))
      )
    );
  }
  function saveButton(session, text, style = "") {
    const { design: design2, listener } = session;
    const act = () => {
      const table = answersCsv(design2, listener, session.answers);
      download(answersFile(design2, listener), new Blob([table], { type: "text/csv;charset=utf-8" }));
    };
    const made = named("save", button(text, act, style));
    made.disabled = session.answers.length === 0;
    return made;
  }
  function named(id, made) {
    made.id = id;
    return made;
  }
  function progress(done, all, block, blocks) {
    const text = `Sound ${done + 1} of ${all}, block ${block} of ${blocks}`;
    return element(
      "p",
      { className: "progress" },
      element("progress", { max: all, value: done, ariaLabel: "Answered sounds" }),
      element("span", { id: "progress" }, text)
    );
  }
  function question(factor, place, choose) {
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
        key ? element("kbd", {}, key) : ""
      );
    });
    return element(
      "fieldset",
      {},
      element("legend", {}, factor.title),
      element("div", { className: "options" }, ...options)
    );
  }
  function help() {
    return element(
      "p",
      { className: "hint" },
      "Keys: space plays the sound, again as often as you like; the keys beside the classes answer the questions in turn; Enter goes on."
    );
  }

  // src/listening/session.ts
  var Session = class {
    constructor(design2, listener, store, now) {
      this.design = design2;
      this.listener = listener;
      this.store = store;
      this.now = now;
      this.answers.push(...this.stored());
    }
    design;
    listener;
    store;
    now;
    answers = [];
    chosen = {};
    plays = 0;
    firstPlay = null;
    /** The trial to answer; null at the end of the test. */
    get trial() {
      return this.design.trials[this.answers.length] ?? null;
    }
    /** Whether the next trial begins a block other than the first. */
    get atBlock() {
      const before = this.design.trials[this.answers.length - 1];
      return before !== void 0 && this.trial !== null && before.block !== this.trial.block;
    }
    /** Whether every factor has a class, and the sound was heard. */
    get complete() {
      return this.plays > 0 && this.design.factors.every((factor) => factor.name in this.chosen);
    }
    /** Count a playback, and begin to measure the time at the first one. */
    played() {
      this.plays += 1;
      this.firstPlay ??= this.now();
    }
    choose(factor, name) {
      this.chosen[factor] = name;
    }
    /** The class chosen for a factor in this trial, if any. */
    choice(factor) {
      return Object.hasOwn(this.chosen, factor) ? this.chosen[factor] : void 0;
    }
    /** Confirm the answer and go on; does nothing while it is incomplete. */
    next() {
      const trial2 = this.trial;
      if (trial2 === null || this.firstPlay === null || !this.complete) return false;
      this.answers.push({
        trial: trial2.number,
        classes: this.chosen,
        plays: this.plays,
        reaction_s: Math.round(this.now() - this.firstPlay) / 1e3
      });
      this.chosen = {};
      this.plays = 0;
      this.firstPlay = null;
      this.keep();
      return true;
    }
    /** Go back to the first trial; the answers are lost. */
    restart() {
      this.answers.length = 0;
      this.chosen = {};
      this.plays = 0;
      this.firstPlay = null;
      this.keep();
    }
    get key() {
      return `latentaudio-listening/${this.design.test}/${this.listener}`;
    }
    keep() {
      try {
        this.store?.setItem(this.key, JSON.stringify(this.answers));
      } catch {
      }
    }
    stored() {
      let found = null;
      try {
        found = JSON.parse(this.store?.getItem(this.key) ?? "null");
      } catch {
        return [];
      }
      if (!Array.isArray(found) || found.length > this.design.trials.length) return [];
      const fits = found.every(
        (one, place) => isAnswer(one) && one.trial === this.design.trials[place]?.number
      );
      return fits ? found : [];
    }
  };
  function isAnswer(value) {
    if (typeof value !== "object" || value === null) return false;
    const one = value;
    return typeof one.trial === "number" && typeof one.plays === "number" && typeof one.reaction_s === "number" && typeof one.classes === "object" && one.classes !== null;
  }

  // src/listening/main.ts
  var Page = class {
    constructor(design2, root) {
      this.design = design2;
      this.root = root;
      document.title = design2.title;
      document.addEventListener("keydown", (event) => this.onKey(event));
      this.show(welcome(design2, (listener) => this.begin(listener)));
    }
    design;
    root;
    session = null;
    player = new Player(
      () => this.heard(),
      (message) => this.say(message)
    );
    /** The question that the next key answers. */
    turn = 0;
    begin(listener) {
      this.session = new Session(this.design, listener, storage(), () => performance.now());
      this.showNext();
    }
    showNext() {
      const session = this.session;
      if (session === null) return;
      const trial2 = session.trial;
      if (trial2 === null) {
        this.show(end(session, () => this.restart()));
      } else if (session.atBlock) {
        this.show(pause(session, () => this.showTrial(session, trial2)));
      } else {
        this.showTrial(session, trial2);
      }
    }
    showTrial(session, trial2) {
      this.turn = 0;
      this.show(
        trial(session, {
          play: () => this.play(),
          choose: (factor, index) => this.choose(factor, index),
          next: () => this.next()
        })
      );
      this.markTurn();
      const following = this.design.trials[session.answers.length + 1];
      if (following !== void 0) this.player.prepare(following.file);
      void this.player.play(trial2.file);
    }
    show(screen) {
      this.player.stop();
      this.root.replaceChildren(screen);
      const first = screen.querySelector("button.main, input");
      first?.focus();
    }
    play() {
      const trial2 = this.session?.trial;
      if (trial2) void this.player.play(trial2.file);
    }
    heard() {
      this.session?.played();
      const plays = this.root.querySelector("#plays");
      const count = Number(plays?.getAttribute("data-plays") ?? 0) + 1;
      plays?.setAttribute("data-plays", String(count));
      this.say(count === 1 ? "Heard once" : `Heard ${count} times`);
      this.enableNext();
    }
    say(message) {
      const plays = this.root.querySelector("#plays");
      if (plays !== null) plays.textContent = message;
    }
    choose(factor, index) {
      const name = factor.classes[index];
      if (name === void 0) return;
      this.session?.choose(factor.name, name);
      this.turn = (this.design.factors.indexOf(factor) + 1) % this.design.factors.length;
      this.markTurn();
      this.enableNext();
    }
    markTurn() {
      this.root.querySelectorAll("fieldset").forEach((field, place) => {
        field.classList.toggle("turn", place === this.turn);
      });
    }
    enableNext() {
      const next = this.root.querySelector("#next");
      if (next !== null) next.disabled = !this.session?.complete;
    }
    next() {
      const file = this.session?.trial?.file;
      if (!this.session?.next()) return;
      if (file !== void 0) this.player.release(file);
      this.showNext();
    }
    restart() {
      this.session?.restart();
      this.showNext();
    }
    onKey(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (this.root.querySelector("#play") === null || actsByItself(event)) return;
      if (event.key === " ") {
        event.preventDefault();
        this.play();
      } else if (event.key === "Enter") {
        event.preventDefault();
        this.next();
      } else {
        this.chooseByKey(event.key);
      }
    }
    chooseByKey(key) {
      const radio = document.getElementById(`factor${this.turn}-${indexOf(key)}`);
      if (!(radio instanceof HTMLInputElement)) return;
      radio.checked = true;
      radio.dispatchEvent(new Event("change"));
    }
  };
  function actsByItself(event) {
    const target = event.target;
    if (target instanceof HTMLInputElement) return event.key === " " && !target.checked;
    const saves = target instanceof HTMLButtonElement && target.id === "save";
    return saves && /^( |Enter)$/.test(event.key);
  }
  function storage() {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  }
  var design = null;
  window.LatentAudio = {
    put(name, content) {
      if (name === "data/test") design = content;
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    const root = document.getElementById("test");
    if (root === null) return;
    const problem2 = problemOf(design);
    if (problem2 !== null || design === null) {
      root.replaceChildren(problem(problem2 ?? ""));
    } else {
      new Page(design, root);
    }
  });
})();
