/** A data set of four sounds, as the files of its folder. */

const TYPES = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
};

/** An array as it stands in a data file. */
export function pack(dtype, shape, values) {
  const bytes = new Uint8Array(TYPES[dtype].from(values).buffer);
  return { dtype, shape, base64: Buffer.from(bytes).toString("base64") };
}

export function manifest() {
  return {
    version: 1,
    title: "four sounds",
    sounds: 4,
    made_with: { latentaudio: "0.0.0" },
    clip_s: 0.975,
    samplerate: 16000,
    layers: [],
    layer_titles: {},
    best_layer: null,
    factors: [{ name: "material", type: "categorical", unit: null }],
    columns: [
      {
        name: "material",
        title: "material",
        role: "factor",
        kind: "categorical",
        file: "data/column_001",
        categories: ["wood", "glass"],
        counts: [1, 2],
        about: "",
      },
      {
        name: "centroid_hz",
        title: "spectral centroid",
        role: "descriptor",
        kind: "number",
        file: "data/column_002",
        unit: "Hz",
        scale: "log",
        low: 100,
        high: 1000,
        missing: 1,
        about: "",
      },
    ],
    maps: [
      {
        name: "embedding/pca",
        file: "data/map_001",
        title: "PCA of the embedding",
        space: "embedding",
        space_title: "embedding",
        method: "pca",
        dimensions: 2,
        low: [-1, 0],
        high: [1, 4],
        axes: ["PC 1", "PC 2"],
        parameters: "",
        trustworthiness: 0.9,
        continuity: 0.9,
        neighbours: 2,
        exact: true,
      },
    ],
    default_map: "embedding/pca",
    neighbours: [
      {
        space: "embedding",
        space_title: "embedding",
        file: "data/neighbours_001",
        count: 2,
        vectors: "data/vectors_001",
        dimensions: 2,
        scale: 1,
      },
    ],
    audio: { format: "flac", clips_per_shard: 3, shards: 2 },
    sprites: null,
    classes: {
      title: "classes",
      names: ["Wood", "Glass", "Shatter"],
      top: "data/classes",
      per_file: 16,
      scores: 1,
    },
    moves: [],
    passed_over: [],
  };
}

/** Files of the folder, some of them replaced. */
export function files(others = {}) {
  const bytes = (...values) => Buffer.from(values).toString("base64");
  const folder = {
    "data/manifest": manifest(),
    "data/sounds": {
      ids: ["a_0", "a_1", "a_2", "b_0"],
      files: ["a.wav", "b.wav"],
      file: pack("uint32", [4], [0, 0, 0, 1]),
      start_s: pack("float32", [4], [0, 1, 2, 0.5]),
      recording_s: pack("float32", [4], [3, 3, 3, 2]),
    },
    "data/column_001": pack("uint8", [4], [0, 1, 1, 255]),
    "data/column_002": pack("float32", [4], [100, 500, NaN, 1000]),
    "data/map_001": pack("uint16", [4, 2], [0, 0, 65535, 0, 65535, 65535, 0, 65535]),
    "data/neighbours_001": {
      rows: pack("uint16", [4, 2], [1, 2, 0, 2, 1, 3, 2, 0]),
      distances: pack("float32", [4, 2], [1, 2, 1, 2, 2, 3, 0.5, 3]),
    },
    "data/vectors_001": pack("int8", [4, 2], [0, 0, 3, 4, 6, 8, 9, 12]),
    "data/scores_01": pack("uint8", [3, 4], [255, 0, 0, 0, 0, 255, 128, 0, 0, 0, 0, 0]),
    "audio/0001": { first: 0, offsets: [0, 2, 2, 3], base64: bytes(10, 11, 12) },
    "audio/0002": { first: 3, offsets: [0, 1], base64: bytes(13) },
    ...others,
  };
  return {
    async fetch(path, name) {
      if (!(name in folder)) throw new Error(`${path}.js is missing`);
      return folder[name];
    },
  };
}
