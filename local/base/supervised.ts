/** A command that runs another one and ends it when its own standard input closes. */
export interface Supervised {
  command: string;
  args: readonly string[];
}

export interface SupervisedOptions {
  /** With which the child is told to end. Windows knows none: there it is ended at once. @default SIGTERM */
  signal?: "SIGTERM" | "SIGINT";
  /** @default this machine's */
  platform?: NodeJS.Platform;
}

// The watcher reads the pipe that the host holds open. However the host ends, kill -9 included, the operating system closes
// that pipe, the read returns, and the child is told to end (by a signal, so that a database finishes its files). When the
// child ends by itself, its exit code is the shell's.
const SHELL_SUPERVISOR = [
  "signal=$1; shift",
  "exec 3<&0",
  '"$@" </dev/null 3<&- & child=$!',
  "{ while read -r _; do :; done; kill -s $signal $child; } <&3 2>/dev/null &",
  "exec 3<&-",
  "wait $child 2>/dev/null",
].join("\n");

const NODE_SUPERVISOR = [
  'const { spawn } = require("node:child_process");',
  "const [signal, command, ...args] = process.argv.slice(1);",
  'const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });',
  'child.on("exit", (code) => process.exit(code ?? 1));',
  'process.stdin.on("end", () => child.kill(signal)).resume();',
].join("\n");

/**
 * Wraps a command so that its process never outlives the host's end of a pipe to its standard input. `sh` costs about a
 * millisecond and hardly any memory; Windows has none, so Node stands in there.
 */
export function supervised(
  command: string,
  args: readonly string[],
  { signal = "SIGTERM", platform = process.platform }: SupervisedOptions = {},
): Supervised {
  return platform === "win32"
    ? { command: process.execPath, args: ["--eval", NODE_SUPERVISOR, "--", signal, command, ...args] }
    : {
        command: "/bin/sh",
        args: ["-c", SHELL_SUPERVISOR, "supervisor", signal.replace("SIG", ""), command, ...args],
      };
}
