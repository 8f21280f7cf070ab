// Builds the pages into latentaudio/, from where Python copies them beside their data.

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

async function script(source, target) {
  await build({
    absWorkingDir: here("."),
    entryPoints: [source],
    outfile: target,
    bundle: true,
    // A classic script: modules cannot be loaded from a file that was opened by double click.
    format: "iife",
    target: ["es2022"],
    charset: "ascii",
    legalComments: "none",
    banner: { js: "// Generated from explorer/ by `npm run build`; changes made here are lost." },
  });
}

const map = here("../latentaudio/explorer/static/");
await mkdir(map, { recursive: true });
await script("src/main.ts", `${map}app.js`);
await copyFile(here("src/index.html"), `${map}index.html`);
const styles = ["app.css", "extras.css"].map((name) => readFile(here(`src/${name}`), "utf8"));
await writeFile(`${map}app.css`, (await Promise.all(styles)).join("\n"));

const listening = here("../latentaudio/listening/static/");
await mkdir(listening, { recursive: true });
await script("src/listening/main.ts", `${listening}listening.js`);
for (const name of ["listening.html", "listening.css"]) {
  await copyFile(here(`src/listening/${name}`), listening + name);
}
