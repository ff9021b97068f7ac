import { type ChildProcess, spawn } from "node:child_process";

// It reads the pipe that this process holds open: however this one ends, `kill -9` included, the pipe closes. Then it ends what is on its
// list, each with its group where it leads one. A child that loops, or stands still, could not do that itself.
const SHELL_WATCHER = [
  "pids=' '",
  "while read -r sign pid; do",
  "  others=' '",
  '  for each in $pids; do [ "$each" = "$pid" ] || others="$others$each "; done',
  '  case $sign in +) pids="$others$pid " ;; -) pids=$others ;; esac',
  "done",
  'for pid in $pids; do kill -s KILL -- "-$pid" 2>/dev/null || kill -s KILL "$pid" 2>/dev/null; done',
].join("\n");

const NODE_WATCHER = [
  "const pids = new Set();",
  'const lines = require("node:readline").createInterface({ input: process.stdin });',
  'lines.on("line", (line) => pids[line[0] === "+" ? "add" : "delete"](Number(line.slice(2))));',
  'lines.on("close", () => { for (const pid of pids) try { process.kill(pid, "SIGKILL") } catch {} });',
].join("\n");

let watcher: ChildProcess | undefined;
let watched = 0;

/**
 * Has a child end, at the latest, when this process does, whatever becomes of this one and whatever the child does. Children that hear of
 * it themselves, by the end of a channel, may be busy: a function in a loop, a query in native code.
 */
export function endWithHost(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  watched += 1;
  watcher ??= startWatcher();
  const told = watcher;
  told.stdin?.write(`+ ${pid}\n`);
  child.once("exit", () => {
    watched -= 1;
    told.stdin?.write(`- ${pid}\n`);
    if (watched > 0 || watcher !== told) return;
    // Nothing is left of a local cloud that has ended.
    told.stdin?.end();
    watcher = undefined;
  });
}

function startWatcher(platform = process.platform): ChildProcess {
  const [command, args]: [string, string[]] =
    platform === "win32"
      ? [process.execPath, ["--eval", NODE_WATCHER]]
      : ["/bin/sh", ["-c", SHELL_WATCHER, "lifeline"]];
  // A group of its own: what is sent to the terminal's, or kills this process's, leaves it be.
  const started = spawn(command, args, { stdio: ["pipe", "ignore", "ignore"], detached: true, windowsHide: true });
  const forget = () => {
    if (watcher === started) watcher = undefined;
  };
  // One that somebody else ends watches no more: the next child starts another.
  started.once("exit", forget);
  started.once("error", forget);
  started.stdin?.on("error", forget);
  started.unref();
  (started.stdin as unknown as { unref?(): void }).unref?.();
  return started;
}
