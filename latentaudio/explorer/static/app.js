// Generated from explorer/ by `npm run build`; changes made here are lost.
"use strict";
(() => {
  // src/colourmap.ts
  var STEPS = 256;
  var LIGHTNESS = [0.16, 0.95];
  var HUE = [285, 105];
  var STRONGEST = 0.17;
  var RAMP = Uint8Array.from(
    Array.from({ length: STEPS }, (_, step) => colourAt(step / (STEPS - 1))).flat()
  );
  function colourAt(part) {
    const lightness = LIGHTNESS[0] + part * (LIGHTNESS[1] - LIGHTNESS[0]);
    const hue = (HUE[0] + part * (HUE[1] - HUE[0])) * Math.PI / 180;
    const wanted = STRONGEST * Math.sin(Math.PI * (0.12 + 0.76 * part));
    const linear = strongest(lightness, hue, wanted);
    return linear.map((value) => Math.round(255 * encode(Math.min(1, Math.max(0, value)))));
  }
  function strongest(lightness, hue, wanted) {
    const isShown = (rgb) => rgb.every((value) => value >= 0 && value <= 1);
    let least = 0;
    let most = wanted;
    const full = linearRGB(lightness, hue, wanted);
    if (isShown(full)) return full;
    for (let turn = 0; turn < 20; turn++) {
      const middle = (least + most) / 2;
      if (isShown(linearRGB(lightness, hue, middle))) least = middle;
      else most = middle;
    }
    return linearRGB(lightness, hue, least);
  }
  function linearRGB(lightness, hue, chroma) {
    const a = chroma * Math.cos(hue);
    const b = chroma * Math.sin(hue);
    const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const short2 = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
    return [
      4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short2,
      -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short2,
      -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short2
    ];
  }
  function encode(linear) {
    return linear <= 31308e-7 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  }

  // src/palettes.ts
  var SAFE = {
    light: [
      "#0072b2",
      "#e69f00",
      "#009e73",
      "#cc79a7",
      "#d55e00",
      "#56b4e9",
      "#a89a00",
      "#332288",
      "#882255",
      "#117733",
      "#44aa99",
      "#aa4499",
      "#cc6677",
      "#88ccee",
      "#999933",
      "#ddaa77"
    ],
    dark: [
      "#3f9fd8",
      "#e69f00",
      "#1fbf93",
      "#e08fc0",
      "#e8703a",
      "#8fd0f5",
      "#f0e442",
      "#9a8cf0",
      "#cf5f95",
      "#45a85f",
      "#6fd0c0",
      "#c77fd0",
      "#e58a99",
      "#b0dff5",
      "#bdbd5a",
      "#e6c7a0"
    ]
  };
  var SAFE_COUNT = SAFE.light.length;
  var MISSING = { light: "#9a9a9a", dark: "#7d7d7d" };
  var SINGLE = { light: "#0072b2", dark: "#56b4e9" };
  var SPAN = { light: [0.02, 0.86], dark: [0.22, 1] };
  var NAMED = { right: "#0072b2", wrong: "#d55e00" };
  function categoryColour(code, theme) {
    if (code < SAFE_COUNT) return SAFE[theme][code];
    const hue = code * 137.508 % 360;
    const lightness = [48, 66, 36][code % 3] + (theme === "dark" ? 12 : 0);
    return fromHSL(hue, 55, lightness);
  }
  function namedColour(name2) {
    return Object.hasOwn(NAMED, name2) ? NAMED[name2] : void 0;
  }
  function rampColour(part, theme) {
    const [first, last] = SPAN[theme];
    const place = first + Math.min(1, Math.max(0, part)) * (last - first);
    const at = 3 * Math.round(place * (RAMP.length / 3 - 1));
    return toHex(RAMP[at], RAMP[at + 1], RAMP[at + 2]);
  }
  function pixel(hex) {
    const value = Number.parseInt(hex.slice(1), 16);
    const [red, green, blue] = [value >> 16, value >> 8 & 255, value & 255];
    return (255 << 24 | blue << 16 | green << 8 | red) >>> 0;
  }
  function hexOf(pixel2) {
    return toHex(pixel2 & 255, pixel2 >> 8 & 255, pixel2 >> 16 & 255);
  }
  function fromHSL(hue, saturation, lightness) {
    const strength = saturation / 100 * Math.min(lightness / 100, 1 - lightness / 100);
    const channel = (shift) => {
      const k = (shift + hue / 30) % 12;
      const value = lightness / 100 - strength * Math.max(-1, Math.min(k - 3, 9 - k, 1));
      return Math.round(255 * value);
    };
    return toHex(channel(0), channel(8), channel(4));
  }
  function toHex(red, green, blue) {
    const value = red << 16 | green << 8 | blue;
    return `#${value.toString(16).padStart(6, "0")}`;
  }

  // src/colour.ts
  function isMissing(column, values, row2) {
    return column.kind === "number" ? Number.isNaN(values[row2]) : values[row2] >= column.categories.length;
  }
  function colourOfCategory(column, code, { theme, own }) {
    const name2 = column.categories[code];
    return (Object.hasOwn(own, name2) ? own[name2] : void 0) ?? (column.role === "error" ? namedColour(name2) : void 0) ?? categoryColour(code, theme);
  }
  function partOf(column, value, range) {
    const scale = column.scale === "log" ? (v) => Math.log(Math.max(v, 1e-12)) : (v) => v;
    const [low, high] = [scale(range[0]), scale(range[1])];
    return high > low ? Math.min(1, Math.max(0, (scale(value) - low) / (high - low))) : 0.5;
  }
  function valueAt(column, part) {
    const { low, high } = column;
    if (column.scale === "linear") return low + part * (high - low);
    const [first, last] = [Math.log(Math.max(low, 1e-12)), Math.log(Math.max(high, 1e-12))];
    return Math.exp(first + part * (last - first));
  }
  function colourRows(count2, column, values, choice2) {
    const pixels = new Uint32Array(count2);
    if (!column || !values) {
      pixels.fill(pixel(SINGLE[choice2.theme]));
      return { column: null, values: null, pixels, choice: choice2 };
    }
    const missing = pixel(MISSING[choice2.theme]);
    if (column.kind === "categorical") {
      const table = column.categories.map((_, code) => pixel(colourOfCategory(column, code, choice2)));
      for (let row2 = 0; row2 < count2; row2++) pixels[row2] = table[values[row2]] ?? missing;
    } else {
      const steps2 = 255;
      const table = Array.from({ length: steps2 + 1 }, (_, i) => pixel(rampColour(i / steps2, choice2.theme)));
      const range = choice2.range ?? [column.low, column.high];
      for (let row2 = 0; row2 < count2; row2++) {
        pixels[row2] = Number.isNaN(values[row2]) ? missing : table[Math.round(steps2 * partOf(column, values[row2], range))];
      }
    }
    return { column, values, pixels, choice: choice2 };
  }
  function colourOf(colouring, row2) {
    return hexOf(colouring.pixels[row2]);
  }

  // src/filter.ts
  async function sievesOf(data, { hidden, ranges }) {
    const names = /* @__PURE__ */ new Set([...Object.keys(hidden), ...Object.keys(ranges)]);
    const columns2 = [...names].flatMap((name2) => data.column(name2) ?? []);
    return Promise.all(
      columns2.map(async (column) => ({
        values: await data.values(column.name),
        hidden: column.kind === "categorical" ? new Set(hidden[column.name] ?? []) : null,
        range: column.kind === "number" ? ranges[column.name] ?? null : null
      }))
    );
  }
  function shownRows(count2, sieves) {
    const shown = new Uint8Array(count2).fill(1);
    for (const { values, hidden, range } of sieves) {
      for (let row2 = 0; row2 < count2; row2++) {
        const value = values[row2];
        if (hidden?.has(value)) shown[row2] = 0;
        if (range && !(value >= range[0] && value <= range[1])) shown[row2] = 0;
      }
    }
    return shown;
  }
  function outstanding(state) {
    if (state.found && state.found.length > 0) return state.found;
    return state.selection.length > 0 ? state.selection : null;
  }
  function emphasisOf(shown, rows) {
    if (!rows) return shown.map((is) => 2 * is);
    const emphasis = shown.slice();
    for (const row2 of rows) if (shown[row2]) emphasis[row2] = 2;
    return emphasis;
  }
  function countsOf(values, categories, isCounted) {
    const counts = new Array(categories + 1).fill(0);
    for (let row2 = 0; row2 < values.length; row2++) {
      if (isCounted(row2)) counts[Math.min(values[row2], categories)] += 1;
    }
    return counts;
  }

  // src/raster.ts
  var PARTS = 4;
  var HAZE_STEPS = 8;
  var MOST_HAZE = 0.55;
  function clear(raster, ground) {
    raster.pixels.fill(ground);
  }
  function paintPoints(raster, scene) {
    for (const level of [1, 2]) {
      if (scene.fine) paintFine(raster, scene, level);
      else paintPlain(raster, scene, level);
    }
  }
  function sortByNearness(near, order) {
    const buckets = 2048;
    const starts = new Uint32Array(buckets + 1);
    const bucketOf = (row2) => Math.min(buckets - 1, Math.max(0, Math.round((near[row2] + 1.8) * (buckets / 3.6))));
    for (let row2 = 0; row2 < near.length; row2++) starts[bucketOf(row2) + 1] += 1;
    for (let i = 0; i < buckets; i++) starts[i + 1] += starts[i];
    for (let row2 = 0; row2 < near.length; row2++) order[starts[bucketOf(row2)]++] = row2;
  }
  function mixedOrder(count2) {
    const order = Uint32Array.from({ length: count2 }, (_, row2) => row2);
    let state = 1;
    for (let last = count2 - 1; last > 0; last--) {
      state = Math.imul(state, 1664525) + 1013904223 >>> 0;
      const other = Math.floor(state / 2 ** 32 * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  }
  function radiusAt(scene, row2) {
    const { radius, ratio, perspective, places } = scene;
    if (perspective === 0) return radius * ratio;
    return radius * ratio / Math.max(0.4, 1 - perspective * places.near[row2]);
  }
  function colourAt2(scene, row2, level) {
    const colour = level === 1 ? scene.faint : scene.colours[row2];
    if (scene.perspective === 0) return colour;
    const far = Math.min(1, Math.max(0, (1 - scene.places.near[row2]) / 2));
    const haze = Math.round(far * HAZE_STEPS) / HAZE_STEPS;
    return mix(colour, scene.ground, Math.round(256 * MOST_HAZE * haze));
  }
  function paintPlain(raster, scene, level) {
    const { width, height, pixels } = raster;
    const { places, ratio, emphasis, order } = scene;
    const spans = /* @__PURE__ */ new Map();
    for (let i = 0; i < order.length; i++) {
      const row2 = order[i];
      if (emphasis[row2] !== level) continue;
      const r = Math.round(radiusAt(scene, row2) * 2);
      let span = spans.get(r);
      if (!span) spans.set(r, span = spanOf(r / 2));
      const x = Math.floor(places.x[row2] * ratio);
      const y = Math.floor(places.y[row2] * ratio);
      const reach = (span.length - 1) / 2;
      if (x < -reach || x >= width + reach || y < -reach || y >= height + reach) continue;
      const colour = colourAt2(scene, row2, level);
      for (let dy = -reach; dy <= reach; dy++) {
        const line = y + dy;
        if (line < 0 || line >= height) continue;
        const half = span[dy + reach];
        const first = Math.max(0, x - half);
        const last = Math.min(width - 1, x + half);
        for (let at = line * width + first; at <= line * width + last; at++) pixels[at] = colour;
      }
    }
  }
  function spanOf(radius) {
    const reach = Math.max(0, Math.round(radius - 0.5));
    return Int32Array.from({ length: 2 * reach + 1 }, (_, line) => {
      const dy = line - reach;
      return Math.round(Math.sqrt(Math.max(0, radius * radius - dy * dy)) - 0.5);
    });
  }
  function paintFine(raster, scene, level) {
    const { width, height, pixels } = raster;
    const { places, ratio, emphasis, order, ground } = scene;
    const stamps = /* @__PURE__ */ new Map();
    for (let i = 0; i < order.length; i++) {
      const row2 = order[i];
      if (emphasis[row2] !== level) continue;
      const r = Math.round(radiusAt(scene, row2) * 4);
      const px = places.x[row2] * ratio;
      const py = places.y[row2] * ratio;
      const x = Math.floor(px);
      const y = Math.floor(py);
      const part = Math.floor((px - x) * PARTS) + PARTS * Math.floor((py - y) * PARTS);
      const key = r * PARTS * PARTS + part;
      let stamp = stamps.get(key);
      if (!stamp) stamps.set(key, stamp = stampOf(r / 4, part, ratio));
      const { side, gap, disc } = stamp;
      const left = x - (side >> 1);
      const top = y - (side >> 1);
      if (left + side <= 0 || left >= width || top + side <= 0 || top >= height) continue;
      const colour = colourAt2(scene, row2, level);
      for (let line = Math.max(0, -top); line < side && top + line < height; line++) {
        for (let column = Math.max(0, -left); column < side && left + column < width; column++) {
          const covered = gap[line * side + column];
          if (covered === 0) continue;
          const at = (top + line) * width + left + column;
          const below = covered === 256 ? ground : mix(pixels[at], ground, covered);
          pixels[at] = mix(below, colour, disc[line * side + column]);
        }
      }
    }
  }
  function stampOf(radius, part, ratio) {
    const around = radius > 2 * ratio ? 0.8 * ratio : 0.4 * ratio;
    const side = 2 * Math.ceil(radius + around + 1) + 1;
    const middle = side >> 1;
    const cx = middle + (part % PARTS + 0.5) / PARTS;
    const cy = middle + (Math.floor(part / PARTS) + 0.5) / PARTS;
    const gap = new Uint16Array(side * side);
    const disc = new Uint16Array(side * side);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const distance = Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
        const cover = (edge) => Math.round(256 * Math.min(1, Math.max(0, edge - distance + 0.5)));
        gap[y * side + x] = cover(radius + around);
        disc[y * side + x] = cover(radius);
      }
    }
    return { side, gap, disc };
  }
  function mix(one, other, part) {
    if (part >= 256) return other;
    if (part <= 0) return one;
    const redBlue = one & 16711935;
    const green = one & 65280;
    const rb = redBlue + (Math.imul((other & 16711935) - redBlue, part) >> 8);
    const g = green + (Math.imul((other & 65280) - green, part) >> 8);
    return (4278190080 | rb & 16711935 | g & 65280) >>> 0;
  }

  // src/appearance.ts
  var Appearance = class {
    theme = "light";
    tones = { ground: "#ffffff", ink: "#000000", quiet: "#666666", accent: "#0072b2", faint: "#cccccc" };
    colouring;
    shown;
    emphasis;
    /** Rows in an order that favours none. */
    order;
    #store;
    #data;
    #fail;
    #listeners = /* @__PURE__ */ new Set();
    #asked = { colours: 0, shown: 0 };
    constructor(store, data, fail2) {
      const count2 = data.manifest.sounds;
      this.#store = store;
      this.#data = data;
      this.#fail = fail2;
      this.order = mixedOrder(count2);
      this.shown = new Uint8Array(count2).fill(1);
      this.emphasis = emphasisOf(this.shown, null);
      this.#readTheme();
      this.colouring = colourRows(count2, null, null, this.#choice(store.get()));
      store.on(["theme"], () => this.#retheme());
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#retheme());
      store.on(["colour", "ownColours"], () => void this.#recolour());
      store.on(["ranges"], (state) => {
        if (this.colouring.column && this.colouring.column.name in state.ranges) void this.#recolour();
      });
      store.on(["hidden", "ranges"], () => void this.#sieve());
      store.on(["selection", "found"], () => this.#emphasise());
    }
    /** Wait for what the present state needs. */
    async load() {
      await Promise.all([this.#recolour(), this.#sieve()]);
    }
    /** Listen to changes of how sounds look. */
    on(listener) {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    }
    #tell(change) {
      for (const listener of [...this.#listeners]) listener(change);
    }
    #choice(state) {
      return {
        theme: this.theme,
        own: state.ownColours[state.colour] ?? {},
        range: state.ranges[state.colour] ?? null
      };
    }
    async #recolour() {
      const turn = ++this.#asked.colours;
      try {
        const column = this.#data.column(this.#store.get().colour) ?? null;
        const values = column && await this.#data.values(column.name);
        if (turn !== this.#asked.colours) return;
        const choice2 = this.#choice(this.#store.get());
        this.colouring = colourRows(this.shown.length, column, values, choice2);
        this.#tell("colours");
      } catch (error) {
        this.#fail(error);
      }
    }
    async #sieve() {
      const turn = ++this.#asked.shown;
      try {
        const sieves = await sievesOf(this.#data, this.#store.get());
        if (turn !== this.#asked.shown) return;
        this.shown = shownRows(this.shown.length, sieves);
        this.#emphasise();
      } catch (error) {
        this.#fail(error);
      }
    }
    #emphasise() {
      this.emphasis = emphasisOf(this.shown, outstanding(this.#store.get()));
      this.#tell("shown");
    }
    #retheme() {
      this.#readTheme();
      this.#tell("theme");
      void this.#recolour();
    }
    #readTheme() {
      const { theme } = this.#store.get();
      const root = document.documentElement;
      if (theme === "auto") delete root.dataset.theme;
      else root.dataset.theme = theme;
      const prefersDark = matchMedia("(prefers-color-scheme: dark)").matches;
      this.theme = theme === "auto" ? prefersDark ? "dark" : "light" : theme;
      this.tones = {
        ground: toneOf("--map"),
        ink: toneOf("--ink"),
        quiet: toneOf("--quiet"),
        accent: toneOf("--accent"),
        faint: toneOf("--faint")
      };
    }
    /** A tone as a pixel of an image. */
    tone(name2) {
      return pixel(this.tones[name2]);
    }
  };
  function toneOf(name2) {
    const probe = document.createElement("span");
    probe.style.color = `var(${name2})`;
    document.documentElement.append(probe);
    const parts2 = /(\d+)\D+(\d+)\D+(\d+)/.exec(getComputedStyle(probe).color);
    probe.remove();
    if (!parts2) return "#808080";
    return `#${parts2.slice(1, 4).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
  }

  // src/decoding.ts
  var BYTES_KEPT = 16 * 2 ** 20;
  var BYTES_PER_SAMPLE = 4;
  var Decoder = class {
    #data;
    #mostBytes;
    /** By row, the one that was asked for last at the end. */
    #kept = /* @__PURE__ */ new Map();
    #underWay = /* @__PURE__ */ new Map();
    /** Decodes without permission to sound; made when the first sound is wanted. */
    #context = null;
    #bytes = 0;
    constructor(data, mostBytes = BYTES_KEPT) {
      this.#data = data;
      this.#mostBytes = mostBytes;
    }
    /** Bytes of samples that are kept. */
    get bytes() {
      return this.#bytes;
    }
    /** The sound of a row at the data set's rate; null where it has none. */
    buffer(row2) {
      const kept = this.#kept.get(row2);
      if (kept) {
        this.#kept.delete(row2);
        this.#kept.set(row2, kept);
        return Promise.resolve(kept);
      }
      let promise = this.#underWay.get(row2);
      if (!promise) {
        promise = this.#decode(row2).finally(() => this.#underWay.delete(row2));
        this.#underWay.set(row2, promise);
      }
      return promise;
    }
    async #decode(row2) {
      const clip = await this.#data.clip(row2);
      if (clip === null) return null;
      const rate = this.#data.manifest.samplerate;
      this.#context ??= new OfflineAudioContext(1, 1, rate);
      const buffer = await this.#context.decodeAudioData(clip.slice().buffer).catch((error) => {
        throw new Error(`${this.#data.sounds.fileOf(row2)}: the browser cannot decode it (${error})`);
      });
      this.#keep(row2, buffer);
      return buffer;
    }
    #keep(row2, buffer) {
      this.#kept.set(row2, buffer);
      this.#bytes += size(buffer);
      for (const [oldest, old] of this.#kept) {
        if (this.#bytes <= this.#mostBytes || oldest === row2) break;
        this.#kept.delete(oldest);
        this.#bytes -= size(old);
      }
    }
  };
  function size(buffer) {
    return buffer.length * buffer.numberOfChannels * BYTES_PER_SAMPLE;
  }

  // src/unlock.ts
  var GESTURES = ["pointerdown", "pointerup", "click", "keydown"];
  function unlockSound(make, heard2) {
    let context = null;
    let audible = false;
    const listen = () => {
      for (const name2 of GESTURES) window.addEventListener(name2, onGesture, true);
    };
    const cease = () => {
      for (const name2 of GESTURES) window.removeEventListener(name2, onGesture, true);
    };
    const onState = () => {
      const running = context?.state === "running";
      if (running === audible) return;
      audible = running;
      if (running) cease();
      else listen();
      heard2(running);
    };
    const start2 = () => {
      if (!context) {
        context = make();
        context.onstatechange = onState;
      }
      context.resume().then(onState, () => {
      });
    };
    const onGesture = (event) => {
      if (!isFingerDown(event)) start2();
    };
    listen();
    if (navigator.userActivation?.hasBeenActive) start2();
    return () => {
      cease();
      if (context) context.onstatechange = null;
    };
  }
  function isFingerDown(event) {
    return event.type === "pointerdown" && event.pointerType !== "mouse";
  }

  // src/voice.ts
  var FADE_S = 8e-3;
  var Voice = class {
    #context;
    #source;
    #gain;
    #panner;
    #duration;
    #start;
    constructor(context, out, buffer, options) {
      this.#context = context;
      this.#duration = buffer.duration;
      this.#source = context.createBufferSource();
      this.#gain = context.createGain();
      this.#panner = context.createStereoPanner();
      this.#panner.pan.value = options.pan;
      this.#source.buffer = buffer;
      this.#source.loop = options.loop;
      this.#source.connect(this.#gain).connect(this.#panner).connect(out);
      this.#start = context.currentTime;
      this.#gain.gain.setValueAtTime(0, this.#start);
      this.#gain.gain.linearRampToValueAtTime(1, this.#start + FADE_S);
      if (!options.loop) this.#fadeBefore(this.#start + this.#duration);
      this.#source.onended = () => {
        this.#disconnect();
        options.ended();
      };
      this.#source.start(this.#start);
    }
    /** Loop from now on, or end after the present pass. */
    setLoop(loop2) {
      if (loop2 === this.#source.loop) return;
      this.#source.loop = loop2;
      const now = this.#context.currentTime;
      this.#hold(now);
      if (loop2) return this.#ramp(1, now + FADE_S);
      const passes = Math.floor((now - this.#start) / this.#duration) + 1;
      this.#fadeBefore(this.#start + passes * this.#duration);
    }
    /** End with a short fade. */
    fadeOut() {
      this.#source.onended = () => this.#disconnect();
      if (this.#context.state !== "running") return this.#disconnect();
      const now = this.#context.currentTime;
      this.#hold(now);
      this.#ramp(0, now + FADE_S);
      this.#source.stop(now + FADE_S);
    }
    #fadeBefore(end) {
      const begin2 = Math.max(this.#context.currentTime, end - FADE_S);
      this.#gain.gain.setValueAtTime(1, Math.max(begin2, this.#start + FADE_S));
      this.#ramp(0, end);
    }
    /** Forget what the loudness was to become, and stay at what it is. */
    #hold(now) {
      const present = this.#gain.gain.value;
      this.#gain.gain.cancelScheduledValues(now);
      this.#gain.gain.setValueAtTime(present, now);
    }
    #ramp(to, at) {
      this.#gain.gain.linearRampToValueAtTime(to, at);
    }
    #disconnect() {
      this.#source.onended = null;
      this.#source.disconnect();
      this.#gain.disconnect();
      this.#panner.disconnect();
    }
  };

  // src/audio.ts
  var REMEMBERED = 30;
  var MOST_MUTE = 30;
  function createPlayer(store, data, tell) {
    return new OneVoicePlayer(store, data, tell);
  }
  var OneVoicePlayer = class {
    #store;
    #data;
    #tell;
    #decoder;
    #ends;
    #context = null;
    #master = null;
    #voice = null;
    /** Number of the newest request; all older ones are overtaken. */
    #newest = 0;
    /** What begins to sound when the browser lets sound out. */
    #waiting = null;
    #touring = false;
    /** Sounds without audio since the last that had some. */
    #mute = 0;
    constructor(store, data, tell) {
      this.#store = store;
      this.#data = data;
      this.#tell = tell;
      this.#decoder = new Decoder(data);
      this.#ends = [
        unlockSound(
          () => this.#makeContext(),
          (audible) => this.#heard(audible)
        ),
        store.on(["volume"], (state) => this.#setVolume(state.volume)),
        store.on(["looping"], (state) => this.#voice?.setLoop(state.looping))
      ];
    }
    get touring() {
      return this.#touring;
    }
    async samples(row2) {
      const buffer = await this.#decoder.buffer(row2);
      return buffer && buffer.getChannelData(0).slice();
    }
    async play(row2, options = {}) {
      await this.#start(this.#request(), row2, {
        loop: options.loop ?? false,
        pan: options.pan,
        next: null
      });
    }
    stop() {
      this.#request();
      this.#silence();
    }
    sequence(rows) {
      const request = this.#request(rows.length > 0);
      const from = async (index) => {
        if (request !== this.#newest) return;
        if (index >= rows.length) return this.stop();
        const next = () => from(index + 1);
        await this.#start(request, rows[index], { loop: false, pan: void 0, next });
      };
      void from(0);
    }
    walk(from, among) {
      const request = this.#request(true);
      const allowed = among && new Set(among);
      const heard2 = [];
      const visit = async (row2) => {
        heard2.push(row2);
        if (heard2.length > REMEMBERED) heard2.shift();
        const next = async () => {
          const following = await this.#following(row2, allowed, heard2);
          if (request === this.#newest) await visit(following);
        };
        await this.#start(request, row2, { loop: false, pan: void 0, next });
      };
      void visit(from);
    }
    async close() {
      this.stop();
      for (const end of this.#ends) end();
      this.#store.set({ audible: false });
      const context = this.#context;
      this.#context = null;
      if (context) await context.close();
    }
    /** Begin a request: what was asked for before is overtaken. */
    #request(touring = false) {
      this.#waiting = null;
      this.#touring = touring;
      this.#mute = 0;
      return ++this.#newest;
    }
    async #start(request, row2, wish) {
      let buffer;
      let pan;
      try {
        [buffer, pan] = await Promise.all([this.#decoder.buffer(row2), this.#panOf(row2, wish.pan)]);
      } catch (error) {
        return this.#fail(request, error);
      }
      if (request !== this.#newest) return;
      if (buffer === null) return this.#passOver(request, row2, wish.next);
      this.#mute = 0;
      const begin2 = () => this.#sound(request, row2, buffer, pan, wish);
      if (this.#context?.state === "running") begin2();
      else this.#waiting = begin2;
    }
    #sound(request, row2, buffer, pan, wish) {
      const voice = new Voice(this.#context, this.#master, buffer, {
        loop: wish.loop,
        pan,
        ended: () => void this.#ended(request, voice, wish.next)
      });
      this.#voice?.fadeOut();
      this.#voice = voice;
      this.#store.set({ playing: row2, looping: wish.loop });
    }
    async #ended(request, voice, next) {
      if (voice !== this.#voice) return;
      this.#voice = null;
      if (next) await next().catch((error) => this.#fail(request, error));
      else this.#silence();
    }
    /** Go on without a sound that has no audio. */
    async #passOver(request, row2, next) {
      this.#silence();
      this.#tell(`${this.#data.sounds.fileOf(row2)}: no audio of this sound in the data set`);
      this.#mute += 1;
      if (!next || this.#mute >= MOST_MUTE) return this.stop();
      await next().catch((error) => this.#fail(request, error));
    }
    /** Say why a sound is not heard, unless nobody waits for it any more. */
    #fail(request, error) {
      if (request !== this.#newest) return;
      this.stop();
      this.#tell(error instanceof Error ? error.message : String(error));
    }
    #silence() {
      this.#voice?.fadeOut();
      this.#voice = null;
      this.#store.set({ playing: null, looping: false });
    }
    #setVolume(volume) {
      if (!this.#context || !this.#master) return;
      this.#master.gain.setTargetAtTime(volume, this.#context.currentTime, 0.02);
    }
    #makeContext() {
      const context = new AudioContext({
        sampleRate: this.#data.manifest.samplerate,
        latencyHint: "interactive"
      });
      this.#context = context;
      this.#master = context.createGain();
      this.#master.gain.value = this.#store.get().volume;
      this.#master.connect(context.destination);
      return context;
    }
    #heard(audible) {
      this.#store.set({ audible });
      if (!audible) return;
      const begin2 = this.#waiting;
      this.#waiting = null;
      begin2?.();
    }
    /** Where a sound comes from: as asked for, or by its place on the first map. */
    async #panOf(row2, asked) {
      const state = this.#store.get();
      if (!state.panByPosition) return 0;
      if (asked !== void 0) return Math.max(-1, Math.min(1, asked));
      const map = this.#data.map(state.views[0]?.map ?? "");
      if (!map) return 0;
      const positions = await this.#data.positions(map.name);
      const [low, high] = [map.low[0], map.high[0]];
      const x = positions[row2 * map.dimensions];
      return high > low ? Math.max(-1, Math.min(1, 2 * (x - low) / (high - low) - 1)) : 0;
    }
    /** Draw the next sound of a walk; where no neighbour is allowed, any that is. */
    async #following(row2, allowed, heard2) {
      const neighbours2 = await this.#data.neighbours(this.#store.get().space);
      const near = neighbours2.rowsOf(row2).filter((other) => other >= 0 && (!allowed || allowed.has(other)));
      const fresh = near.filter((other) => !heard2.includes(other));
      if (fresh.length > 0) return drawn(fresh);
      const others2 = allowed ? [...allowed].filter((other) => !heard2.includes(other)) : [];
      return drawn(others2.length > 0 ? others2 : near.length > 0 ? near : [row2]);
    }
  };
  function drawn(rows) {
    return rows[Math.floor(Math.random() * rows.length)];
  }

  // src/arrays.ts
  var ARRAYS = {
    uint8: Uint8Array,
    int8: Int8Array,
    uint16: Uint16Array,
    int16: Int16Array,
    uint32: Uint32Array,
    int32: Int32Array,
    float32: Float32Array
  };
  function fromBase64(text) {
    const native = Uint8Array.fromBase64;
    if (native) return native.call(Uint8Array, text);
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  }
  function unpack(packed, where) {
    const Numbers = ARRAYS[packed.dtype];
    if (!Numbers) {
      const known2 = Object.keys(ARRAYS).join(", ");
      throw new Error(`${where}: the dtype is "${packed.dtype}", expected one of ${known2}`);
    }
    const bytes = fromBase64(packed.base64);
    const expected2 = packed.shape.reduce((product, length) => product * length, 1);
    const size2 = Numbers.BYTES_PER_ELEMENT;
    if (bytes.length !== expected2 * size2) {
      throw new Error(
        `${where}: ${bytes.length} bytes, expected ${expected2 * size2} (${packed.shape.join(" x ")} ${packed.dtype}); copy the folder again`
      );
    }
    return new Numbers(bytes.buffer);
  }

  // src/loader.ts
  var DataError = class extends Error {
    name = "DataError";
    file;
    constructor(file, message) {
      super(message);
      this.file = file;
    }
  };
  var NAMES = /^(datasets|(data|audio|sprites)\/[a-z0-9_]+)$/;
  function scriptSource(document2) {
    const received = /* @__PURE__ */ new WeakMap();
    globalThis.LatentAudio = {
      put(name2, value) {
        if (document2.currentScript) received.set(document2.currentScript, { name: name2, value });
      }
    };
    return {
      fetch(path, name2) {
        const file = `${path}.js`;
        return new Promise((resolve, reject) => {
          const script = document2.createElement("script");
          script.onload = () => {
            script.remove();
            const content = received.get(script);
            if (!content) {
              reject(new DataError(file, `${file} is damaged or incomplete; copy the folder again.`));
            } else if (content.name !== name2) {
              reject(
                new DataError(
                  file,
                  `${file} holds "${content.name}", expected "${name2}"; copy the folder again.`
                )
              );
            } else {
              resolve(content.value);
            }
          };
          script.onerror = () => {
            script.remove();
            reject(
              new DataError(
                file,
                `${file} is missing: the folder was not copied completely. Copy it again, or make it again.`
              )
            );
          };
          script.src = file;
          document2.head.append(script);
        });
      }
    };
  }
  function openFolder(source, root) {
    const loading = /* @__PURE__ */ new Map();
    return {
      get(name2) {
        if (!NAMES.test(name2)) {
          return Promise.reject(
            new DataError(name2, `"${name2}" is no name of a data file; make the folder again.`)
          );
        }
        const known2 = loading.get(name2);
        if (known2) return known2;
        const content = source.fetch(root + name2, name2).finally(() => loading.delete(name2));
        loading.set(name2, content);
        return content;
      }
    };
  }
  async function datasetNames(source) {
    try {
      const names = await openFolder(source, "").get("datasets");
      return Array.isArray(names) ? names.filter((name2) => typeof name2 === "string") : [];
    } catch (error) {
      if (error instanceof DataError && error.message.includes("is missing")) return [];
      throw error;
    }
  }
  function rootOf(name2) {
    return name2 === "" ? "" : `datasets/${encodeURIComponent(name2)}/`;
  }

  // src/schema.ts
  var VERSION = 1;
  function checkManifest(value, file) {
    const manifest = asObject(value, file, "the file");
    if (manifest.version !== VERSION) {
      throw new DataError(
        file,
        `${file} was made by another version of LatentAudio: its format is ${JSON.stringify(manifest.version)}, this page reads ${VERSION}. Make the folder again.`
      );
    }
    const need = (owner, place, kinds) => checkFields(owner, place, kinds, file);
    need(manifest, "", {
      title: "string",
      sounds: "number",
      made_with: "object",
      clip_s: "number",
      samplerate: "number",
      layers: "array",
      layer_titles: "object",
      factors: "array",
      columns: "array",
      maps: "array",
      default_map: "string",
      neighbours: "array",
      moves: "array",
      passed_over: "array"
    });
    for (const [place, column] of objectsOf(manifest, "columns", file)) {
      need(column, place, { name: "string", title: "string", role: "string", file: "string" });
      if (column.kind === "categorical") need(column, place, { categories: "array", counts: "array" });
      else if (column.kind === "number") need(column, place, { low: "number", high: "number" });
      else throw expected(file, `${place}.kind`, column.kind, '"categorical" or "number"');
    }
    for (const [place, map] of objectsOf(manifest, "maps", file)) {
      need(map, place, { name: "string", file: "string", low: "array", high: "array" });
      need(map, place, { title: "string", space: "string", space_title: "string", method: "string" });
      if (map.dimensions !== 2 && map.dimensions !== 3) {
        throw expected(file, `${place}.dimensions`, map.dimensions, "2 or 3");
      }
    }
    if (manifest.maps.length === 0) throw expected(file, "maps", [], "at least one map");
    for (const [place, info] of objectsOf(manifest, "neighbours", file)) {
      need(info, place, { space: "string", space_title: "string", file: "string", count: "number" });
    }
    if (manifest.audio) {
      need(asObject(manifest.audio, file, "audio"), "audio", { clips_per_shard: "number" });
    }
    return value;
  }
  function checkRows(value, rows, file, key = "") {
    const packed = asObject(value, file, key || "the file");
    if (!Array.isArray(packed.shape) || packed.shape[0] !== rows) {
      throw new DataError(
        file,
        `${file}${key && `, ${key}`}: ${JSON.stringify(packed.shape)} is its shape, expected ${rows} rows, one for each sound; the files are of different data sets. Copy the folder again.`
      );
    }
    return value;
  }
  function asObject(value, file, place) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw expected(file, place, value, "an object");
    }
    return value;
  }
  function checkFields(owner, place, kinds, file) {
    for (const [key, kind] of Object.entries(kinds)) {
      const value = owner[key];
      const found2 = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
      if (found2 !== kind) throw expected(file, place ? `${place}.${key}` : key, value, `a ${kind}`);
    }
  }
  function objectsOf(owner, key, file) {
    return owner[key].map((value, index) => {
      const place = `${key}[${index}]`;
      return [place, asObject(value, file, place)];
    });
  }
  function expected(file, place, found2, wanted) {
    const shown = (JSON.stringify(found2) ?? "nothing").slice(0, 60);
    return new DataError(
      file,
      `${file}: ${place} is ${shown}, expected ${wanted}. Make the folder again.`
    );
  }

  // src/shards.ts
  function clipOf(shard, row2) {
    const place = row2 - shard.first;
    if (place < 0 || place >= shard.offsets.length - 1) {
      throw new Error(
        `Sound ${row2} is not in the audio file of sounds ${shard.first} to ${shard.first + shard.offsets.length - 2}; copy the folder again.`
      );
    }
    const [begin2, end] = [shard.offsets[place], shard.offsets[place + 1]];
    return begin2 === end ? null : shard.bytes.slice(begin2, end);
  }

  // src/dataset.ts
  var SHARDS_KEPT = 24;
  async function openDataSet(source, name2) {
    const root = rootOf(name2);
    const folder = openFolder(source, root);
    const path = (file) => `${root}${file}.js`;
    const manifest = checkManifest(await folder.get("data/manifest"), path("data/manifest"));
    const n = manifest.sounds;
    const sounds = readSounds(await folder.get("data/sounds"), n, path("data/sounds"));
    const columns2 = new Map(manifest.columns.map((column) => [column.name, column]));
    const maps = new Map(manifest.maps.map((map) => [map.name, map]));
    const once = remember();
    const shards = /* @__PURE__ */ new Map();
    async function array(file, rows = n) {
      return unpack(checkRows(await folder.get(file), rows, path(file)), path(file));
    }
    async function fields(file) {
      return asObject(await folder.get(file), path(file), "the file");
    }
    function shard(number) {
      const known2 = shards.get(number);
      if (known2) {
        shards.delete(number);
        shards.set(number, known2);
        return known2;
      }
      const file = `audio/${String(number).padStart(4, "0")}`;
      const loaded = fields(file).then((content) => ({
        first: content.first,
        offsets: content.offsets,
        bytes: fromBase64(content.base64)
      }));
      shards.set(number, loaded);
      loaded.catch(() => shards.delete(number));
      if (shards.size > SHARDS_KEPT) shards.delete(shards.keys().next().value);
      return loaded;
    }
    return {
      name: name2,
      manifest,
      sounds,
      column: (wanted) => columns2.get(wanted),
      map: (wanted) => maps.get(wanted),
      values(wanted) {
        const column = found(columns2.get(wanted), path("data/manifest"), "column", wanted);
        return once(column.file, () => array(column.file));
      },
      positions(wanted) {
        const map = found(maps.get(wanted), path("data/manifest"), "map", wanted);
        return once(
          map.file,
          async () => positionsOf(await array(map.file), map.dimensions, map.low, map.high)
        );
      },
      neighbours(space) {
        const info = found(infoOf(manifest, space), path("data/manifest"), "space", space);
        return once(info.file, async () => {
          const content = await fields(info.file);
          const rows = unpack(checkRows(content.rows, n, path(info.file), "rows"), path(info.file));
          const distances = unpack(
            checkRows(content.distances, n, path(info.file), "distances"),
            path(info.file)
          );
          return neighboursOf(rows, distances, info.count);
        });
      },
      vectors(space) {
        const info = found(infoOf(manifest, space), path("data/manifest"), "space", space);
        return once(info.vectors, async () => await array(info.vectors));
      },
      topClasses() {
        const classes = found(manifest.classes, path("data/manifest"), "entry", "classes");
        return once(classes.top, async () => {
          const content = await fields(classes.top);
          const where = path(classes.top);
          return {
            codes: unpack(checkRows(content.top, n, where, "top"), where),
            scores: unpack(checkRows(content.score, n, where, "score"), where)
          };
        });
      },
      async classScores(code) {
        const classes = found(manifest.classes, path("data/manifest"), "entry", "classes");
        const number = Math.floor(code / classes.per_file) + 1;
        const file = `data/scores_${String(number).padStart(2, "0")}`;
        const roots = await once(
          file,
          async () => unpack(await folder.get(file), path(file))
        );
        return probabilities(roots, code % classes.per_file, n, path(file));
      },
      async clip(row2) {
        if (!manifest.audio) return null;
        const number = Math.floor(row2 / manifest.audio.clips_per_shard) + 1;
        return clipOf(await shard(number), row2);
      },
      async sheet(row2) {
        const { sprites } = manifest;
        if (!sprites) return null;
        const number = Math.floor(row2 / (sprites.columns * sprites.rows)) + 1;
        const file = `sprites/${String(number).padStart(2, "0")}`;
        return once(file, async () => sheetOf(await fields(file), sprites.cell));
      },
      moves(space) {
        const info = manifest.moves.find((other) => other.space === space);
        const { file } = found(info, path("data/manifest"), "moves in", space);
        return once(file, async () => await fields(file));
      }
    };
  }
  function remember() {
    const known2 = /* @__PURE__ */ new Map();
    return (key, compute) => {
      const old = known2.get(key);
      if (old) return old;
      const result = compute();
      known2.set(key, result);
      result.catch(() => known2.delete(key));
      return result;
    };
  }
  function found(value, file, what, name2) {
    if (value === null || value === void 0) {
      throw new DataError(file, `${file} lists no ${what} "${name2}".`);
    }
    return value;
  }
  function infoOf(manifest, space) {
    return manifest.neighbours.find((info) => info.space === space);
  }
  function readSounds(value, n, file) {
    const content = asObject(value, file, "the file");
    const ids = content.ids;
    const files = content.files;
    if (!Array.isArray(ids) || ids.length !== n) {
      throw new DataError(
        file,
        `${file}: ${ids?.length ?? 0} names, expected ${n}; the files are of different data sets. Copy the folder again.`
      );
    }
    const numbers = (key) => unpack(checkRows(content[key], n, file, key), file);
    const codes = numbers("file");
    return {
      ids,
      fileOf: (row2) => files[codes[row2]] ?? "",
      start_s: numbers("start_s"),
      recording_s: numbers("recording_s")
    };
  }
  function positionsOf(codes, dimensions, low, high) {
    const positions = new Float32Array(codes.length);
    for (let i = 0; i < codes.length; i++) {
      const axis = i % dimensions;
      positions[i] = low[axis] + codes[i] / 65535 * (high[axis] - low[axis]);
    }
    return positions;
  }
  function probabilities(roots, place, n, file) {
    if (roots.length < (place + 1) * n) {
      throw new DataError(
        file,
        `${file}: ${roots.length} scores, expected at least ${(place + 1) * n}. Copy the folder again.`
      );
    }
    const scores = new Float32Array(n);
    for (let row2 = 0; row2 < n; row2++) scores[row2] = (roots[place * n + row2] / 255) ** 2;
    return scores;
  }
  function neighboursOf(rows, distances, count2) {
    const part = (values, row2) => Array.from(values.subarray(row2 * count2, (row2 + 1) * count2));
    return {
      rowsOf: (row2) => part(rows, row2),
      distancesOf: (row2) => part(distances, row2)
    };
  }
  function sheetOf(content, cell) {
    const columns2 = content.columns;
    const png2 = new Blob([fromBase64(content.png)], { type: "image/png" });
    return {
      first: content.first,
      columns: columns2,
      url: URL.createObjectURL(png2),
      pixels: new Uint8Array(0),
      width: columns2 * cell,
      height: content.rows * cell
    };
  }

  // src/elements.ts
  function element(name2, properties = {}, ...content) {
    const made2 = document.createElement(name2);
    Object.assign(made2, properties);
    made2.append(...content);
    return made2;
  }
  function button(text, act2, className2 = "") {
    const made2 = element("button", { type: "button", className: className2 }, text);
    made2.addEventListener("click", act2);
    return made2;
  }
  function select(label2, options, act2) {
    const made2 = element(
      "select",
      { ariaLabel: label2 },
      ...options.map(([value, text]) => element("option", { value }, text))
    );
    made2.addEventListener("change", () => act2(made2.value));
    return made2;
  }

  // src/project.ts
  var PERSPECTIVE = 0.22;
  var FILLED = 0.46;
  function makeProjected(count2) {
    return {
      x: new Float32Array(count2),
      y: new Float32Array(count2),
      near: new Float32Array(count2)
    };
  }
  function fitOf(map, size2) {
    const { width, height } = size2;
    if (map.flat) {
      const scale = FILLED * Math.min(width / map.extent[0], height / map.extent[1]);
      return { scale: Math.min(scale, FILLED * Math.max(width, height)), perspective: 0 };
    }
    return { scale: FILLED * Math.min(width, height) * 0.85, perspective: PERSPECTIVE };
  }
  function turnOf({ yaw, pitch }) {
    const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
    const [cp, sp] = [Math.cos(pitch), Math.sin(pitch)];
    return [cy, 0, sy, sp * sy, cp, -sp * cy, -cp * sy, sp, cp * cy];
  }
  function projectionOf(camera, fit, size2) {
    return {
      centre: camera.centre,
      turn: turnOf(camera),
      scale: fit.scale * camera.zoom,
      perspective: fit.perspective,
      middle: [size2.width / 2, size2.height / 2]
    };
  }
  function projectAll(projection, points, out) {
    const { turn, scale, perspective } = projection;
    const [cx, cy, cz] = projection.centre;
    const [mx, my] = projection.middle;
    const [a, b, c, d, e, f, g, h, i] = turn;
    const count2 = points.length / 3;
    for (let row2 = 0, at = 0; row2 < count2; row2++, at += 3) {
      const x = points[at] - cx;
      const y = points[at + 1] - cy;
      const z = points[at + 2] - cz;
      const near = g * x + h * y + i * z;
      const k = scale / Math.max(0.2, 1 - perspective * near);
      out.x[row2] = mx + (a * x + b * y + c * z) * k;
      out.y[row2] = my - (d * x + e * y + f * z) * k;
      out.near[row2] = near;
    }
  }
  var single = makeProjected(1);
  function projectPoint(projection, point) {
    projectAll(projection, point, single);
    return { x: single.x[0], y: single.y[0] };
  }

  // src/camera.ts
  var MOST_ZOOM = 200;
  var LEAST_ZOOM = 0.25;
  var HALF_TURN_PX = 500;
  function panned(camera, right, down, scale) {
    const turn = turnOf(camera);
    const [u, v] = [-right / scale, down / scale];
    const centre = camera.centre.map(
      (value, axis) => clamp(value + turn[axis] * u + turn[3 + axis] * v, -2, 2)
    );
    return { ...camera, centre };
  }
  function zoomed(camera, factor, right, down, scale) {
    const zoom = clamp(camera.zoom * factor, LEAST_ZOOM, MOST_ZOOM);
    const real = zoom / camera.zoom;
    const moved = panned(camera, right * (1 - real), down * (1 - real), scale * real);
    return { ...moved, zoom };
  }
  function turned(camera, right, down) {
    const step = Math.PI / HALF_TURN_PX;
    const yaw = wrapped(camera.yaw + right * step);
    return { ...camera, yaw, pitch: clamp(camera.pitch + down * step, -Math.PI / 2, Math.PI / 2) };
  }
  function between(from, to, part) {
    const mix2 = (a, b) => a + (b - a) * part;
    return {
      centre: from.centre.map((value, axis) => mix2(value, to.centre[axis])),
      zoom: from.zoom * (to.zoom / from.zoom) ** part,
      yaw: from.yaw + wrapped(to.yaw - from.yaw) * part,
      pitch: mix2(from.pitch, to.pitch)
    };
  }
  function isSame(one, other) {
    return one.zoom === other.zoom && one.yaw === other.yaw && one.pitch === other.pitch && one.centre.every((value, axis) => value === other.centre[axis]);
  }
  function wrapped(angle) {
    const full = 2 * Math.PI;
    return angle - full * Math.round(angle / full);
  }
  function clamp(value, low, high) {
    return Math.min(high, Math.max(low, value));
  }

  // src/rowlist.ts
  var RUNS = "r";
  var BITS = "b";
  function writeRows(rows) {
    const runs = runsOf(rows).flatMap(variableLength);
    const length = rows.length === 0 ? 0 : Math.floor(rows[rows.length - 1] / 8) + 1;
    if (runs.length <= length) return RUNS + toBase64(Uint8Array.from(runs));
    const bits = new Uint8Array(length);
    for (const row2 of rows) bits[row2 >> 3] |= 1 << (row2 & 7);
    return BITS + toBase64(bits);
  }
  function readRows(text, count2) {
    const bytes = fromBase64Address(text.slice(1));
    if (text[0] === RUNS) return rowsOfRuns(bytes, count2);
    if (text[0] === BITS) return rowsOfBits(bytes, count2);
    throw new Error("no list of sounds");
  }
  function runsOf(rows) {
    const runs = [];
    let next = -1;
    for (const row2 of rows) {
      if (row2 === next && runs.length > 0) runs[runs.length - 1] += 1;
      else runs.push(row2 - Math.max(0, next), 1);
      next = row2 + 1;
    }
    return runs;
  }
  function rowsOfRuns(bytes, count2) {
    const rows = [];
    let row2 = 0;
    let value = 0;
    let scale = 1;
    let follow2 = false;
    for (const byte of bytes) {
      value += (byte & 127) * scale;
      scale *= 128;
      if (byte & 128) continue;
      if (row2 + value > count2) throw new Error(`a sound beyond the last, ${count2 - 1}`);
      if (follow2) for (let last = row2 + value; row2 < last; row2++) rows.push(row2);
      else row2 += value;
      follow2 = !follow2;
      value = 0;
      scale = 1;
    }
    if (follow2 || scale !== 1) throw new Error("a list of sounds that was cut off");
    return rows;
  }
  function rowsOfBits(bytes, count2) {
    const rows = [];
    bytes.forEach((byte, index) => {
      for (let bit = 0; bit < 8; bit++) if (byte & 1 << bit) rows.push(8 * index + bit);
    });
    if (rows.length > 0 && rows[rows.length - 1] >= count2) {
      throw new Error(`a sound beyond the last, ${count2 - 1}`);
    }
    return rows;
  }
  function variableLength(value) {
    const bytes = [];
    for (; value > 127; value = Math.floor(value / 128)) bytes.push(value & 127 | 128);
    return [...bytes, value];
  }
  function toBase64(bytes) {
    const letters = Array.from(bytes, (byte) => String.fromCharCode(byte));
    return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function fromBase64Address(text) {
    if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) throw new Error("no list of sounds");
    const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  }

  // src/hashcodes.ts
  var MOST_VIEWS = 2;
  var FARTHEST = 1e3;
  var DIGITS = 5;
  var CODES = [
    {
      name: "map",
      write: (state) => state.views.map(writeView).join(";"),
      read: (text, data) => {
        const views = text.split(";").map((part) => readView(part, data));
        if (views.length > MOST_VIEWS) throw new Error(`${views.length} maps, at most ${MOST_VIEWS}`);
        return { views };
      }
    },
    {
      name: "colour",
      write: (state) => escape(state.colour),
      read: (text, data) => ({ colour: text === "" ? "" : columnName(text, data) })
    },
    {
      name: "own",
      write: (state) => writeGroups(state.ownColours, writeOwnColours),
      read: (text, data) => ({ ownColours: readGroups(text, data, readOwnColours) })
    },
    choice("marks", ["points", "sprites"]),
    {
      name: "size",
      write: (state) => short(state.pointSize),
      read: (text) => ({ pointSize: between2(text, 0, 100) })
    },
    flag("spherical"),
    choice("tool", ["pan", "rectangle", "lasso"]),
    {
      name: "chosen",
      write: (state) => state.chosen === null ? "" : String(state.chosen),
      read: (text, data) => ({ chosen: text === "" ? null : rowNumber(text, data) })
    },
    {
      name: "selection",
      write: (state) => state.selection.length === 0 ? "" : writeRows(state.selection),
      read: (text, data) => ({
        selection: text === "" ? [] : readRows(text, data.manifest.sounds)
      })
    },
    {
      name: "hidden",
      write: (state) => writeGroups(state.hidden, (codes) => codes.join(",")),
      read: (text, data) => ({ hidden: readGroups(text, data, readHidden) })
    },
    {
      name: "range",
      write: (state) => writeGroups(state.ranges, (range) => range.map(String).join(",")),
      read: (text, data) => ({ ranges: readGroups(text, data, readRange) })
    },
    {
      name: "search",
      write: (state) => escape(state.search),
      read: (text) => ({ search: unescape(text) })
    },
    {
      name: "space",
      write: (state) => escape(state.space),
      read: (text, data) => {
        const spaces = data.manifest.neighbours.map((info) => info.space);
        return { space: oneOf(unescape(text), spaces, "space") };
      }
    },
    {
      name: "move",
      write: ({ move }) => move ? [escape(move.space), move.index, move.step].join(",") : "",
      read: (text, data) => ({ move: text === "" ? null : readMove(text, data) })
    },
    choice("panel", ["sound", "moves", "selection", "about"]),
    flag("panByPosition")
  ];
  function choice(name2, values) {
    return {
      name: name2,
      write: (state) => state[name2],
      read: (text) => ({ [name2]: oneOf(text, values, name2) })
    };
  }
  function flag(name2) {
    return {
      name: name2,
      write: (state) => state[name2] ? "1" : "0",
      read: (text) => ({ [name2]: oneOf(text, ["0", "1"], "value") === "1" })
    };
  }
  function writeGroups(groups2, write) {
    return Object.entries(groups2).map(([column, value]) => `${escape(column)}:${write(value)}`).join(";");
  }
  function readGroups(text, data, read) {
    if (text === "") return {};
    return Object.fromEntries(
      text.split(";").map((group) => {
        const [name2, value] = pair(group);
        const column = columnName(name2, data);
        return [column, read(value, column, data)];
      })
    );
  }
  function writeView({ map, camera }) {
    const numbers = [...camera.centre, camera.zoom, camera.yaw, camera.pitch];
    return [escape(map), ...numbers.map(short)].join(",");
  }
  function readView(text, data) {
    const [name2, ...numbers] = text.split(",");
    const map = unescape(name2);
    if (!data.map(map)) throw new Error(`there is no map "${map}"`);
    return { map, camera: readCamera(numbers) };
  }
  function readCamera(texts) {
    if (texts.length !== 6) throw new Error(`a camera of ${texts.length} numbers, expected 6`);
    const [x, y, z, , yaw, pitch] = texts.map((text) => between2(text, -FARTHEST, FARTHEST));
    const zoom = between2(texts[3], LEAST_ZOOM, MOST_ZOOM);
    return { centre: [x, y, z], zoom, yaw, pitch };
  }
  function writeOwnColours(colours) {
    return Object.entries(colours).map(([category, colour]) => `${escape(category)}/${colour.slice(1)}`).join(",");
  }
  function readOwnColours(text) {
    return Object.fromEntries(
      text.split(",").map((part) => {
        const [category, colour] = part.split("/");
        if (!/^[0-9a-f]{6}$/i.test(colour ?? "")) throw new Error(`"${part}" has no colour`);
        return [unescape(category), `#${colour}`];
      })
    );
  }
  function readHidden(text, name2, data) {
    const column = data.column(name2);
    const count2 = column?.kind === "categorical" ? column.categories.length : 0;
    return text.split(",").map((code) => whole(code, count2, `category of ${name2}`));
  }
  function readRange(text, name2, data) {
    if (data.column(name2)?.kind !== "number") throw new Error(`"${name2}" has no numbers`);
    const parts2 = text.split(",");
    if (parts2.length !== 2) throw new Error(`"${text}" is no pair of numbers`);
    const [low, high] = parts2.map((part) => between2(part, -Number.MAX_VALUE, Number.MAX_VALUE));
    if (low > high) throw new Error(`${low} is above ${high}`);
    return [low, high];
  }
  function readMove(text, data) {
    const [name2, index, step] = text.split(",");
    const spaces = data.manifest.moves.map((moves) => moves.space);
    return {
      space: oneOf(unescape(name2), spaces, "space of moves"),
      index: whole(index ?? "", Infinity, "move"),
      step: whole(step ?? "", Infinity, "step")
    };
  }
  function escape(text) {
    return encodeURIComponent(text);
  }
  function unescape(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      throw new Error(`"${text}" is no text`);
    }
  }
  function pair(text) {
    const at = text.indexOf(":");
    if (at < 0) throw new Error(`"${text}" has no colon`);
    return [text.slice(0, at), text.slice(at + 1)];
  }
  function short(value) {
    return String(Number(value.toPrecision(DIGITS)));
  }
  function columnName(text, data) {
    const name2 = unescape(text);
    if (!data.column(name2)) throw new Error(`there is no column "${name2}"`);
    return name2;
  }
  function rowNumber(text, data) {
    return whole(text, data.manifest.sounds, "sound");
  }
  function whole(text, count2, what) {
    if (!/^\d{1,9}$/.test(text) || Number(text) >= count2) throw new Error(`no ${what} "${text}"`);
    return Number(text);
  }
  function between2(text, low, high) {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!(value >= low && value <= high)) {
      throw new Error(`"${text}" is no number from ${low} to ${high}`);
    }
    return value;
  }
  function oneOf(text, values, what) {
    const found2 = values.find((value) => value === text);
    if (found2 === void 0) throw new Error(`there is no ${what} "${text}"`);
    return found2;
  }

  // src/hash.ts
  var REST_MS = 300;
  var DATASET = "data";
  var KEYS = [
    "views",
    "colour",
    "ownColours",
    "marks",
    "pointSize",
    "spherical",
    "tool",
    "chosen",
    "selection",
    "hidden",
    "ranges",
    "search",
    "space",
    "move",
    "panel",
    "panByPosition"
  ];
  function datasetOfHash(hash) {
    const text = partsOf(hash).find(([name2]) => name2 === DATASET)?.[1];
    if (text === void 0) return null;
    try {
      return decodeURIComponent(text);
    } catch {
      return null;
    }
  }
  function writeHash(state, initial, named = state.dataset !== "") {
    const parts2 = CODES.map((code) => [code.name, code.write(state), code.write(initial)]);
    const texts = parts2.filter(([, text, usual]) => text !== usual).map(([name2, text]) => `${name2}=${text}`);
    const first = named ? [`${DATASET}=${encodeURIComponent(state.dataset)}`] : [];
    return [...first, ...texts].join("&");
  }
  function readHash(hash, data, initial) {
    const patch = Object.fromEntries(KEYS.map((key) => [key, initial[key]]));
    const ignored = [];
    for (const [name2, text] of partsOf(hash)) {
      if (name2 === DATASET) continue;
      const code = CODES.find((other) => other.name === name2);
      try {
        if (!code) throw new Error("is not known");
        Object.assign(patch, code.read(text, data));
      } catch (error) {
        ignored.push(`${name2}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return { patch, ignored };
  }
  function bindHash(store, data, datasets, tell) {
    const initial = store.get();
    let timer;
    const write = () => {
      window.clearTimeout(timer);
      timer = void 0;
      if (store.get().dataset !== data.name) return;
      const hash = `#${writeHash(store.get(), initial, datasets.length > 1)}`;
      if (hash !== (location.hash || "#")) history.replaceState(history.state, "", hash);
    };
    const restore = () => {
      const wanted = datasetOfHash(location.hash);
      if (wanted !== null && wanted !== data.name && datasets.includes(wanted)) {
        store.set({ dataset: wanted });
        return;
      }
      const { patch, ignored } = readHash(location.hash, data, initial);
      if (wanted !== null && wanted !== data.name) ignored.push(`no data set "${wanted}"`);
      store.set(patch);
      if (ignored.length > 0) tell(`Ignored in the address: ${ignored.join("; ")}`);
    };
    restore();
    const unlisten = store.on([...KEYS, "dataset"], (state) => {
      window.clearTimeout(timer);
      if (state.dataset === data.name) timer = window.setTimeout(write, REST_MS);
      else if (datasetOfHash(location.hash) !== state.dataset) nameDataset(state.dataset);
    });
    window.addEventListener("hashchange", restore);
    window.addEventListener("pagehide", write);
    return () => {
      window.clearTimeout(timer);
      unlisten();
      window.removeEventListener("hashchange", restore);
      window.removeEventListener("pagehide", write);
    };
  }
  function nameDataset(name2) {
    history.replaceState(history.state, "", `#${DATASET}=${encodeURIComponent(name2)}`);
  }
  function partsOf(hash) {
    const parts2 = hash.replace(/^#/, "").split("&").filter((part) => part !== "");
    return parts2.map((part) => {
      const at = part.indexOf("=");
      return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
    });
  }

  // src/direction.ts
  function nextInDirection(places, row2, from, [right, down]) {
    const forward = right + down > 0;
    let next = null;
    let nearest2 = Infinity;
    for (let other = 0; other < places.count; other++) {
      const place = other === row2 ? null : places.placeOf(other);
      if (!place) continue;
      const [dx, dy] = [place.x - from.x, place.y - from.y];
      const ahead = dx * right + dy * down;
      const aside = Math.abs(dx * down) + Math.abs(dy * right);
      const isAhead = ahead > 0 ? aside <= ahead : dx === 0 && dy === 0 && other > row2 === forward;
      const distance = dx * dx + dy * dy;
      if (!isAhead || distance > nearest2) continue;
      if (distance === nearest2 && forward) continue;
      next = other;
      nearest2 = distance;
    }
    return next;
  }
  function atEdge(places, [right, down]) {
    let first = null;
    let least = Infinity;
    for (let row2 = 0; row2 < places.count; row2++) {
      const place = places.placeOf(row2);
      if (!place) continue;
      const way = place.x * right + place.y * down;
      if (way >= least) continue;
      first = row2;
      least = way;
    }
    return first;
  }

  // src/layers.ts
  function mapsInRow(data, map) {
    const { layers, maps } = data.manifest;
    const row2 = layers.flatMap((layer) => {
      const ofLayer = maps.filter((other) => other.space === layer);
      return ofLayer.find((other) => isLike(other, map)) ?? ofLayer.slice(0, 1);
    });
    return row2.length > 0 ? row2 : maps;
  }
  function isLike(other, map) {
    return other.method === map?.method && other.dimensions === map.dimensions;
  }
  function showMap(store, index, map) {
    const views = store.get().views.map((view, other) => {
      if (other !== index) return view;
      const turned2 = map.dimensions === 3 ? view.camera : { ...view.camera, yaw: 0, pitch: 0 };
      return { map: map.name, camera: turned2 };
    });
    store.set({ views });
  }

  // src/keys.ts
  var DIRECTIONS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1]
  };
  var FIELDS = "input, select, textarea, [contenteditable], [role=slider], [role=tablist], [role=radiogroup], [role=listbox], [role=menu]";
  var PRESSED = "button, summary, a, [role=button]";
  var SEARCH = "input[type=search]";
  function bindKeys(context) {
    const listener = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      if (!isTaken(event, context.store) && act(event.key, context)) event.preventDefault();
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }
  function isTaken(event, store) {
    const focused = event.target;
    if (store.get().help) return event.key !== "?" && event.key !== "Escape";
    if (focused.matches(SEARCH)) return event.key !== "Escape";
    if (focused.closest(FIELDS)) return true;
    return event.key === " " && focused.closest(PRESSED) !== null;
  }
  function act(key, context) {
    const direction = DIRECTIONS[key];
    if (direction) return go(direction, context);
    if (/^[1-9]$/.test(key)) return showNumber(Number(key), context);
    switch (key) {
      case " ":
        return playOrStop(context);
      case "l":
      case "L":
        return loop(context);
      case "[":
        return showBeside(-1, context);
      case "]":
        return showBeside(1, context);
      case "/":
        return search();
      case "Escape":
        return clear2(context.store);
      case "?":
        context.store.set({ help: !context.store.get().help });
        return true;
      default:
        return false;
    }
  }
  function go(direction, context) {
    const { store, data } = context;
    const view = focusedView(context);
    if (!view) return false;
    const places = {
      count: data.manifest.sounds,
      placeOf: (row2) => context.isShown(row2) ? view.place(row2) : null
    };
    const { chosen, hoverToHear } = store.get();
    const from = chosen === null ? null : view.place(chosen);
    const next = chosen !== null && from ? nextInDirection(places, chosen, from, direction) : atEdge(places, direction);
    if (next === null) {
      context.announce("No sound further in that direction");
      return true;
    }
    store.set({ chosen: next });
    context.announce(data.sounds.ids[next]);
    if (hoverToHear) void context.player.play(next);
    return true;
  }
  function focusedView(context) {
    const views = context.views();
    return views.find((view) => view.canvas === document.activeElement) ?? views[0];
  }
  function playOrStop({ store, player }) {
    const { playing, chosen, hovered } = store.get();
    const row2 = chosen ?? hovered;
    if (playing !== null) player.stop();
    else if (row2 !== null) void player.play(row2);
    else return false;
    return true;
  }
  function loop({ store, player }) {
    const { playing, looping, chosen, hovered } = store.get();
    const row2 = chosen ?? hovered;
    if (playing !== null) store.set({ looping: !looping });
    else if (row2 !== null) void player.play(row2, { loop: true });
    else return false;
    return true;
  }
  function showNumber(number, context) {
    const { index, row: row2 } = mapsOfView(context);
    const map = row2[number - 1];
    if (!map) return false;
    showMap(context.store, index, map);
    context.announce(map.title);
    return true;
  }
  function showBeside(step, context) {
    const { row: row2, name: name2 } = mapsOfView(context);
    const present = row2.findIndex((map) => map.name === name2);
    const from = present < 0 && step < 0 ? row2.length : present;
    return showNumber(from + step + 1, context);
  }
  function mapsOfView(context) {
    const index = focusedView(context)?.index ?? 0;
    const name2 = context.store.get().views[index].map;
    return { index, name: name2, row: mapsInRow(context.data, context.data.map(name2)) };
  }
  function search() {
    const field2 = document.querySelector(SEARCH);
    field2?.focus();
    field2?.select();
    return field2 !== null;
  }
  function clear2(store) {
    const { search: search3, selection, chosen, help } = store.get();
    if (help) store.set({ help: false });
    else if (search3 !== "") store.set({ search: "" });
    else if (selection.length > 0) store.set({ selection: [] });
    else if (chosen !== null) store.set({ chosen: null });
    else return false;
    return true;
  }

  // src/state.ts
  function restingCamera() {
    return { centre: [0, 0, 0], zoom: 1, yaw: 0, pitch: 0 };
  }
  function initialState(data) {
    const { manifest } = data;
    const first = data.map(manifest.default_map) ?? manifest.maps[0];
    return {
      dataset: data.name,
      views: [{ map: first.name, camera: restingCamera() }],
      colour: firstColour(data),
      ownColours: {},
      marks: "points",
      pointSize: 0,
      spherical: false,
      orbiting: false,
      tool: "pan",
      hovered: null,
      chosen: null,
      selection: [],
      hidden: {},
      ranges: {},
      search: "",
      found: null,
      space: firstSpace(data, first.space),
      hoverToHear: true,
      volume: 0.8,
      panByPosition: true,
      playing: null,
      looping: false,
      audible: false,
      move: null,
      theme: "auto",
      panel: "sound",
      help: false
    };
  }
  function firstColour(data) {
    const roles = ["factor", "label", "cluster", "class", "recording", "descriptor"];
    for (const role of roles) {
      const column = data.manifest.columns.find((other) => other.role === role);
      if (column) return column.name;
    }
    return "";
  }
  function firstSpace(data, wanted) {
    const spaces = data.manifest.neighbours.map((info) => info.space);
    return spaces.includes(wanted) ? wanted : spaces[0] ?? "";
  }

  // src/store.ts
  function createStore(initial) {
    let state = { ...initial };
    const listeners = /* @__PURE__ */ new Set();
    const waiting = [];
    let telling = false;
    function tell() {
      if (telling) return;
      telling = true;
      try {
        for (let changed = waiting.shift(); changed; changed = waiting.shift()) {
          for (const listener of [...listeners]) {
            if (listeners.has(listener) && listener.keys.some((key) => changed.has(key))) {
              listener.call(state);
            }
          }
        }
      } finally {
        telling = false;
      }
    }
    return {
      get: () => state,
      set(patch) {
        const changed = Object.keys(patch).filter(
          (key) => !Object.is(state[key], patch[key])
        );
        if (changed.length === 0) return;
        state = { ...state, ...patch };
        waiting.push(new Set(changed));
        tell();
      },
      on(keys, call) {
        const listener = { keys, call };
        listeners.add(listener);
        return () => listeners.delete(listener);
      }
    };
  }

  // src/timings.ts
  var timings = {
    /** From the beginning of the page to its first painted map (ms). */
    first_frame_ms: 0,
    /** The last painting of points, with projection (ms). */
    paint_ms: 0,
    paints: 0,
    /** The last answer to a movement of the pointer (ms). */
    hover_ms: 0,
    hovers: 0
  };
  function noteFrame(duration) {
    if (timings.paints === 0) timings.first_frame_ms = performance.now();
    timings.paint_ms = duration;
    timings.paints += 1;
  }
  function noteHover(duration) {
    timings.hover_ms = duration;
    timings.hovers += 1;
  }

  // src/hearing.ts
  function pointAt({ store, player }, row2, pan) {
    store.set({ hovered: row2 });
    const { hoverToHear, audible, looping } = store.get();
    if (row2 !== null && hoverToHear && audible && !looping && !player.touring) void player.play(row2, { pan });
  }
  function clickOn({ store, player }, row2, pan) {
    const { chosen, looping, panel, playing } = store.get();
    if (row2 === null || row2 === chosen && looping && playing === row2) {
      player.stop();
      if (row2 === null) store.set({ chosen: null });
      return;
    }
    store.set({ chosen: row2, panel: panel === "moves" ? panel : "sound" });
    void player.play(row2, { loop: true, pan });
  }

  // src/region.ts
  function rectangle(one, other) {
    return [one, { x: other.x, y: one.y }, other, { x: one.x, y: other.y }];
  }
  function rowsInside(places, emphasis, line) {
    const xs = Float32Array.from(line, (point) => point.x);
    const ys = Float32Array.from(line, (point) => point.y);
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
    const rows = [];
    for (let row2 = 0; row2 < emphasis.length; row2++) {
      const x = places.x[row2];
      const y = places.y[row2];
      if (x < left || x > right || y < top || y > bottom || emphasis[row2] === 0) continue;
      if (isInside(xs, ys, x, y)) rows.push(row2);
    }
    return rows;
  }
  function combined(selection, rows, mode) {
    if (mode === "replace") return [...rows];
    const marked = new Set(rows);
    if (mode === "subtract") return selection.filter((row2) => !marked.has(row2));
    for (const row2 of selection) marked.add(row2);
    return [...marked].sort((a, b) => a - b);
  }
  function isInside(xs, ys, x, y) {
    let inside = false;
    for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
      if (ys[i] > y === ys[j] > y) continue;
      if (x < xs[i] + (xs[j] - xs[i]) * (y - ys[i]) / (ys[j] - ys[i])) inside = !inside;
    }
    return inside;
  }

  // src/gestures.ts
  var CLICK_PX = 4;
  var LASSO_STEP_PX = 3;
  function bindGestures(canvas, target) {
    const fingers = /* @__PURE__ */ new Map();
    let start2 = null;
    let drag = null;
    let clicks = false;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const fromMiddle = (at) => ({
      x: at.x - canvas.clientWidth / 2,
      y: at.y - canvas.clientHeight / 2
    });
    function zoom(factor, at) {
      const { x, y } = fromMiddle(at);
      target.look(zoomed(target.camera(), factor, x, y, target.scale()));
    }
    function kindOf2(event) {
      const tool = target.tool();
      if (tool !== "pan" && event.button === 0) return tool;
      const moves = target.isFlat() || event.shiftKey || event.button !== 0;
      return moves ? "pan" : "turn";
    }
    function pinch(moved, at) {
      const before = fingers.get(moved);
      const other = [...fingers].find(([id]) => id !== moved)[1];
      const spread = (one) => Math.max(20, Math.hypot(one.x - other.x, one.y - other.y));
      const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
      target.look(
        panned(target.camera(), (at.x - before.x) / 2, (at.y - before.y) / 2, target.scale())
      );
      zoom(spread(at) / spread(before), middle);
    }
    function extend(at) {
      if (!drag || !start2) return;
      if (drag.kind === "rectangle") drag.line = rectangle(start2, at);
      else {
        const last = drag.line[drag.line.length - 1];
        if (Math.hypot(at.x - last.x, at.y - last.y) >= LASSO_STEP_PX) drag.line.push(at);
      }
      target.draw(drag.line);
    }
    function move(at, before) {
      if (drag?.kind === "pan") {
        target.look(panned(target.camera(), at.x - before.x, at.y - before.y, target.scale()));
      } else if (drag?.kind === "turn") {
        target.look(turned(target.camera(), at.x - before.x, at.y - before.y));
      } else extend(at);
    }
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button > 2) return;
      canvas.setPointerCapture(event.pointerId);
      const at = place(event);
      fingers.set(event.pointerId, at);
      clicks = fingers.size === 1 && event.button === 0;
      if (fingers.size > 1) {
        target.draw(null);
        drag = null;
        return;
      }
      start2 = at;
      drag = { kind: kindOf2(event), mode: modeOf(event), line: [at] };
    });
    canvas.addEventListener("pointermove", (event) => {
      const at = place(event);
      const before = fingers.get(event.pointerId);
      if (!before) return target.point(event.pointerType === "touch" ? null : at);
      if (fingers.size > 1) pinch(event.pointerId, at);
      else {
        if (clicks && start2 && Math.hypot(at.x - start2.x, at.y - start2.y) < CLICK_PX) return;
        if (clicks) target.point(null);
        clicks = false;
        move(at, before);
      }
      fingers.set(event.pointerId, at);
    });
    const end = (event, completed) => {
      if (!fingers.delete(event.pointerId)) return;
      const done = drag;
      drag = null;
      if (done) target.draw(null);
      if (!completed || !done) return;
      if (clicks) target.click(place(event));
      else if (done.kind === "rectangle" || done.kind === "lasso") target.select(done.line, done.mode);
    };
    canvas.addEventListener("pointerup", (event) => end(event, true));
    canvas.addEventListener("pointercancel", (event) => end(event, false));
    canvas.addEventListener("pointerleave", () => {
      if (fingers.size === 0) target.point(null);
    });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1);
        zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 16e-4)), place(event));
      },
      { passive: false }
    );
  }
  function modeOf(event) {
    if (event.shiftKey) return "add";
    return event.altKey ? "subtract" : "replace";
  }

  // src/marks.ts
  var MOST_RINGS = 60;
  var FONT = "12px system-ui, sans-serif";
  var CROSS_PX = { x: 112, y: 64, length: 34 };
  function drawMarks(context, marks) {
    drawAxes(context, marks);
    const { tones, radius } = marks;
    if (marks.selection.length <= MOST_RINGS) {
      for (const row2 of marks.selection) ring(context, marks, row2, radius + 2, 1, tones.ink);
    }
    if (marks.playing !== null) {
      ring(context, marks, marks.playing, radius + 9, 2, tones.accent, 0.55);
      ring(context, marks, marks.playing, radius + 13, 1.5, tones.accent, 0.3);
    }
    if (marks.chosen !== null) {
      ring(context, marks, marks.chosen, radius + 4.5, 5, tones.ground);
      ring(context, marks, marks.chosen, radius + 4.5, 3, tones.accent);
    }
    if (marks.hovered !== null) {
      ring(context, marks, marks.hovered, radius + 3, 4.5, tones.ground);
      ring(context, marks, marks.hovered, radius + 3, 2, tones.ink);
    }
    if (marks.line && marks.line.length > 1) drawLine(context, marks.line, tones);
  }
  function ring(context, marks, row2, radius, width, colour, alpha = 1) {
    const at = marks.place(row2);
    if (!at) return;
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
    context.stroke();
    context.globalAlpha = 1;
  }
  function drawLine(context, line, { accent }) {
    context.beginPath();
    line.forEach(({ x, y }, index) => index === 0 ? context.moveTo(x, y) : context.lineTo(x, y));
    context.closePath();
    context.globalAlpha = 0.12;
    context.fillStyle = accent;
    context.fill("evenodd");
    context.globalAlpha = 1;
    context.strokeStyle = accent;
    context.lineWidth = 1.5;
    context.setLineDash([6, 4]);
    context.stroke();
    context.setLineDash([]);
  }
  function drawAxes(context, marks) {
    const { width, height, axes, directions, tones } = marks;
    context.font = FONT;
    context.fillStyle = tones.quiet;
    if (directions) return drawCross(context, marks, directions);
    context.textBaseline = "bottom";
    context.textAlign = "right";
    if (axes[0]) context.fillText(`${axes[0]} \u2192`, width - 12, height - 8);
    context.save();
    context.translate(12, height - 40);
    context.rotate(-Math.PI / 2);
    context.textAlign = "left";
    context.textBaseline = "top";
    if (axes[1]) context.fillText(`${axes[1]} \u2192`, 0, 0);
    context.restore();
  }
  function drawCross(context, { height, axes, tones }, directions) {
    const [x, y, length] = [CROSS_PX.x, height - CROSS_PX.y, CROSS_PX.length];
    context.strokeStyle = tones.quiet;
    context.lineWidth = 1;
    context.textBaseline = "middle";
    directions.forEach(([right, up], axis) => {
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + right * length, y - up * length);
      context.stroke();
      if (Math.hypot(right, up) < 0.2) return;
      context.textAlign = Math.abs(right) < 0.3 ? "center" : right > 0 ? "left" : "right";
      const end = length + (context.textAlign === "center" ? 12 : 6);
      context.fillText(axes[axis] ?? "", x + right * end, y - up * end);
    });
  }

  // src/sprites.ts
  var MOST_SPRITES = 3e3;
  var APART = 0.9;
  var LEVELS = 256;
  function rowsWithSprites(scene, side, width, height) {
    const { places, emphasis, order, perspective } = scene;
    const room = perspective === 0 ? new Room(side * APART, width, side) : null;
    const rows = [];
    for (const level of [2, 1]) {
      for (let i = order.length - 1; i >= 0 && rows.length < MOST_SPRITES; i--) {
        const row2 = order[i];
        if (emphasis[row2] !== level) continue;
        const x = places.x[row2];
        const y = places.y[row2];
        if (x < -side || x > width + side || y < -side || y > height + side) continue;
        if (room?.take(x, y) === false) continue;
        rows.push(row2);
      }
    }
    return rows.reverse();
  }
  var Room = class {
    constructor(side, width, margin) {
      this.side = side;
      this.margin = margin;
      this.#columns = Math.ceil((width + 2 * margin) / side) + 3;
    }
    side;
    margin;
    #taken = /* @__PURE__ */ new Map();
    #columns;
    /** Take the square around a point; false if another is in the way. */
    take(x, y) {
      const key = Math.floor((y + this.margin) / this.side + 1) * this.#columns + Math.floor((x + this.margin) / this.side + 1);
      for (const line of [-this.#columns, 0, this.#columns]) {
        for (const column of [-1, 0, 1]) {
          const other = this.#taken.get(key + line + column);
          if (!other) continue;
          if (Math.abs(other[0] - x) < this.side && Math.abs(other[1] - y) < this.side) return false;
        }
      }
      this.#taken.set(key, [x, y]);
      return true;
    }
  };
  function paintSprites(raster, scene, rows, book, side, tint) {
    const pixelsSide = Math.max(4, Math.round(side * scene.ratio));
    const tables = /* @__PURE__ */ new Map();
    for (const row2 of rows) {
      const sheet = book.sheets[Math.floor(row2 / book.perSheet)];
      if (!sheet || sheet.pixels.length === 0) continue;
      const faint = scene.emphasis[row2] === 1;
      const colour = faint ? scene.faint : scene.colours[row2];
      let table = tables.get(colour);
      if (!table) tables.set(colour, table = tableOf(colour, tint));
      blit(raster, scene, row2, sheet, book.cell, pixelsSide, table);
    }
  }
  function blit(raster, scene, row2, sheet, cell, side, table) {
    const { width, height, pixels } = raster;
    const left = Math.round(scene.places.x[row2] * scene.ratio - side / 2);
    const top = Math.round(scene.places.y[row2] * scene.ratio - side / 2);
    const place = row2 - sheet.first;
    const from = Math.floor(place / sheet.columns) * cell * sheet.width + place % sheet.columns * cell;
    const frame = table[LEVELS];
    for (let y = Math.max(0, -top); y < side && top + y < height; y++) {
      const source = from + Math.floor(y * cell / side) * sheet.width;
      const target = (top + y) * width + left;
      const isEdge = y === 0 || y === side - 1;
      for (let x = Math.max(0, -left); x < side && left + x < width; x++) {
        pixels[target + x] = isEdge || x === 0 || x === side - 1 ? frame : table[sheet.pixels[source + Math.floor(x * cell / side)]];
      }
    }
  }
  function tableOf(colour, { ground, strong }) {
    const table = new Uint32Array(LEVELS + 1);
    const quiet = mix(ground, colour, 24);
    const turn = 150;
    for (let level = 0; level < LEVELS; level++) {
      table[level] = level < turn ? mix(quiet, colour, Math.round(256 * level / turn)) : mix(colour, strong, Math.round(180 * (level - turn) / (LEVELS - turn)));
    }
    table[LEVELS] = colour;
    return table;
  }
  async function fillPixels(sheet) {
    if (sheet.pixels.length > 0) return;
    const image = new Image();
    image.src = sheet.url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const pixels = new Uint8Array(canvas.width * canvas.height);
    for (let i = 0; i < pixels.length; i++) pixels[i] = data[4 * i];
    sheet.width = canvas.width;
    sheet.height = canvas.height;
    sheet.pixels = pixels;
  }

  // src/painting.ts
  var MOST_FINE = 6e3;
  var MOST_RATIO = 2;
  var SPRITE_SIDE = 32;
  function radiusOf(state, count2, size2, zoom) {
    if (state.pointSize > 0) return state.pointSize / 2;
    const room = Math.sqrt(size2.width * size2.height / Math.max(1, count2));
    const resting = Math.min(5, Math.max(1.4, 0.2 * room));
    return Math.min(9, resting * Math.max(1, zoom) ** 0.3);
  }
  var Painting = class {
    canvas = document.createElement("canvas");
    #data;
    #appearance;
    #byNearness;
    #loaded;
    #fail;
    #image = null;
    #book = null;
    #loading = /* @__PURE__ */ new Set();
    constructor(data, appearance, loaded, fail2) {
      this.#data = data;
      this.#appearance = appearance;
      this.#loaded = loaded;
      this.#fail = fail2;
      this.#byNearness = appearance.order.slice();
      this.canvas.className = "map-points";
    }
    /** Paint a frame. */
    paint(state, projection, places, size2, zoom, moving) {
      const fine = !moving || this.#appearance.order.length <= MOST_FINE;
      const ratio = fine ? Math.min(MOST_RATIO, window.devicePixelRatio || 1) : 1;
      const image = this.#imageOf(size2, ratio);
      const scene = this.#scene(state, projection, places, size2, zoom, ratio, fine);
      this.#paintScene(image, scene, state, size2);
      this.canvas.getContext("2d").putImageData(image, 0, 0);
    }
    /** The map on a canvas of its own, with `ratio` pixels for one CSS pixel. */
    picture(state, projection, places, size2, zoom, ratio) {
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(size2.width * ratio);
      canvas.height = Math.round(size2.height * ratio);
      const image = new ImageData(canvas.width, canvas.height);
      const scene = this.#scene(state, projection, places, size2, zoom, ratio, true);
      this.#paintScene(image, scene, state, size2);
      canvas.getContext("2d").putImageData(image, 0, 0);
      return canvas;
    }
    #scene(state, projection, places, size2, zoom, ratio, fine) {
      const appearance = this.#appearance;
      const { perspective } = projection;
      if (perspective > 0) sortByNearness(places.near, this.#byNearness);
      return {
        places,
        ratio,
        colours: appearance.colouring.pixels,
        emphasis: appearance.emphasis,
        order: perspective > 0 ? this.#byNearness : appearance.order,
        radius: radiusOf(state, appearance.order.length, size2, zoom),
        ground: appearance.tone("ground"),
        faint: appearance.tone("faint"),
        fine,
        perspective
      };
    }
    #paintScene(image, scene, state, size2) {
      const raster = {
        width: image.width,
        height: image.height,
        pixels: new Uint32Array(image.data.buffer)
      };
      clear(raster, scene.ground);
      const book = state.marks === "sprites" ? this.#sprites() : null;
      if (!book) return paintPoints(raster, scene);
      const side = state.pointSize > 0 ? Math.max(12, 4 * state.pointSize) : SPRITE_SIDE;
      const rows = rowsWithSprites(scene, side, size2.width, size2.height);
      this.#loadSheets(book, rows);
      paintPoints(raster, { ...scene, radius: Math.min(scene.radius, 2) });
      const strong = pixel(this.#appearance.theme === "dark" ? "#ffffff" : "#101418");
      paintSprites(raster, scene, rows, book, side, { ground: scene.ground, strong });
    }
    #sprites() {
      const { sprites } = this.#data.manifest;
      if (!sprites) return null;
      this.#book ??= {
        sheets: new Array(sprites.sheets).fill(null),
        perSheet: sprites.columns * sprites.rows,
        cell: sprites.cell
      };
      return this.#book;
    }
    /** Load sheets of rows that are to be seen; each is painted when it is there. */
    #loadSheets(book, rows) {
      const numbers = new Set(rows.map((row2) => Math.floor(row2 / book.perSheet)));
      for (const number of numbers) {
        if (book.sheets[number] || this.#loading.has(number)) continue;
        this.#loading.add(number);
        this.#loadSheet(book, number).then(this.#loaded, this.#fail);
      }
    }
    async #loadSheet(book, number) {
      const sheet = await this.#data.sheet(number * book.perSheet);
      if (!sheet) return;
      await fillPixels(sheet);
      book.sheets = book.sheets.map((old, other) => other === number ? sheet : old);
    }
    #imageOf(size2, ratio) {
      const width = Math.max(1, Math.round(size2.width * ratio));
      const height = Math.max(1, Math.round(size2.height * ratio));
      if (this.#image?.width === width && this.#image.height === height) return this.#image;
      this.canvas.width = width;
      this.canvas.height = height;
      this.#image = new ImageData(width, height);
      return this.#image;
    }
  };

  // src/pick.ts
  function nearest(places, emphasis, x, y, radius) {
    let found2 = null;
    let least = radius * radius;
    for (let row2 = 0; row2 < emphasis.length; row2++) {
      const dx = places.x[row2] - x;
      const dy = places.y[row2] - y;
      const distance = dx * dx + dy * dy;
      if (distance > least || emphasis[row2] === 0) continue;
      if (found2 !== null && distance === least && places.near[row2] <= places.near[found2]) continue;
      found2 = row2;
      least = distance;
    }
    return found2;
  }

  // src/numbers.ts
  function numberText(value) {
    if (!Number.isFinite(value)) return "\u2013";
    const size2 = Math.abs(value);
    if (size2 >= 1e3) return grouped(Math.round(value));
    if (size2 !== 0 && size2 < 1e-3) return value.toExponential(1).replace("-", "\u2212");
    return String(Number(value.toPrecision(3))).replace("-", "\u2212");
  }
  function quantityText(value, unit) {
    if (!unit) return numberText(value);
    return `${numberText(value)} ${unit.replace(/^1\//, "per ")}`;
  }
  function titleWithUnit(column) {
    return column.kind === "number" && column.unit ? `${column.title} (${column.unit})` : column.title;
  }
  function grouped(value) {
    return String(value).replace(/\B(?=(\d{3})+$)/g, ",").replace("-", "\u2212");
  }
  function percentText(part) {
    return `${part >= 0.1 ? Math.round(100 * part) : Number((100 * part).toFixed(1))} %`;
  }
  function timeText(seconds2) {
    if (seconds2 < 60) return `${seconds2.toFixed(2)} s`;
    const tenths = Math.round(10 * seconds2);
    const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600 / 10];
    if (minutes < 60) return `${minutes}:${rest.toFixed(1).padStart(4, "0")}`;
    const hours = Math.floor(minutes / 60);
    return `${hours}:${String(minutes % 60).padStart(2, "0")}:${rest.toFixed(1).padStart(4, "0")}`;
  }

  // src/picture.ts
  var HEAD = 36;
  var LINE = 20;
  var LEGEND_WIDTH = 190;
  var MOST_ENTRIES = 30;
  var FONT2 = "13px system-ui, sans-serif";
  function pictureCanvas(picture, scale) {
    const { appearance, size: size2 } = picture;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round((size2.width + LEGEND_WIDTH) * scale);
    canvas.height = Math.round((size2.height + HEAD) * scale);
    const context = canvas.getContext("2d");
    context.fillStyle = appearance.tones.ground;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture.points(scale), 0, Math.round(HEAD * scale));
    context.scale(scale, scale);
    context.save();
    context.translate(0, HEAD);
    picture.mark(context);
    context.restore();
    context.font = FONT2;
    context.textBaseline = "middle";
    context.fillStyle = appearance.tones.ink;
    context.fillText(picture.title, 12, HEAD / 2);
    context.fillText(legendTitle(appearance), size2.width + 12, HEAD / 2);
    legendOf(appearance).forEach(({ colour, text }, index) => {
      const y = HEAD + LINE * (index + 0.5);
      context.fillStyle = colour === "none" ? appearance.tones.ground : colour;
      context.fillRect(size2.width + 12, y - 6, 12, 12);
      context.fillStyle = appearance.tones.ink;
      context.fillText(text, size2.width + 32, y, LEGEND_WIDTH - 40);
    });
    return canvas;
  }
  function pictureSVG(picture) {
    const { appearance, size: size2, places, radius } = picture;
    const { tones, emphasis, colouring, order } = appearance;
    const [width, height] = [size2.width + LEGEND_WIDTH, size2.height + HEAD];
    const text = (x, y, content) => `<text x="${x}" y="${y}" dominant-baseline="middle" fill="${tones.ink}">${escaped(content)}</text>`;
    const circles = [];
    for (const level of [1, 2]) {
      for (const row2 of order) {
        const [x, y] = [places.x[row2], places.y[row2]];
        if (emphasis[row2] !== level || x < 0 || y < 0 || x > size2.width || y > size2.height) continue;
        const colour = level === 1 ? tones.faint : hexOf(colouring.pixels[row2]);
        circles.push(
          `<circle cx="${x.toFixed(2)}" cy="${(y + HEAD).toFixed(2)}" r="${radius.toFixed(2)}" fill="${colour}"/>`
        );
      }
    }
    const legend = legendOf(appearance).map((entry, index) => {
      const y = HEAD + LINE * (index + 0.5);
      const box = `<rect x="${size2.width + 12}" y="${y - 6}" width="12" height="12" fill="${entry.colour}"/>`;
      return box + text(size2.width + 32, y, entry.text);
    });
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
      `<rect width="100%" height="100%" fill="${tones.ground}"/>`,
      text(12, HEAD / 2, picture.title),
      text(size2.width + 12, HEAD / 2, legendTitle(appearance)),
      ...circles,
      ...legend,
      "</svg>"
    ].join("\n");
  }
  function legendTitle({ colouring }) {
    const { column } = colouring;
    return column ? titleWithUnit(column) : "";
  }
  function legendOf({ colouring, theme }) {
    const { column, choice: choice2 } = colouring;
    if (!column) return [];
    if (column.kind === "number") {
      const [low, high] = choice2.range ?? [column.low, column.high];
      return [1, 0.75, 0.5, 0.25, 0].map((part) => ({
        colour: rampColour(part, theme),
        text: numberText(valueAt({ ...column, low, high }, part))
      }));
    }
    const entries = column.categories.slice(0, MOST_ENTRIES).map((name2, code) => {
      const colour = colourOfCategory(column, code, choice2);
      return { colour, text: `${name2} (${column.counts[code]})` };
    });
    const more = column.categories.length - entries.length;
    return more > 0 ? [...entries, { colour: "none", text: `and ${more} more` }] : entries;
  }
  function escaped(text) {
    const letters = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
    return text.replace(/[&<>"]/g, (letter) => letters[letter]).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, " ");
  }

  // src/transition.ts
  var DURATION_MS = 900;
  function eased(time) {
    const t = Math.min(1, Math.max(0, time));
    return t * t * (3 - 2 * t);
  }
  function blend(from, to, part, out) {
    for (let i = 0; i < out.length; i++) out[i] = from[i] + (to[i] - from[i]) * part;
  }
  function wantsStillness() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  // src/scene.ts
  var Stage = class {
    places;
    #map = null;
    /** Positions now; while a transition goes on, between those of two maps. */
    #now;
    #from = null;
    constructor(count2) {
      this.places = makeProjected(count2);
      this.#now = new Float32Array(3 * count2);
    }
    get isEmpty() {
      return this.#map === null;
    }
    get isFlat() {
      return this.#map?.flat ?? true;
    }
    get isMoving() {
      return this.#from !== null;
    }
    /** Show a map: at once, or by way of a transition that begins at a time (ms). */
    show(map, size2, began) {
      if (this.#map && began !== null) {
        this.#from = { positions: this.#now.slice(), fit: this.fit(size2, began), began };
        this.#map = map;
        return;
      }
      this.#from = null;
      this.#map = map;
      this.#now = map.positions.slice();
    }
    /** Go on with a transition to a time (ms). */
    advance(time) {
      if (!this.#from || !this.#map) return;
      const part = eased((time - this.#from.began) / DURATION_MS);
      blend(this.#from.positions, this.#map.positions, part, this.#now);
      if (part >= 1) this.#from = null;
    }
    /** How the map fills a canvas at a time (ms). */
    fit(size2, time) {
      if (!this.#map) return { scale: 1, perspective: 0 };
      const to = fitOf(this.#map, size2);
      if (!this.#from) return to;
      const { fit, began } = this.#from;
      const part = eased((time - began) / DURATION_MS);
      return {
        scale: fit.scale + (to.scale - fit.scale) * part,
        perspective: fit.perspective + (to.perspective - fit.perspective) * part
      };
    }
    /** Bring all points to the screen. */
    project(camera, size2, time) {
      const projection = projectionOf(camera, this.fit(size2, time), size2);
      projectAll(projection, this.#now, this.places);
      return projection;
    }
  };

  // src/units.ts
  function unitMap(map, positions, spherical) {
    const { dimensions } = map;
    const count2 = positions.length / dimensions;
    const unit = new Float32Array(3 * count2);
    const [middle, half] = frameOf(map);
    for (let row2 = 0; row2 < count2; row2++) {
      for (let axis = 0; axis < dimensions; axis++) {
        unit[3 * row2 + axis] = (positions[row2 * dimensions + axis] - middle[axis]) / half;
      }
    }
    const onSphere = spherical && dimensions === 3;
    if (onSphere) for (let row2 = 0; row2 < count2; row2++) pushOut(unit, 3 * row2);
    const side = (axis) => ((map.high[axis] - map.low[axis]) / 2 || half * 0.05) / half;
    return {
      positions: unit,
      extent: onSphere ? [1, 1, 1] : [side(0), side(1), dimensions === 3 ? side(2) : 0],
      flat: dimensions === 2
    };
  }
  function unitPoint(map, point, spherical) {
    const [middle, half] = frameOf(map);
    const unit = [0, 0, 0];
    for (let axis = 0; axis < map.dimensions; axis++) {
      unit[axis] = (point[axis] - middle[axis]) / half;
    }
    if (spherical && map.dimensions === 3) pushOut(unit, 0);
    return unit;
  }
  function frameOf(map) {
    const middle = map.low.map((low, axis) => (low + map.high[axis]) / 2);
    const half = Math.max(...map.low.map((low, axis) => map.high[axis] - low)) / 2;
    return [middle, half || 1];
  }
  function pushOut(points, at) {
    const length = Math.hypot(points[at], points[at + 1], points[at + 2]);
    if (length === 0) return;
    for (let axis = 0; axis < 3; axis++) points[at + axis] /= length;
  }

  // src/view.ts
  var REACH_PX = 18;
  var REST_MS2 = 140;
  var ORBIT = 25e-5;
  var MapView = class {
    constructor(index, store, data, appearance, events) {
      this.index = index;
      this.#store = store;
      this.#data = data;
      this.#appearance = appearance;
      this.#events = events;
      this.#stage = new Stage(data.manifest.sounds);
      this.#painting = new Painting(data, appearance, () => this.redraw(), events.fail);
      this.element.className = "map";
      this.canvas.className = "map-marks";
      this.canvas.tabIndex = 0;
      this.canvas.setAttribute("role", "application");
      this.element.append(this.#painting.canvas, this.canvas);
      this.#sizes = new ResizeObserver(() => this.#measure());
      this.#sizes.observe(this.element);
      this.#listen();
      void this.#load();
    }
    index;
    canvas = document.createElement("canvas");
    /** The two canvases, one above the other. */
    element = document.createElement("div");
    #store;
    #data;
    #appearance;
    #events;
    #painting;
    #stage;
    #overlays = /* @__PURE__ */ new Set();
    #ends = [];
    #sizes;
    #size = { width: 0, height: 0 };
    #map = null;
    #spherical = false;
    #asked = 0;
    #line = null;
    #projection = null;
    /** The camera from which the present one is reached during a transition. */
    #cameraFrom = null;
    #frame = 0;
    #painted = 0;
    #needs = { points: false, marks: false };
    #rest;
    #lastMove = 0;
    // -- What other parts ask -------------------------------------------------------------------------
    place(row2) {
      if (!this.#projection || !this.#appearance.shown[row2]) return null;
      const { x, y } = this.#stage.places;
      return { x: x[row2], y: y[row2] };
    }
    project(point) {
      if (!this.#projection || !this.#map) return { x: 0, y: 0 };
      return projectPoint(this.#projection, unitPoint(this.#map, point, this.#spherical));
    }
    overlay(draw) {
      this.#overlays.add(draw);
      this.#invalidate("marks");
      return () => {
        this.#overlays.delete(draw);
        this.#invalidate("marks");
      };
    }
    redraw() {
      this.#invalidate("points");
    }
    toCanvas(scale) {
      return Promise.resolve(pictureCanvas(this.#picture(), scale));
    }
    toSVG() {
      return Promise.resolve(pictureSVG(this.#picture()));
    }
    /** Stop everything, and forget the elements. */
    close() {
      for (const end of this.#ends) end();
      this.#sizes.disconnect();
      cancelAnimationFrame(this.#frame);
      window.clearTimeout(this.#rest);
      this.element.remove();
    }
    /** The camera of the state. */
    get camera() {
      return this.#store.get().views[this.index]?.camera ?? restingCamera();
    }
    /** Look from another camera. */
    look(camera) {
      const views = this.#store.get().views.map(
        (view, index) => index === this.index ? { ...view, camera } : view
      );
      this.#cameraFrom = null;
      this.#store.set({ views });
    }
    /** Pixels for one unit of the cube at the present zoom. */
    get scale() {
      return this.#stage.fit(this.#size, performance.now()).scale * this.camera.zoom;
    }
    get isFlat() {
      return this.#stage.isFlat;
    }
    // -- Following the state --------------------------------------------------------------------------
    #listen() {
      const { canvas } = this;
      bindGestures(canvas, {
        camera: () => this.camera,
        scale: () => this.scale,
        isFlat: () => this.isFlat,
        tool: () => this.#store.get().tool,
        look: (camera) => this.look(camera),
        point: (at) => this.#point(at),
        click: (at) => this.#events.click(this.#pick(at), this.#pan(at)),
        draw: (line) => {
          this.#line = line;
          this.#invalidate("marks");
        },
        select: (line, mode) => this.#select(line, mode)
      });
      let before = this.#store.get().views[this.index];
      this.#ends.push(
        this.#store.on(["views", "spherical"], ({ views }) => {
          const now = views[this.index];
          if (!now || !before) return;
          if (!isSame(before.camera, now.camera)) this.#moved(before, now);
          before = now;
          void this.#load();
        }),
        this.#store.on(["marks", "pointSize"], () => this.redraw()),
        this.#store.on(["orbiting"], () => this.redraw()),
        this.#store.on(["hovered", "chosen", "playing", "selection"], () => this.#invalidate("marks")),
        this.#appearance.on(() => this.redraw())
      );
    }
    async #load() {
      const state = this.#store.get();
      const view = state.views[this.index];
      const map = view && this.#data.map(view.map);
      const turn = ++this.#asked;
      if (!map || map === this.#map && state.spherical === this.#spherical) return;
      try {
        const positions = await this.#data.positions(map.name);
        if (turn !== this.#asked) return;
        const first = this.#map === null;
        const still = first || wantsStillness();
        if (!first) this.#point(null);
        this.#map = map;
        this.#spherical = state.spherical;
        const now = performance.now();
        this.#stage.show(unitMap(map, positions, state.spherical), this.#size, still ? null : now);
        this.canvas.setAttribute("aria-label", `Map of the sounds: ${map.title}. Arrow keys go from sound to sound.`);
        this.redraw();
      } catch (error) {
        this.#events.fail(error);
      }
    }
    /** The camera of the state changed: by a gesture, a key, or with the map. */
    #moved(before, now) {
      this.#lastMove = performance.now();
      if (before.map !== now.map && !wantsStillness()) {
        this.#cameraFrom = { camera: before.camera, began: this.#lastMove };
      }
      this.redraw();
    }
    #measure() {
      const { clientWidth: width, clientHeight: height } = this.element;
      if (width === 0 || height === 0) return;
      this.#size = {
        width: Math.min(width, window.innerWidth),
        height: Math.min(height, window.innerHeight)
      };
      if (this.#projection) this.#point(null);
      this.redraw();
    }
    // -- Frames ---------------------------------------------------------------------------------------
    #invalidate(what) {
      this.#needs[what] = true;
      this.#frame ||= requestAnimationFrame((time) => this.#draw(time));
    }
    #draw(time) {
      this.#frame = 0;
      if (this.#stage.isEmpty || this.#size.width === 0) return;
      if (this.#needs.points) this.#drawPoints(Math.max(time, performance.now()));
      this.#drawMarks();
      this.#needs.marks = false;
    }
    #drawPoints(time) {
      this.#needs.points = false;
      const begin2 = performance.now();
      const state = this.#store.get();
      this.#stage.advance(time);
      const camera = this.#cameraAt(time);
      this.#projection = this.#stage.project(camera, this.#size, time);
      const orbits = state.orbiting && !this.isFlat;
      const moving = this.#stage.isMoving || orbits || time - this.#lastMove < REST_MS2;
      this.#painting.paint(state, this.#projection, this.#stage.places, this.#size, camera.zoom, moving);
      noteFrame(performance.now() - begin2);
      if (orbits) this.#orbit(time);
      const first = this.#painted === 0;
      this.#painted = time;
      if (first) this.#events.ready(this);
      if (this.#stage.isMoving || this.#cameraFrom) this.redraw();
      else if (moving && !orbits) this.#settle();
    }
    #orbit(time) {
      const { camera } = this;
      const passed = Math.min(100, time - this.#painted);
      const yaw = camera.yaw + passed * ORBIT;
      this.look({ ...camera, yaw: yaw > Math.PI ? yaw - 2 * Math.PI : yaw });
      this.redraw();
    }
    /** Paint finely once nothing moves. */
    #settle() {
      window.clearTimeout(this.#rest);
      this.#rest = window.setTimeout(() => this.redraw(), REST_MS2);
    }
    #cameraAt(time) {
      if (!this.#cameraFrom) return this.camera;
      const { camera, began } = this.#cameraFrom;
      const part = eased((time - began) / DURATION_MS);
      if (part >= 1) this.#cameraFrom = null;
      return between(camera, this.camera, part);
    }
    /** Go to a camera by way of all between. */
    glide(camera) {
      const from = this.camera;
      this.look(camera);
      if (!wantsStillness()) this.#cameraFrom = { camera: from, began: performance.now() };
    }
    #drawMarks() {
      const { canvas } = this;
      const ratio = window.devicePixelRatio || 1;
      const { width, height } = this.#size;
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
      const context = canvas.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      this.#mark(context);
    }
    #mark(context) {
      const state = this.#store.get();
      const turn = turnOf(this.camera);
      drawMarks(context, {
        ...this.#size,
        tones: this.#appearance.tones,
        radius: radiusOf(state, this.#appearance.order.length, this.#size, this.camera.zoom),
        hovered: state.hovered,
        chosen: state.chosen,
        playing: state.playing,
        selection: state.selection,
        line: this.#line,
        axes: this.#map?.axes ?? [],
        directions: this.isFlat ? null : [0, 1, 2].map((axis) => [turn[axis], turn[3 + axis]]),
        place: (row2) => this.place(row2)
      });
      for (const draw of this.#overlays) {
        context.save();
        draw(context);
        context.restore();
      }
    }
    // -- Pointer --------------------------------------------------------------------------------------
    #pick(at) {
      if (!this.#projection) return null;
      const { places } = this.#stage;
      return nearest(places, this.#appearance.emphasis, at.x, at.y, REACH_PX);
    }
    #pan({ x }) {
      return Math.min(1, Math.max(-1, 2 * x / this.#size.width - 1));
    }
    #point(at) {
      const begin2 = performance.now();
      const row2 = at && this.#pick(at);
      if (row2 !== this.#store.get().hovered) this.#events.hover(row2, this, at ? this.#pan(at) : 0);
      noteHover(performance.now() - begin2);
    }
    #select(line, mode) {
      if (!this.#projection) return;
      const rows = rowsInside(this.#stage.places, this.#appearance.shown, line);
      const selection = combined(this.#store.get().selection, rows, mode);
      this.#store.set({ selection, panel: "selection" });
    }
    #picture() {
      const state = this.#store.get();
      const projection = projectionOf(this.camera, this.#stage.fit(this.#size, Infinity), this.#size);
      const { zoom } = this.camera;
      return {
        title: this.#map?.title ?? "",
        size: this.#size,
        places: this.#stage.places,
        appearance: this.#appearance,
        radius: radiusOf(state, this.#appearance.order.length, this.#size, zoom),
        points: (scale) => this.#painting.picture(state, projection, this.#stage.places, this.#size, zoom, scale),
        mark: (context) => this.#mark(context)
      };
    }
  };

  // src/ui/fields.ts
  var made = 0;
  function field(name2, control, className2 = "field") {
    control.id ||= `control-${++made}`;
    return element(
      "div",
      { className: className2 },
      element("label", { htmlFor: control.id }, name2),
      control
    );
  }
  function tick(name2, checked, act2) {
    const box = element("input", { type: "checkbox", checked });
    box.addEventListener("change", () => act2(box.checked));
    return Object.assign(element("label", { className: "tick" }, box, element("span", {}, name2)), { box });
  }
  function slider(name2, limits, act2) {
    const input = element("input", { type: "range", ariaLabel: name2 });
    for (const key of ["min", "max", "step", "value"]) input[key] = String(limits[key]);
    input.addEventListener("input", () => act2(Number(input.value)));
    return input;
  }
  function section(title, ...content) {
    return element("section", { className: "section" }, element("h2", {}, title), ...content);
  }
  function facts(entries) {
    return element(
      "dl",
      { className: "facts" },
      ...entries.flatMap(([name2, value]) => [element("dt", {}, name2), element("dd", {}, value)])
    );
  }
  function choices(name2, options, act2) {
    const buttons = options.map(([value, text, title]) => {
      const made2 = element("button", { type: "button", title }, text);
      made2.addEventListener("click", () => act2(value));
      return [value, made2];
    });
    const group = element("div", { className: "choices", role: "group", ariaLabel: name2 });
    group.append(...buttons.map(([, button2]) => button2));
    return {
      element: group,
      show(value) {
        for (const [own, button2] of buttons) button2.setAttribute("aria-pressed", String(own === value));
      }
    };
  }

  // src/ui/layerbar.ts
  var REST_MS3 = 700;
  function layerBar(context, index) {
    const { store, data } = context;
    const { layers, layer_titles: titles } = data.manifest;
    const mapOf2 = () => data.map(store.get().views[index]?.map ?? "");
    const row2 = () => mapsInRow(data, mapOf2());
    if (layers.length < 2 || row2().length < 2 || !row2().every((map) => layers.includes(map.space))) {
      return null;
    }
    const input = slider(
      index === 0 ? "Layer" : "Layer of the second map",
      { min: 1, max: row2().length, step: 1, value: 1 },
      (value) => go2(value - 1)
    );
    const text = element("output", { className: "layer-name" });
    let timer;
    function go2(place) {
      stop();
      const map = row2()[place];
      if (map) showMap(store, index, map);
    }
    function stop() {
      window.clearTimeout(timer);
      timer = void 0;
      play.textContent = "\u25B6 Play through";
    }
    function playOn(place) {
      const maps = row2();
      go2(place);
      if (place + 1 >= maps.length) return;
      play.textContent = "\u25A0 Stop";
      const duration = (wantsStillness() ? 0 : DURATION_MS) + REST_MS3;
      timer = window.setTimeout(() => playOn(place + 1), duration);
    }
    const play = button("\u25B6 Play through", () => timer === void 0 ? playOn(0) : stop(), "button");
    play.title = "Show one layer after the other";
    const show2 = () => {
      const map = mapOf2();
      const place = row2().findIndex((other) => other.name === map?.name);
      if (place >= 0) input.value = String(place + 1);
      const name2 = map && titles[map.space] ? titles[map.space] : map?.space_title ?? "";
      text.textContent = place >= 0 ? `${place + 1} of ${row2().length}: ${name2}` : `not a layer: ${name2}`;
      input.setAttribute("aria-valuetext", text.textContent);
      input.classList.toggle("unset", place < 0);
    };
    show2();
    const unlisten = store.on(["views"], show2);
    return {
      element: element(
        "div",
        { className: "layer-bar" },
        element("span", { className: "quiet" }, "Layer"),
        input,
        text,
        play
      ),
      close() {
        stop();
        unlisten();
      }
    };
  }

  // src/ui/maphead.ts
  var METHODS = {
    pca: "PCA",
    tsne: "t-SNE",
    umap_2d: "UMAP",
    umap_3d: "UMAP",
    factor_axes: "factor axes"
  };
  function methodTitle(map) {
    const name2 = METHODS[map.method] ?? map.method;
    return map.dimensions === 3 ? `${name2}, 3-D` : name2;
  }
  function mapHead(context, index) {
    const { store, data } = context;
    const place = index === 0 ? "first map" : "second map";
    const spaces = element("select", { ariaLabel: `Space of the ${place}` });
    const methods = element("select", { ariaLabel: `Method of the ${place}` });
    const quality = element("span", { className: "quality" });
    fillSpaces(spaces, data);
    spaces.addEventListener("change", () => {
      const now = mapOf(context, index);
      const others2 = data.manifest.maps.filter((map) => map.space === spaces.value);
      const like = others2.find((map) => map.method === now?.method) ?? others2[0];
      if (like) showMap(store, index, like);
    });
    methods.addEventListener("change", () => {
      const map = data.map(methods.value);
      if (map) showMap(store, index, map);
    });
    const show2 = () => {
      const map = mapOf(context, index);
      if (!map) return;
      spaces.value = map.space;
      methods.replaceChildren(
        ...data.manifest.maps.filter((other2) => other2.space === map.space).map((other2) => element("option", { value: other2.name }, methodTitle(other2)))
      );
      methods.value = map.name;
      quality.textContent = qualityText(map);
      quality.title = qualityTitle(map);
    };
    const other = index === 0 ? compareButton(context) : closeButton(context);
    const update = () => {
      show2();
      if (index === 0) other.hidden = store.get().views.length > 1 || data.manifest.maps.length < 2;
    };
    update();
    return {
      element: element(
        "div",
        { className: "map-head" },
        element("span", { className: "selects" }, spaces, methods),
        quality,
        other
      ),
      close: store.on(["views"], update)
    };
  }
  function mapOf({ store, data }, index) {
    return data.map(store.get().views[index]?.map ?? "");
  }
  function fillSpaces(select2, data) {
    const titles = new Map(data.manifest.maps.map((map) => [map.space, map.space_title]));
    const layers = data.manifest.layers.filter((layer) => titles.has(layer));
    const others2 = [...titles.keys()].filter((space) => !layers.includes(space));
    const options = (names) => names.map((name2) => element("option", { value: name2 }, titles.get(name2) ?? name2));
    if (layers.length === 0 || others2.length === 0) select2.append(...options([...others2, ...layers]));
    else {
      select2.append(
        ...options(others2),
        element("optgroup", { label: "Layers" }, ...options(layers))
      );
    }
  }
  function qualityText(map) {
    if (!Number.isFinite(map.trustworthiness)) return "";
    return `trustworthiness ${map.trustworthiness.toFixed(2)} \xB7 continuity ${map.continuity.toFixed(2)}`;
  }
  function qualityTitle(map) {
    return `Among the ${map.neighbours} nearest sounds: trustworthiness is how far neighbours on the map are neighbours in the space, continuity how far neighbours in the space stay together on the map; 1 is perfect. ${map.parameters}`;
  }
  function compareButton(context) {
    const { store } = context;
    const made2 = button(
      "Compare",
      () => {
        const [first] = store.get().views;
        store.set({ views: [first, secondView(context.data, first)] });
      },
      "button"
    );
    made2.title = "Show a second map beside this one, with the same selection";
    return made2;
  }
  function closeButton({ store }) {
    const made2 = button("Close", () => store.set({ views: store.get().views.slice(0, 1) }), "button");
    made2.title = "Show one map only";
    return made2;
  }
  function secondView(data, first) {
    const { maps, layers, best_layer } = data.manifest;
    const now = data.map(first.map);
    const like = maps.filter((map) => map.method === now?.method && map !== now);
    const wanted = [best_layer, ...layers].filter((layer) => layer !== now?.space);
    const found2 = wanted.flatMap((layer) => like.find((map) => map.space === layer) ?? [])[0] ?? like[0] ?? maps.find((map) => map !== now) ?? maps[0];
    return { map: found2.name, camera: restingCamera() };
  }

  // src/ui/tip.ts
  function makeTip(context, appearance) {
    const name2 = element("strong");
    const value = element("span");
    const swatch = element("span", { className: "swatch" });
    const tip = element("div", { className: "tip", hidden: true }, name2, element("div", {}, swatch, value));
    tip.setAttribute("aria-hidden", "true");
    return {
      element: tip,
      show(row2, view) {
        const at = row2 === null ? null : view.place(row2);
        tip.hidden = at === null;
        if (row2 === null || at === null) return;
        name2.textContent = context.data.sounds.ids[row2];
        value.textContent = valueText(appearance, row2);
        swatch.style.background = context.colourOf(row2);
        const { clientWidth: width, clientHeight: height } = view.canvas;
        const left = at.x > width - tip.offsetWidth - 24 ? at.x - tip.offsetWidth - 16 : at.x + 16;
        const top = Math.min(Math.max(4, at.y + 14), height - tip.offsetHeight - 4);
        tip.style.transform = `translate(${Math.round(Math.max(4, left))}px, ${Math.round(top)}px)`;
      }
    };
  }
  function valueText({ colouring }, row2) {
    const { column, values } = colouring;
    if (!column || !values) return "";
    if (isMissing(column, values, row2)) return `no ${column.title}`;
    if (column.kind === "categorical") return column.categories[values[row2]];
    return `${column.title} ${quantityText(values[row2], column.unit)}`;
  }

  // src/ui/toolbar.ts
  var STEP = 1.6;
  function toolbar(store, view) {
    const tools = choices(
      "What dragging does",
      [
        ["pan", "Move", "Drag to move the map; a map of three dimensions turns, and moves with Shift"],
        ["rectangle", "Rectangle", "Drag to select; Shift adds, Alt takes away"],
        ["lasso", "Lasso", "Draw around sounds to select them; Shift adds, Alt takes away"]
      ],
      (tool) => store.set({ tool })
    );
    tools.show(store.get().tool);
    const unlisten = store.on(["tool"], ({ tool }) => tools.show(tool));
    const zoom = (factor) => view.glide(zoomed(view.camera, factor, 0, 0, view.scale));
    const small = (text, name2, act2) => Object.assign(button(text, act2), { title: name2, ariaLabel: name2 });
    return {
      element: element(
        "div",
        { className: "tools" },
        tools.element,
        element(
          "div",
          { className: "choices", role: "group", ariaLabel: "Zoom" },
          small("+", "Nearer", () => zoom(STEP)),
          small("\u2212", "Farther", () => zoom(1 / STEP)),
          small("Fit", "Show the whole map", () => view.glide(restingCamera()))
        )
      ),
      close: unlisten
    };
  }

  // src/ui/maparea.ts
  var MapArea = class {
    element = element("div", { className: "views" });
    #context;
    #appearance;
    #fail;
    #frames = [];
    #ready;
    /** @param ready is told when the first map is there. */
    constructor(context, appearance, ready, fail2) {
      this.#context = context;
      this.#appearance = appearance;
      this.#ready = ready;
      this.#fail = fail2;
      context.store.on(["views"], () => this.#update());
    }
    /** Make the maps of the present state. */
    start() {
      this.#update();
    }
    views() {
      return this.#frames.map((frame) => frame.view);
    }
    #update() {
      const wanted = this.#context.store.get().views.length;
      while (this.#frames.length > wanted) {
        const frame = this.#frames.pop();
        frame.close();
      }
      while (this.#frames.length < wanted) {
        const frame = this.#make(this.#frames.length);
        this.#frames.push(frame);
        this.element.append(frame.element);
      }
    }
    #make(index) {
      const context = this.#context;
      const tip = makeTip(context, this.#appearance);
      const view = new MapView(index, context.store, context.data, this.#appearance, {
        hover: (row2, from, pan) => {
          pointAt(context, row2, pan);
          tip.show(row2, from);
          from.canvas.classList.toggle("meets", row2 !== null);
        },
        click: (row2, pan) => clickOn(context, row2, pan),
        ready: this.#ready,
        fail: this.#fail
      });
      const head2 = mapHead(context, index);
      const tools = toolbar(context.store, view);
      const bar2 = layerBar(context, index);
      view.element.append(tip.element, tools.element);
      const box = element(
        "section",
        { className: "view", ariaLabel: index === 0 ? "Map" : "Second map" },
        head2.element,
        view.element,
        ...bar2 ? [bar2.element] : []
      );
      return {
        view,
        element: box,
        close() {
          for (const part of [view, head2, tools, bar2]) part?.close();
          box.remove();
        }
      };
    }
  };

  // src/ui/notice.ts
  var SHOWN_MS = 8e3;
  function makeNotices() {
    const text = element("span");
    const close = button("Close", () => hide2(), "button");
    const box = element("div", { className: "notice", hidden: true }, text, close);
    const spoken = element("div", { className: "unseen" });
    spoken.setAttribute("aria-live", "polite");
    let timer;
    function hide2() {
      window.clearTimeout(timer);
      box.hidden = true;
    }
    function tell(message) {
      window.clearTimeout(timer);
      text.textContent = message;
      spoken.textContent = message;
      box.hidden = false;
      timer = window.setTimeout(hide2, SHOWN_MS);
    }
    return {
      element: element("div", {}, box, spoken),
      tell,
      announce: (message) => spoken.textContent = message,
      fail: (error) => tell(error instanceof Error ? error.message : String(error))
    };
  }

  // src/help.ts
  var KEYS2 = [
    [["\u2190", "\u2191", "\u2192", "\u2193"], "Choose the next sound on the map in that direction"],
    [["Space"], "Play the chosen sound, or stop"],
    [["L"], "Loop what plays, or let it end"],
    [["[", "]"], "Show the layer before or after (without layers, the map)"],
    [["1", "2", "\u2026", "9"], "Show layer 1 to 9 (without layers, map 1 to 9)"],
    [["/"], "Search"],
    [["Esc"], "Close this help, else end the search, then the selection, then the choice"],
    [["?"], "Show or close this help"]
  ];
  var POINTER = [
    ["Point at a sound", "Hear it (after one click or key, which the browser asks for)"],
    ["Click a sound", "Choose it, and hear it looped"],
    ["Drag", "Move the map, or select with the rectangle or the lasso"],
    ["Wheel or pinch", "Nearer or farther"]
  ];
  function helpDialog({ store }) {
    const title = element("h2", { id: "help-title" }, "Keys");
    const close = button("Close", () => store.set({ help: false }));
    const dialog = element(
      "dialog",
      { className: "help" },
      title,
      list(KEYS2.map(([keys, does]) => [keys.map((key) => element("kbd", {}, key)), does])),
      element("h3", {}, "Pointer"),
      list(POINTER.map(([way, does]) => [[way], does])),
      close
    );
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.addEventListener("close", () => store.set({ help: false }));
    store.on(["help"], ({ help }) => {
      if (help && !dialog.open) dialog.showModal();
      if (!help && dialog.open) dialog.close();
    });
    return dialog;
  }
  function list(entries) {
    return element(
      "dl",
      { className: "help-keys" },
      ...entries.flatMap(([terms, does]) => [
        element("dt", {}, ...terms.flatMap((term) => [term, " "])),
        element("dd", {}, does)
      ])
    );
  }

  // src/movebars.ts
  var OWN_CONDITIONS = ["before", "moved"];
  function moveBars(move, classNames) {
    const most = greatest([move.before, ...move.scores]);
    const rows = move.classes.map((code, index) => {
      const before = bar("before", most, percentText);
      const moved = bar("moved", most, percentText);
      before.show(move.before[index]);
      return {
        row: row(className(code, classNames), [before, moved]),
        show: (step) => moved.show(move.scores[step][index])
      };
    });
    const table = tableOf2(
      `What the network hears (a full bar is ${percentText(most)})`,
      ["class", "before", "moved"],
      rows.map((made2) => made2.row)
    );
    return { table, show: (step) => rows.forEach((made2) => made2.show(step)) };
  }
  function distanceBars(move) {
    const conditions = Object.entries(move.distances);
    const most = greatest(conditions.map(([, both]) => both));
    const rows = conditions.map(([name2, both]) => {
      const kind = OWN_CONDITIONS.includes(name2) ? name2 : "control";
      const bars = both.map((distance) => {
        const made2 = bar(kind, most, numberText);
        made2.show(distance);
        return made2;
      });
      return row(kind === "control" ? `control: ${name2}` : name2, bars);
    });
    const hasControls = conditions.some(([name2]) => !OWN_CONDITIONS.includes(name2));
    return tableOf2(
      "Distance of what it hears to typical sounds, moved all the way" + (hasControls ? "; controls are moved as far in directions that mean nothing" : ""),
      ["", `to ${move.own}`, `to ${move.other}`],
      rows
    );
  }
  function loudestClass(move, step, classNames) {
    const scores = move.scores[step];
    const best = scores.indexOf(Math.max(...scores));
    if (best < 0) return "none";
    return `${className(move.classes[best], classNames)} ${percentText(scores[best])}`;
  }
  function className(code, classNames) {
    return classNames[code] ?? `class ${code}`;
  }
  function greatest(values) {
    return Math.max(...values.flat(), Number.EPSILON);
  }
  function tableOf2(caption, names, rows) {
    const heads = names.map(
      (name2) => name2 === "" ? element("td") : element("th", { scope: "col" }, name2)
    );
    return element(
      "table",
      { className: "moves-bars" },
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows)
    );
  }
  function row(name2, bars) {
    const head2 = element("th", { scope: "row" }, name2);
    return element("tr", {}, head2, ...bars.map(({ cell }) => cell));
  }
  function bar(kind, most, write) {
    const fill = element("span", { className: `bar-fill bar-${kind}` });
    const text = element("span", { className: "bar-text" });
    const track = element("span", { className: "bar", ariaHidden: "true" }, fill);
    const show2 = (value) => {
      fill.style.width = `${100 * value / most}%`;
      text.textContent = write(value);
    };
    return { cell: element("td", {}, track, text), show: show2 };
  }

  // src/movedetails.ts
  var EXPLANATION = "What is heard is the original sound at every step: a moved point has no sound of its own. What the network makes of the moved point, the bars show.";
  function moveDetails(context, move, go2) {
    const classNames = context.data.manifest.classes?.names ?? [];
    const bars = moveBars(move, classNames);
    const stepper = makeStepper(move, go2);
    const places = placesOf(context, move);
    const content = element(
      "div",
      { className: "move" },
      element("h3", {}, `${context.data.sounds.ids[move.row]}: ${move.own} \u2192 ${move.other}`),
      stepper.content,
      places,
      bars.table,
      distanceBars(move),
      hearing(context, move),
      element("p", { className: "quiet" }, EXPLANATION),
      button("Close this move", () => context.store.set({ move: null }))
    );
    const show2 = (step) => {
      stepper.show(step);
      bars.show(step);
      const most = loudestClass(move, step, classNames);
      context.announce(`Step ${step + 1} of ${move.positions.length}. Loudest class: ${most}`);
    };
    return { content, show: show2 };
  }
  function makeStepper(move, go2) {
    const last = move.positions.length - 1;
    const slider2 = element("input", {
      type: "range",
      min: "0",
      max: String(last),
      step: "1",
      ariaLabel: "Step of the move"
    });
    const text = element("output", { className: "move-step" });
    let present = 0;
    const back = button("\u25C0\uFE0E", () => go2(Math.max(0, present - 1)));
    const on = button("\u25B6\uFE0E", () => go2(Math.min(last, present + 1)));
    back.ariaLabel = "Step back";
    on.ariaLabel = "Step on";
    slider2.addEventListener("input", () => go2(Number(slider2.value)));
    const show2 = (step) => {
      present = step;
      slider2.value = String(step);
      back.disabled = step === 0;
      on.disabled = step === last;
      const way = `${Math.round(100 * move.positions[step])} % of the way`;
      text.textContent = `step ${step + 1} of ${last + 1}: ${way} from ${move.own} to ${move.other}`;
      slider2.ariaValueText = text.textContent;
    };
    return { content: element("div", { className: "move-stepper" }, back, slider2, on, text), show: show2 };
  }
  function placesOf({ store, data }, move) {
    const maps = Object.keys(move.paths).flatMap((name2) => data.map(name2) ?? []);
    if (maps.length === 0) return element("p", {}, "No map of this data set can place the points.");
    return element(
      "div",
      { className: "move-maps", role: "group", ariaLabel: "Maps that place moved points exactly" },
      element("span", {}, "Drawn exactly on: "),
      ...maps.map((map) => button(map.title, () => showMap(store, 0, map)))
    );
  }
  function hearing(context, move) {
    const { data, player } = context;
    if (!data.manifest.audio) return element("p", {}, "This data set has no audio.");
    const hear = (row2, text) => button(text, () => void player.play(row2));
    const own = hear(move.row, `\u25B6\uFE0E the sound (${move.own})`);
    const towards = move.towards.map((row2) => hear(row2, `\u25B6\uFE0E ${data.sounds.ids[row2]}`));
    const turn = button("\u25B6\uFE0E in turn", () => player.sequence([move.row, ...move.towards]));
    return element(
      "div",
      { className: "move-hear" },
      own,
      turn,
      element("p", {}, `It moves towards these sounds of ${move.other}:`),
      ...towards
    );
  }

  // src/movepath.ts
  var DOT = 3.5;
  var PRESENT = 6.5;
  var LINE2 = 2;
  var HALO = 2;
  function drawPaths(context, present) {
    let drawnOn = [];
    let ends = [];
    const update = () => {
      const views = present() ? [...context.views()] : [];
      if (views.length !== drawnOn.length || views.some((view, index) => view !== drawnOn[index])) {
        for (const end of ends) end();
        ends = views.map((view) => view.overlay((canvas) => drawOn(view, canvas)));
        drawnOn = views;
      }
      for (const view of context.views()) view.redraw();
    };
    const drawOn = (view, canvas) => {
      const drawn2 = present();
      const path = drawn2?.move.paths[context.store.get().views[view.index].map];
      if (drawn2 && path) drawPath(canvas, path.map((point) => view.project(point)), drawn2.step);
    };
    context.store.on(["views"], ({ views }) => {
      if (present() && views.length !== drawnOn.length) queueMicrotask(update);
    });
    return update;
  }
  function drawPath(canvas, points, step) {
    canvas.save();
    canvas.lineJoin = "round";
    for (const [colour, wider] of [
      ["#ffffff", HALO],
      ["#000000", 0]
    ]) {
      canvas.strokeStyle = colour;
      canvas.fillStyle = colour;
      canvas.lineWidth = LINE2 + 2 * wider;
      canvas.beginPath();
      for (const { x, y } of points) canvas.lineTo(x, y);
      canvas.stroke();
      points.forEach((point, index) => {
        dot(canvas, point, (index === step ? PRESENT : DOT) + wider);
      });
    }
    const present = points[step];
    if (present) {
      canvas.fillStyle = "#f0e442";
      dot(canvas, present, PRESENT - LINE2);
    }
    canvas.restore();
  }
  function dot(canvas, { x, y }, radius) {
    canvas.beginPath();
    canvas.arc(x, y, radius, 0, 2 * Math.PI);
    canvas.fill();
  }

  // src/moves.ts
  var LISTED = 12;
  var CHOSEN = "chosen";
  function movesPanel(context) {
    const panel = element("section", { className: "moves", ariaLabel: "Moves" });
    const spaces = context.data.manifest.moves.map(({ space }) => space);
    if (spaces.length > 0) new MovesPanel(context, panel, spaces);
    else panel.append(element("p", {}, "This data set has no moves, since it has no factor axes."));
    return panel;
  }
  var MovesPanel = class {
    #context;
    #space;
    #filter;
    #list = element("ol", { className: "moves-list" });
    #more = button("Show more", () => this.#listMore());
    #details = element("div", { className: "moves-details" });
    #status = element("p", { role: "status" });
    #about = element("p", { className: "quiet" });
    #redraw;
    #moves = null;
    #wanted = "";
    #listed = LISTED;
    #shown = null;
    #entries = /* @__PURE__ */ new Map();
    constructor(context, panel, spaces) {
      this.#context = context;
      const titles = context.data.manifest.layer_titles;
      const options = spaces.map((space) => [space, titles[space] ?? space]);
      this.#space = select("Layer of the moves", options, (space) => {
        context.store.set({ move: null });
        void this.#load(space);
      });
      this.#filter = select("Moves listed", [["", "all moves"]], () => this.#fillList());
      this.#redraw = drawPaths(context, () => this.#drawn());
      panel.append(
        element("div", { className: "moves-choice" }, this.#space, this.#filter),
        this.#status,
        this.#list,
        this.#more,
        this.#details,
        this.#about
      );
      const update = () => void this.#update();
      context.store.on(["move", "panel"], update);
      context.store.on(["chosen"], () => {
        if (this.#filter.value === CHOSEN) this.#fillList();
      });
      update();
    }
    /** Follow the state: load what it asks for, and show its move and its step. */
    async #update() {
      const { move, panel } = this.#context.store.get();
      if (move === null && panel !== "moves") return this.#show(null);
      await this.#load(move?.space ?? this.#space.value);
    }
    async #load(space) {
      if (this.#wanted !== space) {
        this.#wanted = space;
        this.#space.value = space;
        this.#moves = null;
        this.#status.textContent = "Loading \u2026";
        try {
          const moves = await this.#context.data.moves(space);
          if (this.#wanted !== space) return;
          this.#moves = moves;
          this.#status.textContent = "";
        } catch (error) {
          if (this.#wanted !== space) return;
          this.#wanted = "";
          this.#status.textContent = error instanceof Error ? error.message : String(error);
        }
        this.#about.textContent = this.#moves?.about ?? "";
        this.#listed = LISTED;
        this.#fillFilter();
        this.#fillList();
      }
      this.#show(this.#context.store.get().move);
    }
    // -- List --------------------------------------------------------------------------------------
    #fillFilter() {
      const kinds = [...new Set((this.#moves?.moves ?? []).map(kindOf))];
      const options = [
        ["", "all moves"],
        [CHOSEN, "of the chosen sound"],
        ...kinds.map((kind) => [kind, kind])
      ];
      this.#filter.replaceChildren(
        ...options.map(([value, text]) => element("option", { value }, text))
      );
    }
    #listMore() {
      this.#listed += LISTED;
      this.#fillList();
    }
    #fillList() {
      const moves = this.#moves?.moves ?? [];
      const entries = moves.map((move, index) => ({ move, index }));
      const fitting = entries.filter(({ move }) => this.#fits(move));
      this.#entries.clear();
      this.#list.replaceChildren(
        ...fitting.slice(0, this.#listed).map(({ move, index }) => this.#entry(move, index))
      );
      this.#more.hidden = fitting.length <= this.#listed;
      this.#markEntry();
      if (!this.#moves) return;
      this.#status.textContent = `${grouped(fitting.length)} moves, largest effect first`;
    }
    #fits(move) {
      const wanted = this.#filter.value;
      if (wanted === CHOSEN) return move.row === this.#context.store.get().chosen;
      return wanted === "" || wanted === kindOf(move);
    }
    #entry(move, index) {
      const id = this.#context.data.sounds.ids[move.row];
      const effect = `effect on ${move.effect_of} ${numberText(move.effect)}`;
      const choose = button(`${kindOf(move)}, ${id}, ${effect}`, () => {
        const space = this.#space.value;
        this.#context.store.set({ chosen: move.row, move: { space, index, step: 0 } });
      });
      this.#entries.set(move, choose);
      return element("li", {}, choose);
    }
    #markEntry() {
      for (const [move, entry] of this.#entries) {
        entry.ariaPressed = String(move === this.#shown?.move);
      }
    }
    // -- One move ----------------------------------------------------------------------------------
    /** Show a move at its step; one that does not exist is taken out of the state. */
    #show(chosen) {
      const moves = chosen?.space === this.#wanted ? this.#moves : null;
      const move = chosen && moves?.moves[chosen.index];
      if (chosen && moves && !(move && chosen.step < move.positions.length)) {
        this.#context.store.set({ move: null });
        this.#status.textContent = `There is no move ${chosen.index} with a step ${chosen.step}.`;
        return;
      }
      if (!chosen || !move) {
        this.#shown = null;
        this.#details.replaceChildren();
      } else {
        if (this.#shown?.move !== move) this.#open(move, chosen);
        this.#shown?.details.show(chosen.step);
      }
      this.#markEntry();
      this.#redraw();
    }
    #open(move, chosen) {
      const { store } = this.#context;
      const details = moveDetails(
        this.#context,
        move,
        (step) => store.set({ move: { ...chosen, step } })
      );
      this.#shown = { move, details };
      this.#details.replaceChildren(details.content);
    }
    #drawn() {
      const { move } = this.#context.store.get();
      if (!move || !this.#shown) return null;
      return { move: this.#shown.move, step: move.step };
    }
  };
  function kindOf(move) {
    return `${move.factor}: ${move.own} \u2192 ${move.other}`;
  }

  // src/ui/aboutpanel.ts
  function aboutPanel(data) {
    const { manifest } = data;
    const made2 = Object.entries(manifest.made_with).map(
      ([name2, value]) => [name2.replaceAll("_", " "), String(value)]
    );
    return element(
      "div",
      { className: "panel-body" },
      element("h2", {}, manifest.title),
      facts([
        ["sounds", grouped(manifest.sounds)],
        ["each", `${manifest.clip_s} s at ${grouped(manifest.samplerate)} Hz`],
        ...made2
      ]),
      section("Maps", ...manifest.maps.map(mapFacts)),
      section("Columns", columns(data)),
      passedOver(data)
    );
  }
  function mapFacts(map) {
    const quality = Number.isFinite(map.trustworthiness) ? `trustworthiness ${map.trustworthiness.toFixed(3)}, continuity ${map.continuity.toFixed(3)} (${map.neighbours} neighbours)` : "";
    return element(
      "details",
      {},
      element("summary", {}, `${map.space_title}, ${methodTitle(map)}`),
      element("p", { className: "quiet" }, [map.title, map.parameters, quality].filter(Boolean).join(". "))
    );
  }
  function columns({ manifest }) {
    const known2 = manifest.columns.filter((column) => column.about !== "");
    return facts(known2.map((column) => [column.title, column.about]));
  }
  function passedOver({ manifest }) {
    const files = manifest.passed_over;
    if (files.length === 0) return section("Files passed over", element("p", { className: "quiet" }, "None."));
    return section(
      `Files passed over (${grouped(files.length)})`,
      facts(files.map(({ file, reason }) => [file, reason]))
    );
  }

  // src/ui/categorylegend.ts
  var AT_FIRST = 60;
  function categoryLegend(context, appearance, column) {
    const list2 = element("ul", { className: "categories", ariaLabel: `Categories of ${column.title}` });
    const lines = [];
    const more = button("", () => grow(), "button");
    const note = element(
      "p",
      { className: "quiet", hidden: column.categories.length <= SAFE_COUNT },
      `More than ${SAFE_COUNT} categories: some colours are hard to tell apart.`
    );
    function grow() {
      const codes = column.categories.map((_, code) => code).slice(lines.length, lines.length + AT_FIRST);
      const next = codes.map((code) => makeLine(context, column, code));
      lines.push(...next);
      list2.append(...next.map((line) => line.element));
      more.hidden = lines.length >= column.categories.length;
      more.textContent = `Show more (${column.categories.length - lines.length} left)`;
      update();
    }
    function update() {
      const state = context.store.get();
      const hidden = new Set(state.hidden[column.name] ?? []);
      const rows = outstanding(state);
      const { values, choice: choice2 } = appearance.colouring;
      const standing = rows && values && countsOf(values, column.categories.length, (row2) => appearance.emphasis[row2] === 2);
      for (const { code, colour, box, count: count2, element: line } of lines) {
        colour.value = colourOfCategory(column, code, choice2);
        box.checked = !hidden.has(code);
        line.classList.toggle("off", hidden.has(code));
        const all = grouped(column.counts[code]);
        count2.textContent = standing ? `${grouped(standing[code])} of ${all}` : all;
      }
    }
    grow();
    return { element: element("div", {}, list2, more, note), update };
  }
  function makeLine(context, column, code) {
    const { store } = context;
    const name2 = column.categories[code];
    const colour = element("input", { type: "color", ariaLabel: `Colour of ${name2}`, title: "Choose another colour" });
    colour.addEventListener("input", () => {
      const { ownColours } = store.get();
      const own = { ...ownColours[column.name], [name2]: colour.value };
      store.set({ ownColours: { ...ownColours, [column.name]: own } });
    });
    const box = element("input", { type: "checkbox", checked: true });
    box.addEventListener("change", () => {
      const hidden = new Set(store.get().hidden[column.name] ?? []);
      if (box.checked) hidden.delete(code);
      else hidden.add(code);
      hide(context, column, [...hidden]);
    });
    const count2 = element("span", { className: "quiet" });
    const only = button("only", () => hide(context, column, others(context, column, code)), "only");
    only.ariaLabel = `Show only ${name2}`;
    return {
      code,
      colour,
      box,
      count: count2,
      element: element(
        "li",
        {},
        colour,
        element("label", {}, box, element("span", { className: "name" }, name2)),
        only,
        count2
      )
    };
  }
  function others({ store }, column, code) {
    const rest = column.categories.map((_, other) => other).filter((other) => other !== code);
    const hidden = store.get().hidden[column.name] ?? [];
    const isOnly = hidden.length === rest.length && !hidden.includes(code);
    return isOnly ? [] : rest;
  }
  function hide({ store }, column, codes) {
    const { [column.name]: _, ...rest } = store.get().hidden;
    const hidden = codes.length > 0 ? { ...rest, [column.name]: codes.sort((a, b) => a - b) } : rest;
    store.set({ hidden });
  }

  // src/ui/numberlegend.ts
  var STEPS2 = 200;
  var STOPS = 12;
  function numberLegend(context, appearance, column) {
    const { store, data } = context;
    const whole2 = [column.low, column.high];
    const limits = { min: 0, max: STEPS2, step: 1 };
    const low = slider(`Lowest ${column.title} shown`, { ...limits, value: 0 }, () => change());
    const high = slider(`Highest ${column.title} shown`, { ...limits, value: STEPS2 }, () => change());
    const scale = element("div", { className: "scale" });
    const ends = element("div", { className: "ends" });
    const note = element("p", { className: "quiet" });
    function change() {
      const [from, to] = [Number(low.value), Number(high.value)].sort((a, b) => a - b);
      const { [column.name]: _, ...rest } = store.get().ranges;
      const isWhole = from === 0 && to === STEPS2;
      const range = [
        from === 0 ? column.low : valueAt(column, from / STEPS2),
        to === STEPS2 ? column.high : valueAt(column, to / STEPS2)
      ];
      store.set({ ranges: isWhole ? rest : { ...rest, [column.name]: range } });
    }
    function update() {
      const range = store.get().ranges[column.name] ?? whole2;
      const places = range.map((value) => Math.round(STEPS2 * partOf(column, value, whole2)));
      if (!isBeingMoved(low, high)) [low.value, high.value] = places.map(String);
      for (const [input, value] of [[low, range[0]], [high, range[1]]]) {
        input.setAttribute("aria-valuetext", quantityText(value, column.unit));
      }
      const stops = Array.from({ length: STOPS + 1 }, (_, i) => rampColour(i / STOPS, appearance.theme));
      const [from, to] = places.map((place) => 100 * place / STEPS2);
      const placed = stops.map((colour, i) => `${colour} ${from + (to - from) * i / STOPS}%`);
      scale.style.background = `linear-gradient(to right, transparent ${from}%, ${placed.join(", ")}, transparent ${to}%)`;
      ends.replaceChildren(
        element("span", {}, quantityText(range[0], column.unit)),
        element("span", {}, quantityText(range[1], column.unit))
      );
      const shown = appearance.shown.reduce((sum, is) => sum + is, 0);
      const missing = column.missing > 0 ? `; ${grouped(column.missing)} have no value` : "";
      note.textContent = `${grouped(shown)} of ${grouped(data.manifest.sounds)} shown${missing}`;
    }
    update();
    return { element: element("div", { className: "range" }, scale, low, high, ends, note), update };
  }
  function isBeingMoved(...inputs) {
    return inputs.some((input) => input === document.activeElement);
  }

  // src/ui/colours.ts
  var GROUPS = [
    ["Factors", ["factor"]],
    ["Labels", ["label"]],
    ["What the network hears", ["class"]],
    ["Decoders", ["prediction", "error"]],
    ["Clusters", ["cluster"]],
    ["Measured", ["descriptor"]],
    ["Where it comes from", ["recording", "group", "fold"]]
  ];
  function colourPanel(context, appearance) {
    const { store, data } = context;
    const select2 = element("select", {});
    select2.append(element("option", { value: "" }, "one colour"), ...groups(data.manifest.columns));
    select2.addEventListener("change", () => store.set({ colour: select2.value }));
    const about = element("p", { className: "quiet" });
    const legend = element("div", { className: "legend" });
    const filters = filterLine(context);
    let shown;
    let legendUpdate = () => {
    };
    const update = () => {
      const { column } = appearance.colouring;
      if (column === shown) return legendUpdate();
      shown = column;
      about.textContent = column?.about ?? "";
      about.hidden = about.textContent === "";
      const made2 = !column ? null : column.kind === "categorical" ? categoryLegend(context, appearance, column) : numberLegend(context, appearance, column);
      legend.replaceChildren(...made2 ? [made2.element] : []);
      legendUpdate = made2?.update ?? (() => {
      });
    };
    const showChoice = () => select2.value = store.get().colour;
    store.on(["colour"], showChoice);
    showChoice();
    appearance.on(update);
    update();
    return section("Colours", field("Colour by", select2), about, legend, filters);
  }
  function groups(columns2) {
    return GROUPS.flatMap(([label2, roles]) => {
      const own = columns2.filter((column) => roles.includes(column.role));
      if (own.length === 0) return [];
      return element(
        "optgroup",
        { label: label2 },
        ...own.map((column) => element("option", { value: column.name }, titleWithUnit(column)))
      );
    });
  }
  function filterLine({ store, data }) {
    const text = element("span", { className: "quiet" });
    const all = button("Show all", () => store.set({ hidden: {}, ranges: {} }), "button");
    const line = element("div", { className: "row filters" }, text, all);
    const show2 = () => {
      const { hidden, ranges } = store.get();
      const names = [...Object.keys(hidden).filter((name2) => hidden[name2].length > 0), ...Object.keys(ranges)];
      line.hidden = names.length === 0;
      text.textContent = `Filtered by ${names.map((name2) => data.column(name2)?.title ?? name2).join(", ")}`;
    };
    store.on(["hidden", "ranges"], show2);
    show2();
    return line;
  }

  // src/ui/display.ts
  var MOST_SIZE = 24;
  function drawingPanel(context) {
    const { store, data } = context;
    const marks = choices(
      "Sounds are drawn as",
      [
        ["points", "Points", "Draw each sound as a point"],
        ["sprites", "Spectrograms", "Draw sounds as small spectrograms where there is room; come nearer to see more"]
      ],
      (value) => store.set({ marks: value })
    );
    const size2 = slider(
      "Size",
      { min: 0, max: MOST_SIZE, step: 1, value: store.get().pointSize },
      (pointSize) => store.set({ pointSize })
    );
    const sizeText = element("span", { className: "quiet" });
    const orbit = tick("Orbit", store.get().orbiting, (orbiting) => store.set({ orbiting }));
    const sphere = tick("On a sphere", store.get().spherical, (spherical) => store.set({ spherical }));
    const solid = element("div", { className: "row" }, orbit, sphere);
    follow(context, ["marks", "pointSize", "orbiting", "spherical", "views"], () => {
      const state = store.get();
      marks.show(state.marks);
      size2.value = String(state.pointSize);
      sizeText.textContent = state.pointSize === 0 ? "auto" : `${state.pointSize} px`;
      size2.setAttribute("aria-valuetext", sizeText.textContent);
      orbit.box.checked = state.orbiting;
      sphere.box.checked = state.spherical;
      solid.hidden = !state.views.some((view) => data.map(view.map)?.dimensions === 3);
    });
    const drawn2 = data.manifest.sprites ? [marks.element] : [];
    const sizeField = field("Size", size2, "row");
    sizeField.append(sizeText);
    return section("Drawing", ...drawn2, sizeField, solid);
  }
  function hearingPanel(context) {
    const { store, data } = context;
    if (!data.manifest.audio) {
      return section("Sound", element("p", { className: "quiet" }, "This folder has no audio."));
    }
    const hover = tick("Play on hover", true, (hoverToHear) => store.set({ hoverToHear }));
    const pan = tick("Stereo by position", true, (panByPosition) => store.set({ panByPosition }));
    const volume = slider(
      "Volume",
      { min: 0, max: 1, step: 0.01, value: store.get().volume },
      (value) => store.set({ volume: value })
    );
    follow(context, ["hoverToHear", "panByPosition", "volume"], () => {
      const state = store.get();
      hover.box.checked = state.hoverToHear;
      pan.box.checked = state.panByPosition;
      volume.value = String(state.volume);
      volume.setAttribute("aria-valuetext", `${Math.round(100 * state.volume)} %`);
    });
    return section("Sound", hover, pan, field("Volume", volume, "row"));
  }
  function follow({ store }, keys, show2) {
    store.on(keys, show2);
    show2();
  }

  // src/search.ts
  var MOST_ROWS = 200;
  var LEAST_SCORE = 0.01;
  var MOST_SUGGESTIONS = 8;
  function suggestions(data, text) {
    const wanted = normalised(text);
    if (wanted === "" || queryOf(text)) return [];
    const classes = matching(data.manifest.classes?.names ?? [], wanted).map(
      (code) => {
        const name2 = data.manifest.classes.names[code];
        return { kind: "class", text: name2, about: "heard by the network", query: `class: ${name2}` };
      }
    );
    const labels = labelColumns(data).flatMap(
      (column) => matching(column.categories, wanted).map((code) => {
        const name2 = column.categories[code];
        const about = `${column.title}, ${column.counts[code]}`;
        return { kind: "label", text: name2, about, query: `${column.name}: ${name2}` };
      })
    );
    return [...labels.slice(0, MOST_SUGGESTIONS), ...classes.slice(0, MOST_SUGGESTIONS)];
  }
  async function search2(data, text) {
    const wanted = normalised(text);
    if (wanted === "") return null;
    const query = queryOf(text);
    if (query && /^class$/i.test(query.key)) {
      const code2 = data.manifest.classes?.names.findIndex((name2) => isSame2(name2, query.value)) ?? -1;
      if (code2 >= 0) return byClass(data, code2);
    }
    const column = query && labelColumns(data).find((other) => isSame2(other.name, query.key));
    if (column) return byLabel(data, column, query.value);
    const rows = await byText(data, wanted);
    if (rows.length > 0) return { rows, scores: null, meaning: `"${text.trim()}" in names and labels` };
    const [code] = matching(data.manifest.classes?.names ?? [], wanted);
    if (code !== void 0) return byClass(data, code);
    return { rows: [], scores: null, meaning: `"${text.trim()}" in names, labels and classes` };
  }
  function matching(names, wanted) {
    const ranked = [];
    names.forEach((name2, code) => {
      const text = name2.toLowerCase();
      const at = text.indexOf(wanted);
      if (at < 0) return;
      const words = text.split(/[^\p{L}\p{N}]+/u);
      const rank = text === wanted ? 0 : words.includes(wanted) ? 1 : at === 0 ? 2 : 3;
      ranked.push([rank, code]);
    });
    return ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, code]) => code);
  }
  async function byClass(data, code) {
    const scores = await data.classScores(code);
    const rows = bestRows(scores, LEAST_SCORE, MOST_ROWS);
    const meaning = `the class "${data.manifest.classes.names[code]}", by its probability`;
    return { rows, scores: rows.map((row2) => scores[row2]), meaning };
  }
  function bestRows(scores, least, most) {
    const rows = [];
    for (let row2 = 0; row2 < scores.length; row2++) if (scores[row2] >= least) rows.push(row2);
    return rows.sort((a, b) => scores[b] - scores[a] || a - b).slice(0, most);
  }
  async function byLabel(data, column, value) {
    const code = column.categories.findIndex((name2) => isSame2(name2, value));
    const values = await data.values(column.name);
    return { rows: rowsWith(values, /* @__PURE__ */ new Set([code])), scores: null, meaning: `${column.title}: ${value}` };
  }
  async function byText(data, wanted) {
    const { ids, fileOf } = data.sounds;
    const found2 = /* @__PURE__ */ new Set();
    ids.forEach((id, row2) => {
      const fits = id.toLowerCase().includes(wanted) || fileOf(row2).toLowerCase().includes(wanted);
      if (fits) found2.add(row2);
    });
    for (const column of labelColumns(data)) {
      const codes = new Set(matching(column.categories, wanted));
      if (codes.size === 0) continue;
      for (const row2 of rowsWith(await data.values(column.name), codes)) found2.add(row2);
    }
    return [...found2].sort((a, b) => a - b);
  }
  function rowsWith(values, codes) {
    const rows = [];
    for (let row2 = 0; row2 < values.length; row2++) if (codes.has(values[row2])) rows.push(row2);
    return rows;
  }
  function labelColumns(data) {
    const roles = /* @__PURE__ */ new Set(["factor", "label", "group", "cluster", "class"]);
    return data.manifest.columns.filter(
      (column) => column.kind === "categorical" && roles.has(column.role)
    );
  }
  function normalised(text) {
    return text.trim().toLowerCase().replace(/^find\s+/, "");
  }
  function queryOf(text) {
    const parts2 = /^\s*([^:]+):\s*(.+?)\s*$/.exec(text);
    return parts2 && { key: parts2[1].trim(), value: parts2[2] };
  }
  function isSame2(one, other) {
    return one.toLowerCase() === other.toLowerCase();
  }

  // src/ui/thumbnails.ts
  function thumbnail(data, row2, side) {
    const box = element("span", { className: "thumbnail" });
    const { sprites } = data.manifest;
    if (!sprites) {
      box.hidden = true;
      return box;
    }
    box.style.width = box.style.height = `${side}px`;
    data.sheet(row2).then(
      (sheet) => {
        if (!sheet) return;
        const place = row2 - sheet.first;
        const [column, line] = [place % sheet.columns, Math.floor(place / sheet.columns)];
        box.style.backgroundImage = `url("${sheet.url}")`;
        box.style.backgroundSize = `${sheet.columns * side}px auto`;
        box.style.backgroundPosition = `${-column * side}px ${-line * side}px`;
      },
      // The list is useful without pictures; painting sprites tells why there are none.
      () => box.hidden = true
    );
    return box;
  }

  // src/ui/soundlist.ts
  var THUMBNAIL_PX = 36;
  var AT_FIRST2 = 30;
  function soundList(context, entries, name2) {
    const list2 = element("ol", { className: "sounds", ariaLabel: name2 });
    const box = element("div", {}, list2);
    const more = button("", () => fill(), "button");
    let filled = 0;
    function fill() {
      const next = entries.slice(filled, filled + AT_FIRST2);
      list2.append(...next.map((entry) => item(context, entry)));
      filled += next.length;
      more.textContent = `Show more (${entries.length - filled} left)`;
      more.hidden = filled >= entries.length;
    }
    fill();
    box.append(more);
    list2.addEventListener("pointerleave", () => context.store.set({ hovered: null }));
    return box;
  }
  function item(context, { row: row2, note }) {
    const { store, data, player } = context;
    const id = data.sounds.ids[row2];
    const swatch = element("span", { className: "swatch" });
    swatch.style.background = context.colourOf(row2);
    const choose = element(
      "button",
      { type: "button", className: "sound", title: `${id}
${data.sounds.fileOf(row2)}` },
      thumbnail(data, row2, THUMBNAIL_PX),
      swatch,
      element("span", { className: "name" }, id),
      element("span", { className: "quiet" }, note)
    );
    choose.addEventListener("click", () => store.set({ chosen: row2, panel: "sound" }));
    const play = button("\u25B6\uFE0E", () => void player.play(row2), "play");
    play.ariaLabel = `Play ${id}`;
    play.title = "Play";
    const made2 = element("li", {}, choose, play);
    made2.addEventListener("pointerenter", () => store.set({ hovered: row2 }));
    return made2;
  }

  // src/ui/searchbox.ts
  var REST_MS4 = 180;
  function searchBox(context, fail2) {
    const { store, data } = context;
    const input = element("input", {
      type: "search",
      ariaLabel: "Search by name, label or class",
      placeholder: "Name, label or class",
      spellcheck: false,
      autocomplete: "off"
    });
    const offers = element("ul", { className: "offers", ariaLabel: "Suggestions" });
    const meaning = element("p", { className: "quiet" });
    meaning.setAttribute("role", "status");
    const select2 = button("Select them", () => selectFound(context), "button");
    const clear3 = button("Clear", () => store.set({ search: "" }), "button");
    const actions = element("div", { className: "row" }, select2, clear3);
    const list2 = element("div", { className: "hits" });
    const result = element("div", { className: "found", hidden: true }, offers, meaning, actions, list2);
    let timer;
    let turn = 0;
    input.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => store.set({ search: input.value }), REST_MS4);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      window.clearTimeout(timer);
      store.set({ search: input.value });
    });
    async function update() {
      const text = store.get().search;
      if (input.value !== text) input.value = text;
      const own = ++turn;
      const found2 = await search2(data, text);
      if (own !== turn) return;
      store.set({ found: found2 && found2.rows });
      result.hidden = found2 === null;
      if (!found2) return list2.replaceChildren();
      offers.replaceChildren(...suggestions(data, text).map((offer) => item2(context, offer)));
      meaning.textContent = describe(found2);
      actions.hidden = found2.rows.length === 0;
      list2.replaceChildren(soundList(context, entriesOf(found2), "Sounds found"));
    }
    const again = () => void update().catch(fail2);
    store.on(["search"], again);
    if (store.get().search !== "") again();
    return element("div", { className: "search" }, input, result);
  }
  function item2({ store }, offer) {
    const choose = button(offer.text, () => store.set({ search: offer.query }));
    choose.append(" ", element("span", { className: "quiet" }, offer.about));
    return element("li", {}, choose);
  }
  function describe({ rows, meaning }) {
    if (rows.length === 0) return `Nothing found: ${meaning}`;
    return `${grouped(rows.length)} found: ${meaning}`;
  }
  function entriesOf({ rows, scores }) {
    return rows.map((row2, i) => ({ row: row2, note: scores ? percentText(scores[i]) : "" }));
  }
  function selectFound({ store }) {
    const rows = [...store.get().found ?? []].sort((a, b) => a - b);
    store.set({ selection: rows, panel: "selection" });
  }

  // src/download.ts
  var lastAddress = null;
  function download(name2, content) {
    if (lastAddress !== null) URL.revokeObjectURL(lastAddress);
    lastAddress = URL.createObjectURL(content);
    const link = document.createElement("a");
    link.href = lastAddress;
    link.download = name2;
    document.body.append(link);
    link.click();
    link.remove();
  }

  // src/tables.ts
  async function fieldsOf(data, maps) {
    const { sounds } = data;
    const known2 = [
      { name: "row", cell: (row2) => row2 },
      { name: "id", cell: (row2) => sounds.ids[row2] },
      { name: "file", cell: (row2) => sounds.fileOf(row2) },
      { name: "start_s", cell: (row2) => shortest(sounds.start_s[row2]) },
      { name: "recording_s", cell: (row2) => shortest(sounds.recording_s[row2]) }
    ];
    const columns2 = await Promise.all(
      data.manifest.columns.map((column) => columnField(data, column))
    );
    const places = await Promise.all(maps.map((map) => placeFields(data, map)));
    return distinct([...known2, ...columns2, ...await classFields(data), ...places.flat()]);
  }
  async function columnField(data, column) {
    const values = await data.values(column.name);
    const cell = (row2) => column.kind === "categorical" ? column.categories[values[row2]] ?? null : shortest(values[row2]);
    return { name: column.name, cell };
  }
  async function classFields(data) {
    const { classes } = data.manifest;
    if (!classes) return [];
    const { codes, scores } = await data.topClasses();
    const count2 = codes.length / data.manifest.sounds;
    return Array.from({ length: count2 }, (_, rank) => [
      { name: `class_${rank + 1}`, cell: (row2) => classes.names[codes[row2 * count2 + rank]] },
      { name: `probability_${rank + 1}`, cell: (row2) => shortest(scores[row2 * count2 + rank]) }
    ]).flat();
  }
  async function placeFields(data, map) {
    const positions = await data.positions(map.name);
    return ["x", "y", "z"].slice(0, map.dimensions).map((axis, index) => ({
      name: `${map.name} ${axis}`,
      cell: (row2) => shortest(positions[row2 * map.dimensions + index])
    }));
  }
  function shortest(value) {
    return Number.isFinite(value) ? Number(value.toPrecision(7)) : null;
  }
  function distinct(fields) {
    const taken = /* @__PURE__ */ new Set();
    return fields.map((field2) => {
      let { name: name2 } = field2;
      for (let count2 = 2; taken.has(name2); count2++) name2 = `${field2.name}_${count2}`;
      taken.add(name2);
      return { ...field2, name: name2 };
    });
  }
  var FORMULA = /^[=+\-@\t\r]/;
  function looksLikeFormula(cell) {
    return typeof cell === "string" && FORMULA.test(cell);
  }
  function harmless(cell) {
    return looksLikeFormula(cell) ? `'${cell}` : cell;
  }
  function csv(names, rows) {
    const line = (cells) => `${cells.map(quoted).join(",")}\r
`;
    return [line(names), ...Array.from(rows, line)].join("");
  }
  function quoted(cell) {
    const text = cell === null ? "" : String(cell);
    return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  }

  // src/wav.ts
  var HEADER = 44;
  function wavFile(samples, rate) {
    const bytes = new Uint8Array(HEADER + 2 * samples.length);
    const view = new DataView(bytes.buffer);
    const text = (at, name2) => bytes.set(new TextEncoder().encode(name2), at);
    text(0, "RIFF");
    view.setUint32(4, bytes.length - 8, true);
    text(8, "WAVEfmt ");
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, rate, true);
    view.setUint32(28, 2 * rate, true);
    view.setUint16(32, 2, true);
    view.setUint16(34, 16, true);
    text(36, "data");
    view.setUint32(40, 2 * samples.length, true);
    const positive = positiveScale(samples);
    samples.forEach((sample, index) => {
      const level = Math.round(sample * (sample > 0 ? positive : 32768));
      view.setInt16(HEADER + 2 * index, Math.max(-32768, Math.min(32767, level)), true);
    });
    return bytes;
  }
  function positiveScale(samples) {
    return samples.every((sample) => Number.isInteger(sample * 32768)) ? 32768 : 32767;
  }

  // src/zip.ts
  var LARGEST = 4294967295;
  var MOST_FILES = 65535;
  var UTF8_NAMES = 2048;
  var VERSION2 = 20;
  var TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 3988292384 ^ rest >>> 1 : rest >>> 1;
    return rest;
  });
  function crc32(bytes) {
    let rest = LARGEST;
    for (const byte of bytes) rest = TABLE[(rest ^ byte) & 255] ^ rest >>> 8;
    return (rest ^ LARGEST) >>> 0;
  }
  var ZipWriter = class {
    #parts = [];
    #directory = [];
    #stamp;
    #size = 0;
    constructor(when) {
      this.#stamp = dosStamp(when);
    }
    /** Add a file; throws if the zip would be larger than the format allows. */
    add(name2, bytes) {
      const encoded = new TextEncoder().encode(name2);
      const common = this.#describe(encoded, bytes);
      const local = join(signature("PK"), common, encoded);
      const entry = join(
        signature("PK"),
        little(2, VERSION2),
        common,
        little(2, 0, 0, 0),
        // comment, disk, kind
        little(4, 0, this.#size),
        // attributes, place of the file
        encoded
      );
      const size2 = this.#size + local.length + bytes.length;
      if (this.#directory.length === MOST_FILES || size2 > LARGEST) {
        throw new Error(
          `${name2}: the zip would have more than 4 GB or ${MOST_FILES} files; export fewer sounds`
        );
      }
      this.#parts.push(new Blob([local, bytes]));
      this.#directory.push(entry);
      this.#size = size2;
    }
    /** The zip with all files added so far. */
    finish() {
      const length = this.#directory.reduce((sum, entry) => sum + entry.length, 0);
      const count2 = this.#directory.length;
      const end = join(
        signature("PK"),
        little(2, 0, 0, count2, count2),
        little(4, length, this.#size),
        little(2, 0)
      );
      return new Blob([...this.#parts, ...this.#directory, end], { type: "application/zip" });
    }
    /** What stands both before a file and in the directory. */
    #describe(name2, bytes) {
      return join(
        little(2, VERSION2, UTF8_NAMES, 0, ...this.#stamp),
        little(4, crc32(bytes), bytes.length, bytes.length),
        little(2, name2.length, 0)
      );
    }
  };
  function dosStamp(when) {
    const seconds2 = Math.floor(when.getSeconds() / 2);
    const time = when.getHours() << 11 | when.getMinutes() << 5 | seconds2;
    const years = Math.min(127, Math.max(0, when.getFullYear() - 1980));
    return [time, years << 9 | when.getMonth() + 1 << 5 | when.getDate()];
  }
  function signature(text) {
    return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  }
  function little(size2, ...values) {
    const bytes = new Uint8Array(size2 * values.length);
    const view = new DataView(bytes.buffer);
    values.forEach((value, index) => {
      if (size2 === 2) view.setUint16(2 * index, value, true);
      else view.setUint32(4 * index, value, true);
    });
    return bytes;
  }
  function join(...parts2) {
    const whole2 = new Uint8Array(parts2.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts2) {
      whole2.set(part, at);
      at += part.length;
    }
    return whole2;
  }
  var LONGEST_NAME = 100;
  var RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
  function safeName(text) {
    const letters = [...text.normalize("NFC").replace(/[\p{C}<>:"/\\|?*]/gu, "_")];
    const plain = letters.slice(0, LONGEST_NAME).join("").replace(/^[\s.-]+|[\s.]+$/g, "_");
    return plain === "" || RESERVED.test(plain.split(".", 1)[0]) ? `_${plain}` : plain;
  }
  function safeNames(texts) {
    const taken = /* @__PURE__ */ new Set();
    return texts.map((text) => {
      const plain = safeName(text);
      let name2 = plain;
      for (let count2 = 2; taken.has(name2.toLowerCase()); count2++) name2 = `${plain}_${count2}`;
      taken.add(name2.toLowerCase());
      return name2;
    });
  }

  // src/exports.ts
  async function soundsCSV(data, maps, rows) {
    const fields = await fieldsOf(data, maps);
    return csv(
      fields.map((field2) => String(harmless(field2.name))),
      rows.map((row2) => fields.map((field2) => harmless(field2.cell(row2))))
    );
  }
  async function soundsJSON(data, maps, rows) {
    const fields = await fieldsOf(data, maps);
    const sounds = rows.map(
      (row2) => Object.fromEntries(fields.map((field2) => [field2.name, field2.cell(row2)]))
    );
    const { title, made_with, clip_s, samplerate } = data.manifest;
    return `${JSON.stringify({ title, made_with, clip_s, samplerate, maps, sounds }, null, 1)}
`;
  }
  async function wavZip(data, player, rows, progress) {
    const writer = new ZipWriter(/* @__PURE__ */ new Date());
    const names = safeNames(rows.map((row2) => data.sounds.ids[row2])).map((name2) => `${name2}.wav`);
    const listed = [];
    const without = [];
    for (const [index, row2] of rows.entries()) {
      const samples = await player.samples(row2);
      if (samples === null) {
        without.push(data.sounds.ids[row2]);
      } else {
        writer.add(`sounds/${names[index]}`, wavFile(samples, data.manifest.samplerate));
        listed.push([`sounds/${names[index]}`, row2, data.sounds.ids[row2], data.sounds.fileOf(row2)]);
      }
      if (!progress(index + 1)) return null;
    }
    const table = csv(
      ["wav", "row", "id", "file"],
      listed.map((cells) => cells.map(harmless))
    );
    writer.add("sounds.csv", new TextEncoder().encode(table));
    return { zip: writer.finish(), without };
  }

  // src/segments.ts
  var MARGIN_S = 1e-4;
  async function workflowManifest(data, rows) {
    const fields = await labelFields(data);
    const segments = joined(rows.map((row2) => segmentOf(data, fields, row2)));
    const names = ["path", ...fields.map((field2) => field2.name), "start_s", "end_s"];
    const table = segments.map(({ file, start: start2, end, cells }) => [
      file,
      ...cells,
      start2 / 1e6,
      end / 1e6
    ]);
    return {
      text: csv(names, table),
      segments: segments.length,
      formulas: table.flat().filter(looksLikeFormula).length
    };
  }
  async function labelFields(data) {
    const { columns: columns2 } = data.manifest;
    const ofRole = (role) => columns2.filter((column) => column.role === role);
    const factors = ofRole("factor");
    const labels = factors.length > 0 ? factors : ofRole("label");
    const fields = await Promise.all(labels.map((column) => columnField(data, column)));
    const [group] = ofRole("group");
    if (!group) return fields;
    return [...fields, { ...await columnField(data, group), name: "group" }];
  }
  function segmentOf(data, fields, row2) {
    const { sounds, manifest } = data;
    const start2 = Math.max(0, sounds.start_s[row2]);
    const recording = sounds.recording_s[row2];
    const end = sounds.start_s[row2] + manifest.clip_s + MARGIN_S;
    return {
      file: sounds.fileOf(row2),
      start: micro(start2),
      end: micro(recording > start2 ? Math.min(end, recording) : end),
      cells: fields.map((field2) => field2.cell(row2))
    };
  }
  function micro(seconds2) {
    return Math.round(Number(seconds2.toPrecision(8)) * 1e6);
  }
  function joined(segments) {
    const order = [...segments].sort(
      (one, other) => compare(one.file, other.file) || one.start - other.start
    );
    const result = [];
    for (const segment of order) {
      const before = result.at(-1);
      if (!before || before.file !== segment.file || before.end < segment.start) {
        result.push({ ...segment });
      } else if (before.cells.every((cell, index) => cell === segment.cells[index])) {
        before.end = Math.max(before.end, segment.end);
      } else {
        before.end = segment.start;
        result.push({ ...segment });
      }
    }
    return result.filter((segment) => segment.start < segment.end);
  }
  function compare(one, other) {
    return one < other ? -1 : one > other ? 1 : 0;
  }

  // src/exporting.ts
  var PICTURE_SCALE = 2;
  var NAMES_LISTED = 5;
  var EXPORTS = [
    ["Table (CSV)", saveCSV],
    ["Table (JSON)", saveJSON],
    ["Sounds (zip of WAV)", saveWavs],
    ["Manifest for a run", saveManifest],
    ["Map (PNG)", savePNG],
    ["Map (SVG)", saveSVG]
  ];
  var NOTE = "The manifest makes a run of the sounds that you chose: set dataset.source to manifest, dataset.manifest to the file, and dataset.root to the folder of the recordings.";
  function exportPanel(context) {
    const what = element("p", { className: "export-what" });
    const status = element("p", { className: "export-status", role: "status" });
    const stop = button("Stop", () => stopped = true);
    stop.hidden = true;
    let stopped = false;
    const progress = (text) => {
      status.textContent = text;
      return !stopped;
    };
    const run = async (work) => {
      if (!stop.hidden) return;
      stopped = false;
      stop.hidden = false;
      status.textContent = "Working \u2026";
      try {
        status.textContent = await work(context, progress);
      } catch (error) {
        status.textContent = `Not exported: ${error instanceof Error ? error.message : error}`;
      } finally {
        stop.hidden = true;
      }
    };
    const tell = () => what.textContent = describe2(context);
    context.store.on(["selection", "hidden", "ranges", "found"], tell);
    tell();
    const buttons = EXPORTS.map(([name2, work]) => button(name2, () => void run(work)));
    return element(
      "section",
      { className: "export", ariaLabel: "Export" },
      element("h3", {}, "Export"),
      what,
      element("div", { className: "export-buttons" }, ...buttons, stop),
      status,
      element("p", { className: "quiet" }, NOTE)
    );
  }
  function rowsOf(context) {
    const { selection } = context.store.get();
    if (selection.length > 0) return selection;
    const all = Array.from({ length: context.data.manifest.sounds }, (_, row2) => row2);
    return all.filter((row2) => context.isShown(row2));
  }
  function describe2(context) {
    const number = count(rowsOf(context).length);
    return context.store.get().selection.length > 0 ? `The selection: ${number}.` : `Nothing is selected, so all that are shown: ${number}.`;
  }
  function count(number) {
    return number === 1 ? "1 sound" : `${grouped(number)} sounds`;
  }
  function shownMaps({ store, data }) {
    const names = new Set(store.get().views.map((view) => view.map));
    return data.manifest.maps.filter((map) => names.has(map.name));
  }
  async function saveCSV(context) {
    const rows = rowsOf(context);
    saveText(context, ".csv", "text/csv", await soundsCSV(context.data, shownMaps(context), rows));
    return `Saved ${count(rows.length)} as CSV. Texts that a spreadsheet might take for formulas have an apostrophe in front.`;
  }
  async function saveJSON(context) {
    const rows = rowsOf(context);
    const text = await soundsJSON(context.data, shownMaps(context), rows);
    saveText(context, ".json", "application/json", text);
    return `Saved ${count(rows.length)} as JSON.`;
  }
  async function saveManifest(context) {
    const rows = rowsOf(context);
    const { text, segments, formulas } = await workflowManifest(context.data, rows);
    saveText(context, "_manifest.csv", "text/csv", text);
    const saved = `Saved ${count(rows.length)} as ${segments} segments of files.`;
    if (formulas === 0) return saved;
    return `${saved} ${formulas} cells begin like formulas and stay as they are, since the run needs them so; open the file with a text editor rather than a spreadsheet.`;
  }
  async function saveWavs(context, progress) {
    const rows = rowsOf(context);
    const result = await wavZip(
      context.data,
      context.player,
      rows,
      (done) => progress(`${grouped(done)} of ${count(rows.length)}`)
    );
    if (result === null) return "Stopped; nothing was saved.";
    const { zip, without } = result;
    if (without.length === rows.length) return "None of these sounds has audio; nothing was saved.";
    download(`${fileName(context)}.zip`, zip);
    const saved = `Saved ${count(rows.length - without.length)} as WAV.`;
    if (without.length === 0) return saved;
    const more = without.length > NAMES_LISTED ? ` and ${without.length - NAMES_LISTED} more` : "";
    return `${saved} Without audio: ${without.slice(0, NAMES_LISTED).join(", ")}${more}.`;
  }
  async function savePNG(context) {
    for (const view of context.views()) {
      const picture = await png(await view.toCanvas(PICTURE_SCALE));
      download(`${fileName(context)}${mapSuffix(context, view.index)}.png`, picture);
    }
    return "Saved as PNG what the map shows.";
  }
  async function saveSVG(context) {
    for (const view of context.views()) {
      const text = await view.toSVG();
      saveText(context, `${mapSuffix(context, view.index)}.svg`, "image/svg+xml", text);
    }
    return "Saved as SVG what the map shows.";
  }
  function mapSuffix({ store }, index) {
    return `_${safeName(store.get().views[index].map)}`;
  }
  function png(canvas) {
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) resolve(blob);
        else reject(new Error("the picture is too large for this browser"));
      }, "image/png");
    });
  }
  function fileName({ data }) {
    return safeName(data.manifest.title || "sounds");
  }
  function saveText(context, suffix, type, text) {
    download(fileName(context) + suffix, new Blob([text], { type: `${type};charset=utf-8` }));
  }

  // src/similar.ts
  async function nearestToRows(data, space, rows, count2) {
    const info = data.manifest.neighbours.find((other) => other.space === space);
    if (!info || rows.length === 0) return [];
    return nearestToMean(await data.vectors(space), info.dimensions, info.scale, rows, count2);
  }
  function nearestToMean(vectors, dimensions, scale, rows, count2) {
    const mean = new Float32Array(dimensions);
    for (const row2 of rows) {
      for (let i = 0; i < dimensions; i++) mean[i] += vectors[row2 * dimensions + i] / rows.length;
    }
    const left = new Set(rows);
    const near = [];
    let farthest = Infinity;
    for (let row2 = 0; row2 * dimensions < vectors.length; row2++) {
      if (left.has(row2)) continue;
      let square = 0;
      for (let i = 0, at = row2 * dimensions; i < dimensions && square < farthest; i++, at++) {
        const difference = vectors[at] - mean[i];
        square += difference * difference;
      }
      if (square >= farthest) continue;
      near.push({ row: row2, distance: square });
      if (near.length < 4 * count2) continue;
      keepNearest(near, count2);
      farthest = near[near.length - 1].distance;
    }
    keepNearest(near, count2);
    return near.map(({ row: row2, distance }) => ({ row: row2, distance: scale * Math.sqrt(distance) }));
  }
  function keepNearest(near, count2) {
    near.sort((a, b) => a.distance - b.distance || a.row - b.row);
    near.length = Math.min(near.length, count2);
  }

  // src/ui/selectionpanel.ts
  var NEAREST = 20;
  function selectionPanel(context) {
    const { store, player } = context;
    const count2 = element("h2");
    const hint = element(
      "p",
      { className: "quiet" },
      "Draw a rectangle or a lasso on the map, or take all that are shown or found."
    );
    const rows = () => store.get().selection;
    const play = button("\u25B6\uFE0E Play in sequence", () => player.sequence(rows()), "button");
    const walk = button("Random walk", () => walkAmong(context), "button");
    walk.title = "Go at random from neighbour to neighbour within the selection";
    const stop = button("\u25A0\uFE0E Stop", () => player.stop(), "button");
    const clear3 = button("Clear", () => store.set({ selection: [] }), "button");
    const shown = button("Select all shown", () => store.set({ selection: shownRows2(context) }), "button");
    const found2 = button("Select those found", () => selectFound2(context), "button");
    const listed = sortedList(context);
    const near = nearList(context);
    const update = () => {
      const { selection, found: hits } = store.get();
      const some = selection.length > 0;
      count2.textContent = some ? `${grouped(selection.length)} selected` : "Nothing selected";
      hint.hidden = some;
      for (const one of [play, walk, stop, clear3]) one.disabled = !some;
      found2.hidden = !hits || hits.length === 0;
    };
    store.on(["selection", "found"], update);
    update();
    return element(
      "div",
      { className: "panel-body" },
      count2,
      hint,
      element("div", { className: "row" }, play, walk, stop, clear3),
      element("div", { className: "row" }, shown, found2),
      listed,
      near,
      exportPanel(context)
    );
  }
  function shownRows2({ data, isShown }) {
    const rows = Array.from({ length: data.manifest.sounds }, (_, row2) => row2);
    return rows.filter((row2) => isShown(row2));
  }
  function selectFound2({ store }) {
    store.set({ selection: [...store.get().found ?? []].sort((a, b) => a - b) });
  }
  function walkAmong({ store, player }) {
    const { selection, chosen } = store.get();
    const start2 = chosen !== null && selection.includes(chosen) ? chosen : selection[0];
    player.walk(start2, selection);
  }
  function sortedList(context) {
    const { store, data } = context;
    const numbers = data.manifest.columns.filter((column) => column.kind === "number");
    const order = element("select");
    order.append(
      element("option", { value: "" }, "as in the data"),
      ...numbers.flatMap(({ name: name2, title }) => [
        element("option", { value: `-${name2}` }, `${title}, highest first`),
        element("option", { value: `+${name2}` }, `${title}, lowest first`)
      ])
    );
    const list2 = element("div");
    let turn = 0;
    const update = async () => {
      const own = ++turn;
      const { selection, panel } = store.get();
      if (panel !== "selection") return;
      const column = data.column(order.value.slice(1));
      const values = column ? await data.values(column.name) : null;
      if (own !== turn) return;
      const entries = selection.map((row2) => ({ row: row2, value: values ? values[row2] : NaN }));
      const sign = order.value.startsWith("-") ? -1 : 1;
      const rank = (value) => Number.isNaN(value) ? Infinity : sign * value;
      if (values) entries.sort((a, b) => rank(a.value) < rank(b.value) ? -1 : rank(a.value) > rank(b.value) ? 1 : a.row - b.row);
      list2.replaceChildren(
        soundList(
          context,
          entries.map(({ row: row2, value }) => ({ row: row2, note: noteOf(column, value) })),
          "Selected sounds"
        )
      );
    };
    const again = () => void update();
    order.addEventListener("change", again);
    store.on(["selection", "panel", "colour"], again);
    again();
    const made2 = section("Sounds", field("Order", order, "row"), list2);
    const show2 = () => made2.hidden = store.get().selection.length === 0;
    store.on(["selection"], show2);
    show2();
    return made2;
  }
  function noteOf(column, value) {
    if (column?.kind !== "number" || Number.isNaN(value)) return "";
    return quantityText(value, column.unit);
  }
  function nearList(context) {
    const { store, data } = context;
    const list2 = element("div");
    const find = async () => {
      const { selection, space: space2 } = store.get();
      const near = await nearestToRows(data, space2, selection, NEAREST);
      const entries = near.map(({ row: row2, distance }) => ({ row: row2, note: numberText(distance) }));
      list2.replaceChildren(soundList(context, entries, "Sounds nearest to the selection"));
    };
    const start2 = button(
      "Find",
      () => void find().catch((error) => list2.replaceChildren(error.message)),
      "button"
    );
    start2.ariaLabel = "Find the sounds nearest to the selection";
    const space = element("span", { className: "quiet" });
    const made2 = section("Nearest to the selection", element("div", { className: "row" }, start2, space), list2);
    const show2 = () => {
      const { selection, space: name2 } = store.get();
      const info = data.manifest.neighbours.find((other) => other.space === name2);
      made2.hidden = selection.length === 0 || !info;
      space.textContent = info ? `by their mean in ${info.space_title}` : "";
    };
    store.on(["selection"], () => list2.replaceChildren());
    store.on(["selection", "space"], show2);
    show2();
    return made2;
  }

  // src/fft.ts
  function fft(real, imaginary) {
    const size2 = real.length;
    if (size2 < 1 || (size2 & size2 - 1) !== 0 || imaginary.length !== size2) {
      throw new RangeError(`fft: lengths ${size2} and ${imaginary.length}, expected a power of two`);
    }
    reorder(real, imaginary);
    for (let half = 1; half < size2; half *= 2) {
      for (let k = 0; k < half; k++) {
        const angle = -Math.PI * k / half;
        combine(real, imaginary, k, half, Math.cos(angle), Math.sin(angle));
      }
    }
  }
  function reorder(real, imaginary) {
    const size2 = real.length;
    for (let place = 1, mirrored2 = 0; place < size2; place++) {
      let bit = size2 >> 1;
      for (; mirrored2 & bit; bit >>= 1) mirrored2 ^= bit;
      mirrored2 ^= bit;
      if (place < mirrored2) {
        [real[place], real[mirrored2]] = [real[mirrored2], real[place]];
        [imaginary[place], imaginary[mirrored2]] = [imaginary[mirrored2], imaginary[place]];
      }
    }
  }
  function combine(real, imaginary, k, half, cosine, sine) {
    for (let low = k; low < real.length; low += 2 * half) {
      const high = low + half;
      const x = real[high] * cosine - imaginary[high] * sine;
      const y = real[high] * sine + imaginary[high] * cosine;
      real[high] = real[low] - x;
      imaginary[high] = imaginary[low] - y;
      real[low] = real[low] + x;
      imaginary[low] = imaginary[low] + y;
    }
  }
  var FFT_SIZE = 512;
  var BANDS = FFT_SIZE / 2 + 1;
  var WINDOW = Float64Array.from(
    { length: FFT_SIZE },
    (_, index) => 0.5 - 0.5 * Math.cos(2 * Math.PI * index / FFT_SIZE)
  );
  var FULL_SCALE = (FFT_SIZE / 4) ** 2;
  function levelsAt(samples, middle) {
    const real = new Float64Array(FFT_SIZE);
    const imaginary = new Float64Array(FFT_SIZE);
    const first = middle - FFT_SIZE / 2;
    for (let index = 0; index < FFT_SIZE; index++) {
      real[index] = mirrored(samples, first + index) * WINDOW[index];
    }
    fft(real, imaginary);
    return Float64Array.from({ length: BANDS }, (_, band) => {
      const power = real[band] ** 2 + imaginary[band] ** 2;
      return 10 * Math.log10(power / FULL_SCALE);
    });
  }
  function mirrored(samples, index) {
    const last = samples.length - 1;
    if (last < 1) return samples[0] ?? 0;
    const turn = Math.abs(index) % (2 * last);
    return samples[turn <= last ? turn : 2 * last - turn];
  }

  // src/spectrogram.ts
  var FLOOR_DB = -80;
  var MARGIN = { left: 46, right: 10, top: 8, bottom: 34 };
  var FONT3 = "11px system-ui, sans-serif";
  var TICK = 4;
  var LINE_HEIGHT = 13;
  var LIMITS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
  function drawWaveform(canvas, samples, rate) {
    const frame = begin(canvas);
    const { context, left, top, width, height } = frame;
    const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const limit = LIMITS.find((least) => peak <= least) ?? 1;
    const place = (value) => top + height * (1 - Math.max(-1, Math.min(1, value / limit))) / 2;
    context.fillStyle = frame.ink;
    for (let x = 0; x < width; x++) {
      const [low, high] = extremes(samples, x / width, (x + 1) / width);
      context.fillRect(left + x, place(high), 1, Math.max(1, place(low) - place(high)));
    }
    drawTimes(frame, samples.length / rate);
    drawLevels(frame, [-limit, 0, limit], place, "amplitude");
    name(canvas, `Waveform of ${seconds(samples, rate)} s, peak ${peak.toFixed(2)} of full scale`);
  }
  function drawSpectrogram(canvas, samples, rate) {
    const frame = begin(canvas);
    const { context, left, top, width, height } = frame;
    const columns2 = Math.round(width * frame.scale);
    const image = spectrogramImage(samples, columns2);
    const drawn2 = document.createElement("canvas");
    drawn2.width = columns2;
    drawn2.height = BANDS;
    drawn2.getContext("2d").putImageData(image, 0, 0);
    context.drawImage(drawn2, left, top, width, height);
    const highest = rate / 2e3;
    drawTimes(frame, samples.length / rate);
    const step = niceStep(highest, height / 28);
    const place = (value) => top + height * (1 - value / highest);
    drawLevels(frame, steps(highest, step), place, "kHz");
    name(
      canvas,
      `Spectrogram of ${seconds(samples, rate)} s from 0 to ${highest} kHz; dark to light: ${FLOOR_DB} to 0 dB of full scale`
    );
  }
  function spectrogramImage(samples, columns2) {
    const image = new ImageData(columns2, BANDS);
    for (let column = 0; column < columns2; column++) {
      const middle = Math.floor((column + 0.5) / columns2 * samples.length);
      const levels = levelsAt(samples, middle);
      for (let band = 0; band < BANDS; band++) {
        const part = Math.max(0, Math.min(1, 1 - levels[band] / FLOOR_DB));
        const colour = 3 * Math.round(part * (RAMP.length / 3 - 1));
        const pixel2 = 4 * ((BANDS - 1 - band) * columns2 + column);
        image.data.set(RAMP.subarray(colour, colour + 3), pixel2);
        image.data[pixel2 + 3] = 255;
      }
    }
    return image;
  }
  function extremes(samples, from, to) {
    const first = Math.min(samples.length - 1, Math.floor(from * samples.length));
    const last = Math.max(first + 1, Math.floor(to * samples.length));
    let low = Infinity;
    let high = -Infinity;
    for (let index = first; index < last; index++) {
      low = Math.min(low, samples[index]);
      high = Math.max(high, samples[index]);
    }
    return [low, high];
  }
  function niceStep(range, most) {
    const least = range / Math.max(1, most);
    const power = 10 ** Math.floor(Math.log10(least));
    return power * [1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9));
  }
  function steps(range, step) {
    return Array.from({ length: Math.floor(range / step + 1e-9) + 1 }, (_, index) => index * step);
  }
  function begin(canvas) {
    const scale = window.devicePixelRatio || 1;
    const outer = { width: canvas.clientWidth || 320, height: canvas.clientHeight || 140 };
    canvas.width = Math.round(outer.width * scale);
    canvas.height = Math.round(outer.height * scale);
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    context.font = FONT3;
    return {
      context,
      left: MARGIN.left,
      top: MARGIN.top,
      width: Math.max(1, outer.width - MARGIN.left - MARGIN.right),
      height: Math.max(1, outer.height - MARGIN.top - MARGIN.bottom),
      scale,
      ink: getComputedStyle(canvas).color
    };
  }
  function drawTimes(frame, duration) {
    const { context, left, top, width, height } = frame;
    const step = niceStep(duration, width / 50);
    context.fillStyle = frame.ink;
    context.textBaseline = "top";
    context.textAlign = "center";
    for (const time of steps(duration, step)) {
      const x = left + width * time / duration;
      context.fillRect(x, top + height, 1, TICK);
      context.fillText(label(time, step), x, top + height + TICK + 1);
    }
    context.fillText("time (s)", left + width / 2, top + height + TICK + 1 + LINE_HEIGHT);
  }
  function drawLevels(frame, values, place, title) {
    const { context, left, top, height } = frame;
    context.fillStyle = frame.ink;
    context.textAlign = "right";
    context.textBaseline = "middle";
    const step = values[1] - values[0];
    for (const value of values) {
      context.fillRect(left - TICK, place(value), TICK, 1);
      context.fillText(label(value, step), left - TICK - 2, place(value));
    }
    context.save();
    context.translate(LINE_HEIGHT / 2, top + height / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.fillText(title, 0, 0);
    context.restore();
  }
  function label(value, step) {
    return value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9))).replace("-", "\u2212");
  }
  function seconds(samples, rate) {
    return (samples.length / rate).toFixed(3);
  }
  function name(canvas, text) {
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", text);
  }

  // src/ui/soundcontrols.ts
  function soundControls({ store, player }, row2) {
    const play = button("", () => {
      if (store.get().playing === row2) player.stop();
      else void player.play(row2);
    }, "button primary");
    const loop2 = button("Loop", () => {
      const { playing, looping } = store.get();
      if (playing === row2) store.set({ looping: !looping });
      else void player.play(row2, { loop: true });
    }, "button");
    const box = element("div", { className: "row" }, play, loop2);
    const show2 = () => {
      const { playing, looping } = store.get();
      play.textContent = playing === row2 ? "\u25A0\uFE0E Stop" : "\u25B6\uFE0E Play";
      loop2.setAttribute("aria-pressed", String(playing === row2 && looping));
    };
    const unlisten = store.on(["playing", "looping"], () => {
      if (box.isConnected) show2();
      else unlisten();
    });
    show2();
    return box;
  }

  // src/ui/soundpanel.ts
  var REST_MS5 = 120;
  function soundPanel(context) {
    const { store } = context;
    const panel = element("div", { className: "panel-body" });
    let shown = null;
    let timer;
    const show2 = (row2) => {
      shown = row2;
      panel.replaceChildren(...row2 === null ? [invitation()] : parts(context, row2, () => shown === row2));
    };
    const update = () => {
      const { chosen, hovered, panel: open } = store.get();
      const row2 = chosen ?? hovered ?? shown;
      if (open === "sound" && row2 !== shown) show2(row2);
    };
    store.on(["panel"], update);
    store.on(["chosen"], ({ chosen }) => chosen === null ? show2(null) : update());
    store.on(["hovered"], () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(update, REST_MS5);
    });
    store.on(["space", "colour", "theme"], () => show2(shown));
    show2(null);
    update();
    return panel;
  }
  function invitation() {
    return element(
      "div",
      { className: "empty" },
      element("p", {}, "Point at a sound to hear it."),
      element("p", {}, "Click it to keep it here, looped, with its spectrogram and the sounds nearest to it.")
    );
  }
  function parts(context, row2, isWanted) {
    const { data } = context;
    const made2 = [head(context, row2), soundControls(context, row2)];
    if (data.manifest.audio) made2.push(pictures(context, row2, isWanted));
    made2.push(known(data, row2));
    if (data.manifest.classes) made2.push(heard(data, row2));
    if (data.manifest.neighbours.length > 0) made2.push(neighbours(context, row2));
    if (columnsOf(data, ["descriptor"]).length > 0) made2.push(descriptors(data, row2));
    return made2;
  }
  function head(context, row2) {
    const { sounds, manifest } = context.data;
    const swatch = element("span", { className: "swatch" });
    swatch.style.background = context.colourOf(row2);
    const from = sounds.start_s[row2];
    const place = `${timeText(from)} to ${timeText(from + manifest.clip_s)} of ${timeText(sounds.recording_s[row2])}`;
    return element(
      "header",
      { className: "sound-head" },
      element("h2", {}, swatch, sounds.ids[row2]),
      element("p", { className: "quiet" }, sounds.fileOf(row2)),
      element("p", { className: "quiet" }, place)
    );
  }
  function pictures({ player, data }, row2, isWanted) {
    const wave = element("canvas", { className: "waveform" });
    const spectrogram = element("canvas", { className: "spectrogram" });
    const box = element("div", { className: "pictures" }, wave, spectrogram);
    const say = (text) => box.replaceChildren(element("p", { className: "quiet" }, text));
    player.samples(row2).then(
      (samples) => {
        if (!isWanted()) return;
        if (!samples) return say("There is no audio of this sound in the folder.");
        drawWaveform(wave, samples, data.manifest.samplerate);
        drawSpectrogram(spectrogram, samples, data.manifest.samplerate);
      },
      (error) => isWanted() && say(error.message)
    );
    return box;
  }
  function known(data, row2) {
    const roles = ["factor", "label", "prediction", "error", "cluster", "group", "recording", "fold"];
    const columns2 = columnsOf(data, roles);
    const list2 = element("div");
    void Promise.all(columns2.map((column) => valueOf(data, column, row2))).then(
      (values) => list2.replaceChildren(facts(columns2.map((column, i) => [column.title, values[i]]))),
      (error) => list2.replaceChildren(error.message)
    );
    return section("What is known", list2);
  }
  function descriptors(data, row2) {
    const columns2 = columnsOf(data, ["descriptor"]);
    const list2 = element("div");
    void Promise.all(columns2.map((column) => valueOf(data, column, row2))).then(
      (values) => list2.replaceChildren(facts(columns2.map((column, i) => [column.title, values[i]]))),
      (error) => list2.replaceChildren(error.message)
    );
    return section("Measured", list2);
  }
  function columnsOf(data, roles) {
    return roles.flatMap((role) => data.manifest.columns.filter((column) => column.role === role));
  }
  async function valueOf(data, column, row2) {
    const values = await data.values(column.name);
    if (isMissing(column, values, row2)) return "\u2013";
    if (column.kind === "categorical") return column.categories[values[row2]];
    return quantityText(values[row2], column.unit);
  }
  function heard(data, row2) {
    const list2 = element("ul", { className: "bars" });
    const names = data.manifest.classes.names;
    data.topClasses().then(
      ({ codes, scores }) => {
        const count2 = scores.length / data.manifest.sounds;
        for (let at = row2 * count2; at < (row2 + 1) * count2; at++) {
          const fill = element("span", { className: "bar-fill" });
          fill.style.width = `${Math.max(0.5, 100 * scores[at])}%`;
          list2.append(
            element(
              "li",
              {},
              element("span", { className: "name" }, names[codes[at]]),
              element("span", { className: "quiet" }, percentText(scores[at])),
              element("span", { className: "bar" }, fill)
            )
          );
        }
      },
      (error) => list2.replaceChildren(error.message)
    );
    return section("What the network hears", list2);
  }
  function neighbours(context, row2) {
    const { data, store } = context;
    const { space } = store.get();
    const spaces = data.manifest.neighbours.map((info) => [info.space, info.space_title]);
    const choose = select("Space of the nearest sounds", spaces, (value) => store.set({ space: value }));
    choose.value = space;
    const list2 = element("div");
    data.neighbours(space).then(
      (found2) => {
        const distances = found2.distancesOf(row2);
        const entries = found2.rowsOf(row2).map((other, i) => ({ row: other, note: numberText(distances[i]) }));
        const name2 = `The ${grouped(entries.length)} nearest sounds, with their distances`;
        list2.replaceChildren(soundList(context, entries, name2));
      },
      (error) => list2.replaceChildren(error.message)
    );
    return section("Nearest sounds", element("div", { className: "row" }, "in ", choose), list2);
  }

  // src/ui/tabs.ts
  function tabs(store, panels) {
    const buttons = panels.map(([name2, title]) => {
      const made2 = element("button", { type: "button", id: `tab-${name2}` }, title);
      made2.setAttribute("role", "tab");
      made2.setAttribute("aria-controls", `panel-${name2}`);
      made2.addEventListener("click", () => store.set({ panel: name2 }));
      return made2;
    });
    const bodies = panels.map(([name2, , content]) => {
      const made2 = element("div", { id: `panel-${name2}`, className: "panel" }, content);
      made2.setAttribute("role", "tabpanel");
      made2.setAttribute("aria-labelledby", `tab-${name2}`);
      return made2;
    });
    const list2 = element("div", { className: "tabs" }, ...buttons);
    list2.setAttribute("role", "tablist");
    list2.setAttribute("aria-label", "What is chosen");
    list2.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const now = panels.findIndex(([name2]) => name2 === store.get().panel);
      const next = (now + step + panels.length) % panels.length;
      store.set({ panel: panels[next][0] });
      buttons[next].focus();
    });
    const show2 = () => {
      const open = panels.some(([name2]) => name2 === store.get().panel) ? store.get().panel : panels[0][0];
      panels.forEach(([name2], index) => {
        buttons[index].setAttribute("aria-selected", String(name2 === open));
        buttons[index].tabIndex = name2 === open ? 0 : -1;
        bodies[index].hidden = name2 !== open;
      });
    };
    store.on(["panel"], show2);
    show2();
    return element("div", { className: "tabbed" }, list2, ...bodies);
  }

  // src/ui/page.ts
  function buildPage(context, appearance, maps, notices, offers) {
    const { data, store } = context;
    const panels = [
      ["sound", "Sound", soundPanel(context)],
      ["selection", "Selection", selectionPanel(context)],
      ["about", "About", aboutPanel(data)]
    ];
    if (data.manifest.moves.length > 0) panels.splice(2, 0, ["moves", "Moves", movesPanel(context)]);
    return element(
      "div",
      { className: "page" },
      header(context, offers),
      element(
        "aside",
        { className: "left", ariaLabel: "What to show" },
        searchBox(context, notices.fail),
        colourPanel(context, appearance),
        drawingPanel(context),
        hearingPanel(context)
      ),
      element("main", { className: "middle" }, invitation2(context), maps.element, notices.element),
      element("aside", { className: "right", ariaLabel: "What is chosen" }, tabs(store, panels)),
      helpDialog(context)
    );
  }
  function header({ data, store }, offers) {
    const theme = select(
      "Theme",
      [
        ["auto", "Auto theme"],
        ["light", "Light"],
        ["dark", "Dark"]
      ],
      (value) => store.set({ theme: value })
    );
    const help = button("Keys ?", () => store.set({ help: true }), "button");
    help.ariaLabel = "Keys and help";
    const sets = [];
    if (offers.length > 1) {
      const choose = select("Data set", offers, (dataset) => store.set({ dataset }));
      choose.value = data.name;
      sets.push(choose);
    }
    return element(
      "header",
      { className: "top" },
      element("h1", {}, data.manifest.title),
      element("span", { className: "quiet" }, `${grouped(data.manifest.sounds)} sounds`),
      element("span", { className: "space" }),
      ...sets,
      theme,
      help
    );
  }
  function invitation2({ store, data }) {
    const touch = matchMedia("(pointer: coarse)").matches;
    const made2 = element(
      "p",
      { className: "invitation" },
      touch ? "Tap anywhere to hear" : "Press any key or click to hear"
    );
    const show2 = () => made2.hidden = store.get().audible || !data.manifest.audio;
    store.on(["audible"], show2);
    show2();
    return made2;
  }

  // src/main.ts
  async function start() {
    if (getComputedStyle(document.documentElement).getPropertyValue("--ink") === "") {
      throw new Error("app.css is missing or empty: the folder was not copied completely. Copy it again.");
    }
    const source = scriptSource(document);
    const names = ["", ...await datasetNames(source)];
    const wanted = datasetOfHash(location.hash) ?? new URLSearchParams(location.search).get("dataset") ?? "";
    if (!names.includes(wanted)) {
      const known2 = names.filter((name2) => name2 !== "").join(", ") || "none but the one without a name";
      throw new Error(`There is no data set "${wanted}" in this folder. There are: ${known2}.`);
    }
    const data = await openDataSet(source, wanted);
    document.title = `${data.manifest.title} \u2013 sound map`;
    await show(data, await offersOf(source, data, names));
  }
  async function show(data, offers) {
    const store = createStore(initialState(data));
    const notices = makeNotices();
    bindHash(store, data, offers.map(([name2]) => name2), notices.tell);
    store.on(["dataset"], () => location.reload());
    const appearance = new Appearance(store, data, notices.fail);
    const context = {
      store,
      data,
      player: createPlayer(store, data, notices.tell),
      views: () => maps.views(),
      announce: notices.announce,
      colourOf: (row2) => colourOf(appearance.colouring, row2),
      isShown: (row2) => appearance.shown[row2] === 1
    };
    const ready = () => {
      globalThis.LatentAudio.context = context;
      globalThis.LatentAudio.timings = timings;
      requestAnimationFrame(() => document.documentElement.dataset.state = "ready");
    };
    const maps = new MapArea(
      context,
      appearance,
      ready,
      (error) => document.documentElement.dataset.state === "ready" ? notices.fail(error) : fail(error)
    );
    await appearance.load();
    document.body.replaceChildren(buildPage(context, appearance, maps, notices, offers));
    maps.start();
    bindKeys(context);
  }
  async function offersOf(source, data, names) {
    if (names.length === 1) return [["", data.manifest.title]];
    const first = await openFolder(source, "").get("data/manifest");
    return names.map((name2) => [name2, name2 === "" ? first.title : name2]);
  }
  function fail(error) {
    document.documentElement.dataset.state = "failed";
    const message = error instanceof Error ? error.message : String(error);
    document.body.replaceChildren(
      element(
        "main",
        { className: "failure" },
        element("h1", {}, "The sound map cannot be shown"),
        element("p", { role: "alert" }, message)
      )
    );
  }
  start().catch(fail);
})();
