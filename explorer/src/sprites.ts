/** Small spectrograms in place of points, coloured by a table, so that every theme has its own. */

import { mix, type Raster, type Scene } from "./raster.ts";
import type { Row, SpriteSheet } from "./types.ts";

/** More would overlap each other, and take longer than a frame. */
export const MOST_SPRITES = 3000;
/** Part of its side by which a sprite must be apart from all others on a flat map. */
const APART = 0.9;
const LEVELS = 256;

/** Sheets by number, and how rows lie in them. */
export interface SpriteBook {
  sheets: readonly (SpriteSheet | null)[];
  perSheet: number;
  cell: number;
}

/** What makes colours of grey values. */
export interface Tint {
  ground: number;
  /** What the loudest parts come close to: black on a light ground, white on a dark one. */
  strong: number;
}

/**
 * Choose rows that get a sprite: those in view, that stand out first, at most `MOST_SPRITES`.
 *
 * On a flat map no two of them overlap; what has no room stays a point until one comes nearer.
 */
export function rowsWithSprites(scene: Scene, side: number, width: number, height: number): Row[] {
  const { places, emphasis, order, perspective } = scene;
  const room = perspective === 0 ? new Room(side * APART, width, side) : null;
  const rows: Row[] = [];
  for (const level of [2, 1]) {
    for (let i = order.length - 1; i >= 0 && rows.length < MOST_SPRITES; i--) {
      const row = order[i];
      if (emphasis[row] !== level) continue;
      const x = places.x[row];
      const y = places.y[row];
      if (x < -side || x > width + side || y < -side || y > height + side) continue;
      if (room?.take(x, y) === false) continue;
      rows.push(row);
    }
  }
  return rows.reverse();
}

/** Squares that do not overlap: of each cell as large as one, at most one square is in it. */
class Room {
  readonly #taken = new Map<number, readonly [number, number]>();
  readonly #columns: number;

  constructor(
    readonly side: number,
    width: number,
    readonly margin: number,
  ) {
    this.#columns = Math.ceil((width + 2 * margin) / side) + 3;
  }

  /** Take the square around a point; false if another is in the way. */
  take(x: number, y: number): boolean {
    const key =
      Math.floor((y + this.margin) / this.side + 1) * this.#columns +
      Math.floor((x + this.margin) / this.side + 1);
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
}

/** Paint sprites in order; rows whose sheet is not there yet are left out. */
export function paintSprites(
  raster: Raster,
  scene: Scene,
  rows: readonly Row[],
  book: SpriteBook,
  side: number,
  tint: Tint,
): void {
  const pixelsSide = Math.max(4, Math.round(side * scene.ratio));
  const tables = new Map<number, Uint32Array>();
  for (const row of rows) {
    const sheet = book.sheets[Math.floor(row / book.perSheet)];
    if (!sheet || sheet.pixels.length === 0) continue;
    const faint = scene.emphasis[row] === 1;
    const colour = faint ? scene.faint : scene.colours[row];
    let table = tables.get(colour);
    if (!table) tables.set(colour, (table = tableOf(colour, tint)));
    blit(raster, scene, row, sheet, book.cell, pixelsSide, table);
  }
}

function blit(
  raster: Raster,
  scene: Scene,
  row: Row,
  sheet: SpriteSheet,
  cell: number,
  side: number,
  table: Uint32Array,
): void {
  const { width, height, pixels } = raster;
  const left = Math.round(scene.places.x[row] * scene.ratio - side / 2);
  const top = Math.round(scene.places.y[row] * scene.ratio - side / 2);
  const place = row - sheet.first;
  const from = Math.floor(place / sheet.columns) * cell * sheet.width + (place % sheet.columns) * cell;
  const frame = table[LEVELS];
  for (let y = Math.max(0, -top); y < side && top + y < height; y++) {
    const source = from + Math.floor((y * cell) / side) * sheet.width;
    const target = (top + y) * width + left;
    const isEdge = y === 0 || y === side - 1;
    for (let x = Math.max(0, -left); x < side && left + x < width; x++) {
      pixels[target + x] =
        isEdge || x === 0 || x === side - 1
          ? frame
          : table[sheet.pixels[source + Math.floor((x * cell) / side)]];
    }
  }
}

/** Colours of the grey values, and at the end that of the frame. */
function tableOf(colour: number, { ground, strong }: Tint): Uint32Array {
  const table = new Uint32Array(LEVELS + 1);
  const quiet = mix(ground, colour, 24);
  const turn = 150;
  for (let level = 0; level < LEVELS; level++) {
    table[level] =
      level < turn
        ? mix(quiet, colour, Math.round((256 * level) / turn))
        : mix(colour, strong, Math.round((180 * (level - turn)) / (LEVELS - turn)));
  }
  table[LEVELS] = colour;
  return table;
}

/** Read the grey values of a sheet, once. */
export async function fillPixels(sheet: SpriteSheet): Promise<void> {
  if (sheet.pixels.length > 0) return;
  const image = new Image();
  image.src = sheet.url;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const pixels = new Uint8Array(canvas.width * canvas.height);
  for (let i = 0; i < pixels.length; i++) pixels[i] = data[4 * i];
  sheet.width = canvas.width;
  sheet.height = canvas.height;
  sheet.pixels = pixels;
}
