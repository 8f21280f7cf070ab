/** What is drawn over the points: rings, the line of a selection, the axes. */

import type { Tones } from "./appearance.ts";
import type { Point } from "./region.ts";
import type { Row } from "./types.ts";

/** Selected sounds beyond this number are told by their colour alone. */
const MOST_RINGS = 60;
const FONT = "12px system-ui, sans-serif";
/** Where the axes of a map of three dimensions are, from the lower left, and their length. */
const CROSS_PX = { x: 112, y: 64, length: 34 };

export interface Marks {
  width: number;
  height: number;
  tones: Tones;
  /** Radius of a point, in CSS pixels. */
  radius: number;
  hovered: Row | null;
  chosen: Row | null;
  playing: Row | null;
  selection: readonly Row[];
  line: readonly Point[] | null;
  axes: readonly string[];
  /** Directions of the axes on the screen; null on a flat map. */
  directions: readonly (readonly [number, number])[] | null;
  place(row: Row): Point | null;
}

export function drawMarks(context: CanvasRenderingContext2D, marks: Marks): void {
  drawAxes(context, marks);
  const { tones, radius } = marks;
  if (marks.selection.length <= MOST_RINGS) {
    for (const row of marks.selection) ring(context, marks, row, radius + 2, 1, tones.ink);
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

function ring(
  context: CanvasRenderingContext2D,
  marks: Marks,
  row: Row,
  radius: number,
  width: number,
  colour: string,
  alpha = 1,
): void {
  const at = marks.place(row);
  if (!at) return;
  context.globalAlpha = alpha;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  context.stroke();
  context.globalAlpha = 1;
}

function drawLine(
  context: CanvasRenderingContext2D,
  line: readonly Point[],
  { accent }: Tones,
): void {
  context.beginPath();
  line.forEach(({ x, y }, index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
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

function drawAxes(context: CanvasRenderingContext2D, marks: Marks): void {
  const { width, height, axes, directions, tones } = marks;
  context.font = FONT;
  context.fillStyle = tones.quiet;
  if (directions) return drawCross(context, marks, directions);
  context.textBaseline = "bottom";
  context.textAlign = "right";
  if (axes[0]) context.fillText(`${axes[0]} →`, width - 12, height - 8);
  context.save();
  context.translate(12, height - 40);
  context.rotate(-Math.PI / 2);
  context.textAlign = "left";
  context.textBaseline = "top";
  if (axes[1]) context.fillText(`${axes[1]} →`, 0, 0);
  context.restore();
}

/** Three axes in a corner, turned as the map is. */
function drawCross(
  context: CanvasRenderingContext2D,
  { height, axes, tones }: Marks,
  directions: readonly (readonly [number, number])[],
): void {
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
    // Away from the axis, so that its line does not go through its name.
    context.textAlign = Math.abs(right) < 0.3 ? "center" : right > 0 ? "left" : "right";
    const end = length + (context.textAlign === "center" ? 12 : 6);
    context.fillText(axes[axis] ?? "", x + right * end, y - up * end);
  });
}
