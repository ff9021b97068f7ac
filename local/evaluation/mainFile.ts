import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { isRecord } from "../base/isRecord";

/** The main file of a program, and the folder that it runs in. */
export interface ProgramPlace {
  main: string;
  cwd: string;
}

/** In the order in which Pulumi takes them. */
const NAMES = ["index.js", "index.mjs", "index.cjs", "index.ts", "index.mts", "index.cts"];

/**
 * Finds the program of a Pulumi project. `main` of Pulumi.yaml names it, and the folder that it runs in with it; otherwise package.json does,
 * by `exports` or `main`.
 * Source: pulumi/pulumi, `sdk/go/common/workspace` and `pkg/engine/project.go` (`getPwdMain`), `sdk/nodejs/cmd/run/run.ts`.
 *
 * @param folder with Pulumi.yaml
 * @param main of Pulumi.yaml
 * @returns only the place where there should be a program and is none
 */
export function findProgram(folder: string, main: unknown): ProgramPlace | { missing: string } {
  if (typeof main === "string") {
    const place = path.resolve(folder, main);
    const cwd = isFolder(place) ? place : path.dirname(place);
    const found = isFolder(place)
      ? (fileOf(path.join(place, declaredMain(place) ?? ".")) ?? fileOf(place))
      : fileOf(place);
    return found === undefined ? { missing: place } : { main: found, cwd };
  }
  const declared = declaredMain(folder);
  const found = (declared === undefined ? undefined : fileOf(path.join(folder, declared))) ?? fileOf(folder);
  return found === undefined ? { missing: path.join(folder, declared ?? "index.ts") } : { main: found, cwd: folder };
}

/** Tells a program that Node.js runs as an ES module: by its ending, or by the package that it is in. */
export function isEsModule(main: string): boolean {
  if (/\.m[jt]s$/.test(main)) return true;
  if (/\.c[jt]s$/.test(main)) return false;
  for (let folder = path.dirname(main); ; folder = path.dirname(folder)) {
    const manifest = manifestIn(folder);
    if (manifest !== undefined) return manifest.type === "module";
    if (folder === path.dirname(folder)) return false;
  }
}

function declaredMain(folder: string): string | undefined {
  const { exports, main } = manifestIn(folder) ?? {};
  const top = isRecord(exports) ? exports["."] : exports;
  const exported = isRecord(top) ? (top.default ?? top.require ?? top.import) : top;
  if (typeof exported === "string") return exported;
  return typeof main === "string" ? main : undefined;
}

/** The file itself, or the first that a folder or a name without an ending stands for. */
function fileOf(place: string): string | undefined {
  if (existsSync(place) && !isFolder(place)) return place;
  const beside = [".js", ".ts", ".mjs", ".mts", ".cjs", ".cts"].map((ending) => `${place}${ending}`);
  const inside = NAMES.map((name) => path.join(place, name));
  return [...beside, ...inside].find((candidate) => existsSync(candidate));
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function manifestIn(folder: string): Record<string, unknown> | undefined {
  const file = path.join(folder, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>) : undefined;
}
