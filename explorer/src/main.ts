/** Opens the data set that the address names, and builds the page. */

import { Appearance } from "./appearance.ts";
import { createPlayer } from "./audio.ts";
import { colourOf } from "./colour.ts";
import { openDataSet } from "./dataset.ts";
import { element } from "./elements.ts";
import { bindHash, datasetOfHash } from "./hash.ts";
import { bindKeys } from "./keys.ts";
import { datasetNames, openFolder, scriptSource, type Source } from "./loader.ts";
import { initialState } from "./state.ts";
import { createStore } from "./store.ts";
import { timings } from "./timings.ts";
import type { Context, DataSet } from "./types.ts";
import { MapArea } from "./ui/maparea.ts";
import { makeNotices } from "./ui/notice.ts";
import { buildPage, type Offers } from "./ui/page.ts";

declare global {
  interface LatentAudioPage {
    /** What the parts of the page share, for tests and the browser's console. */
    context?: Context;
    timings?: typeof timings;
  }
}

async function start(): Promise<void> {
  if (getComputedStyle(document.documentElement).getPropertyValue("--ink") === "") {
    throw new Error("app.css is missing or empty: the folder was not copied completely. Copy it again.");
  }
  const source = scriptSource(document);
  const names = ["", ...(await datasetNames(source))];
  const wanted =
    datasetOfHash(location.hash) ?? new URLSearchParams(location.search).get("dataset") ?? "";
  if (!names.includes(wanted)) {
    const known = names.filter((name) => name !== "").join(", ") || "none but the one without a name";
    throw new Error(`There is no data set "${wanted}" in this folder. There are: ${known}.`);
  }
  const data = await openDataSet(source, wanted);
  document.title = `${data.manifest.title} – sound map`;
  await show(data, await offersOf(source, data, names));
}

async function show(data: DataSet, offers: Offers): Promise<void> {
  const store = createStore(initialState(data));
  const notices = makeNotices();
  bindHash(store, data, offers.map(([name]) => name), notices.tell);
  store.on(["dataset"], () => location.reload());
  const appearance = new Appearance(store, data, notices.fail);
  const context: Context = {
    store,
    data,
    player: createPlayer(store, data, notices.tell),
    views: () => maps.views(),
    announce: notices.announce,
    colourOf: (row) => colourOf(appearance.colouring, row),
    isShown: (row) => appearance.shown[row] === 1,
  };
  const ready = () => {
    globalThis.LatentAudio.context = context;
    globalThis.LatentAudio.timings = timings;
    requestAnimationFrame(() => (document.documentElement.dataset.state = "ready"));
  };
  const maps: MapArea = new MapArea(context, appearance, ready, (error) =>
    document.documentElement.dataset.state === "ready" ? notices.fail(error) : fail(error),
  );
  await appearance.load();
  document.body.replaceChildren(buildPage(context, appearance, maps, notices, offers));
  maps.start();
  bindKeys(context);
}

/** Names and titles of the data sets; the one that has no name is called by its title. */
async function offersOf(source: Source, data: DataSet, names: readonly string[]): Promise<Offers> {
  if (names.length === 1) return [["", data.manifest.title]];
  const first = (await openFolder(source, "").get("data/manifest")) as { title: string };
  return names.map((name) => [name, name === "" ? first.title : name] as const);
}

/** Say in place of the page why there is none. */
function fail(error: unknown): void {
  document.documentElement.dataset.state = "failed";
  const message = error instanceof Error ? error.message : String(error);
  document.body.replaceChildren(
    element(
      "main",
      { className: "failure" },
      element("h1", {}, "The sound map cannot be shown"),
      element("p", { role: "alert" }, message),
    ),
  );
}

start().catch(fail);
