// The players' page: views of representations, heard one by one.

import assert from "node:assert/strict";
import { check } from "../checks.mjs";

// On a page of their own: what keys and focus do should not depend on the checks before.
const PLAYERS = { folder: "players", fresh: true };

/** Which file is loaded, which button is marked, and which has the focus. */
const state = (visitor) =>
  visitor.evaluate(() => {
    const sound = document.getElementById("sound");
    const name = (element) => element?.getAttribute("aria-label") ?? null;
    return {
      file: sound.currentSrc.split("/sounds/")[1] ?? null,
      heard: sound.played.length > 0,
      duration: sound.duration,
      playing: name(document.querySelector(".playing")),
      focus: name(document.activeElement),
    };
  });

const hears = (visitor, name) =>
  visitor.eventually(`${name} is heard`, async () => {
    const found = await state(visitor);
    return found.playing === name && found.heard && found;
  });

/** Sounds do not end by themselves, however slow this machine is. */
const endless = (visitor) =>
  visitor.evaluate(() => {
    document.getElementById("sound").loop = true;
  });

const STEP = (number, position) => `VAE of tones, unit 2, step ${number} of 5, ${position}`;

check("players: a step is heard, and pressed again it stops", async (visitor) => {
  await endless(visitor);
  await visitor.press(STEP(3, "0.00"));
  const found = await hears(visitor, STEP(3, "0.00"));
  // Original, reconstruction, five steps of unit 1, then the third of unit 2.
  assert.equal(found.file, "tones_vae/0010.wav");
  assert.ok(Math.abs(found.duration - 0.975) < 0.01, String(found.duration));
  await visitor.press(STEP(3, "0.00"));
  assert.equal((await state(visitor)).playing, null);
  await visitor.says("unit 2, step 3 of 5");
}, PLAYERS);

check("players: arrows play the sounds beside, above and below, Escape stops", async (visitor) => {
  await endless(visitor);
  await visitor.press(STEP(3, "0.00"));
  await visitor.keyboard.press("ArrowRight");
  await hears(visitor, STEP(4, "1.00"));
  await visitor.keyboard.press("ArrowDown");
  await hears(visitor, "VAE of tones, unit 3, step 4 of 5, 1.00");
  await visitor.keyboard.press("ArrowUp");
  await visitor.keyboard.press("ArrowUp");
  await hears(visitor, "VAE of tones, reconstruction");
  await visitor.keyboard.press("Escape");
  const found = await state(visitor);
  assert.equal(found.playing, null);
  assert.equal(found.focus, "VAE of tones, reconstruction");
  await visitor.keyboard.press(" ");
  await hears(visitor, "VAE of tones, reconstruction");
}, PLAYERS);

check("players: a whole row is played, one step after the other", async (visitor) => {
  await endless(visitor);
  await visitor.press("Play all: plain mixing");
  await hears(visitor, "plain mixing, step 1 of 5, 0 %");
  await visitor.evaluate(() => document.getElementById("sound").dispatchEvent(new Event("ended")));
  const { file } = await hears(visitor, "plain mixing, step 2 of 5, 25 %");
  assert.equal(file, "plain_mixing/0002.wav");
  await visitor.keyboard.press("Escape");
}, PLAYERS);
