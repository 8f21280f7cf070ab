// Runs all checks in one browser, once for each site: `node run.mjs PLAN.json`.
//
// Each check gives one line of JSON on the output: site, name, whether it passed, and why not.

import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHECKS } from "./checks.mjs";
import { launch } from "./launch.mjs";
import { Visitor } from "./visitor.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const plan = JSON.parse(await readFile(process.argv[2], "utf8"));
// Only the checks whose name fits a regular expression, while one works on them.
const wanted = new RegExp(process.argv[3] ?? "");

for (const source of (await readdir(join(here, "checks"))).sort()) {
  const before = CHECKS.length;
  await import(`./checks/${source}`);
  for (const one of CHECKS.slice(before)) one.source = source;
}

/** Whether a site is for some sources of checks only, and this is none of them. */
const leftOut = (site, one) => site.sources !== null && !site.sources.includes(one.source);

/** Run one check; the text of its failure, or null. */
async function failureOf(visitor, { name, run, folder, hash, errors }) {
  try {
    const state = await visitor.open(folder, hash);
    if (state !== "ready" && !errors) throw new Error(`the page says: ${await visitor.text()}`);
    await run(visitor);
    await visitor.leavesNothing(errors);
    return null;
  } catch (error) {
    const picture = join(plan.kept, `${name.replace(/[^a-z0-9]+/gi, "_")}.png`);
    await visitor.page.screenshot({ path: picture }).catch(() => {});
    const said = visitor.errors.length > 0 ? `\nthe browser says: ${visitor.errors.join("; ")}` : "";
    return `${error.stack ?? error}${said}\nthe page then: ${picture}`;
  }
}

const browser = await launch(plan);
try {
  for (const site of plan.sites) {
    const kept = join(plan.kept, site.name);
    await mkdir(kept, { recursive: true });
    let visitor = null;
    for (const one of CHECKS.filter(({ name }) => wanted.test(name))) {
      if (leftOut(site, one)) {
        const skipped = "tried from files; over http, only loading, hearing and saving can differ";
        console.log(JSON.stringify({ site: site.name, name: one.name, failure: null, skipped }));
        continue;
      }
      if (one.emulates && plan.browser === "firefox") {
        const skipped = "Firefox cannot be told wishes of the system while it runs";
        console.log(JSON.stringify({ site: site.name, name: one.name, failure: null, skipped }));
        continue;
      }
      const start = performance.now();
      if (one.fresh) {
        await visitor?.page.close();
        visitor = null;
      }
      visitor ??= await Visitor.in(browser, site.address, { ...plan, kept });
      const failure = await failureOf(visitor, one);
      const seconds = Math.round(performance.now() - start) / 1000;
      console.log(JSON.stringify({ site: site.name, name: one.name, failure, seconds }));
      // The next check should not find what a failed one left.
      if (failure) {
        await visitor.page.close();
        visitor = null;
      }
    }
    await visitor?.page.close();
  }
} finally {
  await browser.close();
}
