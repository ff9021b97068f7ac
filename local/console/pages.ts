import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runEsbuild } from "../base/bundling";
import { isRecord } from "../base/isRecord";

/** Built scripts and style sheets, by name. */
export type Assets = ReadonlyMap<string, string>;

interface Kept {
  /** SHA-256 by file, of all that went into them. */
  inputs: Readonly<Record<string, string>>;
  assets: Readonly<Record<string, string>>;
}

const PROJECT = path.join(__dirname, "../..");
const CACHE = path.join(PROJECT, "node_modules", ".cache", "sluice-pages");

/**
 * The scripts and styles of pages, built when they are first asked for, and again after an edit. What was built is kept, and used again
 * while every file that went into it has the same content.
 */
export class BuiltPages {
  readonly #folder: string;
  readonly #entries: readonly [string, string];
  readonly #cache: string;
  #kept: Kept | undefined;
  #building: Promise<Assets> | undefined;

  /** @param folder of the sources, with `main.tsx` and `styles/main.css`; @param cache a folder that may be deleted at any time */
  constructor(folder: string, cache = CACHE) {
    this.#folder = folder;
    this.#entries = entriesOf(folder);
    this.#cache = path.join(cache, `${digestOf(folder)}.json`);
  }

  /** @throws Error of the build, such as for a file that is just being edited; it is tried again at the next call */
  assets(): Promise<Assets> {
    this.#building ??= this.#build().finally(() => {
      this.#building = undefined;
    });
    return this.#building;
  }

  async #build(): Promise<Assets> {
    if (!existsSync(this.#entries[0])) return new Map(Object.entries(readBuilt(this.#folder)));
    this.#kept ??= readKept(this.#cache);
    if (this.#kept === undefined || !isFresh(this.#kept)) {
      this.#kept = await bundle(this.#entries);
      writeWhole(this.#cache, JSON.stringify(this.#kept));
    }
    return new Map(Object.entries(this.#kept.assets));
  }
}

/** Builds pages for a package, which has no sources: they are served as they are. */
export async function writeBuilt(folder: string): Promise<void> {
  const { assets } = await bundle(entriesOf(folder));
  writeWhole(builtFile(folder), JSON.stringify(assets));
}

function readBuilt(folder: string): Kept["assets"] {
  return JSON.parse(readFileSync(builtFile(folder), "utf8")) as Kept["assets"];
}

function builtFile(folder: string): string {
  return path.join(folder, "dist", "pages.json");
}

function entriesOf(folder: string): [string, string] {
  return [path.join(folder, "main.tsx"), path.join(folder, "styles", "main.css")];
}

async function bundle(entryPoints: readonly string[]): Promise<Kept> {
  const { outputFiles, metafile } = await runEsbuild({
    entryPoints: [...entryPoints],
    outdir: "/",
    bundle: true,
    splitting: true,
    write: false,
    minify: true,
    metafile: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    absWorkingDir: PROJECT,
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  const inputs = Object.keys(metafile.inputs).map((file) => path.resolve(PROJECT, file));
  return {
    inputs: Object.fromEntries(inputs.map((file) => [file, digestOf(readFileSync(file))])),
    assets: Object.fromEntries(outputFiles.map((file) => [path.basename(file.path), file.text])),
  };
}

function isFresh({ inputs }: Kept): boolean {
  return Object.entries(inputs).every(([file, digest]) => existsSync(file) && digestOf(readFileSync(file)) === digest);
}

/** Reads what was kept: nothing where it is not there, or was not written by us. */
function readKept(file: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isRecord(kept) && isRecord(kept.inputs) && isRecord(kept.assets) ? (kept as unknown as Kept) : undefined;
  } catch {
    return undefined;
  }
}

/** Nobody reads half of a file, whoever else writes the same. */
function writeWhole(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, text);
  renameSync(beside, file);
}

function digestOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
