/** Where the map comes from: the run, the parameters, and what is not on it. */

import { element } from "../elements.ts";
import { grouped } from "../numbers.ts";
import type { DataSet, MapInfo } from "../types.ts";
import { facts, section } from "./fields.ts";
import { methodTitle } from "./maphead.ts";

/** Make the panel. */
export function aboutPanel(data: DataSet): HTMLElement {
  const { manifest } = data;
  const made = Object.entries(manifest.made_with).map(
    ([name, value]) => [name.replaceAll("_", " "), String(value)] as const,
  );
  return element(
    "div",
    { className: "panel-body" },
    element("h2", {}, manifest.title),
    facts([
      ["sounds", grouped(manifest.sounds)],
      ["each", `${manifest.clip_s} s at ${grouped(manifest.samplerate)} Hz`],
      ...made,
    ]),
    section("Maps", ...manifest.maps.map(mapFacts)),
    section("Columns", columns(data)),
    passedOver(data),
  );
}

function mapFacts(map: MapInfo): HTMLElement {
  const quality = Number.isFinite(map.trustworthiness)
    ? `trustworthiness ${map.trustworthiness.toFixed(3)}, continuity ${map.continuity.toFixed(3)} ` +
      `(${map.neighbours} neighbours)`
    : "";
  return element(
    "details",
    {},
    element("summary", {}, `${map.space_title}, ${methodTitle(map)}`),
    element("p", { className: "quiet" }, [map.title, map.parameters, quality].filter(Boolean).join(". ")),
  );
}

function columns({ manifest }: DataSet): HTMLElement {
  const known = manifest.columns.filter((column) => column.about !== "");
  return facts(known.map((column) => [column.title, column.about]));
}

function passedOver({ manifest }: DataSet): HTMLElement {
  const files = manifest.passed_over;
  if (files.length === 0) return section("Files passed over", element("p", { className: "quiet" }, "None."));
  return section(
    `Files passed over (${grouped(files.length)})`,
    facts(files.map(({ file, reason }) => [file, reason])),
  );
}
