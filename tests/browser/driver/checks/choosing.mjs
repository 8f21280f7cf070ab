// Choosing sounds: by drawing on the map, by filters, by search, by likeness.

import assert from "node:assert/strict";
import { check } from "../checks.mjs";

/** Corners of a part of the map, as shares of the rectangle that holds all sounds. */
function part(places, left, top, right, bottom) {
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const at = (values, share) => Math.min(...values) + share * (Math.max(...values) - Math.min(...values));
  return { left: at(xs, left), top: at(ys, top), right: at(xs, right), bottom: at(ys, bottom) };
}

function inside(places, { left, top, right, bottom }) {
  return places.flatMap(({ x, y }, row) => (x > left && x < right && y > top && y < bottom ? [row] : []));
}

/** What the page says of each sound, by row. */
function perSound(visitor, question) {
  return visitor.evaluate((name) => {
    const { context } = LatentAudio;
    return Array.from({ length: context.data.manifest.sounds }, (_, row) => context[name](row));
  }, question);
}

/** Names in the list of sounds whose name has a text in it, once there are any. */
function listed(visitor, text) {
  return visitor.eventually(`sounds "${text}" are listed`, () =>
    visitor.evaluate((wanted) => {
      const list = [...document.querySelectorAll("ol")].find((one) => one.ariaLabel?.includes(wanted));
      const names = [...(list?.querySelectorAll("li .name") ?? [])].map((one) => one.textContent);
      return names.length > 0 && names;
    }, text));
}

async function dragOver(visitor, { left, top, right, bottom }) {
  await visitor.drag({ x: left, y: top }, { x: right, y: bottom });
}

check("rectangle selects what is inside, Shift adds, Alt takes away", async (visitor) => {
  await visitor.settled();
  const places = await visitor.places();
  await visitor.press("Rectangle");
  const [first, second] = [part(places, 0.1, 0.1, 0.45, 0.55), part(places, 0.5, 0.5, 0.9, 0.9)];
  await dragOver(visitor, first);
  const rows = inside(places, first);
  assert.ok(rows.length > 5);
  await visitor.stateIs("selection", rows);
  await visitor.keyboard.down("Shift");
  await dragOver(visitor, second);
  await visitor.keyboard.up("Shift");
  const both = [...new Set([...rows, ...inside(places, second)])].sort((a, b) => a - b);
  await visitor.stateIs("selection", both);
  await visitor.keyboard.down("Alt");
  await dragOver(visitor, first);
  await visitor.keyboard.up("Alt");
  await visitor.stateIs("selection", both.filter((row) => !rows.includes(row)));
});

check("lasso selects what is inside of the line", async (visitor) => {
  await visitor.settled();
  const places = await visitor.places();
  await visitor.press("Lasso");
  const box = part(places, 0.1, 0.1, 0.9, 0.9);
  // A triangle: below its long side nothing is selected.
  const corners = [[box.left, box.top], [box.right, box.top], [box.left, box.bottom]];
  await visitor.mouse.move(...corners[0]);
  await visitor.mouse.down();
  for (const corner of [...corners.slice(1), corners[0]]) await visitor.mouse.move(...corner, { steps: 8 });
  await visitor.mouse.up();
  const { left, top, right, bottom } = box;
  const within = ({ x, y }) => x > left && y > top && (x - left) / (right - left) + (y - top) / (bottom - top) < 1;
  const rows = places.flatMap((place, row) => (within(place) ? [row] : []));
  assert.ok(rows.length > 10);
  const { selection } = await visitor.eventually("something is selected", async () => {
    const state = await visitor.state();
    return state.selection.length > 0 && state;
  });
  // Points on the line itself may fall to either side.
  const differing = places.flatMap((_, row) => (rows.includes(row) === selection.includes(row) ? [] : [row]));
  const onLine = ({ x, y }) =>
    Math.abs(x - left) < 3 || Math.abs(y - top) < 3 ||
    Math.abs((x - left) / (right - left) + (y - top) / (bottom - top) - 1) < 0.02;
  assert.deepEqual(differing.filter((row) => !onLine(places[row])), []);
});

check("what is not selected stays, in grey", async (visitor) => {
  const before = await visitor.evaluate(() => document.querySelector("canvas.map-points").toDataURL());
  await visitor.set({ selection: [1, 2, 3] });
  await visitor.eventually("the picture has changed", async () => {
    return (await visitor.evaluate(() => document.querySelector("canvas.map-points").toDataURL())) !== before;
  });
  const [red, green, blue] = await visitor.paintedAt(await visitor.placeOf(77));
  assert.ok(Math.max(red, green, blue) - Math.min(red, green, blue) < 40, `${red} ${green} ${blue}`);
});

check("Escape takes the selection back", async (visitor) => {
  await visitor.set({ selection: [1, 2, 3] });
  await visitor.keyboard.press("Escape");
  await visitor.stateIs("selection", []);
});

check("colour: every column can be chosen, and sounds of a class have one colour", async (visitor) => {
  await visitor.choose("Colour by", "action");
  await visitor.stateIs("colour", "action");
  await visitor.settled();
  const colours = await perSound(visitor, "colourOf");
  for (let row = 3; row < visitor.truth.count; row++) assert.equal(colours[row], colours[row % 3]);
  assert.equal(new Set(colours).size, 3);
  await visitor.choose("Colour by", "spectral centroid");
  await visitor.settled();
  const ramp = await perSound(visitor, "colourOf");
  assert.equal(new Set([ramp[0], ramp[75], ramp[149]]).size, 3);
});

