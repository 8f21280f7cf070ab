// Plays the sounds of the buttons, one at a time.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const sound = document.getElementById("sound");
  const status = document.getElementById("status");
  let current = null;
  /** Buttons that follow by themselves. */
  let queue = [];

  const mark = (button) => {
    current?.classList.remove("playing");
    current = button;
    current?.classList.add("playing");
  };

  const stop = () => {
    queue = [];
    sound.pause();
    mark(null);
  };

  const play = async (button, following = []) => {
    queue = following;
    sound.src = button.dataset.sound;
    mark(button);
    status.textContent = button.getAttribute("aria-label");
    try {
      await sound.play();
    } catch (error) {
      // Another sound was wanted before this one began.
      if (error.name === "AbortError" || current !== button) return;
      stop();
      status.textContent = `${button.dataset.sound} cannot be played: the file is missing, or this browser has no sound.`;
    }
  };

  sound.addEventListener("ended", () => {
    mark(null);
    const [next, ...rest] = queue;
    if (next !== undefined) void play(next, rest);
  });

  const stepsOf = (row) => [...row.querySelectorAll(".step")];

  /** Move the focus; one button of each row is reached by the tabulator. */
  const focus = (button) => {
    for (const one of stepsOf(button.closest(".row"))) one.tabIndex = one === button ? 0 : -1;
    button.focus();
  };

  /** The button beside another, or in the row above or below. */
  const beside = (button, key) => {
    const row = button.closest(".row");
    const steps = stepsOf(row);
    const place = steps.indexOf(button);
    if (key === "ArrowRight") return steps[place + 1];
    if (key === "ArrowLeft") return steps[place - 1];
    const rows = [...document.querySelectorAll(".row")];
    const other = rows[rows.indexOf(row) + (key === "ArrowDown" ? 1 : -1)];
    if (other === undefined) return undefined;
    const found = stepsOf(other);
    return found[Math.min(place, found.length - 1)];
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button === null) return;
    if (button.classList.contains("all")) {
      const [first, ...rest] = stepsOf(button.closest(".row"));
      void play(first, rest);
      return;
    }
    focus(button);
    if (button === current) stop();
    else void play(button);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      stop();
      return;
    }
    const button = event.target.closest?.(".step");
    if (!button || !/^Arrow/.test(event.key)) return;
    event.preventDefault();
    const next = beside(button, event.key);
    if (next === undefined) return;
    focus(next);
    void play(next);
  });

  document.documentElement.dataset.state = "ready";
});
