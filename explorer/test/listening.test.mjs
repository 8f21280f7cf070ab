// The listening test without a browser: its state, its answers as a table, its keys.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answersCsv, answersFile } from "../src/listening/answers_csv.ts";
import { blocksOf, problemOf } from "../src/listening/design.ts";
import { indexOf, keyOf } from "../src/listening/keys.ts";
import { Session } from "../src/listening/session.ts";

const design = {
  version: 1,
  test: "abc",
  title: "demo",
  factors: [
    { name: "material", title: "material", classes: ["wood", 'a "b", c'] },
    { name: "toString", title: "toString", classes: ["x", "y"] },
  ],
  trials: [1, 2, 3].map((number) => ({
    number,
    block: number < 3 ? 1 : 2,
    file: `sounds/000${number}.wav`,
  })),
};

function store(content = {}) {
  const kept = new Map(Object.entries(content));
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
}

function clock() {
  const time = { ms: 0 };
  return { time, now: () => time.ms };
}

function answer(session, time) {
  session.played();
  time.ms += 1500;
  session.choose("material", 'a "b", c');
  session.choose("toString", "y");
  return session.next();
}

test("a trial ends when the sound was heard and every factor has a class", () => {
  const { time, now } = clock();
  const session = new Session(design, "eva", store(), now);
  session.choose("material", "wood");
  assert.equal(session.complete, false);
  assert.equal(session.choice("toString"), undefined);
  session.choose("toString", "x");
  assert.equal(session.next(), false);
  session.played();
  time.ms = 1234;
  session.played();
  assert.equal(session.next(), true);
  assert.deepEqual(session.answers, [
    { trial: 1, classes: { material: "wood", toString: "x" }, plays: 2, reaction_s: 1.234 },
  ]);
  assert.equal(session.complete, false);
});

test("blocks are announced between trials, and the test ends", () => {
  const { time, now } = clock();
  const session = new Session(design, "", null, now);
  const seen = [];
  while (session.trial !== null) {
    seen.push([session.trial.number, session.atBlock]);
    answer(session, time);
  }
  assert.deepEqual(seen, [[1, false], [2, false], [3, true]]);
  assert.equal(session.next(), false);
  assert.equal(blocksOf(design), 2);
});

test("a reload goes on where the listener stopped, and other listeners begin at the first", () => {
  const { time, now } = clock();
  const shared = store();
  answer(new Session(design, "eva", shared, now), time);
  assert.equal(new Session(design, "eva", shared, now).trial.number, 2);
  assert.equal(new Session(design, "tom", shared, now).trial.number, 1);
  assert.equal(new Session({ ...design, test: "other" }, "eva", shared, now).trial.number, 1);
  const again = new Session(design, "eva", shared, now);
  again.restart();
  assert.equal(new Session(design, "eva", shared, now).trial.number, 1);
});

test("what is damaged in the store is not used, and a full store stops nothing", () => {
  const { time, now } = clock();
  const key = "latentaudio-listening/abc/eva";
  for (const text of ["{", "7", '[{"trial":2}]', '[null]', '[{"trial":1}]']) {
    assert.equal(new Session(design, "eva", store({ [key]: text }), now).trial.number, 1, text);
  }
  const full = { getItem: () => null, setItem: () => { throw new Error("full"); } };
  assert.equal(answer(new Session(design, "eva", full, now), time), true);
});

test("answers are a table with the columns of the sheet", () => {
  const { time, now } = clock();
  const session = new Session(design, "eva, 7", null, now);
  answer(session, time);
  assert.equal(
    answersCsv(design, session.listener, session.answers),
    "test,listener,trial,block,file,plays,reaction_s,answer_material,answer_toString\r\n" +
      'abc,"eva, 7",1,1,0001.wav,1,1.5,"a ""b"", c",y\r\n',
  );
  assert.equal(answersFile(design, "eva, 7"), "answers_eva_7_abc.csv");
  assert.equal(answersFile(design, "../x"), "answers__x_abc.csv");
  assert.equal(answersFile(design, ""), "answers_anonymous_abc.csv");
});

test("keys and classes belong together", () => {
  for (let index = 0; index < 36; index += 1) assert.equal(indexOf(keyOf(index)), index);
  assert.equal(keyOf(36), "");
  assert.equal(indexOf("Enter"), -1);
  assert.equal(indexOf("A"), indexOf("a"));
});

test("a page without its data, or with those of another version, says so", () => {
  assert.match(problemOf(null), /data\/test\.js is missing/);
  assert.match(problemOf({ ...design, version: 2 }), /version 2/);
  assert.equal(problemOf(design), null);
});
