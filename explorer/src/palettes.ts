/** Colours of categories and quantities, to be told apart with any colour vision. */

import { RAMP } from "./colourmap.ts";

export type Theme = "light" | "dark";

/**
 * Okabe and Ito (2008) without black, then colours of P. Tol's "muted" scheme (2021); the lighter or
 * darker twin of each is kept apart by what stands between them.
 */
const SAFE = {
  light: [
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#a89a00", "#332288",
    "#882255", "#117733", "#44aa99", "#aa4499", "#cc6677", "#88ccee", "#999933", "#ddaa77",
  ],
  dark: [
    "#3f9fd8", "#e69f00", "#1fbf93", "#e08fc0", "#e8703a", "#8fd0f5", "#f0e442", "#9a8cf0",
    "#cf5f95", "#45a85f", "#6fd0c0", "#c77fd0", "#e58a99", "#b0dff5", "#bdbd5a", "#e6c7a0",
  ],
} as const satisfies Record<Theme, readonly string[]>;

/** Number of colours that were chosen to be told apart; more are computed, and less certain. */
export const SAFE_COUNT = SAFE.light.length;

/** Colour of sounds of which a column says nothing. */
export const MISSING = { light: "#9a9a9a", dark: "#7d7d7d" } as const;

/** Colour where there is no column to tell sounds apart by. */
export const SINGLE = { light: "#0072b2", dark: "#56b4e9" } as const;

/** The ends of the ramp that are hard to see on the ground of a theme are left out. */
const SPAN = { light: [0.02, 0.86], dark: [0.22, 1] } as const;

/** Right and wrong keep their colours, in whichever order they come. */
const NAMED: Record<string, string> = { right: "#0072b2", wrong: "#d55e00" };

/** Colour of a category by its code. */
export function categoryColour(code: number, theme: Theme): string {
  if (code < SAFE_COUNT) return SAFE[theme][code];
  // The golden angle keeps any number of hues apart; three lightnesses tell near ones apart.
  const hue = (code * 137.508) % 360;
  const lightness = [48, 66, 36][code % 3] + (theme === "dark" ? 12 : 0);
  return fromHSL(hue, 55, lightness);
}

/** Colour of a category whose name has a meaning of its own; undefined for others. */
export function namedColour(name: string): string | undefined {
  return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
}

/** Colour of a quantity, from 0 for the least to 1 for the greatest value. */
export function rampColour(part: number, theme: Theme): string {
  const [first, last] = SPAN[theme];
  const place = first + Math.min(1, Math.max(0, part)) * (last - first);
  const at = 3 * Math.round(place * (RAMP.length / 3 - 1));
  return toHex(RAMP[at], RAMP[at + 1], RAMP[at + 2]);
}

/** A colour as a pixel of an image: bytes red, green, blue, opaque, little-endian. */
export function pixel(hex: string): number {
  const value = Number.parseInt(hex.slice(1), 16);
  const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** The colour of a pixel, `#rrggbb`. */
export function hexOf(pixel: number): string {
  return toHex(pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255);
}

function fromHSL(hue: number, saturation: number, lightness: number): string {
  const strength = (saturation / 100) * Math.min(lightness / 100, 1 - lightness / 100);
  const channel = (shift: number) => {
    const k = (shift + hue / 30) % 12;
    const value = lightness / 100 - strength * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value);
  };
  return toHex(channel(0), channel(8), channel(4));
}

function toHex(red: number, green: number, blue: number): string {
  const value = (red << 16) | (green << 8) | blue;
  return `#${value.toString(16).padStart(6, "0")}`;
}
