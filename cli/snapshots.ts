import { execFile } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { dataFolderOf } from "../local/base/dataFolder";
import { claimWorkFolder } from "../local/base/workFolder";
import { endLeftServer } from "../local/services/rds/leftServer";
import { callOf } from "./calledAs";

/** Letters that are no trouble in a folder's name, on any system. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const PRIVATE_FOLDER = 0o700;
const run = promisify(execFile);

/** Copies of what a stack keeps, by name: `.sluice/snapshots/<stack>/<name>`. */
export class Snapshots {
  readonly #data: string;
  readonly #folder: string;

  constructor(
    private readonly workFolder: string,
    private readonly stack: string,
  ) {
    this.#data = dataFolderOf(workFolder, stack);
    this.#folder = path.join(workFolder, "snapshots", path.basename(this.#data));
  }

  /**
   * Copies what is kept, in the place of a snapshot of this name.
   * @throws WorkFolderInUse while a local cloud runs: its files change while they are copied
   */
  async save(name: string): Promise<void> {
    const place = this.#placeOf(name);
    await this.#whileStopped(async () => {
      if (!existsSync(this.#data)) {
        throw new Error(`nothing of the stack "${this.stack}" is kept yet: start it (${callOf("dev")}), and stop it`);
      }
      await mkdir(this.#folder, { recursive: true, mode: PRIVATE_FOLDER });
      await replaceBy(place, this.#data);
    });
  }

  /**
   * Puts a snapshot in the place of what is kept.
   * @throws WorkFolderInUse while a local cloud runs; Error that names those that there are
   */
  async load(name: string): Promise<void> {
    const place = this.#placeOf(name);
    await this.#whileStopped(async () => {
      if (!existsSync(place)) {
        const known = this.list().map((snapshot) => snapshot.name);
        throw new Error(
          `there is no snapshot "${name}" of the stack "${this.stack}"; there are: ${known.join(", ") || "none"}`,
        );
      }
      await replaceBy(this.#data, place);
    });
  }

  /** Newest first. */
  list(): readonly { name: string; savedAt: Date }[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => NAME.test(name) && !isPartial(name))
      .map((name) => ({ name, savedAt: statSync(path.join(this.#folder, name)).ctime }))
      .sort((a, b) => b.savedAt.getTime() - a.savedAt.getTime());
  }

  #placeOf(name: string): string {
    if (NAME.test(name) && !isPartial(name)) return path.join(this.#folder, name);
    throw new Error(`"${name}" is no name for a snapshot: up to 64 letters, digits, points, dashes and underscores`);
  }

  async #whileStopped(action: () => Promise<void>): Promise<void> {
    const release = claimWorkFolder(this.workFolder);
    try {
      const servers = path.join(this.#data, "rds");
      for (const name of existsSync(servers) ? readdirSync(servers) : []) {
        await endLeftServer(path.join(servers, name));
      }
      await action();
    } finally {
      release();
    }
  }
}

/** Puts a copy of `source` in the place of `target`; an end in the middle leaves the one or the other whole. */
async function replaceBy(target: string, source: string): Promise<void> {
  const [draft, old] = [`${target}.new`, `${target}.gone`];
  await rm(draft, { recursive: true, force: true });
  await rm(old, { recursive: true, force: true });
  await mkdir(path.dirname(target), { recursive: true });
  // With owners: below root, what Postgres holds belongs to another user.
  if (process.platform === "win32") await cp(source, draft, { recursive: true, preserveTimestamps: true });
  else await run("cp", ["-a", source, draft]);
  if (existsSync(target)) await rename(target, old);
  await rename(draft, target);
  await rm(old, { recursive: true, force: true });
}

function isPartial(name: string): boolean {
  return name.endsWith(".new") || name.endsWith(".gone");
}
