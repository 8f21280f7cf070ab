// Starts a browser as a visitor has it: it asks for a click before sound, and files are strangers to
// each other. There is no WebGL, as on many machines.

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const CHROMIUM = [
  // Debian's package has no sandbox for the user of a container.
  "--no-sandbox",
  "--autoplay-policy=document-user-activation-required",
  "--disable-3d-apis",
  "--force-color-profile=srgb",
  // Tabs in the background would be slowed down.
  "--disable-renderer-backgrounding",
];

const FIREFOX = {
  "webgl.disabled": true,
  "media.autoplay.default": 1,
  "media.autoplay.blocking_policy": 0,
  // An automated Firefox would let one file read another.
  "security.fileuri.strict_origin_policy": true,
  "browser.download.folderList": 2,
  "browser.download.useDownloadDir": true,
  "browser.download.always_ask_before_handling_new_types": false,
};

/**
 * Start a browser.
 *
 * @param {{browser: "chromium" | "firefox", executable: string, modules: string, downloads: string}}
 *   plan what to start, the folder of package.json, and the folder into which files are saved.
 */
export async function launch(plan) {
  const found = createRequire(join(plan.modules, "package.json")).resolve("puppeteer-core");
  const { default: puppeteer } = await import(pathToFileURL(found).href);
  const isChromium = plan.browser === "chromium";
  return puppeteer.launch({
    browser: isChromium ? "chrome" : "firefox",
    executablePath: plan.executable,
    headless: true,
    args: isChromium ? CHROMIUM : [],
    extraPrefsFirefox: { ...FIREFOX, "browser.download.dir": plan.downloads },
    downloadBehavior: { policy: "allow", downloadPath: plan.downloads },
    defaultViewport: { width: 1280, height: 800 },
    // Firefox starts within minutes on a machine that is busy with other things.
    timeout: 180_000,
    protocolTimeout: 180_000,
  });
}
