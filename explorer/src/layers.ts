/** Going from map to map: by layer where there are layers, otherwise in the order of the maps. */

import type { DataSet, MapInfo, Store, ViewState } from "./types.ts";

/**
 * Maps that stand in one row with a map: one for each layer by the same method.
 *
 * Where a layer has no such map, its first map stands in. Without layers, all maps.
 */
export function mapsInRow(data: DataSet, map: MapInfo | undefined): MapInfo[] {
  const { layers, maps } = data.manifest;
  const row = layers.flatMap((layer) => {
    const ofLayer = maps.filter((other) => other.space === layer);
    return ofLayer.find((other) => isLike(other, map)) ?? ofLayer.slice(0, 1);
  });
  return row.length > 0 ? row : maps;
}

function isLike(other: MapInfo, map: MapInfo | undefined): boolean {
  return other.method === map?.method && other.dimensions === map.dimensions;
}

/** Show a map in a view; a map of two dimensions is seen from the front. */
export function showMap(store: Store, index: number, map: MapInfo): void {
  const views = store.get().views.map((view, other): ViewState => {
    if (other !== index) return view;
    const turned = map.dimensions === 3 ? view.camera : { ...view.camera, yaw: 0, pitch: 0 };
    return { map: map.name, camera: turned };
  });
  store.set({ views });
}
