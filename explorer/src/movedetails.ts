/** One move: going through its steps, what the network hears there, and the sounds to be heard. */

import { button, element } from "./elements.ts";
import { showMap } from "./layers.ts";
import { distanceBars, loudestClass, moveBars } from "./movebars.ts";
import type { Context, Move, Row } from "./types.ts";

const EXPLANATION =
  "What is heard is the original sound at every step: a moved point has no sound of its own. " +
  "What the network makes of the moved point, the bars show.";

/** Elements of a move, and a function that shows a step in them. */
export interface MoveDetails {
  content: HTMLElement;
  show(step: number): void;
}

/** Make the details of a move; `go` is called with the step that is wanted. */
export function moveDetails(
  context: Context,
  move: Move,
  go: (step: number) => void,
): MoveDetails {
  const classNames = context.data.manifest.classes?.names ?? [];
  const bars = moveBars(move, classNames);
  const stepper = makeStepper(move, go);
  const places = placesOf(context, move);
  const content = element(
    "div",
    { className: "move" },
    element("h3", {}, `${context.data.sounds.ids[move.row]}: ${move.own} → ${move.other}`),
    stepper.content,
    places,
    bars.table,
    distanceBars(move),
    hearing(context, move),
    element("p", { className: "quiet" }, EXPLANATION),
    button("Close this move", () => context.store.set({ move: null })),
  );
  const show = (step: number) => {
    stepper.show(step);
    bars.show(step);
    const most = loudestClass(move, step, classNames);
    context.announce(`Step ${step + 1} of ${move.positions.length}. Loudest class: ${most}`);
  };
  return { content, show };
}

function makeStepper(move: Move, go: (step: number) => void): MoveDetails {
  const last = move.positions.length - 1;
  const slider = element("input", {
    type: "range",
    min: "0",
    max: String(last),
    step: "1",
    ariaLabel: "Step of the move",
  });
  const text = element("output", { className: "move-step" });
  let present = 0;
  const back = button("◀\ufe0e", () => go(Math.max(0, present - 1)));
  const on = button("▶\ufe0e", () => go(Math.min(last, present + 1)));
  back.ariaLabel = "Step back";
  on.ariaLabel = "Step on";
  slider.addEventListener("input", () => go(Number(slider.value)));
  const show = (step: number) => {
    present = step;
    slider.value = String(step);
    back.disabled = step === 0;
    on.disabled = step === last;
    const way = `${Math.round(100 * move.positions[step])} % of the way`;
    text.textContent = `step ${step + 1} of ${last + 1}: ${way} from ${move.own} to ${move.other}`;
    slider.ariaValueText = text.textContent;
  };
  return { content: element("div", { className: "move-stepper" }, back, slider, on, text), show };
}

/** Say on which maps the way is drawn, with a button that shows each. */
function placesOf({ store, data }: Context, move: Move): HTMLElement {
  const maps = Object.keys(move.paths).flatMap((name) => data.map(name) ?? []);
  if (maps.length === 0) return element("p", {}, "No map of this data set can place the points.");
  return element(
    "div",
    { className: "move-maps", role: "group", ariaLabel: "Maps that place moved points exactly" },
    element("span", {}, "Drawn exactly on: "),
    ...maps.map((map) => button(map.title, () => showMap(store, 0, map))),
  );
}

/** Buttons to hear the sound, those it moves towards, and all in turn. */
function hearing(context: Context, move: Move): HTMLElement {
  const { data, player } = context;
  if (!data.manifest.audio) return element("p", {}, "This data set has no audio.");
  const hear = (row: Row, text: string) => button(text, () => void player.play(row));
  const own = hear(move.row, `▶\ufe0e the sound (${move.own})`);
  const towards = move.towards.map((row) => hear(row, `▶\ufe0e ${data.sounds.ids[row]}`));
  const turn = button("▶\ufe0e in turn", () => player.sequence([move.row, ...move.towards]));
  return element(
    "div",
    { className: "move-hear" },
    own,
    turn,
    element("p", {}, `It moves towards these sounds of ${move.other}:`),
    ...towards,
  );
}
