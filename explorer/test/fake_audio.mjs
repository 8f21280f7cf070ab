/** A browser's sound without a device: time passes when a test says so, and nodes are counted. */

class Param {
  value;
  events = [];
  constructor(value) {
    this.value = value;
  }
  setValueAtTime(value, time) {
    this.value = value;
    this.events.push(["set", value, time]);
  }
  linearRampToValueAtTime(value, time) {
    this.events.push(["ramp", value, time]);
  }
  setTargetAtTime(value, time) {
    this.value = value;
    this.events.push(["target", value, time]);
  }
  cancelScheduledValues(time) {
    this.events = this.events.filter(([, , at]) => at < time);
  }
}

class Node {
  constructor(context) {
    this.context = context;
  }
  connect(other) {
    this.context.connected.add(this);
    return other;
  }
  disconnect() {
    this.context.connected.delete(this);
  }
}

class Source extends Node {
  buffer = null;
  loop = false;
  onended = null;
  started = null;
  end = Infinity;
  start(time) {
    this.started = time;
    this.context.sources.push(this);
  }
  stop(time) {
    this.end = time;
  }
  endsAt() {
    const passes = this.loop ? Infinity : this.passes();
    return Math.min(this.end, this.started + passes * this.buffer.duration);
  }
  /** Passes until a loop that was ended is over: the one that was under way is the last. */
  passes() {
    const passed = (this.context.unloopedAt ?? this.started) - this.started;
    return Math.floor(passed / this.buffer.duration) + 1;
  }
}

class FakeContext {
  static made = [];
  state = "suspended";
  currentTime = 0;
  destination = {};
  onstatechange = null;
  connected = new Set();
  sources = [];

  constructor(options) {
    this.options = options;
    FakeContext.made.push(this);
  }
  createBufferSource() {
    return new Source(this);
  }
  createGain() {
    return Object.assign(new Node(this), { gain: new Param(1) });
  }
  createStereoPanner() {
    return Object.assign(new Node(this), { pan: new Param(0) });
  }
  async resume() {
    if (navigator.userActivation.hasBeenActive) this.change("running");
  }
  async close() {
    this.change("closed");
  }
  change(state) {
    this.state = state;
    this.onstatechange?.();
  }
  /** Sources that sound now. */
  sounding() {
    return this.sources.filter((source) => !source.over);
  }
  /** Let time pass; what ends in it ends. */
  async pass(seconds) {
    this.currentTime += seconds;
    for (const source of this.sounding()) {
      if (source.endsAt() > this.currentTime + 1e-9) continue;
      source.over = true;
      source.onended?.();
    }
    await settled();
  }
}

class FakeWindow {
  listeners = [];
  addEventListener(name, listener) {
    const isKnown = this.listeners.some((other) => other[0] === name && other[1] === listener);
    if (!isKnown) this.listeners.push([name, listener]);
  }
  removeEventListener(name, listener) {
    this.listeners = this.listeners.filter(
      (other) => other[0] !== name || other[1] !== listener,
    );
  }
  async dispatch(event) {
    for (const [name, listener] of this.listeners) if (name === event.type) listener(event);
    await settled();
  }
  /** What a browser takes for the wish to hear. */
  async click() {
    navigator.userActivation.hasBeenActive = true;
    await this.dispatch({ type: "pointerdown", pointerType: "mouse" });
  }
}

/** Let everything happen that waits for nothing but its turn. */
export async function settled() {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** Put fakes in the place of what a browser has; each test has its own. */
export function fakeBrowser({ duration = 1, rate = 16000 } = {}) {
  FakeContext.made = [];
  const window = new FakeWindow();
  const userActivation = { hasBeenActive: false };
  const set = (name, value) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  set("window", window);
  set("navigator", { userActivation });
  set("AudioContext", FakeContext);
  set(
    "OfflineAudioContext",
    class {
      async decodeAudioData(bytes) {
        const [row] = new Uint8Array(bytes);
        if (row === 255) throw new Error("EncodingError");
        const length = duration * rate;
        const samples = new Float32Array(length).fill(row);
        return { row, length, duration, numberOfChannels: 1, getChannelData: () => samples };
      }
    },
  );
  return { window, contexts: FakeContext.made };
}
