// The checks: each file in checks/ registers its own, and run.mjs runs them all.

/** What is to be run: `run(visitor, files)` fails by throwing. */
export const CHECKS = [];

/**
 * Register a check.
 *
 * @param {string} name what is true of the page; a test of pytest has this name.
 * @param {(visitor: import("./visitor.mjs").Visitor) => Promise<void>} run
 * @param {{folder?: string, hash?: string, errors?: RegExp, emulates?: boolean, fresh?: boolean}}
 *   options the folder and the address that are opened before, the error messages that belong to the
 *   check, and whether it changes wishes of the system, or needs a window of its own.
 */
export function check(name, run, options = {}) {
  if (CHECKS.some((other) => other.name === name)) throw new Error(`two checks "${name}"`);
  CHECKS.push({ name, run, folder: "page", hash: "", ...options });
}
