// Everything by keyboard.

import assert from "node:assert/strict";
import { check } from "../checks.mjs";

check("keyboard: ? shows the keys, and closes them", async (visitor) => {
  await visitor.keyboard.press("?");
  await visitor.until("the help is open", () => document.querySelector("dialog[open]") !== null);
  await visitor.says("Choose the next sound");
  await visitor.keyboard.press("Escape");
  await visitor.until("the help is closed", () => !document.querySelector("dialog[open]"));
  await visitor.stateIs("help", false);
});

check("keyboard: arrows go to the next sound in that direction, and play it", async (visitor) => {
  await visitor.set({ chosen: 42 });
  const before = await visitor.placeOf(42);
  await visitor.keyboard.press("ArrowRight");
  const { chosen } = await visitor.eventually("another is chosen", async () => {
    const state = await visitor.state();
    return state.chosen !== 42 && state;
  });
  assert.ok((await visitor.placeOf(chosen)).x > before.x);
  await visitor.hears(chosen);
});

check("keyboard: space plays and stops, L loops", async (visitor) => {
  await visitor.set({ chosen: 42 });
  await visitor.keyboard.press("l");
  await visitor.stateIs("playing", 42);
  await visitor.stateIs("looping", true);
  await visitor.hears(42);
  await visitor.keyboard.press(" ");
  await visitor.stateIs("playing", null);
  await visitor.keyboard.press(" ");
  await visitor.hears(42);
});

check("keyboard: / goes to the search, and letters there are letters", async (visitor) => {
  await visitor.keyboard.press("/");
  await visitor.keyboard.type("l 1?");
  const found = await visitor.evaluate(() => {
    const { type, value } = document.activeElement;
    return { type, value };
  });
  assert.deepEqual(found, { type: "search", value: "l 1?" });
  assert.equal((await visitor.state()).help, false);
});

check("keyboard: digits and brackets show layers", async (visitor) => {
  await visitor.keyboard.press("2");
  await visitor.until("layer 2 is shown", () => LatentAudio.context.store.get().views[0].map.startsWith("layer_02/"));
  await visitor.keyboard.press("]");
  await visitor.until("layer 3 is shown", () => LatentAudio.context.store.get().views[0].map.startsWith("layer_03/"));
  await visitor.keyboard.press("[");
  await visitor.until("layer 2 is shown", () => LatentAudio.context.store.get().views[0].map.startsWith("layer_02/"));
});

// In a window of its own: a page of Firefox that was left and opened often no longer has the focus.
check("keyboard: Tab reaches every control, and the focus can be seen", async (visitor) => {
  const reached = new Set();
  let unseen = "";
  for (let i = 0; i < 90; i++) {
    await visitor.keyboard.press("Tab");
    const { name, visible } = await visitor.evaluate(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return {
        name: `${element.tagName} ${element.ariaLabel ?? element.textContent.slice(0, 40)}`,
        visible: outlineStyle === "auto" || (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none",
      };
    });
    // After the last control the focus leaves the page; a headless Firefox does not give it back.
    if (name.startsWith("BODY")) {
      if (reached.size > 0) break;
      continue;
    }
    if (!visible) unseen ||= name;
    reached.add(name);
  }
  assert.ok(reached.size > 15, [...reached].join(" | "));
  assert.equal(unseen, "");
}, { fresh: true });

check("every control has a name", async (visitor) => {
  const nameless = await visitor.evaluate(() =>
    [...document.querySelectorAll("button, select, input, textarea, a, summary, [role], [tabindex]")]
      .filter((element) => element.checkVisibility())
      .filter((element) => !["status", "presentation", "tabpanel", "group"].includes(element.role))
      .filter((element) => {
        const others = element.getAttribute("aria-labelledby");
        const texts = [element.ariaLabel, others && document.getElementById(others)?.textContent,
          element.labels?.[0]?.textContent, element.textContent, element.title];
        return !texts.some((text) => text?.trim());
      })
      .map((element) => element.outerHTML.slice(0, 120)));
  assert.deepEqual(nameless, []);
});
