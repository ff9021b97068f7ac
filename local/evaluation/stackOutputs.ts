import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { isRecord } from "../base/isRecord";
import { projectFileIn } from "./projectFolder";
import type { StackOutputs } from "./protocol";

/** A stack that a program refers to by `new pulumi.StackReference("org/project/stack")`. */
export interface StackName {
  project: string;
  stack: string;
}

/** Outputs of another stack that has run on this machine, or why there are none. */
export type FoundStack = { outputs: StackOutputs } | { missing: "project" } | { missing: "stack"; folder: string };

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
/** Folders that are looked at for another project: enough for a repository, and no whole disk. */
const MOST_FOLDERS = 2_000;
/** How far below the folder above it another project may be. */
const DEPTH = 3;

function fileOf(workFolder: string, stack: string): string {
  // No path leads out of it: a stack may be called "..", for what Pulumi knows.
  return path.join(workFolder, "stacks", `${encodeURIComponent(stack).replaceAll(".", "%2E")}.json`);
}

/** Keeps the outputs of a stack for programs that refer to it, when it has stopped as well; for this user's eyes only. */
export function writeStackOutputs(workFolder: string, stack: string, outputs: StackOutputs): void {
  const file = fileOf(workFolder, stack);
  mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
  writeFileSync(`${file}.new`, `${JSON.stringify(outputs, undefined, 2)}\n`, { mode: PRIVATE_FILE });
  renameSync(`${file}.new`, file);
}

/** Forgets the outputs of a stack of which nothing is left. */
export function removeStackOutputs(workFolder: string, stack: string): void {
  rmSync(fileOf(workFolder, stack), { force: true });
}

/**
 * Reads which stack a reference names. Without a project it is one of the program's own project.
 * Source: pulumi/pulumi, `pkg/backend/httpstate/backend.go` (`parseStackName`).
 */
export function stackNamed(reference: string, ownProject: string): StackName {
  const parts = reference.split("/");
  const [stack = ""] = parts.slice(-1);
  return { project: parts.length === 3 ? (parts[1] ?? "") : ownProject, stack };
}

/**
 * Finds the outputs of a stack's last run on this machine: of the same project, or of one in a folder beside it, as in a repository with
 * several projects.
 *
 * @param from the folder of the program that refers to it
 */
export function findStack({ project, stack }: StackName, from: string, ownProject: string): FoundStack {
  let found: string | undefined;
  for (const folder of project === ownProject ? [from] : projectsNamed(project, from)) {
    const file = fileOf(path.join(folder, ".sluice"), stack);
    if (existsSync(file)) return { outputs: JSON.parse(readFileSync(file, "utf8")) as StackOutputs };
    found ??= folder;
  }
  return found === undefined ? { missing: "project" } : { missing: "stack", folder: found };
}

/** The folders of projects with a name, the nearest first: beside the folder, then beside the one above it. */
function* projectsNamed(name: string, from: string): Generator<string> {
  const seen = new Set<string>();
  for (const base of [path.dirname(from), path.dirname(path.dirname(from))]) {
    let level = [base];
    for (let depth = 0; depth <= DEPTH; depth += 1) {
      const next: string[] = [];
      for (const folder of level) {
        if (seen.size > MOST_FOLDERS) return;
        if (seen.has(folder)) continue;
        seen.add(folder);
        if (nameOf(folder) === name) yield folder;
        next.push(...foldersIn(folder));
      }
      level = next;
    }
  }
}

function nameOf(folder: string): unknown {
  try {
    const project: unknown = parse(readFileSync(projectFileIn(folder), "utf8"));
    return isRecord(project) ? project.name : undefined;
  } catch {
    // No project, or one that says what is wrong when it runs itself.
    return undefined;
  }
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
      .map(({ name }) => path.join(folder, name));
  } catch {
    // Others' folders may not be read.
    return [];
  }
}
