import assert from "node:assert/strict";
import { test } from "node:test";
import { colourOf, colourOfCategory, colourRows, isMissing, partOf, valueAt } from "../src/colour.ts";
import { countsOf, emphasisOf, outstanding, shownRows } from "../src/filter.ts";
import { categoryColour, hexOf, MISSING, pixel, rampColour, SAFE_COUNT } from "../src/palettes.ts";
import { manifest } from "./made_up.mjs";

const [material, centroid] = manifest().columns;
const plain = { theme: "light", own: {}, range: null };

test("pixels and hexadecimal colours are the same colours", () => {
  assert.equal(hexOf(pixel("#0a80ff")), "#0a80ff");
  assert.equal(pixel("#ff0000"), 0xff0000ff);
});

test("categories are coloured by code; a missing one is grey, and 0 is a code like others", () => {
  const colouring = colourRows(4, material, Uint8Array.of(0, 1, 1, 255), plain);
  assert.equal(colourOf(colouring, 0), categoryColour(0, "light"));
  assert.equal(colourOf(colouring, 1), categoryColour(1, "light"));
  assert.equal(colourOf(colouring, 3), MISSING.light);
});

test("own colours win, even over those of right and wrong", () => {
  const own = { ...plain, own: { glass: "#123456" } };
  assert.equal(colourOfCategory(material, 1, own), "#123456");
  const error = { ...material, role: "error", categories: ["wrong", "right"] };
  assert.equal(colourOfCategory(error, 0, plain), "#d55e00");
  assert.equal(colourOfCategory(error, 0, { ...plain, own: { wrong: "#000000" } }), "#000000");
});

test("categories that are called like members of objects have colours", () => {
  const odd = { ...material, categories: ["constructor", "__proto__"] };
  assert.match(colourOfCategory(odd, 0, plain), /^#[0-9a-f]{6}$/);
  assert.match(colourOfCategory({ ...odd, role: "error" }, 1, plain), /^#[0-9a-f]{6}$/);
});

test("all of the chosen colours differ, and more than those are there", () => {
  for (const theme of ["light", "dark"]) {
    const colours = Array.from({ length: SAFE_COUNT + 40 }, (_, code) => categoryColour(code, theme));
    assert.equal(new Set(colours).size, colours.length);
  }
});

test("numbers go along the ramp on their scale; NaN is grey", () => {
  const colouring = colourRows(3, centroid, Float32Array.of(100, 1000, NaN), plain);
  assert.equal(colourOf(colouring, 0), rampColour(0, "light"));
  assert.equal(colourOf(colouring, 1), rampColour(1, "light"));
  assert.equal(colourOf(colouring, 2), MISSING.light);
  assert.ok(Math.abs(partOf(centroid, Math.sqrt(100 * 1000), [100, 1000]) - 0.5) < 1e-6);
  assert.ok(Math.abs(valueAt(centroid, partOf(centroid, 321, [100, 1000])) - 321) < 1e-6);
});

test("a row without a value is missing in either kind of column", () => {
  assert.equal(isMissing(material, Uint8Array.of(255), 0), true);
  assert.equal(isMissing(material, Uint8Array.of(0), 0), false);
  assert.equal(isMissing(centroid, Float32Array.of(NaN), 0), true);
});

test("filters hide by code and by range, together; a range hides what has no number", () => {
  const codes = { values: Uint8Array.of(0, 1, 1, 255), hidden: new Set([1]), range: null };
  const numbers = { values: Float32Array.of(1, 2, 3, NaN), hidden: null, range: [1, 2] };
  assert.deepEqual([...shownRows(4, [codes])], [1, 0, 0, 1]);
  assert.deepEqual([...shownRows(4, [numbers])], [1, 1, 0, 0]);
  assert.deepEqual([...shownRows(4, [codes, numbers])], [1, 0, 0, 0]);
});

test("what is found stands out before what is selected; hidden rows never do", () => {
  assert.deepEqual(outstanding({ found: [2], selection: [0] }), [2]);
  assert.deepEqual(outstanding({ found: [], selection: [0] }), [0]);
  assert.equal(outstanding({ found: null, selection: [] }), null);
  assert.deepEqual([...emphasisOf(Uint8Array.of(1, 0, 1), [0, 1])], [2, 0, 1]);
  assert.deepEqual([...emphasisOf(Uint8Array.of(1, 0, 1), null)], [2, 0, 2]);
});

test("counts are by category, and last of those without one", () => {
  assert.deepEqual(countsOf(Uint8Array.of(0, 1, 1, 255), 2, (row) => row !== 1), [1, 1, 1]);
});
