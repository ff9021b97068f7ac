import { accessSync, constants } from "node:fs";
import path from "node:path";

/** Programs that a Chromium goes by. The first one draws nothing on a screen, and takes half the processor time of the others. */
const NAMES = [
  ...["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  "Google Chrome",
  "Chromium",
];
/** Where one may be, besides the folders of PATH. */
const ELSEWHERE = [
  "/usr/bin",
  "/usr/local/bin",
  "/snap/bin",
  "/Applications/Google Chrome.app/Contents/MacOS",
  "/Applications/Chromium.app/Contents/MacOS",
];

/** The Chromium of this machine: `CHROMIUM`, or the first that is found; `undefined` where there is none. */
export function chromiumPath(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { CHROMIUM, PATH = "" } = environment;
  const folders = [...PATH.split(path.delimiter), ...ELSEWHERE];
  const candidates = CHROMIUM ? [CHROMIUM] : NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
