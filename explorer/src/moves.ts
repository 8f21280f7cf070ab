/** The panel of moves: what the network hears when a sound is moved along the axis of a factor. */

import { button, element, select } from "./elements.ts";
import { moveDetails, type MoveDetails } from "./movedetails.ts";
import { drawPaths } from "./movepath.ts";
import { grouped, numberText } from "./numbers.ts";
import type { Context, Move, Moves, State } from "./types.ts";

/** Moves that are listed at first, and more at each wish. */
const LISTED = 12;
/** Choice of the moves of the chosen sound; no text of a pair of classes is like it. */
const CHOSEN = "chosen";

/** Make the panel; the moves are loaded when it is first shown. */
export function movesPanel(context: Context): HTMLElement {
  const panel = element("section", { className: "moves", ariaLabel: "Moves" });
  const spaces = context.data.manifest.moves.map(({ space }) => space);
  if (spaces.length > 0) new MovesPanel(context, panel, spaces);
  else panel.append(element("p", {}, "This data set has no moves, since it has no factor axes."));
  return panel;
}

class MovesPanel {
  readonly #context: Context;
  readonly #space: HTMLSelectElement;
  readonly #filter: HTMLSelectElement;
  readonly #list = element("ol", { className: "moves-list" });
  readonly #more = button("Show more", () => this.#listMore());
  readonly #details = element("div", { className: "moves-details" });
  readonly #status = element("p", { role: "status" });
  readonly #about = element("p", { className: "quiet" });
  readonly #redraw: () => void;
  #moves: Moves | null = null;
  #wanted = "";
  #listed = LISTED;
  #shown: { move: Move; details: MoveDetails } | null = null;
  readonly #entries = new Map<Move, HTMLButtonElement>();

  constructor(context: Context, panel: HTMLElement, spaces: readonly string[]) {
    this.#context = context;
    const titles = context.data.manifest.layer_titles;
    const options = spaces.map((space) => [space, titles[space] ?? space] as const);
    this.#space = select("Layer of the moves", options, (space) => {
      context.store.set({ move: null });
      void this.#load(space);
    });
    this.#filter = select("Moves listed", [["", "all moves"]], () => this.#fillList());
    this.#redraw = drawPaths(context, () => this.#drawn());
    panel.append(
      element("div", { className: "moves-choice" }, this.#space, this.#filter),
      this.#status,
      this.#list,
      this.#more,
      this.#details,
      this.#about,
    );
    const update = () => void this.#update();
    context.store.on(["move", "panel"], update);
    context.store.on(["chosen"], () => {
      if (this.#filter.value === CHOSEN) this.#fillList();
    });
    update();
  }

  /** Follow the state: load what it asks for, and show its move and its step. */
  async #update(): Promise<void> {
    const { move, panel } = this.#context.store.get();
    if (move === null && panel !== "moves") return this.#show(null);
    await this.#load(move?.space ?? this.#space.value);
  }

  async #load(space: string): Promise<void> {
    if (this.#wanted !== space) {
      this.#wanted = space;
      this.#space.value = space;
      this.#moves = null;
      this.#status.textContent = "Loading …";
      try {
        const moves = await this.#context.data.moves(space);
        if (this.#wanted !== space) return; // another layer was chosen meanwhile
        this.#moves = moves;
        this.#status.textContent = "";
      } catch (error) {
        if (this.#wanted !== space) return;
        this.#wanted = ""; // so that it can be tried again
        this.#status.textContent = error instanceof Error ? error.message : String(error);
      }
      this.#about.textContent = this.#moves?.about ?? "";
      this.#listed = LISTED;
      this.#fillFilter();
      this.#fillList();
    }
    this.#show(this.#context.store.get().move);
  }

  // -- List --------------------------------------------------------------------------------------

  #fillFilter(): void {
    const kinds = [...new Set((this.#moves?.moves ?? []).map(kindOf))];
    const options = [
      ["", "all moves"],
      [CHOSEN, "of the chosen sound"],
      ...kinds.map((kind) => [kind, kind]),
    ];
    this.#filter.replaceChildren(
      ...options.map(([value, text]) => element("option", { value }, text)),
    );
  }

  #listMore(): void {
    this.#listed += LISTED;
    this.#fillList();
  }

  #fillList(): void {
    const moves = this.#moves?.moves ?? [];
    const entries = moves.map((move, index) => ({ move, index }));
    const fitting = entries.filter(({ move }) => this.#fits(move));
    this.#entries.clear();
    this.#list.replaceChildren(
      ...fitting.slice(0, this.#listed).map(({ move, index }) => this.#entry(move, index)),
    );
    this.#more.hidden = fitting.length <= this.#listed;
    this.#markEntry();
    if (!this.#moves) return;
    this.#status.textContent = `${grouped(fitting.length)} moves, largest effect first`;
  }

  #fits(move: Move): boolean {
    const wanted = this.#filter.value;
    if (wanted === CHOSEN) return move.row === this.#context.store.get().chosen;
    return wanted === "" || wanted === kindOf(move);
  }

  #entry(move: Move, index: number): HTMLElement {
    const id = this.#context.data.sounds.ids[move.row];
    const effect = `effect on ${move.effect_of} ${numberText(move.effect)}`;
    const choose = button(`${kindOf(move)}, ${id}, ${effect}`, () => {
      const space = this.#space.value;
      this.#context.store.set({ chosen: move.row, move: { space, index, step: 0 } });
    });
    this.#entries.set(move, choose);
    return element("li", {}, choose);
  }

  #markEntry(): void {
    for (const [move, entry] of this.#entries) {
      entry.ariaPressed = String(move === this.#shown?.move);
    }
  }

  // -- One move ----------------------------------------------------------------------------------

  /** Show a move at its step; one that does not exist is taken out of the state. */
  #show(chosen: State["move"]): void {
    const moves = chosen?.space === this.#wanted ? this.#moves : null;
    const move = chosen && moves?.moves[chosen.index];
    if (chosen && moves && !(move && chosen.step < move.positions.length)) {
      this.#context.store.set({ move: null });
      this.#status.textContent = `There is no move ${chosen.index} with a step ${chosen.step}.`;
      return;
    }
    if (!chosen || !move) {
      this.#shown = null;
      this.#details.replaceChildren();
    } else {
      if (this.#shown?.move !== move) this.#open(move, chosen);
      this.#shown?.details.show(chosen.step);
    }
    this.#markEntry();
    this.#redraw();
  }

  #open(move: Move, chosen: NonNullable<State["move"]>): void {
    const { store } = this.#context;
    const details = moveDetails(this.#context, move, (step) =>
      store.set({ move: { ...chosen, step } }),
    );
    this.#shown = { move, details };
    this.#details.replaceChildren(details.content);
  }

  #drawn() {
    const { move } = this.#context.store.get();
    if (!move || !this.#shown) return null;
    return { move: this.#shown.move, step: move.step };
  }
}

function kindOf(move: Move): string {
  return `${move.factor}: ${move.own} → ${move.other}`;
}
