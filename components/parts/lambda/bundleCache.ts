import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/** A text that was bundled, and the files that went into it. */
export interface Bundled {
  text: string;
  /** Absolute paths. */
  files: readonly string[];
}

/** A bundle as it is kept: digests of files, by their paths. */
interface Kept {
  text: string;
  states: Record<string, string>;
}

/** Past this many bundles, the older half goes. */
const KEPT = 1_000;
const PACKAGES = `${path.sep}node_modules${path.sep}`;
/** Say which packages there are, and how to bundle what is no package. */
const SETTINGS = ["package.json", "tsconfig.json", path.join("node_modules", ".package-lock.json")];

/**
 * Keeps bundles in the folder that the environment variable `SLUICE_BUNDLES` names; without it, as in `pulumi up`, everything is bundled
 * each time. A bundle is taken again while every file that went into it, the `package.json` of each package, and the list of installed
 * packages are as they were. One with files of the project itself is never kept: where such a file is found depends on the names beside it.
 */
export class BundleCache {
  readonly #folder: string;
  readonly #root: string;
  readonly #madeBy: string;
  /** A program runs once in its process: what it sees of a file is one state of it. */
  readonly #states = new Map<string, string>();

  /**
   * @param root the folder from which packages are found
   * @param madeBy all that decides about a bundle besides its files
   */
  constructor(folder: string, root: string, madeBy: readonly string[]) {
    this.#folder = folder;
    this.#root = root;
    this.#madeBy = JSON.stringify(madeBy);
  }

  /** The bundle of a source text: a kept one, or one that is made now. */
  async bundle(source: string, make: () => Promise<Bundled>): Promise<string> {
    const file = path.join(this.#folder, `${digest(`${this.#madeBy}\n${source}`)}.json`);
    const kept = read(file);
    if (kept && Object.entries(kept.states).every(([name, state]) => this.#stateOf(name) === state)) return kept.text;

    const startedAt = Date.now();
    const { text, files } = await make();
    if (files.every((name) => name.includes(PACKAGES))) this.#keep(file, text, files, startedAt);
    return text;
  }

  #keep(file: string, text: string, files: readonly string[], startedAt: number): void {
    const depends = [
      ...files,
      ...new Set(files.map(packageFileOf)),
      ...SETTINGS.map((name) => path.join(this.#root, name)),
    ];
    // Written meanwhile, or so shortly before that a file's time does not tell: nobody knows which of the two was bundled.
    if (depends.some((name) => (statSync(name, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= startedAt - 20)) return;
    const states = Object.fromEntries(depends.map((name) => [name, this.#stateOf(name)]));
    mkdirSync(this.#folder, { recursive: true });
    makeRoom(this.#folder);
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, JSON.stringify({ text, states } satisfies Kept));
    renameSync(partial, file);
  }

  #stateOf(file: string): string {
    const known = this.#states.get(file);
    if (known !== undefined) return known;
    const state = contentState(file);
    this.#states.set(file, state);
    return state;
  }
}

/** The `package.json` of the package that a file belongs to. */
function packageFileOf(file: string): string {
  const inside = file.lastIndexOf(PACKAGES) + PACKAGES.length;
  const [first = "", second = ""] = file.slice(inside).split(path.sep);
  return path.join(file.slice(0, inside), first.startsWith("@") ? path.join(first, second) : first, "package.json");
}

function contentState(file: string): string {
  try {
    return digest(readFileSync(file));
  } catch {
    return "absent";
  }
}

function read(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function makeRoom(folder: string): void {
  const files = readdirSync(folder).map((name) => path.join(folder, name));
  if (files.length < KEPT) return;
  const timeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const byAge = [...files].sort((a, b) => timeOf(a) - timeOf(b));
  for (const file of byAge.slice(0, KEPT / 2)) rmSync(file, { force: true });
}

function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("base64url");
}
