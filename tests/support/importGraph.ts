import path from "node:path";
import ts from "typescript";

/** The text of each source file, by its path from the root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** The files of the project that each file imports or requires, types included. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Says where a file may import from: the first rule whose `from` begins its path holds. */
export interface ImportRule {
  /** A folder or a file. `<system>` stands for any one folder, the same one in `from` and in `to`. */
  readonly from: string;
  /** Folders and files. */
  readonly to: readonly string[];
}

/** Endings that an import may leave out. */
const ENDINGS = ["", ".ts", ".tsx", ".cjs", "/index.ts"];

const SYSTEM = "<system>";

/** Reads what a text imports, as written. */
export function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Builds the graph of the imports that name a file of `sources`; packages, and files that are no source, are left out. */
export function importGraph(sources: Sources): ImportGraph {
  return new Map([...sources].map(([file, text]) => [file, targetsOf(file, text, sources)]));
}

function targetsOf(file: string, text: string, sources: Sources): string[] {
  const targets = importsOf(text)
    .filter((imported) => imported.startsWith("."))
    .map((imported) => path.posix.join(path.posix.dirname(file), imported))
    .map((target) => ENDINGS.map((ending) => target + ending).find((candidate) => sources.has(candidate)))
    .filter((target) => target !== undefined);
  return [...new Set(targets)];
}

/** Lists the imports that no rule allows, as `"a.ts imports b.ts"`. A file that no rule is about may import nothing. */
export function importsAstray(graph: ImportGraph, rules: readonly ImportRule[]): string[] {
  return [...graph].flatMap(([file, targets]) => {
    const allowed = foldersFor(file, rules);
    return targets
      .filter((target) => !allowed.some((folder) => isIn(target, folder)))
      .map((target) => `${file} imports ${target}`);
  });
}

function foldersFor(file: string, rules: readonly ImportRule[]): readonly string[] {
  for (const { from, to } of rules) {
    const place = from.split("/").indexOf(SYSTEM);
    const system = place < 0 ? SYSTEM : (file.split("/")[place] ?? SYSTEM);
    if (isIn(file, from.replace(SYSTEM, system))) return to.map((folder) => folder.replace(SYSTEM, system));
  }
  return [];
}

function isIn(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}

/**
 * Finds the circles of a graph: the groups of files that all reach one another (Tarjan's strongly connected components).
 * @returns each circle's files, sorted
 */
export function importCircles(graph: ImportGraph): string[][] {
  const circles: string[][] = [];
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];

  const visit = (file: string): void => {
    index.set(file, index.size);
    lowest.set(file, index.size - 1);
    open.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!index.has(target)) visit(target);
      // A file that was visited and is not open any more belongs to a group that is complete.
      if (open.includes(target)) lowest.set(file, Math.min(numberOf(lowest, file), numberOf(lowest, target)));
    }
    if (lowest.get(file) !== index.get(file)) return;
    const group = open.splice(open.indexOf(file));
    if (group.length > 1 || graph.get(file)?.includes(file)) circles.push(group.sort());
  };

  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return circles;
}

function numberOf(numbers: ReadonlyMap<string, number>, file: string): number {
  return numbers.get(file) as number;
}
