// The map: what is seen is where it belongs, and moves as it should.

import assert from "node:assert/strict";
import { check } from "../checks.mjs";

function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function isNear(one, other, tolerance = 40) {
  return one.every((value, index) => Math.abs(value - other[index]) <= tolerance);
}

/** Largest distance of places from what scaling and shifting the map gives (pixels). */
async function misplaced(visitor, name) {
  const map = visitor.truth.maps[name];
  const places = await visitor.places();
  // Least squares, axis by axis; y grows upwards on the map.
  const fit = (values, pixels) => {
    const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;
    const [middle, centre] = [mean(values), mean(pixels)];
    let [above, below] = [0, 0];
    values.forEach((value, row) => {
      above += (value - middle) * (pixels[row] - centre);
      below += (value - middle) ** 2;
    });
    const slope = above / below;
    const errors = values.map((value, row) => centre + slope * (value - middle) - pixels[row]);
    return { slope, error: Math.max(...errors.map(Math.abs)) };
  };
  const x = fit(map.map((point) => point[0]), places.map((place) => place.x));
  const y = fit(map.map((point) => point[1]), places.map((place) => place.y));
  return { x, y };
}

check("the page is ready once its map is painted", async (visitor) => {
  // Sizes of boxes come late, as they do where there is much else to do.
  const { identifier } = await visitor.page.evaluateOnNewDocument(() => {
    const Original = globalThis.ResizeObserver;
    globalThis.ResizeObserver = class extends Original {
      constructor(call) {
        super((...given) => setTimeout(call, 300, ...given));
      }
    };
  });
  assert.equal(await visitor.open("page"), "ready");
  await visitor.placeOf(42);
  await visitor.page.removeScriptToEvaluateOnNewDocument(identifier);
});

check("every sound is where the map has it", async (visitor) => {
  const { x, y } = await misplaced(visitor, "embedding/umap_2d");
  assert.ok(x.error < 0.5 && y.error < 0.5, `${x.error} and ${y.error} pixels off`);
  assert.ok(x.slope > 0 && y.slope < 0);
  // A map must not be stretched: distances mean something.
  assert.ok(Math.abs(x.slope + y.slope) < 0.01 * x.slope, `${x.slope} and ${y.slope}`);
});

check("points are painted where they can be pointed at, in the colour of the legend", async (visitor) => {
  await visitor.settled();
  for (const row of [0, 1, 2, 3, 77, 149]) {
    const colour = await visitor.evaluate((one) => LatentAudio.context.colourOf(one), row);
    const found = await visitor.paintedAt(await visitor.placeOf(row));
    assert.ok(isNear(found, channels(colour)), `sound ${row} is ${found}, not ${colour}`);
  }
});

check("hover chooses the nearest sound", async (visitor) => {
  const { x, y } = await visitor.placeOf(42);
  await visitor.mouse.move(x + 3, y - 2);
  await visitor.stateIs("hovered", 42);
  await visitor.mouse.move(2, 2);
  await visitor.stateIs("hovered", null);
});

check("hover names the sound, its file and descriptors", async (visitor) => {
  await visitor.pointAt(40);
  for (const text of ["sound 040", "take 04.wav", "spectral centroid", "material"]) {
    await visitor.says(text);
  }
});

check("wheel zooms towards the pointer", async (visitor) => {
  const before = await visitor.placeOf(42);
  await visitor.mouse.move(before.x, before.y);
  await visitor.mouse.wheel({ deltaY: -400 });
  await visitor.until("the map is nearer", () => LatentAudio.context.store.get().views[0].camera.zoom > 1.2);
  await visitor.settled();
  const after = await visitor.placeOf(42);
  assert.ok(Math.hypot(after.x - before.x, after.y - before.y) < 2);
});

check("drag moves the map by as much", async (visitor) => {
  const from = await visitor.emptyPlace();
  const before = await visitor.placeOf(42);
  await visitor.drag(from, { x: from.x + 60, y: from.y + 35 });
  await visitor.settled();
  const after = await visitor.placeOf(42);
  assert.ok(Math.hypot(after.x - before.x - 60, after.y - before.y - 35) < 3);
});

check("3-D: drag turns the map", async (visitor) => {
  await visitor.choose("Method of the first map", "UMAP, 3-D");
  await visitor.settled();
  const from = await visitor.emptyPlace();
  await visitor.drag(from, { x: from.x + 80, y: from.y + 20 });
  await visitor.settled();
  const { camera } = (await visitor.state()).views[0];
  assert.notEqual(camera.yaw, 0);
  assert.notEqual(camera.pitch, 0);
});

