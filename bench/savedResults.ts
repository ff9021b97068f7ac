import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import path from "node:path";
import type { Figure } from "./measurement";

const FILE = path.join(__dirname, "results.json");

/** All that is known of the last time a measurement was taken. */
export interface Result extends Circumstances {
  method: string;
  figures: readonly Figure[];
}

/** The circumstances that one must know to compare results. */
export interface Circumstances {
  measuredAt: string;
  /** The commit that was measured, with `+` when files differed from it. */
  commit: string;
  /** The commit that was measured in turn with it. */
  against?: string;
  machine: {
    platform: string;
    cpu: string;
    cores: number;
    memoryGb: number;
    /** Processes that wanted to run in the minute before: well below 1 on a machine that has nothing else to do. */
    loadBefore: number;
  };
  versions: Readonly<Record<string, string>>;
}

/** Results by the name of the measurement. */
export type Results = Readonly<Record<string, Result>>;

export function readResults(): Results {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Results) : {};
}

/** Puts results in the place of those that measurements of the same names had. */
export function saveResults(results: Results): Results {
  const all = { ...readResults(), ...results };
  writeFileSync(FILE, `${JSON.stringify(all, undefined, 2)}\n`);
  return all;
}

export function circumstances(here: string, against: string | undefined): Circumstances {
  const [cpu] = cpus();
  return {
    measuredAt: new Date().toISOString(),
    commit: commitOf(here),
    ...(against !== undefined && { against: commitOf(against) }),
    machine: {
      platform: `${process.platform}-${process.arch}`,
      cpu: cpu?.model ?? "unknown",
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 1024 ** 3),
      loadBefore: loadavg()[0] ?? 0,
    },
    versions: versions(),
  };
}

function versions(): Record<string, string> {
  const packages = [
    ...["@pulumi/pulumi", "@pulumi/aws", "esbuild", "zod", "@duckdb/node-api"],
    `@dynoxide/${process.platform}-${process.arch}`,
  ];
  const version = (name: string) => {
    const file = path.join(__dirname, "..", "node_modules", name, "package.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
  };
  return { node: process.versions.node, ...Object.fromEntries(packages.map((name) => [name, version(name)])) };
}

function commitOf(checkout: string): string {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: checkout, encoding: "utf8" }).trim();
  // Results and pictures are written by the bench itself.
  const differs = git("status", "--porcelain", "--", ".", ":!bench/results.json", ":!bench/pictures", ":!docs") !== "";
  return `${git("log", "-1", "--format=%h %s")}${differs ? " +" : ""}`;
}
