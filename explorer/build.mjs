// Builds the page into latentaudio/explorer/static/, from where Python copies it beside the data.

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
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
await copyFile(here("src/index.html"), `${target}index.html`);
const styles = ["app.css", "extras.css"].map((name) => readFile(here(`src/${name}`), "utf8"));
await writeFile(`${target}app.css`, (await Promise.all(styles)).join("\n"));
