import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { familyOf } from "./processes";

const ROOT = path.resolve();

/** A command of `sluice` in a process group of its own. */
export class CliProcess {
  readonly process: ChildProcess;
  #text = "";
  #waiting: (() => void)[] = [];

  /**
   * @param command such as `"dev"`
   * @param folder where it is started
   */
  constructor(command: string, folder: string, ...args: string[]) {
    this.process = spawn(process.execPath, [path.join(ROOT, "cli", "sluice.cjs"), command, ...args], {
      cwd: folder,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#text += text;
        for (const check of this.#waiting) check();
      });
    }
  }

  get text(): string {
    return this.#text;
  }

  /** Resolves when the output holds the text. */
  async printed(text: string): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = () => {
        if (this.#text.includes(text)) resolve();
      };
      this.#waiting.push(check);
      check();
    });
  }

  /** The exit code, once the process and its output have ended. */
  async ended(): Promise<number | null> {
    const [code] = await once(this.process, "close");
    return code as number | null;
  }

  /** This process and all that it has started by now. */
  get family(): readonly number[] {
    return familyOf(Number(this.process.pid));
  }

  /** As Ctrl-C in a terminal does: to every process of the group. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-Number(this.process.pid), signal);
  }
}
