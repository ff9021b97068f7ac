import path from "node:path";
import { watch } from "chokidar";

/** Folders in which nothing belongs to a program. */
const IGNORED = ["node_modules", "dist", "tests", "docs"];
/** Those of this project besides: a change of the local cloud itself needs a new start. */
const IGNORED_HERE = ["bench", "local", "cli"];
const HERE = path.join(__dirname, "..");
/** The files that a program consists of: its source, what it imports as data, and its settings. */
const PROGRAM_FILE = /\.([mc]?[jt]s|json|ya?ml)$/;
/** Every file below them may be part of a container image, or of pages. */
const WHOLE_FOLDERS = ["images", "web"];
/** The files that a build writes into the folder of its sources. */
const BUILT = path.join("web", "portal", "dist");
/** The files that `sed -i`, Vim, Emacs and others write beside a file and remove again. */
const TEMPORARY = /^sed[A-Za-z0-9]{6}$|^4913$|^#.*#$|~$|\.(swp|swx|tmp|bak|orig)$/;
/** Editors write a file in several steps, and a search-and-replace many files. */
const SETTLE_MS = 50;

/**
 * Calls back when files of the program change: one call at a time, each with all files that changed since the last began.
 *
 * @param onChange paths relative to the folder; must not throw
 * @returns ends the watch; resolves when a call under way has ended
 */
export function watchProgram(
  folder: string,
  onChange: (files: readonly string[]) => Promise<void>,
): { ready: Promise<void>; close(): Promise<void> } {
  const ignored = ignoredIn(folder);
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (file) => {
      const relative = path.relative(folder, file);
      const [top = ""] = relative.split(path.sep);
      return ignored.has(top) || relative === BUILT || path.basename(file).startsWith(".");
    },
  });
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;

  const work = async () => {
    const files = [...changed].sort();
    changed.clear();
    await onChange(files);
    working = undefined;
    if (changed.size > 0) schedule();
  };
  const schedule = () => {
    clearTimeout(timer);
    if (working === undefined) {
      timer = setTimeout(() => {
        working = work();
      }, SETTLE_MS);
    }
  };
  watcher.on("all", (event, file) => {
    const relative = path.relative(folder, file);
    if (event === "addDir" || event === "unlinkDir" || !isOfProgram(relative)) return;
    changed.add(relative);
    schedule();
  });
  return {
    ready: new Promise((resolve) => watcher.once("ready", resolve)),
    async close() {
      clearTimeout(timer);
      await watcher.close();
      await working;
    },
  };
}

/** Names the folders, right below a program's own, in which nothing is watched. */
export function ignoredIn(folder: string): ReadonlySet<string> {
  return new Set([...IGNORED, ...(path.resolve(folder) === HERE ? IGNORED_HERE : [])]);
}

/** @param file relative to the program's folder */
function isOfProgram(file: string): boolean {
  const [top = ""] = file.split(path.sep);
  return !TEMPORARY.test(path.basename(file)) && (WHOLE_FOLDERS.includes(top) || PROGRAM_FILE.test(file));
}
