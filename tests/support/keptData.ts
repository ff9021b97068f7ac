import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type DataFolder, openDataFolder } from "../../local/base/dataFolder";
import type { JournalOptions } from "../../local/base/journal";
import { silentReport } from "../../local/base/report";
import { HeldClock } from "./heldClock";

/** A data folder that a test opens again and again, as starts of the local cloud do. */
export class KeptData {
  readonly #root = mkdtempSync(path.join(tmpdir(), "sluice-kept-"));
  #open: DataFolder | undefined;

  constructor() {
    // Where the tests run as root, Postgres runs as nobody, who has to get there.
    chmodSync(this.#root, 0o755);
  }

  /** For a process that opens it itself. */
  get root(): string {
    return path.join(this.#root, "data");
  }

  /** Opens it; what was open before is closed. @param writing how its journals write */
  open(writing: Pick<JournalOptions, "write"> = {}): DataFolder {
    this.#open?.close();
    const parts = { clock: new HeldClock(0), report: silentReport, ...writing };
    this.#open = openDataFolder(this.root, { project: "sluice", stack: "test" }, parts);
    return this.#open;
  }

  /** Bytes of a service's journal. */
  bytes(service: string): number {
    const file = this.#journal(service);
    return existsSync(file) ? statSync(file).size : 0;
  }

  /** Leaves so many bytes of a service's journal, as a write that was cut off does; what is open has to be opened again. */
  cut(service: string, bytes: number): void {
    this.#open?.close();
    this.#open = undefined;
    truncateSync(this.#journal(service), bytes);
  }

  #journal(service: string): string {
    return path.join(this.root, service, "journal");
  }

  remove(): void {
    this.#open?.close();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
