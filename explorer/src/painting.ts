/** A canvas on which a map is painted. */

import type { Appearance } from "./appearance.ts";
import { pixel } from "./palettes.ts";
import type { Projected, Projection, Size } from "./project.ts";
import { clear, paintPoints, type Raster, type Scene, sortByNearness } from "./raster.ts";
import { fillPixels, paintSprites, rowsWithSprites, type SpriteBook } from "./sprites.ts";
import type { DataSet, Row, State } from "./types.ts";

/** With more sounds, edges are smooth and pixels small only while nothing moves. */
const MOST_FINE = 6000;
const MOST_RATIO = 2;
/** Side of a sprite in CSS pixels, where its size is not chosen. */
const SPRITE_SIDE = 32;

/** Radius of a point in CSS pixels: as chosen, or by how much room there is. */
export function radiusOf(state: Readonly<State>, count: number, size: Size, zoom: number): number {
  if (state.pointSize > 0) return state.pointSize / 2;
  const room = Math.sqrt((size.width * size.height) / Math.max(1, count));
  const resting = Math.min(5, Math.max(1.4, 0.2 * room));
  return Math.min(9, resting * Math.max(1, zoom) ** 0.3);
}

/** Paints the points of one map. */
export class Painting {
  readonly canvas = document.createElement("canvas");
  readonly #data: DataSet;
  readonly #appearance: Appearance;
  readonly #byNearness: Uint32Array;
  readonly #loaded: () => void;
  readonly #fail: (error: unknown) => void;
  #image: ImageData | null = null;
  #book: SpriteBook | null = null;
  #loading = new Set<number>();

  constructor(
    data: DataSet,
    appearance: Appearance,
    loaded: () => void,
    fail: (error: unknown) => void,
  ) {
    this.#data = data;
    this.#appearance = appearance;
    this.#loaded = loaded;
    this.#fail = fail;
    this.#byNearness = appearance.order.slice();
    this.canvas.className = "map-points";
  }

  /** Paint a frame. */
  paint(
    state: Readonly<State>,
    projection: Projection,
    places: Projected,
    size: Size,
    zoom: number,
    moving: boolean,
  ): void {
    const fine = !moving || this.#appearance.order.length <= MOST_FINE;
    const ratio = fine ? Math.min(MOST_RATIO, window.devicePixelRatio || 1) : 1;
    const image = this.#imageOf(size, ratio);
    const scene = this.#scene(state, projection, places, size, zoom, ratio, fine);
    this.#paintScene(image, scene, state, size);
    this.canvas.getContext("2d")!.putImageData(image, 0, 0);
  }

  /** The map on a canvas of its own, with `ratio` pixels for one CSS pixel. */
  picture(
    state: Readonly<State>,
    projection: Projection,
    places: Projected,
    size: Size,
    zoom: number,
    ratio: number,
  ): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(size.width * ratio);
    canvas.height = Math.round(size.height * ratio);
    const image = new ImageData(canvas.width, canvas.height);
    const scene = this.#scene(state, projection, places, size, zoom, ratio, true);
    this.#paintScene(image, scene, state, size);
    canvas.getContext("2d")!.putImageData(image, 0, 0);
    return canvas;
  }

  #scene(
    state: Readonly<State>,
    projection: Projection,
    places: Projected,
    size: Size,
    zoom: number,
    ratio: number,
    fine: boolean,
  ): Scene {
    const appearance = this.#appearance;
    const { perspective } = projection;
    if (perspective > 0) sortByNearness(places.near, this.#byNearness);
    return {
      places,
      ratio,
      colours: appearance.colouring.pixels,
      emphasis: appearance.emphasis,
      order: perspective > 0 ? this.#byNearness : appearance.order,
      radius: radiusOf(state, appearance.order.length, size, zoom),
      ground: appearance.tone("ground"),
      faint: appearance.tone("faint"),
      fine,
      perspective,
    };
  }

  #paintScene(image: ImageData, scene: Scene, state: Readonly<State>, size: Size): void {
    const raster: Raster = {
      width: image.width,
      height: image.height,
      pixels: new Uint32Array(image.data.buffer),
    };
    clear(raster, scene.ground);
    const book = state.marks === "sprites" ? this.#sprites() : null;
    if (!book) return paintPoints(raster, scene);
    const side = state.pointSize > 0 ? Math.max(12, 4 * state.pointSize) : SPRITE_SIDE;
    const rows = rowsWithSprites(scene, side, size.width, size.height);
    this.#loadSheets(book, rows);
    paintPoints(raster, { ...scene, radius: Math.min(scene.radius, 2) });
    const strong = pixel(this.#appearance.theme === "dark" ? "#ffffff" : "#101418");
    paintSprites(raster, scene, rows, book, side, { ground: scene.ground, strong });
  }

  #sprites(): SpriteBook | null {
    const { sprites } = this.#data.manifest;
    if (!sprites) return null;
    this.#book ??= {
      sheets: new Array(sprites.sheets).fill(null),
      perSheet: sprites.columns * sprites.rows,
      cell: sprites.cell,
    };
    return this.#book;
  }

  /** Load sheets of rows that are to be seen; each is painted when it is there. */
  #loadSheets(book: SpriteBook, rows: readonly Row[]): void {
    const numbers = new Set(rows.map((row) => Math.floor(row / book.perSheet)));
    for (const number of numbers) {
      if (book.sheets[number] || this.#loading.has(number)) continue;
      this.#loading.add(number);
      this.#loadSheet(book, number).then(this.#loaded, this.#fail);
    }
  }

  async #loadSheet(book: SpriteBook, number: number): Promise<void> {
    const sheet = await this.#data.sheet(number * book.perSheet);
    if (!sheet) return;
    await fillPixels(sheet);
    book.sheets = book.sheets.map((old, other) => (other === number ? sheet : old));
  }

  #imageOf(size: Size, ratio: number): ImageData {
    const width = Math.max(1, Math.round(size.width * ratio));
    const height = Math.max(1, Math.round(size.height * ratio));
    if (this.#image?.width === width && this.#image.height === height) return this.#image;
    this.canvas.width = width;
    this.canvas.height = height;
    this.#image = new ImageData(width, height);
    return this.#image;
  }
}
