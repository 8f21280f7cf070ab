/**
 * What the parts of the page agree on: the data of a folder, the state, and the services they share.
 *
 * A sound is known by its row everywhere; a position in a filtered list never stands for it.
 */

export type Row = number;

// -- The data of a folder ---------------------------------------------------------------------------

export type DType = "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" | "float32";

/** An array as it stands in a data file: little-endian, row-major. */
export interface PackedArray {
  dtype: DType;
  shape: number[];
  base64: string;
}

export type NumberArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array;

export type ColumnRole =
  | "factor"
  | "label"
  | "recording"
  | "group"
  | "fold"
  | "prediction"
  | "error"
  | "class"
  | "descriptor"
  | "cluster";

interface ColumnBase {
  name: string;
  title: string;
  role: ColumnRole;
  file: string;
  /** Where it comes from, in a few words; may be empty. */
  about: string;
}

export interface CategoricalColumn extends ColumnBase {
  kind: "categorical";
  categories: string[];
  counts: number[];
}

export interface NumberColumn extends ColumnBase {
  kind: "number";
  unit: string | null;
  scale: "linear" | "log";
  low: number;
  high: number;
  missing: number;
}

export type Column = CategoricalColumn | NumberColumn;

export interface MapInfo {
  name: string;
  file: string;
  title: string;
  space: string;
  space_title: string;
  method: string;
  dimensions: 2 | 3;
  low: number[];
  high: number[];
  axes: string[];
  parameters: string;
  trustworthiness: number;
  continuity: number;
  neighbours: number;
  /** Whether a point that is moved in the space has a place on this map. */
  exact: boolean;
}

export interface NeighboursInfo {
  space: string;
  space_title: string;
  file: string;
  count: number;
  vectors: string;
  dimensions: number;
  scale: number;
}

export interface Factor {
  name: string;
  type: "categorical" | "numeric";
  unit: string | null;
}

export interface Manifest {
  version: number;
  title: string;
  sounds: number;
  made_with: Record<string, string | number>;
  clip_s: number;
  samplerate: number;
  layers: string[];
  layer_titles: Record<string, string>;
  best_layer: string | null;
  factors: Factor[];
  columns: Column[];
  maps: MapInfo[];
  default_map: string;
  neighbours: NeighboursInfo[];
  audio: { format: "flac"; clips_per_shard: number; shards: number } | null;
  sprites: {
    cell: number;
    columns: number;
    rows: number;
    sheets: number;
    low_db: number;
    high_db: number;
  } | null;
  classes: {
    title: string;
    names: string[];
    top: string;
    per_file: number;
    scores: number;
  } | null;
  moves: { space: string; file: string }[];
  passed_over: { file: string; reason: string }[];
}

/** Names and places of the sounds. */
export interface Sounds {
  ids: string[];
  /** File of each row. */
  fileOf(row: Row): string;
  /** Start of each sound in its file (s). */
  start_s: Float32Array;
  /** Duration of the file of each sound (s). */
  recording_s: Float32Array;
}

export interface Neighbours {
  /** The nearest sounds of a row, nearest first. */
  rowsOf(row: Row): Row[];
  distancesOf(row: Row): number[];
}

/** A sound that was moved along the axis of a factor, from its own class towards another. */
export interface Move {
  row: Row;
  factor: string;
  own: string;
  other: string;
  /** How far along the way each step is: 0 at the start, 1 at the end. */
  positions: number[];
  /** By map that can place moved points: a point for each position. */
  paths: Record<string, number[][]>;
  /** Output classes that change most, and their probabilities at each position. */
  classes: number[];
  scores: number[][];
  /** Probabilities of these classes for the sound itself. */
  before: number[];
  /** By condition, controls among them: distance to typical sounds of its own and the other class. */
  distances: Record<string, [own: number, other: number]>;
  effect: number;
  effect_of: "probability" | "distance";
  /** Typical sounds of the other class that are nearest to the end of the way. */
  towards: Row[];
}

export interface Moves {
  space: string;
  /** How moves were chosen and what their effect is. */
  about: string;
  /** Largest effect first. */
  moves: Move[];
}

