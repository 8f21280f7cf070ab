/** One map on the screen. */

import type { Appearance } from "./appearance.ts";
import { between, isSame } from "./camera.ts";
import { bindGestures } from "./gestures.ts";
import { drawMarks } from "./marks.ts";
import { Painting, radiusOf } from "./painting.ts";
import { nearest } from "./pick.ts";
import { type Picture, pictureCanvas, pictureSVG } from "./picture.ts";
import { type Projection, projectionOf, projectPoint, type Size, turnOf } from "./project.ts";
import { combined, type Mode, type Point, rowsInside } from "./region.ts";
import { Stage } from "./scene.ts";
import { restingCamera } from "./state.ts";
import { noteFrame, noteHover } from "./timings.ts";
import { DURATION_MS, eased, wantsStillness } from "./transition.ts";
import type { Camera, DataSet, MapInfo, Row, Store, View, ViewState } from "./types.ts";
import { unitMap, unitPoint } from "./units.ts";

/** The pointer means a sound that is at most so far away (CSS pixels). */
const REACH_PX = 18;
/** After so much rest, what was painted fast is painted finely (ms). */
const REST_MS = 140;
/** Speed of an orbit (rad per ms). */
const ORBIT = 0.00025;

/** What a view tells the page. */
export interface ViewEvents {
  /** The sound under the pointer changed; `pan` is its place from left (-1) to right (1). */
  hover(row: Row | null, view: MapView, pan: number): void;
  click(row: Row | null, pan: number): void;
  /** The map is painted for the first time. */
  ready(view: MapView): void;
  fail(error: unknown): void;
}

export class MapView implements View {
  readonly canvas = document.createElement("canvas");
  /** The two canvases, one above the other. */
  readonly element = document.createElement("div");
  readonly #store: Store;
  readonly #data: DataSet;
  readonly #appearance: Appearance;
  readonly #events: ViewEvents;
  readonly #painting: Painting;
  readonly #stage: Stage;
  readonly #overlays = new Set<(context: CanvasRenderingContext2D) => void>();
  readonly #ends: (() => void)[] = [];
  readonly #sizes: ResizeObserver;
  #size: Size = { width: 0, height: 0 };
  #map: MapInfo | null = null;
  #spherical = false;
  #asked = 0;
  #line: readonly Point[] | null = null;
  #projection: Projection | null = null;
  /** The camera from which the present one is reached during a transition. */
  #cameraFrom: { camera: Camera; began: number } | null = null;
  #frame = 0;
  #painted = 0;
  #needs = { points: false, marks: false };
  #rest: number | undefined;
  #lastMove = 0;

