/** From layer to layer: a slider, and a button that plays through them. */

import { button, element } from "../elements.ts";
import { mapsInRow, showMap } from "../layers.ts";
import { DURATION_MS, wantsStillness } from "../transition.ts";
import type { Context, MapInfo } from "../types.ts";
import { slider } from "./fields.ts";

/** Rest after each transition (ms). */
const REST_MS = 700;

/** Make the bar of a view; null where there are no layers to go through. */
export function layerBar(context: Context, index: number): { element: HTMLElement; close(): void } | null {
  const { store, data } = context;
  const { layers, layer_titles: titles } = data.manifest;
  const mapOf = () => data.map(store.get().views[index]?.map ?? "");
  const row = (): MapInfo[] => mapsInRow(data, mapOf());
  if (layers.length < 2 || row().length < 2 || !row().every((map) => layers.includes(map.space))) {
    return null;
  }
  const input = slider(
    index === 0 ? "Layer" : "Layer of the second map",
    { min: 1, max: row().length, step: 1, value: 1 },
    (value) => go(value - 1),
  );
  const text = element("output", { className: "layer-name" });
  let timer: number | undefined;

  function go(place: number): void {
    stop();
    const map = row()[place];
    if (map) showMap(store, index, map);
  }

  function stop(): void {
    window.clearTimeout(timer);
    timer = undefined;
    play.textContent = "▶ Play through";
  }

  function playOn(place: number): void {
    const maps = row();
    go(place);
    if (place + 1 >= maps.length) return;
    play.textContent = "■ Stop";
    const duration = (wantsStillness() ? 0 : DURATION_MS) + REST_MS;
    timer = window.setTimeout(() => playOn(place + 1), duration);
  }

  const play = button("▶ Play through", () => (timer === undefined ? playOn(0) : stop()), "button");
  play.title = "Show one layer after the other";

  const show = () => {
    const map = mapOf();
    const place = row().findIndex((other) => other.name === map?.name);
    if (place >= 0) input.value = String(place + 1);
    const name = map && titles[map.space] ? titles[map.space] : (map?.space_title ?? "");
    text.textContent = place >= 0 ? `${place + 1} of ${row().length}: ${name}` : `not a layer: ${name}`;
    input.setAttribute("aria-valuetext", text.textContent);
    input.classList.toggle("unset", place < 0);
  };
  show();
  const unlisten = store.on(["views"], show);
  return {
    element: element(
      "div",
      { className: "layer-bar" },
      element("span", { className: "quiet" }, "Layer"),
      input,
      text,
      play,
    ),
    close() {
      stop();
      unlisten();
    },
  };
}
