import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { HostRequest } from "../systems/hostToKill";

/** A local cloud in a process of its own, which a test kills. */
export class KillableHost {
  readonly #lines: string[] = [];
  #onLine = () => {};

  private constructor(private readonly process: ChildProcess) {
    createInterface({ input: process.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      this.#lines.push(line);
      this.#onLine();
    });
  }

  static start(request: HostRequest): KillableHost {
    const hook = path.resolve("local", "evaluation", "typescript.cjs");
    const script = path.resolve("tests", "systems", "hostToKill.ts");
    const args = ["--require", hook, script, JSON.stringify(request)];
    return new KillableHost(spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] }));
  }

  /** Resolves with the first line that is so, past or to come. */
  async line(isSo: (line: string) => boolean = () => true): Promise<string> {
    for (;;) {
      const found = this.#lines.find(isSo);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#onLine = resolve;
      });
    }
  }

  /** As `kill -9` does. */
  kill(): void {
    this.process.kill("SIGKILL");
  }

  /** Resolves once it has ended. */
  async ended(): Promise<void> {
    if (this.process.signalCode === null && this.process.exitCode === null) await once(this.process, "exit");
  }
}
