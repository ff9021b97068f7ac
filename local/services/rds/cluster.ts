import { existsSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { callOf } from "../../base/calledAs";
import type { PostgresSpec } from "./rds";

/** Facts of a cluster that its servers do not change; written when it is complete. */
interface ClusterFacts {
  /** Version of its files, which a server of another does not read. */
  postgres: string;
  username: string;
  databaseName?: string;
}

const PRIVATE_FILE = 0o600;

/** The data of one server, below a folder of the local cloud's own. */
export class Cluster {
  readonly folder: string;
  readonly #facts: string;

  constructor(
    parent: string,
    readonly identifier: string,
  ) {
    this.folder = path.join(parent, identifier);
    this.#facts = path.join(this.folder, "sluice.json");
  }

  /** It has its user and its database: what a server left behind that was killed while it was made does not count. */
  get isComplete(): boolean {
    return existsSync(this.#facts);
  }

  /** @param version of the binaries: `"18.4"` */
  async complete({ username, databaseName }: PostgresSpec, version: string): Promise<void> {
    const facts: ClusterFacts = {
      postgres: majorOf(version),
      username,
      ...(databaseName !== undefined && { databaseName }),
    };
    await writeFile(`${this.#facts}.new`, JSON.stringify(facts), { mode: PRIVATE_FILE });
    await rename(`${this.#facts}.new`, this.#facts);
  }

  /**
   * Tells if it is the cluster of an instance as the program declares it; another user or database is a replacement on RDS.
   *
   * @throws Error where another version of Postgres has written it
   */
  async fits({ username, databaseName }: PostgresSpec, version: string): Promise<boolean> {
    const facts = JSON.parse(await readFile(this.#facts, "utf8")) as ClusterFacts;
    if (facts.postgres !== majorOf(version)) {
      throw new Error(
        `the data of ${this.identifier} in ${this.folder} was written by Postgres ${facts.postgres}, and this is ${version}: ` +
          `go back to that version, or empty it with ${callOf("reset")}`,
      );
    }
    return facts.username === username && facts.databaseName === databaseName;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

function majorOf(version: string): string {
  return version.split(".")[0] ?? version;
}
