/** How sounds are drawn and heard. */

import { element } from "../elements.ts";
import type { Context, Key } from "../types.ts";
import { choices, field, section, slider, tick } from "./fields.ts";

/** Diameter of points, in CSS pixels; 0: by how much room there is. */
const MOST_SIZE = 24;

/** Make the part of the page that says how sounds are drawn. */
export function drawingPanel(context: Context): HTMLElement {
  const { store, data } = context;
  const marks = choices(
    "Sounds are drawn as",
    [
      ["points", "Points", "Draw each sound as a point"],
      ["sprites", "Spectrograms", "Draw sounds as small spectrograms where there is room; come nearer to see more"],
    ],
    (value) => store.set({ marks: value }),
  );
  const size = slider(
    "Size",
    { min: 0, max: MOST_SIZE, step: 1, value: store.get().pointSize },
    (pointSize) => store.set({ pointSize }),
  );
  const sizeText = element("span", { className: "quiet" });
  const orbit = tick("Orbit", store.get().orbiting, (orbiting) => store.set({ orbiting }));
  const sphere = tick("On a sphere", store.get().spherical, (spherical) => store.set({ spherical }));
  const solid = element("div", { className: "row" }, orbit, sphere);
  follow(context, ["marks", "pointSize", "orbiting", "spherical", "views"], () => {
    const state = store.get();
    marks.show(state.marks);
    size.value = String(state.pointSize);
    sizeText.textContent = state.pointSize === 0 ? "auto" : `${state.pointSize} px`;
    size.setAttribute("aria-valuetext", sizeText.textContent);
    orbit.box.checked = state.orbiting;
    sphere.box.checked = state.spherical;
    solid.hidden = !state.views.some((view) => data.map(view.map)?.dimensions === 3);
  });
  const drawn = data.manifest.sprites ? [marks.element] : [];
  const sizeField = field("Size", size, "row");
  sizeField.append(sizeText);
  return section("Drawing", ...drawn, sizeField, solid);
}

/** Make the part of the page that says how sounds are heard. */
export function hearingPanel(context: Context): HTMLElement {
  const { store, data } = context;
  if (!data.manifest.audio) {
    return section("Sound", element("p", { className: "quiet" }, "This folder has no audio."));
  }
  const hover = tick("Play on hover", true, (hoverToHear) => store.set({ hoverToHear }));
  const pan = tick("Stereo by position", true, (panByPosition) => store.set({ panByPosition }));
  const volume = slider(
    "Volume",
    { min: 0, max: 1, step: 0.01, value: store.get().volume },
    (value) => store.set({ volume: value }),
  );
  follow(context, ["hoverToHear", "panByPosition", "volume"], () => {
    const state = store.get();
    hover.box.checked = state.hoverToHear;
    pan.box.checked = state.panByPosition;
    volume.value = String(state.volume);
    volume.setAttribute("aria-valuetext", `${Math.round(100 * state.volume)} %`);
  });
  return section("Sound", hover, pan, field("Volume", volume, "row"));
}

function follow({ store }: Context, keys: readonly Key[], show: () => void): void {
  store.on(keys, show);
  show();
}
