import path from "node:path";
import { watch } from "chokidar";

/** Folders in which nothing belongs to the program; a change of the local cloud itself needs a new start. */
const IGNORED = new Set(["node_modules", "tests", "docs", "bench", "local", "cli"]);
/** Editors write a file in several steps, and a search-and-replace many files. */
const SETTLE_MS = 50;

/**
 * Calls back when source files change: one call at a time, each with all files that changed since the last began.
 *
 * @param onChange paths relative to the folder; must not throw
 * @returns ends the watch; resolves when a call under way has ended
 */
export function watchProgram(
  folder: string,
  onChange: (files: readonly string[]) => Promise<void>,
): { ready: Promise<void>; close(): Promise<void> } {
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (file) => {
      const [top = ""] = path.relative(folder, file).split(path.sep);
      return IGNORED.has(top) || path.basename(file).startsWith(".") || file.endsWith("~");
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
    if (event === "addDir" || event === "unlinkDir") return;
    changed.add(path.relative(folder, file));
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
