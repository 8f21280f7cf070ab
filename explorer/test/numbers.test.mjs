import assert from "node:assert/strict";
import { test } from "node:test";
import { quantityText, titleWithUnit } from "../src/numbers.ts";

test("a unit stands behind its number, and one over a unit is read as per", () => {
  assert.equal(quantityText(440, "Hz"), "440 Hz");
  assert.equal(quantityText(2.918, "1/s"), "2.92 per s");
  assert.equal(quantityText(3, "dB/s"), "3 dB/s");
  assert.equal(quantityText(-0.5, null), "−0.5");
  assert.equal(quantityText(NaN, null), "–");
});

test("columns of numbers have their unit in their title", () => {
  assert.equal(titleWithUnit({ kind: "number", title: "decay", unit: "1/s" }), "decay (1/s)");
  assert.equal(titleWithUnit({ kind: "number", title: "order", unit: null }), "order");
  assert.equal(titleWithUnit({ kind: "categorical", title: "material" }), "material");
});
