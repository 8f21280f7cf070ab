// Builds the page into latentaudio/explorer/static/, from where Python copies it beside the data.

import { copyFile, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here("../latentaudio/explorer/static/");

await mkdir(target, { recursive: true });
await build({
  absWorkingDir: here("."),
  entryPoints: ["src/main.ts"],
  outfile: `${target}app.js`,
  bundle: true,
  // A classic script: modules cannot be loaded from a file that was opened by double click.
  format: "iife",
  target: ["es2022"],
  charset: "ascii",
  legalComments: "none",
  banner: { js: "// Generated from explorer/ by `npm run build`; changes made here are lost." },
});
for (const name of ["index.html", "app.css"]) await copyFile(here(`src/${name}`), target + name);
