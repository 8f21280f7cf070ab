// Hearing: what is pointed at is what sounds.

import assert from "node:assert/strict";
import { check } from "../checks.mjs";

check("defect 1: the first sound plays", async (visitor) => {
  await visitor.allowSound();
  await visitor.pointAt(0);
  assert.equal((await visitor.hears(0)).loop, false);
});

check("hover plays the sound that is pointed at, sample by sample", async (visitor) => {
  await visitor.allowSound();
  // Of the first, the second and the last file of sounds.
  for (const row of [1, 63, 64, 100]) {
    await visitor.pointAt(row);
    const { rate, loop } = await visitor.hears(row);
    assert.equal(rate, visitor.truth.samplerate);
    assert.equal(loop, false);
  }
});

check("defect 4: the last sound plays", async (visitor) => {
  await visitor.allowSound();
  await visitor.pointAt(visitor.truth.count - 1);
  await visitor.hears(visitor.truth.count - 1);
});

check("defect 2: sounds of a long recording play their own place", async (visitor) => {
  await visitor.allowSound();
  for (const row of [0, 1, 37, 69]) {
    await visitor.click(row);
    await visitor.hears(row, "long");
    // Sounds overlap, so times differ by less than the length of a sound.
    const text = await visitor.text();
    assert.match(text, /street\.wav/);
    assert.equal(
      await visitor.evaluate((one) => LatentAudio.context.data.sounds.start_s[one], row),
      Math.fround(visitor.truth.long_starts[row]),
    );
    await visitor.keyboard.press("Escape");
  }
}, { hash: "#data=long" });

check("defect 6: only what is heard is loaded and decoded", async (visitor) => {
  await visitor.allowSound();
  await visitor.pointAt(100);
  await visitor.hears(100);
  const files = visitor.requests.filter((address) => address.includes("/audio/"));
  // Firefox does not report files that are opened from a folder.
  assert.ok(files.every((address) => address.endsWith("/0002.js")), files.join(" "));
  assert.equal(await visitor.evaluate(() => watched.decoded), 1);
});

check("defect 8: playing leaves no listener behind", async (visitor) => {
  await visitor.allowSound();
  const play = async (rows) => {
    for (const row of rows) {
      await visitor.pointAt(row);
      await visitor.hears(row);
    }
  };
  const listeners = () => visitor.evaluate(() => watched.listeners());
  await play([1, 2, 3]);
  const counts = [await listeners()];
  for (let round = 0; round < 3; round++) {
    await play([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    await visitor.sleep(300);
    counts.push(await listeners());
  }
  // Panels that come late add theirs once; what playing leaves behind, it leaves every time.
  const added = counts.slice(1).map((count, i) => count - counts[i]);
  assert.ok(Math.min(...added) <= 2, `listeners: ${counts.join(", ")}`);
});

check("only one sound is heard at a time", async (visitor) => {
  await visitor.allowSound();
  await visitor.pointAt(5);
  await visitor.hears(5);
  await visitor.pointAt(6);
  await visitor.hears(6);
  await visitor.eventually("all sounds but the last were stopped", async () => {
    const starts = await visitor.heard();
    return starts.slice(0, -1).every(({ stopped }) => stopped);
  });
});

check("click loops the sound until it is clicked again", async (visitor) => {
  await visitor.allowSound();
  await visitor.click(7);
  await visitor.eventually("the sound loops", async () => {
    const last = (await visitor.heard()).at(-1);
    return last?.row === 7 && last.loop;
  });
  await visitor.stateIs("chosen", 7);
  // Longer than the sound is.
  await visitor.sleep(600);
  assert.equal((await visitor.state()).playing, 7);
  await visitor.click(7);
  await visitor.stateIs("playing", null);
});

check("while a sound loops, pointing at others is silent", async (visitor) => {
  await visitor.allowSound();
  await visitor.click(7);
  await visitor.hears(7);
  await visitor.stateIs("looping", true);
  await visitor.forget();
  await visitor.pointAt(8);
  await visitor.stateIs("hovered", 8);
  await visitor.sleep(200);
  assert.deepEqual(await visitor.heard(), []);
});

check("pan follows the place of the sound from left to right", async (visitor) => {
  await visitor.allowSound();
  const places = (await visitor.places()).map(({ x }) => x);
  const left = places.indexOf(Math.min(...places));
  const right = places.indexOf(Math.max(...places));
  await visitor.pointAt(left);
  assert.ok((await visitor.hears(left)).pan < -0.5);
  await visitor.pointAt(right);
  assert.ok((await visitor.hears(right)).pan > 0.5);
});

check("before the first click the page invites to it, and is silent", async (visitor) => {
  await visitor.pointAt(3);
  await visitor.stateIs("hovered", 3);
  assert.equal((await visitor.state()).audible, false);
  await visitor.says("click");
  assert.deepEqual(await visitor.heard(), []);
});

check("a sound without audio is said to have none", async (visitor) => {
  await visitor.allowSound();
  await visitor.pointAt(visitor.truth.mute);
  await visitor.says("no audio of this sound");
  assert.deepEqual(await visitor.heard(), []);
});

check("volume is a slider, and zero is silence", async (visitor) => {
  await visitor.allowSound();
  const slider = await visitor.control("slider", /volume/i);
  await slider.focus();
  await visitor.keyboard.press("Home");
  await visitor.stateIs("volume", 0);
});

check("a selection plays in sequence", async (visitor) => {
  await visitor.allowSound();
  await visitor.set({ selection: [3, 70, 120], panel: "selection" });
  await visitor.forget();
  await visitor.press(/^▶.*Play in sequence$/);
  await visitor.eventually("all three were heard in their order", async () => {
    const rows = (await visitor.heard()).map(({ row }) => row);
    return JSON.stringify(rows) === "[3,70,120]";
  });
  await visitor.stateIs("playing", null);
});

check("a random walk stays within the selection", async (visitor) => {
  await visitor.allowSound();
  const selection = [3, 4, 5, 6];
  await visitor.set({ selection, panel: "selection" });
  await visitor.forget();
  await visitor.press("Random walk");
  await visitor.eventually("four sounds were heard", async () => (await visitor.heard()).length >= 4);
  for (const { row } of await visitor.heard()) assert.ok(selection.includes(row), `heard ${row}`);
  await visitor.press(/^■.*Stop$/);
  await visitor.stateIs("playing", null);
});
