/** Answers as a CSV table, with the columns of answer_sheet.csv. */

import { type Cell, csv } from "../tables.ts";
import type { Design } from "./design.ts";
import type { Answer } from "./session.ts";

/** Write the answers of a listener; trials without an answer are left out. */
export function answersCsv(design: Design, listener: string, answers: Answer[]): string {
  const names = design.factors.map((factor) => factor.name);
  const trials = new Map(design.trials.map((trial) => [trial.number, trial]));
  const header = ["test", "listener", "trial", "block", "file", "plays", "reaction_s"];
  const rows = answers.map((one): Cell[] => {
    const trial = trials.get(one.trial);
    return [
      design.test,
      listener,
      one.trial,
      trial?.block ?? null,
      trial?.file.split("/").pop() ?? null,
      one.plays,
      one.reaction_s,
      ...names.map((name) => one.classes[name] ?? null),
    ];
  });
  return csv([...header, ...names.map((name) => `answer_${name}`)], rows);
}

/** Name the file of a listener's answers, with characters that every system allows. */
export function answersFile(design: Design, listener: string): string {
  const name = listener.replace(/[^\p{L}\p{N}_-]+/gu, "_") || "anonymous";
  return `answers_${name}_${design.test}.csv`;
}
