import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { dataFolderOf } from "../local/base/dataFolder";

export const ROOT = path.join(__dirname, "..");

export interface RunningSystem {
  /** Milliseconds from the spawn of `npm` to the line `ready`. */
  readyMs: number;
  /** Base URL of the event aggregator's API, where that is the system. */
  endpoint: string;
  /** The process that all others descend from. */
  pid: number;
  /** Resolves with the next line that it prints and that matches; rejects when it ends before. */
  prints(pattern: RegExp): Promise<string>;
  /** Stops it as Ctrl-C does. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** None means all of the stack. @default event-aggregator */
  systems?: readonly string[];
  /** Whose configuration to use. @default local */
  stack?: string;
  /** Reloads after an edit. @default false */
  watch?: boolean;
  /** Further options of `npm start`, such as `--chaos 7`. */
  flags?: readonly string[];
  /** Records what services hold, as a start does. @default true */
  keep?: boolean;
}

/**
 * Runs `npm start -- event-aggregator`, or other systems, as a person would.
 * @param checkout the folder in which they would
 * @throws Error with what it said, when it ends before it is ready; or where the checkout keeps data of that stack, which is somebody's
 */
export async function startSystem(
  checkout: string,
  { systems = ["event-aggregator"], stack = "local", watch = false, keep = true, flags = [] }: StartOptions = {},
): Promise<RunningSystem> {
  const startedAt = performance.now();
  // A process group of its own takes the interrupt as a terminal would give it: npm, its shell and Node alike.
  const options = ["--port", "0", "--stack", stack, ...(watch ? [] : ["--no-watch"]), ...flags];
  // A version to compare with may know neither.
  const knowsOfKeeping = readFileSync(path.join(checkout, "cli", "startOptions.ts"), "utf8").includes("--no-keep");
  const data = dataFolderOf(path.join(checkout, ".sluice"), stack);
  if (knowsOfKeeping && keep) refuseData(data, stack);
  if (knowsOfKeeping) options.push(keep ? "--fresh" : "--no-keep");
  const npm = spawn("npm", ["start", "--", ...systems, ...options], {
    cwd: checkout,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => npm.once("close", () => resolve()));
  const stop = async () => {
    if (npm.pid !== undefined && npm.exitCode === null) process.kill(-npm.pid, "SIGINT");
    await ended;
    if (knowsOfKeeping && keep) rmSync(data, { recursive: true, force: true });
  };
  const said: string[] = [];
  const failure = () => new Error(`npm start ended before it was ready:\n${said.slice(-10).join("\n")}`);
  const awaited = new Set<{ pattern: RegExp; resolve(line: string): void }>();
  const prints = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      awaited.add({ pattern, resolve });
      void ended.then(() => reject(failure()));
    });
  let endpoint = "";
  return new Promise((resolve, reject) => {
    const listen = (line: string) => {
      said.push(line);
      for (const waiting of awaited) {
        if (!waiting.pattern.test(line)) continue;
        awaited.delete(waiting);
        waiting.resolve(line);
      }
      endpoint ||= /eventAggregator\.apiEndpoint\D+(http:\/\/\S+)/.exec(line)?.[1] ?? "";
      if (line === "ready") {
        resolve({ readyMs: performance.now() - startedAt, endpoint, pid: npm.pid ?? 0, prints, stop });
      }
    };
    createInterface({ input: npm.stdout }).on("line", listen);
    createInterface({ input: npm.stderr }).on("line", listen);
    npm.once("error", reject);
    void ended.then(() => reject(failure()));
  });
}

/** A measurement starts with nothing, and leaves nothing: what is there already is not its own to empty. */
function refuseData(folder: string, stack: string): void {
  if (!existsSync(folder)) return;
  throw new Error(
    `${folder} holds what npm start has kept of the stack "${stack}", and a measurement starts with nothing: measure in a clone, or ` +
      `empty it (npm run reset -- --stack ${stack}; npm run snapshot -- save NAME keeps a copy)`,
  );
}