check("defect 3: labels give colours where there are more than a palette has", async (visitor) => {
  await visitor.choose("Colour by", "label");
  await visitor.settled();
  const colours = await perSound(visitor, "colourOf");
  for (let row = 0; row < 60; row++) {
    assert.match(colours[row], /^#[0-9a-f]{6}$/);
    assert.equal(colours[row], colours[row + 60]);
  }
}, { hash: "#data=many" });

check("own colours: a class can be given another", async (visitor) => {
  const control = await visitor.control("color", "Colour of glass");
  await control.evaluate((input) => {
    input.value = "#123456";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await visitor.until("the colour is taken", () => LatentAudio.context.colourOf(0) === "#123456");
});

check("legend counts, hides and shows classes", async (visitor) => {
  await visitor.says("38");
  await visitor.press("glass", "checkbox");
  await visitor.until("glass is hidden", () => !LatentAudio.context.isShown(0));
  const shown = await perSound(visitor, "isShown");
  shown.forEach((is, row) => assert.equal(is, visitor.truth.materials[row] !== "glass", `sound ${row}`));
  await visitor.press("glass", "checkbox");
  await visitor.until("glass is back", () => LatentAudio.context.isShown(0));
});

check("what is hidden is neither pointed at nor selected", async (visitor) => {
  const place = await visitor.placeOf(40);
  await visitor.set({ hidden: { material: [0] } });
  await visitor.until("glass is hidden", () => !LatentAudio.context.isShown(40));
  await visitor.mouse.move(place.x, place.y, { steps: 2 });
  await visitor.sleep(100);
  assert.notEqual((await visitor.state()).hovered, 40);
  await visitor.set({ panel: "selection" });
  await visitor.press("Select all shown");
  const { selection } = await visitor.state();
  const expected = visitor.truth.materials.flatMap((material, row) => (material === "glass" ? [] : [row]));
  assert.deepEqual(selection, expected);
});

check("range filter: only values between two numbers are shown", async (visitor) => {
  await visitor.choose("Colour by", "spectral centroid");
  await visitor.settled();
  const slider = await visitor.control("slider", /^Lowest/);
  await slider.focus();
  for (let i = 0; i < 10; i++) await visitor.keyboard.press("ArrowRight");
  const range = await visitor.eventually("there is a range", async () => (await visitor.state()).ranges.centroid_hz);
  await visitor.settled();
  const shown = await perSound(visitor, "isShown");
  visitor.truth.centroids.forEach((value, row) => {
    assert.equal(shown[row], value >= range[0] && value <= range[1], `sound ${row}`);
  });
  assert.ok(shown.includes(false) && shown.includes(true));
});

async function search(visitor, text) {
  const box = await visitor.control("searchbox", /search/i);
  await box.click({ clickCount: 3 });
  await visitor.keyboard.type(text);
  await visitor.keyboard.press("Enter");
  await visitor.until("the search has ended", () => LatentAudio.context.store.get().found);
  return (await visitor.state()).found;
}

check("search finds names", async (visitor) => {
  assert.deepEqual(await search(visitor, "sound 04"), [40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
});

check("search finds labels", async (visitor) => {
  const found = await search(visitor, "paper");
  const expected = visitor.truth.materials.flatMap((material, row) => (material === "paper" ? [row] : []));
  assert.deepEqual([...found].sort((a, b) => a - b), expected);
});

check("search finds what the network hears, surest first", async (visitor) => {
  const box = await visitor.control("searchbox", /search/i);
  await box.click();
  await visitor.keyboard.type("Glass");
  // The class is offered beside the label of the same name.
  await (await visitor.eventually("the class is offered", () =>
    visitor.control("button", /^Glass .*(class|heard)/i).catch(() => null))).click();
  const found = await visitor.eventually("the class is searched", async () => {
    const { found } = await visitor.state();
    return found?.[0] === visitor.truth.count - 1 && found;
  });
  assert.deepEqual(found.slice(0, 3), [149, 148, 147]);
});

check("search without a match says so", async (visitor) => {
  assert.deepEqual(await search(visitor, "xylophone"), []);
  await visitor.says("nothing found");
});

check("neighbours: the nearest sounds are listed in their order, and play", async (visitor) => {
  await visitor.allowSound();
  await visitor.click(10);
  const nearest = visitor.truth.neighbours.embedding[10];
  const ids = nearest.map((row) => visitor.truth.ids[row]);
  assert.deepEqual(await listed(visitor, "nearest sounds"), ids);
  await visitor.press(`Play ${ids[1]}`);
  await visitor.hears(nearest[1]);
  await visitor.choose("Space of the nearest sounds", "Conv 2");
  const others = visitor.truth.neighbours.layer_02[10].map((row) => visitor.truth.ids[row]);
  await visitor.eventually("those of the other space are listed", async () => {
    const names = await listed(visitor, "nearest sounds");
    return JSON.stringify(names) === JSON.stringify(others);
  });
});

check("nearest to the selection: sounds near its mean, and none of it", async (visitor) => {
  await visitor.set({ selection: [10, 11], panel: "selection" });
  await visitor.press("Find the sounds nearest to the selection");
  const names = await listed(visitor, "nearest to the selection");
  assert.ok(!names.includes("sound 010") && !names.includes("sound 011"));
});

check("moves: the path of a moved sound, step by step", async (visitor) => {
  await visitor.set({ panel: "moves" });
  const [first] = visitor.truth.moved;
  const entry = await visitor.eventually("moves are listed", () =>
    visitor.control("button", new RegExp(`${visitor.truth.ids[first]}, effect`)).catch(() => null));
  await entry.click();
  await visitor.stateIs("chosen", first);
  await visitor.stateIs("move", { space: "layer_02", index: 0, step: 0 });
  await visitor.says("Glass");
  const slider = await visitor.control("slider", /step|way/i);
  await slider.focus();
  await visitor.keyboard.press("ArrowRight");
  await visitor.stateIs("move", { space: "layer_02", index: 0, step: 1 });
});
