/** A map as a picture to keep: with its title and the legend of its colours. */

import type { Appearance } from "./appearance.ts";
import { colourOfCategory, valueAt } from "./colour.ts";
import { numberText, titleWithUnit } from "./numbers.ts";
import { hexOf, rampColour } from "./palettes.ts";
import type { Projected, Size } from "./project.ts";

const HEAD = 36;
const LINE = 20;
const LEGEND_WIDTH = 190;
const MOST_ENTRIES = 30;
const FONT = "13px system-ui, sans-serif";

export interface Picture {
  title: string;
  size: Size;
  places: Projected;
  appearance: Appearance;
  radius: number;
  points(scale: number): HTMLCanvasElement;
  /** Draw rings, axes and paths. */
  mark(context: CanvasRenderingContext2D): void;
}

interface Entry {
  colour: string;
  text: string;
}

/** The picture in pixels, `scale` for each CSS pixel. */
export function pictureCanvas(picture: Picture, scale: number): HTMLCanvasElement {
  const { appearance, size } = picture;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round((size.width + LEGEND_WIDTH) * scale);
  canvas.height = Math.round((size.height + HEAD) * scale);
  const context = canvas.getContext("2d")!;
  context.fillStyle = appearance.tones.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture.points(scale), 0, Math.round(HEAD * scale));
  context.scale(scale, scale);
  context.save();
  context.translate(0, HEAD);
  picture.mark(context);
  context.restore();
  context.font = FONT;
  context.textBaseline = "middle";
  context.fillStyle = appearance.tones.ink;
  context.fillText(picture.title, 12, HEAD / 2);
  context.fillText(legendTitle(appearance), size.width + 12, HEAD / 2);
  legendOf(appearance).forEach(({ colour, text }, index) => {
    const y = HEAD + LINE * (index + 0.5);
    context.fillStyle = colour === "none" ? appearance.tones.ground : colour;
    context.fillRect(size.width + 12, y - 6, 12, 12);
    context.fillStyle = appearance.tones.ink;
    context.fillText(text, size.width + 32, y, LEGEND_WIDTH - 40);
  });
  return canvas;
}

/** The picture as shapes. */
export function pictureSVG(picture: Picture): string {
  const { appearance, size, places, radius } = picture;
  const { tones, emphasis, colouring, order } = appearance;
  const [width, height] = [size.width + LEGEND_WIDTH, size.height + HEAD];
  const text = (x: number, y: number, content: string) =>
    `<text x="${x}" y="${y}" dominant-baseline="middle" fill="${tones.ink}">${escaped(content)}</text>`;
  const circles: string[] = [];
  for (const level of [1, 2]) {
    for (const row of order) {
      const [x, y] = [places.x[row], places.y[row]];
      if (emphasis[row] !== level || x < 0 || y < 0 || x > size.width || y > size.height) continue;
      const colour = level === 1 ? tones.faint : hexOf(colouring.pixels[row]);
      circles.push(
        `<circle cx="${x.toFixed(2)}" cy="${(y + HEAD).toFixed(2)}" r="${radius.toFixed(2)}" fill="${colour}"/>`,
      );
    }
  }
  const legend = legendOf(appearance).map((entry, index) => {
    const y = HEAD + LINE * (index + 0.5);
    const box = `<rect x="${size.width + 12}" y="${y - 6}" width="12" height="12" fill="${entry.colour}"/>`;
    return box + text(size.width + 32, y, entry.text);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="100%" height="100%" fill="${tones.ground}"/>`,
    text(12, HEAD / 2, picture.title),
    text(size.width + 12, HEAD / 2, legendTitle(appearance)),
    ...circles,
    ...legend,
    "</svg>",
  ].join("\n");
}

function legendTitle({ colouring }: Appearance): string {
  const { column } = colouring;
  return column ? titleWithUnit(column) : "";
}

function legendOf({ colouring, theme }: Appearance): Entry[] {
  const { column, choice } = colouring;
  if (!column) return [];
  if (column.kind === "number") {
    const [low, high] = choice.range ?? [column.low, column.high];
    return [1, 0.75, 0.5, 0.25, 0].map((part) => ({
      colour: rampColour(part, theme),
      text: numberText(valueAt({ ...column, low, high }, part)),
    }));
  }
  const entries = column.categories.slice(0, MOST_ENTRIES).map((name, code): Entry => {
    const colour = colourOfCategory(column, code, choice);
    return { colour, text: `${name} (${column.counts[code]})` };
  });
  const more = column.categories.length - entries.length;
  return more > 0 ? [...entries, { colour: "none", text: `and ${more} more` }] : entries;
}

function escaped(text: string): string {
  const letters: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // What is no character of XML would make the whole picture unreadable.
  return text.replace(/[&<>"]/g, (letter) => letters[letter]).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, " ");
}
