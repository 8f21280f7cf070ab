/** The state in the address of the page, so that a view can be kept and sent. */

import { CODES } from "./hashcodes.ts";
import type { DataSet, Key, State, Store } from "./types.ts";

/** Addresses are rewritten when the state has rested for so long (ms): browsers limit how often. */
const REST_MS = 300;

const DATASET = "data";

const KEYS: readonly Key[] = [
  "views",
  "colour",
  "ownColours",
  "marks",
  "pointSize",
  "spherical",
  "tool",
  "chosen",
  "selection",
  "hidden",
  "ranges",
  "search",
  "space",
  "move",
  "panel",
  "panByPosition",
];

/** Name of the data set in an address; null if it names none. */
export function datasetOfHash(hash: string): string | null {
  const text = partsOf(hash).find(([name]) => name === DATASET)?.[1];
  if (text === undefined) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a stray percent sign
  }
}

/**
 * Write a state; what is as in `initial` is left out.
 *
 * @param named whether the data set is named even if its name is empty.
 */
export function writeHash(
  state: Readonly<State>,
  initial: Readonly<State>,
  named = state.dataset !== "",
): string {
  const parts = CODES.map((code) => [code.name, code.write(state), code.write(initial)]);
  const texts = parts
    .filter(([, text, usual]) => text !== usual)
    .map(([name, text]) => `${name}=${text}`);
  const first = named ? [`${DATASET}=${encodeURIComponent(state.dataset)}`] : [];
  return [...first, ...texts].join("&");
}

/**
 * Read an address: the state that it stands for, and one line for each part that is ignored.
 *
 * What it does not name is as in `initial`.
 */
export function readHash(
  hash: string,
  data: DataSet,
  initial: Readonly<State>,
): { patch: Partial<State>; ignored: string[] } {
  const patch: Partial<State> = Object.fromEntries(KEYS.map((key) => [key, initial[key]]));
  const ignored: string[] = [];
  for (const [name, text] of partsOf(hash)) {
    if (name === DATASET) continue;
    const code = CODES.find((other) => other.name === name);
    try {
      if (!code) throw new Error("is not known");
      Object.assign(patch, code.read(text, data));
    } catch (error) {
      ignored.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { patch, ignored };
}

/**
 * Restore the state from the address, and keep the two together from now on.
 *
 * The present entry of the history is rewritten; none is added. An address that names another data
 * set, one of `datasets`, sets `dataset` and nothing else; and where `dataset` is set otherwise,
 * the address becomes that of the other data set as it is first shown. Whoever loads it then binds
 * the address anew.
 *
 * @param tell shows one line of text: what is ignored.
 * @returns a function that ends it.
 */
export function bindHash(
  store: Store,
  data: DataSet,
  datasets: readonly string[],
  tell: (text: string) => void,
): () => void {
  const initial = store.get();
  let timer: number | undefined;
  const write = () => {
    window.clearTimeout(timer);
    timer = undefined;
    if (store.get().dataset !== data.name) return;
    const hash = `#${writeHash(store.get(), initial, datasets.length > 1)}`;
    if (hash !== (location.hash || "#")) history.replaceState(history.state, "", hash);
  };
  const restore = () => {
    const wanted = datasetOfHash(location.hash);
    if (wanted !== null && wanted !== data.name && datasets.includes(wanted)) {
      store.set({ dataset: wanted });
      return;
    }
    const { patch, ignored } = readHash(location.hash, data, initial);
    if (wanted !== null && wanted !== data.name) ignored.push(`no data set "${wanted}"`);
    store.set(patch);
    if (ignored.length > 0) tell(`Ignored in the address: ${ignored.join("; ")}`);
  };
  restore();
  const unlisten = store.on([...KEYS, "dataset"], (state) => {
    window.clearTimeout(timer);
    if (state.dataset === data.name) timer = window.setTimeout(write, REST_MS);
    else if (datasetOfHash(location.hash) !== state.dataset) nameDataset(state.dataset);
  });
  window.addEventListener("hashchange", restore);
  window.addEventListener("pagehide", write);
  return () => {
    window.clearTimeout(timer);
    unlisten();
    window.removeEventListener("hashchange", restore);
    window.removeEventListener("pagehide", write);
  };
}

function nameDataset(name: string): void {
  history.replaceState(history.state, "", `#${DATASET}=${encodeURIComponent(name)}`);
}

function partsOf(hash: string): [name: string, text: string][] {
  const parts = hash.replace(/^#/, "").split("&").filter((part) => part !== "");
  return parts.map((part) => {
    const at = part.indexOf("=");
    return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
  });
}