check("orbit: the map turns by itself until it is stopped", async (visitor) => {
  await visitor.choose("Method of the first map", "UMAP, 3-D");
  await visitor.settled();
  const yaw = async () => (await visitor.state()).views[0].camera.yaw;
  const before = await yaw();
  await visitor.press("Orbit", "checkbox");
  await visitor.eventually("the map turns", async () => (await yaw()) !== before);
  await visitor.press("Orbit", "checkbox");
  await visitor.settled();
});

check("spherical: points go out onto a sphere and back", async (visitor) => {
  await visitor.choose("Method of the first map", "UMAP, 3-D");
  await visitor.settled();
  const before = await visitor.placeOf(42);
  await visitor.press("On a sphere", "checkbox");
  await visitor.stateIs("spherical", true);
  await visitor.settled();
  const there = await visitor.placeOf(42);
  assert.ok(Math.hypot(there.x - before.x, there.y - before.y) > 1);
  await visitor.press("On a sphere", "checkbox");
  await visitor.settled();
  const back = await visitor.placeOf(42);
  assert.ok(Math.hypot(back.x - before.x, back.y - before.y) < 1);
});

check("transitions go from one map to the other, and end exactly there", async (visitor) => {
  const start = await visitor.placeOf(42);
  await visitor.choose("Space of the first map", "Conv 1");
  const seen = await visitor.evaluate(async () => {
    const places = [];
    const [view] = LatentAudio.context.views();
    const end = performance.now() + 2500;
    while (performance.now() < end) {
      places.push(LatentAudio.context.views()[0].place(42));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return places.filter(Boolean).map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`);
  });
  assert.ok(new Set(seen).size > 3, `seen at ${[...new Set(seen)].join(" ")}, from ${JSON.stringify(start)}`);
  await visitor.settled();
  const { x, y } = await misplaced(visitor, "layer_01/pca");
  assert.ok(x.error < 0.5 && y.error < 0.5);
});

check("prefers-reduced-motion: maps change at once", async (visitor) => {
  await visitor.prefer("prefers-reduced-motion", "reduce");
  await visitor.open("page");
  await visitor.choose("Space of the first map", "Conv 1");
  await visitor.until("the map has changed", () => LatentAudio.context.store.get().views[0].map === "layer_01/pca");
  await visitor.until("sounds are at their places", () => LatentAudio.context.views()[0].place(42));
  const seen = new Set();
  for (let i = 0; i < 10; i++) {
    const { x, y } = await visitor.placeOf(42);
    seen.add(`${Math.round(x)},${Math.round(y)}`);
  }
  await visitor.prefer("prefers-reduced-motion", "no-preference");
  assert.ok(seen.size <= 2, `seen at ${[...seen].join(" ")}`);
}, { emulates: true });

check("layer slider goes from layer to layer", async (visitor) => {
  await visitor.choose("Space of the first map", "Conv 1");
  await visitor.settled();
  const slider = await visitor.control("slider", "Layer");
  await slider.focus();
  await visitor.keyboard.press("ArrowRight");
  await visitor.until("layer 2 is shown", () => LatentAudio.context.store.get().views[0].map === "layer_02/pca");
  await visitor.keyboard.press("End");
  await visitor.until("layer 3 is shown", () => LatentAudio.context.store.get().views[0].map === "layer_03/pca");
  await visitor.says("Conv 3");
});

check("play through shows one layer after the other, and ends", async (visitor) => {
  await visitor.choose("Space of the first map", "Conv 1");
  await visitor.settled();
  await visitor.press(/Play through/);
  const seen = new Set();
  await visitor.eventually("the last layer is shown", async () => {
    seen.add((await visitor.state()).views[0].map);
    return seen.has("layer_03/pca");
  });
  assert.deepEqual([...seen], ["layer_01/pca", "layer_02/pca", "layer_03/pca"]);
});

check("on a desktop the page as a whole does not scroll", async (visitor) => {
  await visitor.settled();
  const { scrollHeight, scrollWidth, clientHeight, clientWidth } = await visitor.evaluate(() => {
    const { scrollHeight, scrollWidth, clientHeight, clientWidth } = document.documentElement;
    return { scrollHeight, scrollWidth, clientHeight, clientWidth };
  });
  assert.equal(scrollHeight, clientHeight);
  assert.equal(scrollWidth, clientWidth);
});

check("two maps side by side share what is chosen and selected", async (visitor) => {
  await visitor.allowSound();
  await visitor.press("Compare");
  await visitor.until("there are two maps", () => LatentAudio.context.views().length === 2);
  await visitor.settled();
  await visitor.click(12, 1);
  await visitor.stateIs("chosen", 12);
  await visitor.hears(12);
  const [first, second] = (await visitor.state()).views;
  assert.notEqual(first.map, second.map);
  await visitor.pointAt(13, 0);
  await visitor.stateIs("hovered", 13);
  await visitor.press("Close");
  await visitor.until("there is one map", () => LatentAudio.context.views().length === 1);
});

check("two maps side by side have all their controls within themselves, at one height", async (visitor) => {
  await visitor.press("Compare");
  await visitor.until("there are two maps", () => LatentAudio.context.views().length === 2);
  await visitor.choose("Space of the second map", "Conv 3");
  await visitor.settled();
  const boxes = await visitor.evaluate(() =>
    [...document.querySelectorAll(".view")].map((view) => {
      const edges = (one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        return { left, right, top, bottom, name: one.textContent };
      };
      const controls = [...view.querySelectorAll("button, select, input, output")];
      return {
        view: edges(view),
        map: edges(view.querySelector(".map")),
        controls: controls.filter((one) => one.offsetParent).map(edges),
      };
    }),
  );
  for (const { view, controls } of boxes) {
    for (const one of controls) {
      assert.ok(one.left >= view.left && one.right <= view.right, `"${one.name}" is not within its view`);
    }
  }
  assert.equal(boxes[0].map.top, boxes[1].map.top);
  assert.equal(boxes[0].map.bottom, boxes[1].map.bottom);
});

check("another map leaves no name of a sound that was under the pointer", async (visitor) => {
  await visitor.pointAt(42);
  await visitor.stateIs("hovered", 42);
  await visitor.until("its name is shown", () => !document.querySelector(".tip").hidden);
  await visitor.set({
    views: [{ ...(await visitor.state()).views[0], map: "layer_03/pca" }],
  });
  await visitor.stateIs("hovered", null);
  await visitor.until("its name is gone", () => document.querySelector(".tip").hidden);
});

check("sprites: pictures take the place of points, each its own", async (visitor) => {
  await visitor.press("Spectrograms");
  await visitor.stateIs("marks", "sprites");
  await visitor.settled();
  // The pictures of later rows are brighter, so their colours differ.
  await visitor.eventually("pictures differ", async () => {
    const [low, high] = [
      await visitor.paintedAt(await visitor.placeOf(0)),
      await visitor.paintedAt(await visitor.placeOf(149)),
    ];
    return !isNear(low, high, 10);
  });
});

check("defect 7: more pictures than a texture holds are spread over sheets", async (visitor) => {
  const [first, last] = await visitor.evaluate(async () => {
    const { data } = LatentAudio.context;
    const sheets = [await data.sheet(0), await data.sheet(4999)];
    return sheets.map(({ width, height, first }) => ({ width, height, first }));
  });
  assert.equal(first.first, 0);
  assert.equal(last.first, 4096);
  for (const { width, height } of [first, last]) assert.ok(width <= 2048 && height <= 2048);
}, { hash: "#data=many" });

/** Sum of the channels of the page's ground: 0 is black, 765 white. */
async function brightness(visitor) {
  const ground = await visitor.evaluate(() => getComputedStyle(document.body).backgroundColor);
  return ground.match(/\d+/g).slice(0, 3).reduce((sum, one) => sum + Number(one), 0);
}

check("dark and light follow the choice", async (visitor) => {
  await visitor.choose("Theme", "Dark");
  await visitor.eventually("the page is dark", async () => (await brightness(visitor)) < 200);
  await visitor.choose("Theme", "Light");
  await visitor.eventually("the page is light", async () => (await brightness(visitor)) > 600);
});

check("dark and light follow the system", async (visitor) => {
  await visitor.prefer("prefers-color-scheme", "dark");
  await visitor.eventually("the page is dark", async () => (await brightness(visitor)) < 200);
  await visitor.prefer("prefers-color-scheme", "light");
  await visitor.eventually("the page is light", async () => (await brightness(visitor)) > 600);
}, { emulates: true });

check("a phone's screen shows the map", async (visitor) => {
  await visitor.page.setViewport({ width: 390, height: 780 });
  await visitor.open("page");
  await visitor.settled();
  const { box, wide } = await visitor.evaluate(() => {
    const { width, height } = LatentAudio.context.views()[0].canvas.getBoundingClientRect();
    return { box: { width, height }, wide: document.documentElement.scrollWidth };
  });
  await visitor.page.setViewport({ width: 1280, height: 800 });
  assert.ok(box.width >= 300 && box.height >= 200, JSON.stringify(box));
  assert.ok(wide <= 390, `the page is ${wide} pixels wide`);
});

check("a list of long names is no wider than its panel", async (visitor) => {
  const control = await visitor.control("combobox", "Colour by");
  await control.evaluate((element) => element.append(new Option("long name ".repeat(20))));
  await visitor.settled();
  const [list, panel] = await control.evaluate((element) =>
    [element, element.closest("section")].map((one) => one.getBoundingClientRect().right));
  assert.ok(list <= panel, `the list ends at ${list} pixels, the panel at ${panel}`);
});
