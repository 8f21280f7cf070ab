import assert from "node:assert/strict";
import { test } from "node:test";
import { wavFile } from "../src/wav.ts";
import { crc32, safeName, safeNames, ZipWriter } from "../src/zip.ts";

const bytes = (text) => new TextEncoder().encode(text);

/** Read a zip of stored files by its directory, as programs that unpack do. */
async function unzip(blob) {
  const whole = Buffer.from(await blob.arrayBuffer());
  const end = whole.length - 22;
  assert.equal(whole.readUInt32LE(end), 0x06054b50);
  const files = [];
  let at = whole.readUInt32LE(end + 16);
  for (let index = 0; index < whole.readUInt16LE(end + 10); index++) {
    assert.equal(whole.readUInt32LE(at), 0x02014b50);
    const [checksum, size] = [whole.readUInt32LE(at + 16), whole.readUInt32LE(at + 24)];
    const length = whole.readUInt16LE(at + 28);
    const name = whole.toString("utf8", at + 46, at + 46 + length);
    const local = whole.readUInt32LE(at + 42);
    assert.equal(whole.readUInt32LE(local), 0x04034b50);
    assert.equal(whole.readUInt16LE(local + 8), 0, "stored");
    // What stands before the file is what stands in the directory.
    assert.deepEqual(whole.subarray(local + 4, local + 28), whole.subarray(at + 6, at + 30));
    const content = whole.subarray(local + 30 + length, local + 30 + length + size);
    files.push({ name, checksum, content });
    at += 46 + length;
  }
  assert.equal(at, end);
  return files;
}

test("checksums are those of the standard", () => {
  assert.equal(crc32(bytes("123456789")), 0xcbf43926); // the check value of CRC-32
  assert.equal(crc32(bytes("")), 0);
});

test("a zip gives its files back", async () => {
  const writer = new ZipWriter(new Date(2026, 10, 28, 19, 30, 8));
  const contents = { "a.wav": bytes("first"), "tür/鳥.csv": bytes(""), "b": new Uint8Array(70000) };
  for (const [name, content] of Object.entries(contents)) writer.add(name, content);
  const files = await unzip(writer.finish());
  assert.deepEqual(files.map(({ name }) => name), Object.keys(contents));
  for (const { name, checksum, content } of files) {
    assert.deepEqual(new Uint8Array(content), contents[name]);
    assert.equal(checksum, crc32(contents[name]));
  }
});

test("a zip says that its names are UTF-8, and when it was made", async () => {
  const writer = new ZipWriter(new Date(2026, 10, 28, 19, 30, 8));
  writer.add("a", bytes("x"));
  const start = Buffer.from(await writer.finish().arrayBuffer());
  assert.equal(start.readUInt16LE(6), 0x0800);
  assert.equal(start.readUInt16LE(10), (19 << 11) | (30 << 5) | 4);
  assert.equal(start.readUInt16LE(12), (46 << 9) | (11 << 5) | 28);
});

test("an empty zip is a zip", async () => {
  assert.deepEqual(await unzip(new ZipWriter(new Date()).finish()), []);
});

test("a zip that would be larger than the format allows is refused", () => {
  const large = { length: 2 ** 32 - 30, *[Symbol.iterator]() {} };
  assert.throws(() => new ZipWriter(new Date()).add("last.wav", large), /last\.wav.*fewer sounds/);
});

test("names are safe on every system", () => {
  assert.equal(safeName("../../etc/passwd"), "__.._etc_passwd");
  assert.equal(safeName('<img src=x onerror="a">.wav'), "_img src=x onerror=_a__.wav");
  assert.equal(safeName("C:\\a\u0000b"), "C__a_b");
  assert.equal(safeName(""), "_");
  assert.equal(safeName("con.wav"), "_con.wav");
  assert.equal(safeName("-rf"), "_rf");
  assert.equal(safeName("dots..."), "dots_");
  assert.equal([...safeName("鳥".repeat(500))].length, 100);
});

test("names are unique, also where case is not told apart", () => {
  assert.deepEqual(safeNames(["a", "A", "a/b", "a:b", "a"]), ["a", "A_2", "a_b", "a_b_2", "a_3"]);
});

test("a WAV file has the header and the samples of 16-bit PCM", () => {
  const levels = [0, 1, -1, 16384, -32768, 32767];
  const wav = Buffer.from(wavFile(Float32Array.from(levels, (level) => level / 32768), 16000));
  assert.equal(wav.length, 44 + 2 * levels.length);
  assert.equal(wav.toString("latin1", 0, 4) + wav.toString("latin1", 8, 16), "RIFFWAVEfmt ");
  assert.equal(wav.readUInt32LE(4), wav.length - 8);
  const format = {
    size: wav.readUInt32LE(16),
    kind: wav.readUInt16LE(20),
    channels: wav.readUInt16LE(22),
    rate: wav.readUInt32LE(24),
    bytesPerSecond: wav.readUInt32LE(28),
    bytesPerFrame: wav.readUInt16LE(32),
    bits: wav.readUInt16LE(34),
  };
  const expected = { size: 16, kind: 1, channels: 1, rate: 16000, bytesPerSecond: 32000 };
  assert.deepEqual(format, { ...expected, bytesPerFrame: 2, bits: 16 });
  assert.equal(wav.toString("latin1", 36, 40), "data");
  assert.equal(wav.readUInt32LE(40), 2 * levels.length);
  assert.deepEqual(levels.map((_, index) => wav.readInt16LE(44 + 2 * index)), levels);
});

test("samples come back as they were, however a browser scales them", () => {
  const levels = Array.from({ length: 65536 }, (_, index) => index - 32768);
  for (const positive of [32768, 32767]) {
    const decoded = Float32Array.from(levels, (level) => level / (level > 0 ? positive : 32768));
    const wav = Buffer.from(wavFile(decoded, 16000));
    assert.deepEqual(
      levels.map((_, index) => wav.readInt16LE(44 + 2 * index)),
      levels,
    );
  }
});

test("samples beyond full scale are clipped, not wrapped", () => {
  const wav = Buffer.from(wavFile(Float32Array.of(1, 1.5, -1.5), 16000));
  assert.deepEqual([44, 46, 48].map((at) => wav.readInt16LE(at)), [32767, 32767, -32768]);
});
