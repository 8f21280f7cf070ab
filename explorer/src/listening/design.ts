/** What data/test.js says about a listening test. */

export interface Factor {
  name: string;
  /** Name with its unit. */
  title: string;
  classes: string[];
}

export interface Trial {
  /** Place in the order of the test, from 1. */
  number: number;
  block: number;
  /** WAV file, relative to the page. */
  file: string;
}

export interface Design {
  version: number;
  /** Digest of the test, which tells answers to different tests apart. */
  test: string;
  title: string;
  factors: Factor[];
  trials: Trial[];
}

/** The version of data/test.js that this page reads. */
export const VERSION = 1;

/** Say why a design cannot be used; null if it can. */
export function problemOf(design: Design | null): string | null {
  if (design === null) {
    return "The file data/test.js is missing or damaged. Copy the whole folder of the test again.";
  }
  if (design.version !== VERSION) {
    return (
      `data/test.js is of version ${design.version}, this page reads version ${VERSION}. ` +
      "Make the listening test again."
    );
  }
  return null;
}

/** Count the blocks of a test. */
export function blocksOf(design: Design): number {
  return Math.max(...design.trials.map((trial) => trial.block));
}
