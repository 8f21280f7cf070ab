/** Arrays as they stand in data files: base64 of little-endian numbers. */

import type { DType, NumberArray, PackedArray } from "./types.ts";

type Constructor = new (buffer: ArrayBuffer) => NumberArray;

const ARRAYS: Record<DType, Constructor> = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
};

/** Bytes of a base64 text. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> })
    .fromBase64;
  if (native) return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/**
 * Numbers of a packed array.
 *
 * @throws Error if the bytes do not fill the shape: the file was cut short.
 */
export function unpack(packed: PackedArray, where: string): NumberArray {
  const Numbers = ARRAYS[packed.dtype];
  if (!Numbers) {
    const known = Object.keys(ARRAYS).join(", ");
    throw new Error(`${where}: the dtype is "${packed.dtype}", expected one of ${known}`);
  }
  const bytes = fromBase64(packed.base64);
  const expected = packed.shape.reduce((product, length) => product * length, 1);
  const size = (Numbers as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
  if (bytes.length !== expected * size) {
    throw new Error(
      `${where}: ${bytes.length} bytes, expected ${expected * size} ` +
        `(${packed.shape.join(" x ")} ${packed.dtype}); copy the folder again`,
    );
  }
  return new Numbers(bytes.buffer);
}
