/** The state of the page, and who wants to know when it changes. */

import type { Key, State, Store } from "./types.ts";

interface Listener {
  keys: readonly Key[];
  call: (state: Readonly<State>) => void;
}

/** Make a store; a change that listeners make themselves is told of after the one they heard of. */
export function createStore(initial: State): Store {
  let state: Readonly<State> = { ...initial };
  const listeners = new Set<Listener>();
  const waiting: ReadonlySet<Key>[] = [];
  let telling = false;

  function tell(): void {
    if (telling) return;
    telling = true;
    try {
      for (let changed = waiting.shift(); changed; changed = waiting.shift()) {
        for (const listener of [...listeners]) {
          if (listeners.has(listener) && listener.keys.some((key) => changed.has(key))) {
            listener.call(state);
          }
        }
      }
    } finally {
      telling = false;
    }
  }

  return {
    get: () => state,
    set(patch) {
      const changed = (Object.keys(patch) as Key[]).filter(
        (key) => !Object.is(state[key], patch[key]),
      );
      if (changed.length === 0) return;
      state = { ...state, ...patch };
      waiting.push(new Set(changed));
      tell();
    },
    on(keys, call) {
      const listener = { keys, call };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
