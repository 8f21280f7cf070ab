/** Zip files whose members are stored as they are, and names that every system takes. */

const LARGEST = 0xffffffff;
const MOST_FILES = 0xffff;
const UTF8_NAMES = 0x0800;
const VERSION = 20;

/** A table for one byte at a time; the polynomial of zip, gzip and PNG. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** Checksum of bytes as zip files state it. */
export function crc32(bytes: Uint8Array): number {
  let rest = LARGEST;
  for (const byte of bytes) rest = TABLE[(rest ^ byte) & 0xff] ^ (rest >>> 8);
  return (rest ^ LARGEST) >>> 0;
}

/**
 * Collects files into a zip.
 *
 * Each file becomes a Blob at once, which a browser may keep out of memory.
 */
export class ZipWriter {
  readonly #parts: Blob[] = [];
  readonly #directory: Uint8Array<ArrayBuffer>[] = [];
  readonly #stamp: readonly [time: number, date: number];
  #size = 0;

  constructor(when: Date) {
    this.#stamp = dosStamp(when);
  }

  /** Add a file; throws if the zip would be larger than the format allows. */
  add(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    const encoded = new TextEncoder().encode(name);
    const common = this.#describe(encoded, bytes);
    const local = join(signature("PK\x03\x04"), common, encoded);
    const entry = join(
      signature("PK\x01\x02"),
      little(2, VERSION),
      common,
      little(2, 0, 0, 0), // comment, disk, kind
      little(4, 0, this.#size), // attributes, place of the file
      encoded,
    );
    const size = this.#size + local.length + bytes.length;
    if (this.#directory.length === MOST_FILES || size > LARGEST) {
      throw new Error(
        `${name}: the zip would have more than 4 GB or ${MOST_FILES} files; export fewer sounds`,
      );
    }
    this.#parts.push(new Blob([local, bytes]));
    this.#directory.push(entry);
    this.#size = size;
  }

  /** The zip with all files added so far. */
  finish(): Blob {
    const length = this.#directory.reduce((sum, entry) => sum + entry.length, 0);
    const count = this.#directory.length;
    const end = join(
      signature("PK\x05\x06"),
      little(2, 0, 0, count, count),
      little(4, length, this.#size),
      little(2, 0),
    );
    return new Blob([...this.#parts, ...this.#directory, end], { type: "application/zip" });
  }

  /** What stands both before a file and in the directory. */
  #describe(name: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    return join(
      little(2, VERSION, UTF8_NAMES, 0, ...this.#stamp),
      little(4, crc32(bytes), bytes.length, bytes.length),
      little(2, name.length, 0),
    );
  }
}

function dosStamp(when: Date): readonly [time: number, date: number] {
  const seconds = Math.floor(when.getSeconds() / 2);
  const time = (when.getHours() << 11) | (when.getMinutes() << 5) | seconds;
  const years = Math.min(127, Math.max(0, when.getFullYear() - 1980));
  return [time, (years << 9) | ((when.getMonth() + 1) << 5) | when.getDate()];
}

function signature(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Whole numbers of `size` bytes each, the lowest byte first. */
function little(size: 2 | 4, ...values: number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    if (size === 2) view.setUint16(2 * index, value, true);
    else view.setUint32(4 * index, value, true);
  });
  return bytes;
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// -- Names ---------------------------------------------------------------------------------------

const LONGEST_NAME = 100;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A name without folders and without what some system refuses; `_` stands for what is left out. */
export function safeName(text: string): string {
  const letters = [...text.normalize("NFC").replace(/[\p{C}<>:"/\\|?*]/gu, "_")];
  const plain = letters.slice(0, LONGEST_NAME).join("").replace(/^[\s.-]+|[\s.]+$/g, "_");
  return plain === "" || RESERVED.test(plain.split(".", 1)[0]) ? `_${plain}` : plain;
}

/** Safe names, of which no two differ by upper and lower case alone; `_2`, `_3` tell them apart. */
export function safeNames(texts: readonly string[]): string[] {
  const taken = new Set<string>();
  return texts.map((text) => {
    const plain = safeName(text);
    let name = plain;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${plain}_${count}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
