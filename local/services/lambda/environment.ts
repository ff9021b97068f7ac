import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { endWithHost } from "../../base/lifeline";
import type { FunctionSpec } from "./lambda";
import type { EnvironmentMessage, ErrorDocument, HostMessage } from "./runtime/messages";

/** Share of the function's memory that V8's old space may take, as AWS's Node runtime sets it. */
const OLD_SPACE_SHARE = 0.9;

export interface EnvironmentOptions {
  spec: FunctionSpec;
  /** Absolute path of the bundled runtime. */
  runtimeFile: string;
  /** Folders from which the AWS SDK is looked for, in turn. */
  sdkFolders: readonly string[];
  /** Leaves the processors to other processes that want them: nobody waits for its answers. */
  yields: boolean;
  variables: Readonly<Record<string, string>>;
  onLine(text: string): void;
}

export type InitOutcome = { kind: "ready" } | { kind: "initError"; error: ErrorDocument } | Death;

export type InvocationOutcome =
  | { kind: "result"; payload: string; maxMemoryBytes: number }
  | { kind: "error"; error: ErrorDocument; maxMemoryBytes: number; fatal: boolean }
  | Death;

/** `reason` in AWS's words: `"exit status 1"`, `"signal: killed"`; `undefined` for an exit with status 0. */
export interface Death {
  kind: "death";
  reason: string | undefined;
}

/**
 * One execution environment: a Node process that has one function loaded and runs one invocation at a time.
 *
 * On AWS an environment has processors of its own. Here all share those of this machine, so a flood that consumers work off would make
 * everybody wait who asks an API something: environments that only queues and streams call yield.
 */
export class Environment {
  /** Resolves when the process and whatever it started are gone. */
  readonly ended: Promise<Death>;
  readonly ready: Promise<InitOutcome>;
  readonly #process: ChildProcess;
  #settle: ((message: EnvironmentMessage) => void) | undefined;
  #outOfMemory = false;

  constructor(options: EnvironmentOptions) {
    const { spec } = options;
    this.#process = fork(options.runtimeFile, [], {
      cwd: spec.codeFolder,
      env: { ...options.variables },
      execArgv: [`--max-old-space-size=${Math.floor(spec.memoryMb * OLD_SPACE_SHARE)}`],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // A process group of its own: what the function starts dies with it, and Ctrl-C at the terminal reaches the host only.
      detached: true,
    });
    endWithHost(this.#process);
    if (options.yields && this.#process.pid !== undefined)
      setPriority(this.#process.pid, constants.priority.PRIORITY_LOW);
    this.ended = this.#watchEnd();
    this.#watchOutput(options.onLine);
    this.#process.on("message", (message: EnvironmentMessage) => {
      if (message.kind === "line") {
        options.onLine(message.text);
      } else {
        this.#settle?.(message);
      }
    });

    this.ready = this.#answer<InitOutcome>();
    this.#send({
      kind: "init",
      codeFolder: spec.codeFolder,
      handler: spec.handler,
      sdkFolders: options.sdkFolders,
      runtime: spec.runtime,
      logFormat: spec.logFormat,
      applicationLogLevel: spec.applicationLogLevel ?? "INFO",
    });
  }

  /** Runs one invocation; the caller waits for it before it sends another. */
  invoke(request: Omit<Extract<HostMessage, { kind: "invoke" }>, "kind">): Promise<InvocationOutcome> {
    const outcome = this.#answer<InvocationOutcome>();
    this.#send({ kind: "invoke", ...request });
    return outcome;
  }

  /** Ends the process at once, with everything it started. */
  kill(): Promise<Death> {
    this.#killGroup();
    return this.ended;
  }

  /** Resolves with the process's next answer, or with its death if that comes first. */
  #answer<T extends InitOutcome | InvocationOutcome>(): Promise<T> {
    const message = new Promise<T>((resolve) => {
      this.#settle = (answer) => resolve(answer as T);
    });
    return Promise.race([message, this.ended as Promise<T>]);
  }

  #send(message: HostMessage): void {
    // A process that is already gone is noticed through `ended`; the error of the closed channel says no more.
    this.#process.send(message, () => {});
  }

  async #watchEnd(): Promise<Death> {
    const child = this.#process;
    child.once("exit", () => this.#killGroup());
    // Answers that were sent just before the end are read before the channel closes.
    const disconnected = once(child, "disconnect");
    const closed = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
    const [code, signal] = await closed;
    await disconnected;
    if (this.#outOfMemory) {
      return { kind: "death", reason: "signal: killed" };
    }
    if (signal !== null) {
      return { kind: "death", reason: signalReason(signal) };
    }
    return { kind: "death", reason: code === 0 || code === null ? undefined : `exit status ${code}` };
  }

  /** Reads what native code prints, which goes past the runtime's redirection; V8's complaint about a full heap is such a line. */
  #watchOutput(onLine: (text: string) => void): void {
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream !== null) {
        createInterface({ input: stream }).on("line", (line) => {
          this.#outOfMemory ||= line.includes("JavaScript heap out of memory");
          onLine(line);
        });
      }
    }
  }

  #killGroup(): void {
    const { pid } = this.#process;
    if (pid !== undefined) {
      try {
        process.kill(-pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
          throw error;
        }
      }
    }
  }
}

/** AWS names signals as Go does. */
function signalReason(signal: NodeJS.Signals): string {
  const names: Partial<Record<NodeJS.Signals, string>> = {
    SIGKILL: "killed",
    SIGABRT: "aborted",
    SIGSEGV: "segmentation fault",
    SIGTERM: "terminated",
  };
  return `signal: ${names[signal] ?? signal}`;
}
