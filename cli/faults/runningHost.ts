import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../../local/base/freePort";
import { buildServed } from "../build";
import type { Terminal } from "../load/progress";
import { type LocalAccess, readLocalAccess } from "../localAccess";
import { readOutputs } from "../outputsFile";
import type { HostFault, HostMessage, HostOptions } from "./hostMessages";
import { type Process, processesBelow } from "./processes";
import { SmallDisk } from "./smallDisk";

/** A host that was broken may not end as it should; its children end with it. */
const STOP_LIMIT_MS = 30_000;
const ROOT = path.join(__dirname, "..", "..");

/** A local cloud in a process of its own, which may be frozen and whose parts may be killed. */
export class RunningHost {
  readonly #warnings: string[] = [];
  private process: ChildProcess;

  private constructor(
    private readonly options: HostOptions,
    readonly disk: SmallDisk | undefined,
    private readonly terminal: Terminal,
  ) {
    this.process = this.#launch();
  }

  /**
   * @param keeps what it holds outlives {@link killAndStart}
   * @param wantsSmallDisk its files are on a disk of their own, which can be filled; where this machine allows that
   * @param terminal for lines that the host has for people
   * @throws Error with what the host wrote, when it does not come up
   */
  static async start(
    options: Omit<HostOptions, "workFolder" | "keepsAtPort">,
    { keeps = false, wantsSmallDisk = false }: { keeps?: boolean; wantsSmallDisk?: boolean },
    terminal: Terminal,
  ): Promise<RunningHost> {
    await buildServed({ folder: ROOT, stack: "local", config: { systems: options.systems } });
    const workFolder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-faults-")));
    const disk = wantsSmallDisk ? SmallDisk.mount(workFolder) : undefined;
    // Where the host runs as root, Postgres runs as nobody, who has to get there.
    chmodSync(workFolder, 0o755);
    const keepsAtPort = keeps ? { keepsAtPort: await freePort("the local cloud") } : {};
    const host = new RunningHost({ ...options, ...keepsAtPort, workFolder }, disk, terminal);
    try {
      await host.heard("ready");
      return host;
    } catch (error) {
      await host.stop();
      throw error;
    }
  }

  /**
   * Kills it and its databases at once, as `kill -9` does, and starts it again on what it has kept.
   * @throws Error with what the host wrote, when it does not come up
   */
  async killAndStart(databases: readonly Process[]): Promise<void> {
    const exited = once(this.process, "exit");
    this.process.kill("SIGKILL");
    for (const { pid } of databases) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // The end of the host has reached it first.
      }
    }
    await exited;
    this.process = this.#launch();
    await this.heard("ready");
  }

  get workFolder(): string {
    return this.options.workFolder;
  }

  /** Lines that the host had for people. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  get access(): LocalAccess {
    return readLocalAccess(this.workFolder);
  }

  get outputs(): Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>> {
    return readOutputs(this.workFolder) as Record<string, Record<string, unknown>>;
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** Its processes now: functions, tasks and databases, but not itself. */
  get processes(): readonly Process[] {
    return processesBelow(this.pid);
  }

  /** Puts a fault of the host's own in place, or takes it away. */
  async inject(fault: HostFault): Promise<void> {
    const done = this.heard("done");
    this.process.send(fault);
    await done;
  }

  /** Ends it with all that it started, and removes its files. */
  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const exited = once(this.process, "exit");
      if (this.process.connected) this.process.disconnect();
      const late = setTimeout(() => this.process.kill("SIGKILL"), STOP_LIMIT_MS);
      await exited;
      clearTimeout(late);
    }
    this.disk?.unmount();
    rmSync(this.workFolder, { recursive: true, force: true });
  }

  #launch(): ChildProcess {
    const child = fork(path.join(__dirname, "host.ts"), [JSON.stringify(this.options)], {
      cwd: ROOT,
      execArgv: ["--require", path.join(ROOT, "local", "evaluation", "typescript.cjs")],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      // A group of its own: Ctrl-C reaches the command, which ends the host.
      detached: true,
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#warnings.push(text.trim()));
    child.on("message", (message: HostMessage) => {
      if (message.kind !== "warning") return;
      this.#warnings.push(message.line);
      this.terminal.write(`${message.line}\n`);
    });
    return child;
  }

  private heard(kind: HostMessage["kind"]): Promise<void> {
    const { process } = this;
    return new Promise((resolve, reject) => {
      const listen = (message: HostMessage) => {
        if (message.kind !== kind) return;
        process.off("message", listen);
        process.off("exit", fail);
        resolve();
      };
      const fail = () =>
        reject(new Error(`the local cloud ended: ${this.warnings.slice(-3).join("; ") || "it wrote nothing"}`));
      process.on("message", listen);
      process.once("exit", fail);
    });
  }
}
