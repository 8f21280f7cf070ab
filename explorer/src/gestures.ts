/** Pointer, wheel and fingers on a map. */

import { panned, turned, zoomed } from "./camera.ts";
import { type Mode, type Point, rectangle } from "./region.ts";
import type { Camera, Tool } from "./types.ts";

/** A press that moved less is a click (CSS pixels). */
const CLICK_PX = 4;
/** Points of a lasso are at least so far apart (CSS pixels). */
const LASSO_STEP_PX = 3;

/** What gestures need of a map, and what they tell it. */
export interface Target {
  camera(): Camera;
  /** Pixels for one unit at the present zoom. */
  scale(): number;
  isFlat(): boolean;
  tool(): Tool;
  look(camera: Camera): void;
  /** The pointer is somewhere; null: it left. */
  point(at: Point | null): void;
  click(at: Point): void;
  /** The line of a rectangle or lasso while it is drawn; null: no longer. */
  draw(line: readonly Point[] | null): void;
  select(line: readonly Point[], mode: Mode): void;
}

type Drag = { kind: "pan" | "turn" | "rectangle" | "lasso"; mode: Mode; line: Point[] };

/** Listen to gestures on a canvas. */
export function bindGestures(canvas: HTMLCanvasElement, target: Target): void {
  const fingers = new Map<number, Point>();
  let start: Point | null = null;
  let drag: Drag | null = null;
  let clicks = false;

  const place = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const fromMiddle = (at: Point): Point => ({
    x: at.x - canvas.clientWidth / 2,
    y: at.y - canvas.clientHeight / 2,
  });

  function zoom(factor: number, at: Point): void {
    const { x, y } = fromMiddle(at);
    target.look(zoomed(target.camera(), factor, x, y, target.scale()));
  }

  function kindOf(event: PointerEvent): Drag["kind"] {
    const tool = target.tool();
    if (tool !== "pan" && event.button === 0) return tool;
    const moves = target.isFlat() || event.shiftKey || event.button !== 0;
    return moves ? "pan" : "turn";
  }

  function pinch(moved: number, at: Point): void {
    const before = fingers.get(moved)!;
    const other = [...fingers].find(([id]) => id !== moved)![1];
    const spread = (one: Point) => Math.max(20, Math.hypot(one.x - other.x, one.y - other.y));
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    target.look(
      panned(target.camera(), (at.x - before.x) / 2, (at.y - before.y) / 2, target.scale()),
    );
    zoom(spread(at) / spread(before), middle);
  }

  function extend(at: Point): void {
    if (!drag || !start) return;
    if (drag.kind === "rectangle") drag.line = rectangle(start, at);
    else {
      const last = drag.line[drag.line.length - 1];
      if (Math.hypot(at.x - last.x, at.y - last.y) >= LASSO_STEP_PX) drag.line.push(at);
    }
    target.draw(drag.line);
  }

  function move(at: Point, before: Point): void {
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
    start = at;
    drag = { kind: kindOf(event), mode: modeOf(event), line: [at] };
  });

  canvas.addEventListener("pointermove", (event) => {
    const at = place(event);
    const before = fingers.get(event.pointerId);
    if (!before) return target.point(event.pointerType === "touch" ? null : at);
    if (fingers.size > 1) pinch(event.pointerId, at);
    else {
      if (clicks && start && Math.hypot(at.x - start.x, at.y - start.y) < CLICK_PX) return;
      if (clicks) target.point(null);
      clicks = false;
      move(at, before);
    }
    fingers.set(event.pointerId, at);
  });

  const end = (event: PointerEvent, completed: boolean) => {
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
      // A pinch on a touch pad comes as a wheel with Ctrl, in much smaller steps.
      zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0016)), place(event));
    },
    { passive: false },
  );
}

function modeOf(event: PointerEvent): Mode {
  if (event.shiftKey) return "add";
  return event.altKey ? "subtract" : "replace";
}
