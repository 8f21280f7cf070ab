/** What pointing and clicking let one hear. */

import type { Context, Row } from "./types.ts";

/** The pointer came to a sound: hear it once, unless another is looped or a tour is under way. */
export function pointAt({ store, player }: Context, row: Row | null, pan: number): void {
  store.set({ hovered: row });
  const { hoverToHear, audible, looping } = store.get();
  if (row !== null && hoverToHear && audible && !looping && !player.touring) void player.play(row, { pan });
}

/** A click chooses a sound and loops it; a second one, or one beside all sounds, ends that. */
export function clickOn({ store, player }: Context, row: Row | null, pan: number): void {
  const { chosen, looping, panel, playing } = store.get();
  if (row === null || (row === chosen && looping && playing === row)) {
    player.stop();
    if (row === null) store.set({ chosen: null });
    return;
  }
  store.set({ chosen: row, panel: panel === "moves" ? panel : "sound" });
  void player.play(row, { loop: true, pan });
}
