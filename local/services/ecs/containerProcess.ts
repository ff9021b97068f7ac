import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { endWithHost } from "../../base/lifeline";
import { killGroup } from "./processGroup";

export interface ContainerExit {
  /** As Docker says it: 128 plus the signal's number for a process that a signal ended. */
  exitCode: number;
  outOfMemory: boolean;
}

export interface ContainerProcessOptions {
  /** Arguments of Node: its options, the program, the program's arguments. */
  arguments: readonly string[];
  folder: string;
  variables: Readonly<Record<string, string>>;
  onLine(text: string): void;
}

/** The program of one container: a Node process in a process group of its own, which what it starts belongs to. */
export class ContainerProcess {
  /** Resolves when the process and whatever it started are gone. Never rejects. */
  readonly ended: Promise<ContainerExit>;
  readonly #process: ChildProcess;
  #outOfMemory = false;

  constructor(options: ContainerProcessOptions) {
    this.#process = spawn(process.execPath, options.arguments, {
      cwd: options.folder,
      env: { ...options.variables },
      // The channel tells the process when the host is gone.
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Ctrl-C at the terminal reaches the host only, which then stops its tasks as ECS does.
      detached: true,
    });
    endWithHost(this.#process);
    this.#watchOutput(options.onLine);
    this.ended = this.#watchEnd(options.onLine);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Asks the program to end: SIGTERM to the first process, as Docker sends it. */
  terminate(): void {
    this.#process.kill("SIGTERM");
  }

  /** Ends everything in the container at once. */
  kill(): void {
    killGroup(this.#process);
  }

  async #watchEnd(onLine: (text: string) => void): Promise<ContainerExit> {
    const child = this.#process;
    // When its first process ends, a container ends.
    child.once("exit", () => killGroup(child));
    try {
      const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
      if (this.#outOfMemory) return { exitCode: 128 + constants.signals.SIGKILL, outOfMemory: true };
      const exitCode = signal === null ? (code ?? 0) : 128 + constants.signals[signal];
      return { exitCode, outOfMemory: false };
    } catch (error) {
      onLine(`the process could not be started: ${error instanceof Error ? error.message : String(error)}`);
      return { exitCode: 1, outOfMemory: false };
    }
  }

  #watchOutput(onLine: (text: string) => void): void {
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        this.#outOfMemory ||= line.includes("JavaScript heap out of memory");
        onLine(line);
      });
    }
  }
}
