/** WAV files: 16-bit PCM, one channel. */

const HEADER = 44;

/**
 * Write samples from -1 to 1 as a WAV file; those beyond are clipped.
 *
 * Samples that a browser decoded from 16 bits come out as the same 16 bits.
 */
export function wavFile(samples: Float32Array, rate: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const text = (at: number, name: string) => bytes.set(new TextEncoder().encode(name), at);
  text(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // bytes of this part
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a frame
  view.setUint16(34, 16, true); // bits a sample
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  const positive = positiveScale(samples);
  samples.forEach((sample, index) => {
    const level = Math.round(sample * (sample > 0 ? positive : 32768));
    view.setInt16(HEADER + 2 * index, Math.max(-32768, Math.min(32767, level)), true);
  });
  return bytes;
}

/**
 * What 1 stands for: some browsers divide all 16-bit samples by 32768, others (Chromium) those
 * above zero by 32767. After a division by a power of two, the product is whole again.
 */
function positiveScale(samples: Float32Array): number {
  return samples.every((sample) => Number.isInteger(sample * 32768)) ? 32768 : 32767;
}
