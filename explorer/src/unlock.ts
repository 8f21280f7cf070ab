/** Browsers let sound out only after a click or a key: this waits for one. */

/** What may count as the wish to hear; a movement of the pointer does not. */
const GESTURES = ["pointerdown", "pointerup", "click", "keydown"] as const;

/**
 * Make a context for sound at the first click or key, and start it again whenever it was suspended.
 *
 * Before that there is none: one made earlier would be suspended, with a warning in the console.
 *
 * @param make makes the context.
 * @param heard is told whenever sound begins to come out, or no longer does.
 * @returns a function that ends all listening.
 */
export function unlockSound(
  make: () => AudioContext,
  heard: (audible: boolean) => void,
): () => void {
  let context: AudioContext | null = null;
  let audible = false;
  const listen = () => {
    for (const name of GESTURES) window.addEventListener(name, onGesture, true);
  };
  const cease = () => {
    for (const name of GESTURES) window.removeEventListener(name, onGesture, true);
  };
  const onState = () => {
    const running = context?.state === "running";
    if (running === audible) return;
    audible = running;
    if (running) cease();
    else listen();
    heard(running);
  };
  const start = () => {
    if (!context) {
      context = make();
      context.onstatechange = onState;
    }
    // Where this gesture does not count for the browser, the next one tries again.
    context.resume().then(onState, () => {});
  };
  const onGesture = (event: Event) => {
    if (!isFingerDown(event)) start();
  };
  listen();
  if (navigator.userActivation?.hasBeenActive) start();
  return () => {
    cease();
    if (context) context.onstatechange = null;
  };
}

/** A finger that goes down may be about to scroll: only when it goes up does it count. */
function isFingerDown(event: Event): boolean {
  return event.type === "pointerdown" && (event as PointerEvent).pointerType !== "mouse";
}