  constructor(
    readonly index: number,
    store: Store,
    data: DataSet,
    appearance: Appearance,
    events: ViewEvents,
  ) {
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

  // -- What other parts ask -------------------------------------------------------------------------

  place(row: Row): Point | null {
    if (!this.#projection || !this.#appearance.shown[row]) return null;
    const { x, y } = this.#stage.places;
    return { x: x[row], y: y[row] };
  }

  project(point: readonly number[]): Point {
    if (!this.#projection || !this.#map) return { x: 0, y: 0 };
    return projectPoint(this.#projection, unitPoint(this.#map, point, this.#spherical));
  }

  overlay(draw: (context: CanvasRenderingContext2D) => void): () => void {
    this.#overlays.add(draw);
    this.#invalidate("marks");
    return () => {
      this.#overlays.delete(draw);
      this.#invalidate("marks");
    };
  }

  redraw(): void {
    this.#invalidate("points");
  }

  toCanvas(scale: number): Promise<HTMLCanvasElement> {
    return Promise.resolve(pictureCanvas(this.#picture(), scale));
  }

  toSVG(): Promise<string> {
    return Promise.resolve(pictureSVG(this.#picture()));
  }

  /** Stop everything, and forget the elements. */
  close(): void {
    for (const end of this.#ends) end();
    this.#sizes.disconnect();
    cancelAnimationFrame(this.#frame);
    window.clearTimeout(this.#rest);
    this.element.remove();
  }

  /** The camera of the state. */
  get camera(): Camera {
    return this.#store.get().views[this.index]?.camera ?? restingCamera();
  }

  /** Look from another camera. */
  look(camera: Camera): void {
    const views = this.#store.get().views.map((view, index) =>
      index === this.index ? { ...view, camera } : view,
    );
    this.#cameraFrom = null;
    this.#store.set({ views });
  }

  /** Pixels for one unit of the cube at the present zoom. */
  get scale(): number {
    return this.#stage.fit(this.#size, performance.now()).scale * this.camera.zoom;
  }

  get isFlat(): boolean {
    return this.#stage.isFlat;
  }

  // -- Following the state --------------------------------------------------------------------------

  #listen(): void {
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
      select: (line, mode) => this.#select(line, mode),
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
      this.#appearance.on(() => this.redraw()),
    );
  }

  async #load(): Promise<void> {
    const state = this.#store.get();
    const view = state.views[this.index];
    const map = view && this.#data.map(view.map);
    // Also the way back to the map that is shown overtakes one that is still being loaded.
    const turn = ++this.#asked;
    if (!map || (map === this.#map && state.spherical === this.#spherical)) return;
    try {
      const positions = await this.#data.positions(map.name);
      if (turn !== this.#asked) return;
      const first = this.#map === null;
      const still = first || wantsStillness();
      // The sound under the pointer goes elsewhere.
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
  #moved(before: ViewState, now: ViewState): void {
    this.#lastMove = performance.now();
    // With a new map the camera goes its way as slowly as the points.
    if (before.map !== now.map && !wantsStillness()) {
      this.#cameraFrom = { camera: before.camera, began: this.#lastMove };
    }
    this.redraw();
  }

  #measure(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    // Without its style sheet a canvas would make its own box larger with each frame.
    this.#size = {
      width: Math.min(width, window.innerWidth),
      height: Math.min(height, window.innerHeight),
    };
    // The sound under the pointer goes elsewhere.
    if (this.#projection) this.#point(null);
    this.redraw();
  }

  // -- Frames ---------------------------------------------------------------------------------------

  #invalidate(what: "points" | "marks"): void {
    this.#needs[what] = true;
    this.#frame ||= requestAnimationFrame((time) => this.#draw(time));
  }

  #draw(time: number): void {
    this.#frame = 0;
    if (this.#stage.isEmpty || this.#size.width === 0) return;
    if (this.#needs.points) this.#drawPoints(Math.max(time, performance.now()));
    this.#drawMarks();
    this.#needs.marks = false;
  }

  #drawPoints(time: number): void {
    this.#needs.points = false;
    const begin = performance.now();
    const state = this.#store.get();
    this.#stage.advance(time);
    const camera = this.#cameraAt(time);
    this.#projection = this.#stage.project(camera, this.#size, time);
    const orbits = state.orbiting && !this.isFlat;
    const moving = this.#stage.isMoving || orbits || time - this.#lastMove < REST_MS;
    this.#painting.paint(state, this.#projection, this.#stage.places, this.#size, camera.zoom, moving);
    noteFrame(performance.now() - begin);
    if (orbits) this.#orbit(time);
    const first = this.#painted === 0;
    this.#painted = time;
    if (first) this.#events.ready(this);
    if (this.#stage.isMoving || this.#cameraFrom) this.redraw();
    else if (moving && !orbits) this.#settle();
  }

  #orbit(time: number): void {
    const { camera } = this;
    const passed = Math.min(100, time - this.#painted);
    const yaw = camera.yaw + passed * ORBIT;
    this.look({ ...camera, yaw: yaw > Math.PI ? yaw - 2 * Math.PI : yaw });
    this.redraw();
  }

  /** Paint finely once nothing moves. */
  #settle(): void {
    window.clearTimeout(this.#rest);
    this.#rest = window.setTimeout(() => this.redraw(), REST_MS);
  }

  #cameraAt(time: number): Camera {
    if (!this.#cameraFrom) return this.camera;
    const { camera, began } = this.#cameraFrom;
    const part = eased((time - began) / DURATION_MS);
    if (part >= 1) this.#cameraFrom = null;
    return between(camera, this.camera, part);
  }

  /** Go to a camera by way of all between. */
  glide(camera: Camera): void {
    const from = this.camera;
    this.look(camera);
    if (!wantsStillness()) this.#cameraFrom = { camera: from, began: performance.now() };
  }

  #drawMarks(): void {
    const { canvas } = this;
    const ratio = window.devicePixelRatio || 1;
    const { width, height } = this.#size;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    const context = canvas.getContext("2d")!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#mark(context);
  }

  #mark(context: CanvasRenderingContext2D): void {
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
      place: (row) => this.place(row),
    });
    for (const draw of this.#overlays) {
      context.save();
      draw(context);
      context.restore();
    }
  }

  // -- Pointer --------------------------------------------------------------------------------------

  #pick(at: Point): Row | null {
    if (!this.#projection) return null;
    const { places } = this.#stage;
    return nearest(places, this.#appearance.emphasis, at.x, at.y, REACH_PX);
  }

  #pan({ x }: Point): number {
    return Math.min(1, Math.max(-1, (2 * x) / this.#size.width - 1));
  }

  #point(at: Point | null): void {
    const begin = performance.now();
    const row = at && this.#pick(at);
    if (row !== this.#store.get().hovered) this.#events.hover(row, this, at ? this.#pan(at) : 0);
    noteHover(performance.now() - begin);
  }

  #select(line: readonly Point[], mode: Mode): void {
    if (!this.#projection) return;
    const rows = rowsInside(this.#stage.places, this.#appearance.shown, line);
    const selection = combined(this.#store.get().selection, rows, mode);
    this.#store.set({ selection, panel: "selection" });
  }

  #picture(): Picture {
    const state = this.#store.get();
    const projection = projectionOf(this.camera, this.#stage.fit(this.#size, Infinity), this.#size);
    const { zoom } = this.camera;
    return {
      title: this.#map?.title ?? "",
      size: this.#size,
      places: this.#stage.places,
      appearance: this.#appearance,
      radius: radiusOf(state, this.#appearance.order.length, this.#size, zoom),
      points: (scale) =>
        this.#painting.picture(state, projection, this.#stage.places, this.#size, zoom, scale),
      mark: (context) => this.#mark(context),
    };
  }
}
