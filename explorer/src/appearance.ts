/** How sounds look in all maps: colours, what is hidden, what stands out, and the theme. */

import { colourRows, type Colouring } from "./colour.ts";
import { emphasisOf, outstanding, shownRows, sievesOf } from "./filter.ts";
import { pixel, type Theme } from "./palettes.ts";
import { mixedOrder } from "./raster.ts";
import type { DataSet, State, Store } from "./types.ts";

/** Colours of the page that are painted on maps, `#rrggbb`. */
export interface Tones {
  ground: string;
  ink: string;
  quiet: string;
  accent: string;
  faint: string;
}

type Change = "colours" | "shown" | "theme";

/** What all maps share. It follows the state by itself. */
export class Appearance {
  theme: Theme = "light";
  tones: Tones = { ground: "#ffffff", ink: "#000000", quiet: "#666666", accent: "#0072b2", faint: "#cccccc" };
  colouring: Colouring;
  shown: Uint8Array;
  emphasis: Uint8Array;
  /** Rows in an order that favours none. */
  readonly order: Uint32Array;
  readonly #store: Store;
  readonly #data: DataSet;
  readonly #fail: (error: unknown) => void;
  readonly #listeners = new Set<(change: Change) => void>();
  #asked = { colours: 0, shown: 0 };

  constructor(store: Store, data: DataSet, fail: (error: unknown) => void) {
    const count = data.manifest.sounds;
    this.#store = store;
    this.#data = data;
    this.#fail = fail;
    this.order = mixedOrder(count);
    this.shown = new Uint8Array(count).fill(1);
    this.emphasis = emphasisOf(this.shown, null);
    this.#readTheme();
    this.colouring = colourRows(count, null, null, this.#choice(store.get()));
    store.on(["theme"], () => this.#retheme());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#retheme());
    store.on(["colour", "ownColours"], () => void this.#recolour());
    store.on(["ranges"], (state) => {
      if (this.colouring.column && this.colouring.column.name in state.ranges) void this.#recolour();
    });
    store.on(["hidden", "ranges"], () => void this.#sieve());
    store.on(["selection", "found"], () => this.#emphasise());
  }

  /** Wait for what the present state needs. */
  async load(): Promise<void> {
    await Promise.all([this.#recolour(), this.#sieve()]);
  }

  /** Listen to changes of how sounds look. */
  on(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(change: Change): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  #choice(state: Readonly<State>) {
    return {
      theme: this.theme,
      own: state.ownColours[state.colour] ?? {},
      range: state.ranges[state.colour] ?? null,
    };
  }

  async #recolour(): Promise<void> {
    const turn = ++this.#asked.colours;
    try {
      const column = this.#data.column(this.#store.get().colour) ?? null;
      const values = column && (await this.#data.values(column.name));
      if (turn !== this.#asked.colours) return;
      const choice = this.#choice(this.#store.get());
      this.colouring = colourRows(this.shown.length, column, values, choice);
      this.#tell("colours");
    } catch (error) {
      this.#fail(error);
    }
  }

  async #sieve(): Promise<void> {
    const turn = ++this.#asked.shown;
    try {
      const sieves = await sievesOf(this.#data, this.#store.get());
      if (turn !== this.#asked.shown) return;
      this.shown = shownRows(this.shown.length, sieves);
      this.#emphasise();
    } catch (error) {
      this.#fail(error);
    }
  }

  #emphasise(): void {
    this.emphasis = emphasisOf(this.shown, outstanding(this.#store.get()));
    this.#tell("shown");
  }

  #retheme(): void {
    this.#readTheme();
    this.#tell("theme");
    void this.#recolour();
  }

  #readTheme(): void {
    const { theme } = this.#store.get();
    const root = document.documentElement;
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    const prefersDark = matchMedia("(prefers-color-scheme: dark)").matches;
    this.theme = theme === "auto" ? (prefersDark ? "dark" : "light") : theme;
    this.tones = {
      ground: toneOf("--map"),
      ink: toneOf("--ink"),
      quiet: toneOf("--quiet"),
      accent: toneOf("--accent"),
      faint: toneOf("--faint"),
    };
  }

  /** A tone as a pixel of an image. */
  tone(name: keyof Tones): number {
    return pixel(this.tones[name]);
  }
}

/** A colour of the style sheet, as it is in the present theme. */
function toneOf(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.documentElement.append(probe);
  const parts = /(\d+)\D+(\d+)\D+(\d+)/.exec(getComputedStyle(probe).color);
  probe.remove();
  if (!parts) return "#808080";
  return `#${parts.slice(1, 4).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
}
