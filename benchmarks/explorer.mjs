// Measures a page of the sound map in Chromium: `node explorer.mjs PLAN.json` prints the figures of each
// round by site.

import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { launch } from "../tests/browser/driver/launch.mjs";

const FRAMES = 60;
const PATIENCE_MS = 60_000;

/** Notes when the pointer moved last, and when a sound was started after it. */
function watch() {
  globalThis.noted = { pointer: 0, start: 0 };
  addEventListener("pointermove", (event) => (noted.pointer = event.timeStamp), true);
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...given) {
    noted.start = performance.now();
    return start.apply(this, given);
  };
}

async function until(page, call) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await page.evaluate(call))) {
    if (Date.now() > end) throw new Error(`waited in vain until ${call}`);
    await sleep(20);
  }
}

/** Where a sound is in the window. */
function placeOf(page, row) {
  return page.evaluate((wanted) => {
    const [view] = LatentAudio.context.views();
    const box = view.canvas.getBoundingClientRect();
    const { x, y } = view.place(wanted);
    return { x: box.left + x, y: box.top + y };
  }, row);
}

/** Mean time from frame to frame while a map of three dimensions turns (ms). */
function turning(page, frames) {
  return page.evaluate(async (count) => {
    const { store } = LatentAudio.context;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    store.set({ orbiting: true });
    for (let i = 0; i < 10; i++) await frame();
    const start = performance.now();
    for (let i = 0; i < count; i++) await frame();
    const duration = (performance.now() - start) / count;
    store.set({ orbiting: false });
    return duration;
  }, frames);
}

/** Median time that an answer to the pointer takes (ms). */
async function hover(page) {
  const times = [];
  for (let i = 0; i < 40; i++) {
    await page.mouse.move(450 + 9 * i, 250 + 7 * (i % 20));
    times.push(await page.evaluate(() => LatentAudio.timings.hover_ms));
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/** Time from the pointer to the start of a sound of which nothing is loaded (ms). */
async function firstSound(page) {
  // A key lets sound out and chooses nothing.
  await page.keyboard.press("Escape");
  await until(page, () => LatentAudio.context.store.get().audible);
  await page.evaluate(() => (noted.start = 0));
  // One that nothing lies upon, so that it is the one that is pointed at.
  const row = await page.evaluate(() => {
    const [view] = LatentAudio.context.views();
    const count = Math.min(5000, LatentAudio.context.data.manifest.sounds);
    let best = { row: 0, x: -Infinity };
    for (let one = 0; one < count; one++) {
      const place = view.place(one);
      if (place && place.x > best.x) best = { row: one, x: place.x };
    }
    return best.row;
  });
  const { x, y } = await placeOf(page, row);
  await page.mouse.move(x, y);
  await until(page, () => noted.start > 0);
  return page.evaluate(() => noted.start - noted.pointer);
}

/** Proportional memory of the largest process that renders (MB). */
async function memory(browser) {
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = [];
  for (const { type, id } of processInfo) {
    if (type !== "renderer") continue;
    const text = await readFile(`/proc/${id}/smaps_rollup`, "utf8").catch(() => "");
    sizes.push(Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1000);
  }
  return Math.max(...sizes);
}

async function round(browser, address) {
  const page = await browser.newPage();
  try {
    await page.evaluateOnNewDocument(watch);
    await page.goto(`${address}index.html`);
    await until(page, () => document.documentElement.dataset.state === "ready");
    const figures = {
      first_frame_s: await page.evaluate(() => LatentAudio.timings.first_frame_ms / 1000),
      hover_ms: await hover(page),
      first_sound_ms: await firstSound(page),
    };
    await page.evaluate(() => {
      const { store, data } = LatentAudio.context;
      const [view] = store.get().views;
      store.set({ views: [{ ...view, map: data.manifest.maps.find((map) => map.dimensions === 3).name }] });
    });
    await sleep(2000);
    figures.turning_ms = await turning(page, FRAMES);
    figures.memory_mb = await memory(browser);
    return figures;
  } finally {
    await page.close();
  }
}

const plan = JSON.parse(await readFile(process.argv[2], "utf8"));
const browser = await launch(plan);
try {
  const figures = {};
  for (const [site, address] of Object.entries(plan.sites)) {
    figures[site] = [];
    for (let i = 0; i < plan.rounds; i++) figures[site].push(await round(browser, address));
  }
  console.log(JSON.stringify(figures));
} finally {
  await browser.close();
}
