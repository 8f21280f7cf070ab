// A visitor of the page: opens a folder, points, clicks and listens.

import { readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findControl } from "./controls.mjs";
import { watch } from "./watch.mjs";

const PATIENCE_MS = 20_000;
const POLL_MS = 20;

export class Visitor {
  /** Errors that the page or the browser reported since the folder was opened. */
  errors = [];
  /** Addresses that were asked for since then. */
  requests = [];

  /** Make a visitor with a tab of their own; `site` is the address of the folder of folders. */
  static async in(browser, site, plan) {
    const page = await browser.newPage();
    const visitor = new Visitor(page, site, plan);
    await visitor.#prepare();
    return visitor;
  }

  constructor(page, site, plan) {
    this.page = page;
    this.site = site;
    this.plan = plan;
    this.mouse = page.mouse;
    this.keyboard = page.keyboard;
  }

  async #prepare() {
    this.truth = JSON.parse(await readFile(join(this.plan.folders, "truth.json"), "utf8"));
    this.samples = {
      page: await this.#clips("samples.pcm", this.truth.samples),
      long: await this.#clips("long.pcm", 4_000),
    };
    await this.page.evaluateOnNewDocument(watch);
    this.page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
    this.page.on("pageerror", (error) => this.errors.push(String(error.stack || error)));
    this.page.on("request", (request) => this.requests.push(request.url()));
  }

  async #clips(name, length) {
    const bytes = await readFile(join(this.plan.folders, name));
    const clips = new Map();
    for (let row = 0; row * length * 2 < bytes.length; row++) {
      clips.set(bytes.subarray(row * length * 2, (row + 1) * length * 2).toString("base64"), row);
    }
    return clips;
  }

  // -- Opening --------------------------------------------------------------------------------------

  address(folder, hash = "") {
    return `${this.site}${folder}/index.html${hash}`;
  }

  /** Open a folder and wait until it is there, or until it says why it cannot be. */
  async open(folder, hash = "") {
    // Another document in between: a change of the hash alone would not open the page anew.
    await this.page.goto("about:blank");
    await this.mouse.move(2, 2);
    this.errors.length = 0;
    this.requests.length = 0;
    await this.page.goto(this.address(folder, hash));
    await this.until("the page is ready", () => document.documentElement.dataset.state);
    return this.evaluate(() => document.documentElement.dataset.state);
  }

  evaluate(call, ...given) {
    return this.page.evaluate(call, ...given);
  }

  /** Wait until something is true in the page. */
  async until(what, call, ...given) {
    return this.eventually(what, () => this.evaluate(call, ...given));
  }

  /** Wait until something is true here. */
  async eventually(what, call) {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      // A page that is being left answers with an error.
      const found = await Promise.resolve(call()).catch((error) => ({ error }));
      if (found && !found.error) return found;
      if (Date.now() > end) {
        throw new Error(`waited in vain until ${what}; found ${found?.error ?? found}`);
      }
      await sleep(POLL_MS);
    }
  }

  /** Set a wish of the system, e.g. `("prefers-color-scheme", "dark")`. */
  async prefer(name, value) {
    await this.page.emulateMediaFeatures([{ name, value }]);
  }

  sleep(ms) {
    return sleep(ms);
  }

  // -- State ----------------------------------------------------------------------------------------

  state() {
    return this.evaluate(() => LatentAudio.context.store.get());
  }

  /** Wait until the state has a value under a key; values are compared as JSON. */
  async stateIs(key, value) {
    const wanted = JSON.stringify(value);
    const call = (name) => JSON.stringify(LatentAudio.context.store.get()[name]);
    let found;
    await this.eventually(`${key} is ${wanted}`, async () => {
      found = await this.evaluate(call, key);
      return found === wanted;
    }).catch((error) => {
      throw new Error(`${error.message}, where ${key} is ${found}`);
    });
  }

  /** Put the page into a state without its controls, where these are not what is checked. */
  async set(patch) {
    await this.evaluate((values) => LatentAudio.context.store.set(values), patch);
    await this.settled();
  }

  /** Wait until nothing is painted any more. */
  async settled() {
    let before = -1;
    await this.eventually("the picture rests", async () => {
      const frames = await this.evaluate(() => watched.frames);
      const rests = frames === before;
      before = frames;
      if (!rests) await sleep(80);
      return rests;
    });
  }

  // -- The map --------------------------------------------------------------------------------------

  /** Where each sound is in the window, by row; null for those that are not shown. */
  places(view = 0) {
    return this.evaluate((index) => {
      const { data, views } = LatentAudio.context;
      const one = views()[index];
      const box = one.canvas.getBoundingClientRect();
      return Array.from({ length: data.manifest.sounds }, (_, row) => {
        const place = one.place(row);
        return place && { x: box.left + place.x, y: box.top + place.y };
      });
    }, view);
  }

  /** Where one sound is in the window. */
  async placeOf(row, view = 0) {
    const place = (await this.places(view))[row];
    if (!place) throw new Error(`sound ${row} is not on the map`);
    return place;
  }

  /** Point at a sound. */
  async pointAt(row, view = 0) {
    const { x, y } = await this.placeOf(row, view);
    await this.mouse.move(x, y);
  }

  async click(row, view = 0) {
    const { x, y } = await this.placeOf(row, view);
    await this.mouse.click(x, y);
  }

  /** Colour of the first map at a place of the window: `[red, green, blue]`. */
  paintedAt({ x, y }) {
    return this.evaluate((left, top) => {
      const canvas = document.querySelector("canvas.map-points");
      const box = canvas.getBoundingClientRect();
      const scale = canvas.width / box.width;
      const at = [left - box.left, top - box.top].map((value) => Math.round(value * scale));
      return [...canvas.getContext("2d").getImageData(...at, 1, 1).data].slice(0, 3);
    }, x, y);
  }

  /** A place of the window on the map that is far from all sounds. */
  emptyPlace(view = 0) {
    return this.evaluate((index) => {
      const one = LatentAudio.context.views()[index];
      const box = one.canvas.getBoundingClientRect();
      const count = LatentAudio.context.data.manifest.sounds;
      const places = Array.from({ length: count }, (_, row) => one.place(row)).filter(Boolean);
      let best = { space: -1, x: 0, y: 0 };
      for (let x = 20; x < box.width - 20; x += 12) {
        for (let y = 20; y < box.height - 20; y += 12) {
          const at = document.elementFromPoint(box.left + x, box.top + y);
          if (at !== one.canvas) continue;
          const space = Math.min(...places.map((place) => Math.hypot(place.x - x, place.y - y)));
          if (space > best.space) best = { space, x, y };
        }
      }
      return { x: box.left + best.x, y: box.top + best.y };
    }, view);
  }

  /** Let sound out, as browsers demand it, without choosing anything. */
  async allowSound() {
    const { x, y } = await this.emptyPlace();
    await this.mouse.click(x, y);
    await this.stateIs("audible", true);
    await this.mouse.move(2, 2);
  }

  async drag(from, to, { steps = 6 } = {}) {
    await this.mouse.move(from.x, from.y);
    await this.mouse.down();
    await this.mouse.move(to.x, to.y, { steps });
    await this.mouse.up();
  }

  // -- Sound ----------------------------------------------------------------------------------------

  /** Sounds that were started so far, by their samples; `row` is -1 for those that nobody knows. */
  async heard(folder = "page") {
    const starts = await this.evaluate(() =>
      watched.starts.map(({ node, samples, pan, stopped }) => {
        const whole = Int16Array.from(samples, (value) => Math.round(value * 32768));
        const bytes = new Uint8Array(whole.buffer);
        let text = "";
        for (let at = 0; at < bytes.length; at += 4096) {
          text += String.fromCharCode(...bytes.subarray(at, at + 4096));
        }
        return { base64: btoa(text), pan, stopped, loop: node.loop, rate: node.buffer.sampleRate };
      }),
    );
    return starts.map(({ base64, ...rest }) => ({
      row: this.samples[folder].get(base64) ?? -1,
      ...rest,
    }));
  }

  /** Wait until a sound has been started last, and give what is known of that start. */
  async hears(row, folder = "page") {
    let last;
    await this.eventually(`sound ${row} is heard`, async () => {
      last = (await this.heard(folder)).at(-1);
      return last?.row === row;
    }).catch((error) => {
      throw new Error(`${error.message}; the last sound heard is ${JSON.stringify(last)}`);
    });
    return last;
  }

  /** Forget what was heard so far. */
  forget() {
    return this.evaluate(() => void (watched.starts.length = 0));
  }

  // -- Controls and texts ---------------------------------------------------------------------------

  /** A control that can be seen, by its role and its name (a text, or a regular expression). */
  async control(role, name) {
    const handle = await this.page.evaluateHandle(
      findControl,
      role,
      name instanceof RegExp ? { source: name.source, flags: name.flags } : name,
    );
    const found = handle.asElement();
    if (!found) throw new Error(`no ${role} "${name}"; there are: ${await handle.jsonValue()}`);
    return found;
  }

  async press(name, role = "button") {
    await (await this.control(role, name)).click();
  }

  /** Choose an option of a select by its text, or by the beginning of it. */
  async choose(name, option) {
    const control = await this.control("combobox", name);
    const value = await control.evaluate((element, text) => {
      const options = [...element.options].map((one) => [one.textContent.trim(), one.value]);
      const found =
        options.find(([own]) => own === text) ?? options.find(([own]) => own.startsWith(`${text} (`));
      return found ? found[1] : options.map(([own]) => own);
    }, option);
    if (Array.isArray(value)) throw new Error(`no option "${option}" among ${value.join(", ")}`);
    await control.select(value);
  }

  /** All text that can be seen. */
  text() {
    return this.evaluate(() => document.body.innerText);
  }

  async says(text) {
    await this.until(`the page says "${text}"`, (wanted) => {
      return document.body.innerText.toLowerCase().includes(wanted.toLowerCase());
    }, text);
  }

  // -- Files ----------------------------------------------------------------------------------------

  /**
   * Wait for a file that the page saves, and keep it under a name of its own; `name` fits its whole
   * name, because browsers save under passing names first, with the same end.
   */
  async saved(name, as) {
    let found;
    await this.eventually(`a file ${name} is saved`, async () => {
      const names = await readdir(this.plan.downloads);
      found = names.find((one) => name.test(one));
      return found && !names.some((one) => /\.(part|crdownload)$/.test(one));
    });
    const kept = join(this.plan.kept, as);
    await rename(join(this.plan.downloads, found), kept);
    return kept;
  }

  // -- Afterwards -----------------------------------------------------------------------------------

  /** Fail if there was an error that was not expected, or a request that leaves the folder. */
  async leavesNothing(expected) {
    const errors = this.errors.filter((text) => !expected?.test(text));
    if (errors.length > 0) throw new Error(`errors: ${errors.join("; ")}`);
    const violations = await this.evaluate(() => watched.violations);
    if (violations.length > 0) throw new Error(`against the policy: ${violations.join("; ")}`);
    const outside = this.requests.filter(
      (address) => !address.startsWith(this.site) && !/^(data|blob|about):/.test(address),
    );
    if (outside.length > 0) throw new Error(`requests leave the folder: ${outside.join("; ")}`);
  }
}
