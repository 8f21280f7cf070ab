/** The head of a view: which map it shows, and how far the map can be trusted. */

import { button, element } from "../elements.ts";
import { showMap } from "../layers.ts";
import { restingCamera } from "../state.ts";
import type { Context, DataSet, MapInfo, ViewState } from "../types.ts";

const METHODS: Record<string, string> = {
  pca: "PCA",
  tsne: "t-SNE",
  umap_2d: "UMAP",
  umap_3d: "UMAP",
  factor_axes: "factor axes",
};

/** Name of a method, with the dimensions where there are three. */
export function methodTitle(map: MapInfo): string {
  const name = METHODS[map.method] ?? map.method;
  return map.dimensions === 3 ? `${name}, 3-D` : name;
}

/** Make the head of a view. */
export function mapHead(context: Context, index: number): { element: HTMLElement; close(): void } {
  const { store, data } = context;
  const place = index === 0 ? "first map" : "second map";
  const spaces = element("select", { ariaLabel: `Space of the ${place}` });
  const methods = element("select", { ariaLabel: `Method of the ${place}` });
  const quality = element("span", { className: "quality" });
  fillSpaces(spaces, data);
  spaces.addEventListener("change", () => {
    const now = mapOf(context, index);
    const others = data.manifest.maps.filter((map) => map.space === spaces.value);
    const like = others.find((map) => map.method === now?.method) ?? others[0];
    if (like) showMap(store, index, like);
  });
  methods.addEventListener("change", () => {
    const map = data.map(methods.value);
    if (map) showMap(store, index, map);
  });
  const show = () => {
    const map = mapOf(context, index);
    if (!map) return;
    spaces.value = map.space;
    methods.replaceChildren(
      ...data.manifest.maps
        .filter((other) => other.space === map.space)
        .map((other) => element("option", { value: other.name }, methodTitle(other))),
    );
    methods.value = map.name;
    quality.textContent = qualityText(map);
    quality.title = qualityTitle(map);
  };
  const other = index === 0 ? compareButton(context) : closeButton(context);
  const update = () => {
    show();
    if (index === 0) other.hidden = store.get().views.length > 1 || data.manifest.maps.length < 2;
  };
  update();
  return {
    element: element(
      "div",
      { className: "map-head" },
      element("span", { className: "selects" }, spaces, methods),
      quality,
      other,
    ),
    close: store.on(["views"], update),
  };
}

function mapOf({ store, data }: Context, index: number): MapInfo | undefined {
  return data.map(store.get().views[index]?.map ?? "");
}

function fillSpaces(select: HTMLSelectElement, data: DataSet): void {
  const titles = new Map(data.manifest.maps.map((map) => [map.space, map.space_title]));
  const layers = data.manifest.layers.filter((layer) => titles.has(layer));
  const others = [...titles.keys()].filter((space) => !layers.includes(space));
  const options = (names: string[]) =>
    names.map((name) => element("option", { value: name }, titles.get(name) ?? name));
  if (layers.length === 0 || others.length === 0) select.append(...options([...others, ...layers]));
  else {
    select.append(
      ...options(others),
      element("optgroup", { label: "Layers" }, ...options(layers)),
    );
  }
}

function qualityText(map: MapInfo): string {
  if (!Number.isFinite(map.trustworthiness)) return "";
  return `trustworthiness ${map.trustworthiness.toFixed(2)} · continuity ${map.continuity.toFixed(2)}`;
}

function qualityTitle(map: MapInfo): string {
  return (
    `Among the ${map.neighbours} nearest sounds: trustworthiness is how far neighbours on the map are ` +
    "neighbours in the space, continuity how far neighbours in the space stay together on the map; " +
    `1 is perfect. ${map.parameters}`
  );
}

function compareButton(context: Context): HTMLButtonElement {
  const { store } = context;
  const made = button(
    "Compare",
    () => {
      const [first] = store.get().views;
      store.set({ views: [first, secondView(context.data, first)] });
    },
    "button",
  );
  made.title = "Show a second map beside this one, with the same selection";
  return made;
}

function closeButton({ store }: Context): HTMLButtonElement {
  const made = button("Close", () => store.set({ views: store.get().views.slice(0, 1) }), "button");
  made.title = "Show one map only";
  return made;
}

/** A map worth comparing with the first: another layer by the same method, or just another map. */
function secondView(data: DataSet, first: ViewState): ViewState {
  const { maps, layers, best_layer } = data.manifest;
  const now = data.map(first.map);
  const like = maps.filter((map) => map.method === now?.method && map !== now);
  const wanted = [best_layer, ...layers].filter((layer) => layer !== now?.space);
  const found =
    wanted.flatMap((layer) => like.find((map) => map.space === layer) ?? [])[0] ??
    like[0] ??
    maps.find((map) => map !== now) ??
    maps[0];
  return { map: found.name, camera: restingCamera() };
}
