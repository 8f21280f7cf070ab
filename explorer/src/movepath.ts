/** The way of a moved point, drawn over the maps that can place it exactly. */

import type { Context, Move, View } from "./types.ts";

const DOT = 3.5;
const PRESENT = 6.5;
const LINE = 2;
const HALO = 2;

/** The way that is drawn, and where on it the point is. */
export interface DrawnMove {
  move: Move;
  step: number;
}

/**
 * Draw the way of a move over every map that has one, for as long as there is a move.
 *
 * @param present tells what is to be drawn now.
 * @returns a function to be called when that has changed.
 */
export function drawPaths(context: Context, present: () => DrawnMove | null): () => void {
  let drawnOn: readonly View[] = [];
  let ends: (() => void)[] = [];
  const update = () => {
    const views = present() ? [...context.views()] : [];
    if (views.length !== drawnOn.length || views.some((view, index) => view !== drawnOn[index])) {
      for (const end of ends) end();
      ends = views.map((view) => view.overlay((canvas) => drawOn(view, canvas)));
      drawnOn = views;
    }
    for (const view of context.views()) view.redraw();
  };
  const drawOn = (view: View, canvas: CanvasRenderingContext2D) => {
    const drawn = present();
    const path = drawn?.move.paths[context.store.get().views[view.index].map];
    if (drawn && path) drawPath(canvas, path.map((point) => view.project(point)), drawn.step);
  };
  // A second map may come or go; that is known only after all have heard of it.
  context.store.on(["views"], ({ views }) => {
    if (present() && views.length !== drawnOn.length) queueMicrotask(update);
  });
  return update;
}

/** Draw a line through the positions, on light and on dark grounds; the present one is larger. */
function drawPath(
  canvas: CanvasRenderingContext2D,
  points: readonly { x: number; y: number }[],
  step: number,
): void {
  canvas.save();
  canvas.lineJoin = "round";
  for (const [colour, wider] of [
    ["#ffffff", HALO],
    ["#000000", 0],
  ] as const) {
    canvas.strokeStyle = colour;
    canvas.fillStyle = colour;
    canvas.lineWidth = LINE + 2 * wider;
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
    dot(canvas, present, PRESENT - LINE);
  }
  canvas.restore();
}

function dot(canvas: CanvasRenderingContext2D, { x, y }: { x: number; y: number }, radius: number) {
  canvas.beginPath();
  canvas.arc(x, y, radius, 0, 2 * Math.PI);
  canvas.fill();
}
