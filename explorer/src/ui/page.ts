/** The page: what to show on the left, the maps in the middle, what is chosen on the right. */

import type { Appearance } from "../appearance.ts";
import { button, element, select } from "../elements.ts";
import { helpDialog } from "../help.ts";
import { movesPanel } from "../moves.ts";
import { grouped } from "../numbers.ts";
import type { Context, State } from "../types.ts";
import { aboutPanel } from "./aboutpanel.ts";
import { colourPanel } from "./colours.ts";
import { drawingPanel, hearingPanel } from "./display.ts";
import type { MapArea } from "./maparea.ts";
import type { Notices } from "./notice.ts";
import { searchBox } from "./searchbox.ts";
import { selectionPanel } from "./selectionpanel.ts";
import { soundPanel } from "./soundpanel.ts";
import { tabs } from "./tabs.ts";

/** Data sets of the folder: name and title. */
export type Offers = readonly (readonly [name: string, title: string])[];

/** Build the page. */
export function buildPage(
  context: Context,
  appearance: Appearance,
  maps: MapArea,
  notices: Notices,
  offers: Offers,
): HTMLElement {
  const { data, store } = context;
  const panels: [State["panel"], string, HTMLElement][] = [
    ["sound", "Sound", soundPanel(context)],
    ["selection", "Selection", selectionPanel(context)],
    ["about", "About", aboutPanel(data)],
  ];
  if (data.manifest.moves.length > 0) panels.splice(2, 0, ["moves", "Moves", movesPanel(context)]);
  return element(
    "div",
    { className: "page" },
    header(context, offers),
    element(
      "aside",
      { className: "left", ariaLabel: "What to show" },
      searchBox(context, notices.fail),
      colourPanel(context, appearance),
      drawingPanel(context),
      hearingPanel(context),
    ),
    element("main", { className: "middle" }, invitation(context), maps.element, notices.element),
    element("aside", { className: "right", ariaLabel: "What is chosen" }, tabs(store, panels)),
    helpDialog(context),
  );
}

function header({ data, store }: Context, offers: Offers): HTMLElement {
  const theme = select(
    "Theme",
    [
      ["auto", "Auto theme"],
      ["light", "Light"],
      ["dark", "Dark"],
    ],
    (value) => store.set({ theme: value as State["theme"] }),
  );
  const help = button("Keys ?", () => store.set({ help: true }), "button");
  help.ariaLabel = "Keys and help";
  const sets: HTMLElement[] = [];
  if (offers.length > 1) {
    const choose = select("Data set", offers, (dataset) => store.set({ dataset }));
    choose.value = data.name;
    sets.push(choose);
  }
  return element(
    "header",
    { className: "top" },
    element("h1", {}, data.manifest.title),
    element("span", { className: "quiet" }, `${grouped(data.manifest.sounds)} sounds`),
    element("span", { className: "space" }),
    ...sets,
    theme,
    help,
  );
}

/** Browsers are silent until one clicks or presses a key: this asks for it. */
function invitation({ store, data }: Context): HTMLElement {
  const touch = matchMedia("(pointer: coarse)").matches;
  const made = element(
    "p",
    { className: "invitation" },
    touch ? "Tap anywhere to hear" : "Press any key or click to hear",
  );
  const show = () => (made.hidden = store.get().audible || !data.manifest.audio);
  store.on(["audible"], show);
  show();
  return made;
}
