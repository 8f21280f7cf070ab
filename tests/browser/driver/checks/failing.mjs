// Bad folders and bad names: the page says what is wrong, and runs nothing that comes with the data.

import assert from "node:assert/strict";
import { check } from "../checks.mjs";

/** Browsers report a file that is not there, whatever the page makes of it. */
const MISSING = /ERR_FILE_NOT_FOUND|404|MIME type|NS_ERROR|Loading failed|not found/i;

check("a half-copied folder names the file that is missing", async (visitor) => {
  assert.equal(await visitor.evaluate(() => document.documentElement.dataset.state), "failed");
  await visitor.says("data/sounds.js");
  await visitor.says("missing");
}, { folder: "half", errors: MISSING });

check("a missing file of sounds is named when its sound is wanted", async (visitor) => {
  await visitor.allowSound();
  await visitor.pointAt(64);
  await visitor.says("audio/0002.js");
  // The others are heard all the same.
  await visitor.pointAt(0);
  await visitor.hears(0);
}, { folder: "half_audio", errors: MISSING });

check("data of another version are refused", async (visitor) => {
  assert.equal(await visitor.evaluate(() => document.documentElement.dataset.state), "failed");
  await visitor.says("another version");
  await visitor.says("99");
}, { folder: "older", errors: /^$/ });

check("defect 5: files of different lengths are refused", async (visitor) => {
  assert.equal(await visitor.evaluate(() => document.documentElement.dataset.state), "failed");
  await visitor.says("data/sounds.js");
  await visitor.says("149");
}, { folder: "mixed", errors: /^$/ });

check("a damaged file is named", async (visitor) => {
  assert.equal(await visitor.evaluate(() => document.documentElement.dataset.state), "failed");
  await visitor.says("data/sounds.js");
}, { folder: "damaged", errors: /LatentAudio\.pu/ });

check("a folder without audio and pictures is shown, and says that it is silent", async (visitor) => {
  await visitor.pointAt(3);
  await visitor.stateIs("hovered", 3);
  await visitor.says("no audio");
}, { folder: "mute" });

check("a file called <img src=x onerror=...>.wav shows as text", async (visitor) => {
  const { row, file } = visitor.truth.markup;
  await visitor.set({ chosen: row, colour: "recording", panel: "sound" });
  await visitor.says(file);
  await visitor.pointAt(row);
  await visitor.set({ search: "img", panel: "sound" });
  await visitor.sleep(200);
  assert.equal(await visitor.evaluate(() => document.querySelectorAll("img[src='x']").length), 0);
  assert.notEqual(await visitor.evaluate(() => document.title), "run");
});

check("files that were passed over are listed with their reasons", async (visitor) => {
  await visitor.set({ panel: "about" });
  await visitor.says("broken.wav");
  await visitor.says("it has no samples");
});

check("defect 9: nothing comes from elsewhere", async (visitor) => {
  const addresses = await visitor.evaluate(() =>
    [...document.querySelectorAll("[src], link[href]")].map((one) => one.getAttribute("src") ?? one.getAttribute("href")));
  assert.ok(addresses.length > 0);
  for (const address of addresses) assert.match(address, /^(app\.(js|css)|data:,|blob:.*)$/);
});

check("defect 10: parameters and quality of each map are told", async (visitor) => {
  await visitor.says("trustworthiness 0.93");
  await visitor.set({ panel: "about" });
  await visitor.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  await visitor.says("neighbors 15, seed 20260");
});

check("the number of sounds, their duration and the sample rate are told", async (visitor) => {
  await visitor.set({ panel: "about" });
  for (const text of ["150", "0.25 s", "Hz"]) await visitor.says(text);
});

check("nothing needs WebGL", async (visitor) => {
  assert.equal(await visitor.evaluate(() => document.createElement("canvas").getContext("webgl2")), null);
  await visitor.placeOf(0);
});
