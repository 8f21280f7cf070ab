/** Play, stop and loop for one sound. */

import { button, element } from "../elements.ts";
import type { Context, Row } from "../types.ts";

/** Make the buttons; they follow what sounds until they are taken off the page. */
export function soundControls({ store, player }: Context, row: Row): HTMLElement {
  const play = button("", () => {
    if (store.get().playing === row) player.stop();
    else void player.play(row);
  }, "button primary");
  const loop = button("Loop", () => {
    const { playing, looping } = store.get();
    if (playing === row) store.set({ looping: !looping });
    else void player.play(row, { loop: true });
  }, "button");
  const box = element("div", { className: "row" }, play, loop);
  const show = () => {
    const { playing, looping } = store.get();
    play.textContent = playing === row ? "■\ufe0e Stop" : "▶\ufe0e Play";
    loop.setAttribute("aria-pressed", String(playing === row && looping));
  };
  const unlisten = store.on(["playing", "looping"], () => {
    if (box.isConnected) show();
    else unlisten();
  });
  show();
  return box;
}
