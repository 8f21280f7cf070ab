/** The state of a test: which trial is next, what was answered, and how it survives a reload. */

import type { Design, Trial } from "./design.ts";

/** What a listener did in one trial. */
export interface Answer {
  trial: number;
  /** Chosen class of each factor, by its name. */
  classes: Record<string, string>;
  plays: number;
  /** From the first playback to the confirmation of the answer (s). */
  reaction_s: number;
}

/** The part of the browser's storage that is used. */
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** One listener's way through a test. Answers are kept in the store, if there is one, at once. */
export class Session {
  readonly answers: Answer[] = [];
  private chosen: Record<string, string> = {};
  private plays = 0;
  private firstPlay: number | null = null;

  constructor(
    readonly design: Design,
    readonly listener: string,
    private readonly store: Store | null,
    private readonly now: () => number,
  ) {
    this.answers.push(...this.stored());
  }

  /** The trial to answer; null at the end of the test. */
  get trial(): Trial | null {
    return this.design.trials[this.answers.length] ?? null;
  }

  /** Whether the next trial begins a block other than the first. */
  get atBlock(): boolean {
    const before = this.design.trials[this.answers.length - 1];
    return before !== undefined && this.trial !== null && before.block !== this.trial.block;
  }

  /** Whether every factor has a class, and the sound was heard. */
  get complete(): boolean {
    return this.plays > 0 && this.design.factors.every((factor) => factor.name in this.chosen);
  }

  /** Count a playback, and begin to measure the time at the first one. */
  played(): void {
    this.plays += 1;
    this.firstPlay ??= this.now();
  }

  choose(factor: string, name: string): void {
    this.chosen[factor] = name;
  }

  /** The class chosen for a factor in this trial, if any. */
  choice(factor: string): string | undefined {
    return Object.hasOwn(this.chosen, factor) ? this.chosen[factor] : undefined;
  }

  /** Confirm the answer and go on; does nothing while it is incomplete. */
  next(): boolean {
    const trial = this.trial;
    if (trial === null || this.firstPlay === null || !this.complete) return false;
    this.answers.push({
      trial: trial.number,
      classes: this.chosen,
      plays: this.plays,
      reaction_s: Math.round(this.now() - this.firstPlay) / 1000,
    });
    this.chosen = {};
    this.plays = 0;
    this.firstPlay = null;
    this.keep();
    return true;
  }

  /** Go back to the first trial; the answers are lost. */
  restart(): void {
    this.answers.length = 0;
    this.chosen = {};
    this.plays = 0;
    this.firstPlay = null;
    this.keep();
  }

  private get key(): string {
    return `latentaudio-listening/${this.design.test}/${this.listener}`;
  }

  private keep(): void {
    try {
      this.store?.setItem(this.key, JSON.stringify(this.answers));
    } catch {
      // A full or forbidden store: the test goes on, and answers can be saved as a file.
    }
  }

  private stored(): Answer[] {
    let found: unknown = null;
    try {
      found = JSON.parse(this.store?.getItem(this.key) ?? "null");
    } catch {
      return [];
    }
    if (!Array.isArray(found) || found.length > this.design.trials.length) return [];
    const fits = found.every(
      (one, place) => isAnswer(one) && one.trial === this.design.trials[place]?.number,
    );
    return fits ? found : [];
  }
}

function isAnswer(value: unknown): value is Answer {
  if (typeof value !== "object" || value === null) return false;
  const one = value as Partial<Answer>;
  return (
    typeof one.trial === "number" &&
    typeof one.plays === "number" &&
    typeof one.reaction_s === "number" &&
    typeof one.classes === "object" &&
    one.classes !== null
  );
}
