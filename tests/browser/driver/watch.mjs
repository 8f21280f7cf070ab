// Runs in every page before its own script: watches what a visitor would hear, and what goes on.

/** Install the watch; it must not refer to anything outside of itself. */
export function watch() {
  const log = {
    /** Sounds that were started: the node, its samples, and where it came from (-1 to 1). */
    starts: [],
    /** Sounds that ended or were stopped. */
    ends: 0,
    violations: [],
    /** Counts listeners on the window, the document, its elements and contexts for sound. */
    listeners: () => 0,
    timers: new Set(),
    /** Frames that were asked for. */
    frames: 0,
    /** Sounds that were decoded. */
    decoded: 0,
  };
  globalThis.watched = log;
  document.addEventListener("securitypolicyviolation", (event) => {
    log.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
  });

  const around = (owner, name, make) => {
    const original = owner[name];
    owner[name] = make(original);
  };

  // -- Sound
  const next = new WeakMap();
  around(AudioNode.prototype, "connect", (original) =>
    function connect(target, ...rest) {
      next.set(this, target);
      return original.call(this, target, ...rest);
    });
  around(AudioScheduledSourceNode.prototype, "stop", (original) =>
    function stop(...when) {
      const start = log.starts.find((one) => one.node === this);
      if (start) start.stopped = true;
      return original.apply(this, when);
    });
  around(AudioBufferSourceNode.prototype, "start", (original) =>
    function start(...when) {
      let pan = null;
      for (let node = next.get(this); node; node = next.get(node)) {
        if (node instanceof StereoPannerNode) pan = node.pan.value;
      }
      const one = { node: this, samples: this.buffer.getChannelData(0).slice(), pan, stopped: false };
      log.starts.push(one);
      this.addEventListener("ended", () => {
        log.ends += 1;
        one.stopped = true;
      });
      return original.apply(this, when);
    });
  around(BaseAudioContext.prototype, "decodeAudioData", (original) =>
    function decodeAudioData(...given) {
      log.decoded += 1;
      return original.apply(this, given);
    });

  // -- What is left behind. Elements that are off the page go with their listeners, and so do sounds.
  const held = new Map();
  const key = (type, options) => `${type} ${typeof options === "object" ? !!options?.capture : !!options}`;
  const lasts = (target) =>
    target instanceof Node ? target.isConnected : target === globalThis || target instanceof BaseAudioContext;
  log.listeners = () => {
    let count = 0;
    for (const [target, types] of held) {
      if (lasts(target)) for (const listeners of types.values()) count += listeners.size;
    }
    return count;
  };
  around(EventTarget.prototype, "addEventListener", (original) =>
    function addEventListener(type, listener, options) {
      const target = this ?? globalThis;
      if (listener && !options?.once) {
        if (!held.has(target)) held.set(target, new Map());
        const types = held.get(target);
        const name = key(type, options);
        if (!types.has(name)) types.set(name, new Set());
        types.get(name).add(listener);
      }
      return original.call(target, type, listener, options);
    });
  around(EventTarget.prototype, "removeEventListener", (original) =>
    function removeEventListener(type, listener, options) {
      const target = this ?? globalThis;
      held.get(target)?.get(key(type, options))?.delete(listener);
      return original.call(target, type, listener, options);
    });

  // -- Timers
  around(globalThis, "setTimeout", (original) =>
    function setTimeout(call, ...rest) {
      const id = original(
        (...given) => {
          log.timers.delete(id);
          call(...given);
        },
        ...rest,
      );
      log.timers.add(id);
      return id;
    });
  around(globalThis, "setInterval", (original) =>
    function setInterval(...given) {
      const id = original(...given);
      log.timers.add(id);
      return id;
    });
  for (const name of ["clearTimeout", "clearInterval"]) {
    around(globalThis, name, (original) =>
      function clear(id) {
        log.timers.delete(id);
        return original(id);
      });
  }
  around(globalThis, "requestAnimationFrame", (original) =>
    function requestAnimationFrame(call) {
      log.frames += 1;
      return original(call);
    });
}