export interface SpriteSheet {
  first: Row;
  columns: number;
  /** Object URL of the PNG, for thumbnails. */
  url: string;
  /** Grey values, row-major; filled only when a painter has asked for them. */
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** One data set. Everything beyond names and places is loaded when it is first asked for. */
export interface DataSet {
  name: string;
  manifest: Manifest;
  sounds: Sounds;
  column(name: string): Column | undefined;
  /** Codes of categories, or numbers with NaN where there is none. */
  values(name: string): Promise<NumberArray>;
  map(name: string): MapInfo | undefined;
  /** Coordinates, `dimensions` for each row, in the units of the map. */
  positions(map: string): Promise<Float32Array>;
  neighbours(space: string): Promise<Neighbours>;
  /** Vectors of a space for distances in the page: `dimensions` int8 for each row. */
  vectors(space: string): Promise<Int8Array>;
  /** Best five classes of each row, and their probabilities. */
  topClasses(): Promise<{ codes: NumberArray; scores: Float32Array }>;
  /** Probability of one class in every row. */
  classScores(code: number): Promise<Float32Array>;
  /** The FLAC file of a sound; null where it has none. */
  clip(row: Row): Promise<Uint8Array | null>;
  sheet(row: Row): Promise<SpriteSheet | null>;
  moves(space: string): Promise<Moves>;
}

// -- The state --------------------------------------------------------------------------------------

export interface Camera {
  /** Point of the unit cube [-1, 1] that lies in the middle. */
  centre: [number, number, number];
  zoom: number;
  /** Turn about the vertical and the horizontal axis (rad); both 0 on a map of two dimensions. */
  yaw: number;
  pitch: number;
}

export interface ViewState {
  map: string;
  camera: Camera;
}

export type Tool = "pan" | "rectangle" | "lasso";

export interface State {
  dataset: string;
  /** One map, or two side by side. */
  views: ViewState[];
  /** Name of the column that gives colours; empty: one colour. */
  colour: string;
  /** Colours chosen by the user: `column name` -> `category` -> `#rrggbb`. */
  ownColours: Record<string, Record<string, string>>;
  marks: "points" | "sprites";
  pointSize: number;
  /** Points of a 3-D map as they are, or pushed out onto a sphere. */
  spherical: boolean;
  orbiting: boolean;
  tool: Tool;
  hovered: Row | null;
  chosen: Row | null;
  /** Selected rows in ascending order. */
  selection: readonly Row[];
  /** Hidden categories by column. */
  hidden: Record<string, readonly number[]>;
  /** Least and greatest value shown, by column. */
  ranges: Record<string, readonly [number, number]>;
  search: string;
  /** Rows found by the search, best first; null: no search. */
  found: readonly Row[] | null;
  /** Space in which neighbours are looked for. */
  space: string;
  hoverToHear: boolean;
  volume: number;
  panByPosition: boolean;
  /** Row that sounds now. */
  playing: Row | null;
  looping: boolean;
  /** Whether the browser lets sound out. */
  audible: boolean;
  move: { space: string; index: number; step: number } | null;
  theme: "auto" | "light" | "dark";
  panel: "sound" | "moves" | "selection" | "about";
  help: boolean;
}

export type Key = keyof State;

export interface Store {
  get(): Readonly<State>;
  /** Change some keys; listeners of keys whose value differs are called once, after the change. */
  set(patch: Partial<State>): void;
  /** Listen to some keys; returns a function that ends it. */
  on(keys: readonly Key[], listener: (state: Readonly<State>) => void): () => void;
}

// -- Services ---------------------------------------------------------------------------------------

export interface Player {
  /** Decoded samples at the data set's rate; null where a sound has no audio. */
  samples(row: Row): Promise<Float32Array | null>;
  /** Play one sound, ending any other with a short fade; `pan` from -1 (left) to 1. */
  play(row: Row, options?: { loop?: boolean; pan?: number }): Promise<void>;
  stop(): void;
  /** Play sounds one after the other. */
  sequence(rows: readonly Row[]): void;
  /** Walk at random from neighbour to neighbour, within `among` if it is given. */
  walk(from: Row, among?: readonly Row[]): void;
  /** Whether a sequence or a walk is under way, which pointing at sounds is not to end. */
  readonly touring: boolean;
}

/** A painted map: what other parts need to know of it. */
export interface View {
  index: number;
  canvas: HTMLCanvasElement;
  /** Where a row is now, in CSS pixels of the canvas; null if it is not shown. */
  place(row: Row): { x: number; y: number } | null;
  /** Where a point of the map (in its units) is. */
  project(point: readonly number[]): { x: number; y: number };
  /** Draw over the points, after each frame; returns a function that ends it. */
  overlay(draw: (context: CanvasRenderingContext2D) => void): () => void;
  redraw(): void;
  /** The map as it is seen, with its legend and title. */
  toCanvas(scale: number): Promise<HTMLCanvasElement>;
  toSVG(): Promise<string>;
}

export interface Context {
  store: Store;
  data: DataSet;
  player: Player;
  views(): readonly View[];
  /** Tell a screen reader. */
  announce(text: string): void;
  /** Colour of a row under the present colouring, `#rrggbb`. */
  colourOf(row: Row): string;
  /** Rows that pass all filters. */
  isShown(row: Row): boolean;
}
