/**
 * A colour map for quantities, from dark to light.
 *
 * It is computed, not tabulated: lightness rises in equal steps of the perceptual space OKLab
 * (B. Ottosson, 2020), so equal differences look equal, and people with any colour vision, as well
 * as a grey print, keep the order. The hue goes from blue to yellow, past no pair of red and green.
 */

const STEPS = 256;
const LIGHTNESS = [0.16, 0.95] as const;
const HUE = [285, 105] as const;
const STRONGEST = 0.17;

/** 256 colours from the least to the greatest value, three bytes each: red, green, blue. */
export const RAMP: Uint8Array = Uint8Array.from(
  Array.from({ length: STEPS }, (_, step) => colourAt(step / (STEPS - 1))).flat(),
);

function colourAt(part: number): number[] {
  const lightness = LIGHTNESS[0] + part * (LIGHTNESS[1] - LIGHTNESS[0]);
  const hue = ((HUE[0] + part * (HUE[1] - HUE[0])) * Math.PI) / 180;
  // Dark and light colours have less room for chroma; a smooth curve has no edge to be seen.
  const wanted = STRONGEST * Math.sin(Math.PI * (0.12 + 0.76 * part));
  const linear = strongest(lightness, hue, wanted);
  return linear.map((value) => Math.round(255 * encode(Math.min(1, Math.max(0, value)))));
}

/** The colour with the chroma that is wanted, or with the most that a screen can show. */
function strongest(lightness: number, hue: number, wanted: number): number[] {
  const isShown = (rgb: number[]) => rgb.every((value) => value >= 0 && value <= 1);
  let least = 0;
  let most = wanted;
  const full = linearRGB(lightness, hue, wanted);
  if (isShown(full)) return full;
  for (let turn = 0; turn < 20; turn++) {
    const middle = (least + most) / 2;
    if (isShown(linearRGB(lightness, hue, middle))) least = middle;
    else most = middle;
  }
  return linearRGB(lightness, hue, least);
}

/** From OKLab in polar form to the linear light of a screen's three colours. */
function linearRGB(lightness: number, hue: number, chroma: number): number[] {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

/** The sRGB curve. */
function encode(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}
