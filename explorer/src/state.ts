/** What the page shows when it is opened. */

import type { Camera, DataSet, State } from "./types.ts";

/** The whole map, seen from the front. */
export function restingCamera(): Camera {
  return { centre: [0, 0, 0], zoom: 1, yaw: 0, pitch: 0 };
}

/** The state in which a data set is first shown. */
export function initialState(data: DataSet): State {
  const { manifest } = data;
  const first = data.map(manifest.default_map) ?? manifest.maps[0];
  return {
    dataset: data.name,
    views: [{ map: first.name, camera: restingCamera() }],
    colour: firstColour(data),
    ownColours: {},
    marks: "points",
    pointSize: 0,
    spherical: false,
    orbiting: false,
    tool: "pan",
    hovered: null,
    chosen: null,
    selection: [],
    hidden: {},
    ranges: {},
    search: "",
    found: null,
    space: firstSpace(data, first.space),
    hoverToHear: true,
    volume: 0.8,
    panByPosition: true,
    playing: null,
    looping: false,
    audible: false,
    move: null,
    theme: "auto",
    panel: "sound",
    help: false,
  };
}

function firstColour(data: DataSet): string {
  const roles = ["factor", "label", "cluster", "class", "recording", "descriptor"];
  for (const role of roles) {
    const column = data.manifest.columns.find((other) => other.role === role);
    if (column) return column.name;
  }
  return "";
}

function firstSpace(data: DataSet, wanted: string): string {
  const spaces = data.manifest.neighbours.map((info) => info.space);
  return spaces.includes(wanted) ? wanted : (spaces[0] ?? "");
}
