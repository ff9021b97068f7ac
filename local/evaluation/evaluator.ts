import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Clock, Timer } from "../base/clock";
import { endWithHost } from "../base/lifeline";
import type { Report } from "../base/report";
import { stateOfFiles } from "./fileStates";
import {
  type EngineCalls,
  type FromProgram,
  FUNCTION_CACHE,
  PROGRAM_VARIABLE,
  type ProgramSettings,
  type ToProgram,
  TYPESCRIPT_HOOK,
} from "./protocol";

/** The program did not come to its end; the message is for the person who wrote it. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
}

/** A program that came to its end. */
export type Evaluation = Omit<Extract<FromProgram, { kind: "done" }>, "kind">;

export interface EvaluatorOptions {
  /** Absolute path of `.sluice/`. */
  workFolder: string;
  clock: Clock;
  report: Report;
  /** Absolute path of the program's folder: its process uses the Pulumi SDK that is installed there. */
  programFolder?: string;
  /**
   * Loads the process of the next evaluation ahead of time, when one has ended: a second of processor time, and memory.
   * @default false
   */
  loadsAhead?: boolean;
  /** How long a program may compute or wait without asking for anything, in milliseconds. @default 60,000 */
  silenceLimitMs?: number;
}

const WARM_AFTER_MS = 1000;
/** TypeScript in a checkout, JavaScript in a package. */
const MAIN = require.resolve("./main");

/**
 * Runs Pulumi programs, each evaluation in a process of its own. Where more than one is expected, the process of the next is loaded and
 * waits, so that an evaluation after the first need not wait for Pulumi to load.
 */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #processes = new Set<ChildProcess>();
  #spare: ChildProcess | undefined;
  #stopped = false;
  #warming: Timer | undefined;
  /** Paths of the packages' modules that the last program that succeeded loaded. */
  #modules: readonly string[] = [];
  /** The state of these modules when the spare process was told to load them. */
  #warmed = "";

  constructor(options: EvaluatorOptions) {
    this.#options = options;
  }

  /**
   * Loads a process ahead of time. Not needed, but the sooner the better.
   * @param main the program's main file
   */
  warm(main?: string): void {
    if (this.#spare || this.#stopped) return;
    this.#spare = this.#spawn();
    this.#warmed = stateOfFiles(this.#modules);
    send(this.#spare, { kind: "warm", modules: this.#modules, main });
  }

  /**
   * Runs the program to its end.
   * @param kept results of sections that are left out, by name
   * @throws EvaluationError when it fails, for whatever reason; by then every call to `engine` has ended
   */
  async evaluate(
    program: ProgramSettings,
    engine: EngineCalls,
    kept: Readonly<Record<string, unknown>> = {},
  ): Promise<Evaluation> {
    if (this.#spare && stateOfFiles(this.#modules) !== this.#warmed) {
      this.#spare.kill("SIGKILL");
      this.#spare = undefined;
    }
    this.warm();
    const child = this.#spare;
    if (!child) throw new EvaluationError("the local cloud has been stopped");
    this.#spare = undefined;
    const codeFolder = path.join(this.#options.workFolder, "code");
    try {
      const evaluation = await this.#converse(child, { kind: "evaluate", program, codeFolder, kept }, engine);
      const others = Object.keys(kept).length > 0 ? this.#modules : [];
      this.#modules = [...new Set([...others, ...evaluation.modules])];
      return evaluation;
    } finally {
      if (this.#options.loadsAhead) this.#warmLater();
    }
  }

  /** Whoever waits for the evaluation that has ended gets the processor first. */
  #warmLater(): void {
    this.#warming?.cancel();
    this.#warming = this.#options.clock.after(WARM_AFTER_MS, () => this.warm());
  }

  /** Ends every process; an evaluation that is under way fails. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#warming?.cancel();
    const ended = [...this.#processes].map((child) => new Promise((resolve) => child.once("exit", resolve)));
    for (const child of this.#processes) child.kill("SIGKILL");
    await Promise.all(ended);
  }

  async #converse(child: ChildProcess, message: ToProgram, engine: EngineCalls): Promise<Evaluation> {
    const answering = new Set<Promise<void>>();
    let silence: Timer | undefined;
    try {
      return await new Promise<Evaluation>((resolve, reject) => {
        const fail = (message: string) => reject(new EvaluationError(message));
        const limitMs = this.#options.silenceLimitMs ?? 60_000;
        const listen = () => {
          silence?.cancel();
          silence = this.#options.clock.after(limitMs, () => {
            if (answering.size > 0) listen();
            else
              fail(`the program has done nothing visible for ${limitMs / 1000} s: does it loop or wait for something?`);
          });
        };

        child.on("message", (message: FromProgram) => {
          listen();
          if (message.kind === "done") resolve(message);
          else if (message.kind === "failed") fail(message.message);
          else if (message.kind === "progress") engine.progress?.(message.progress);
          else {
            const answered = answer(child, message, engine).finally(() => answering.delete(answered));
            answering.add(answered);
          }
        });
        child.on("error", (error) => fail(`the program's process failed: ${error.message}`));
        child.on("exit", (code, signal) => {
          if (this.#stopped) fail("the local cloud was stopped before the program came to its end");
          else fail(`the program ended its process (${signal ?? `exit code ${code}`})`);
        });
        listen();
        send(child, message);
      });
    } finally {
      silence?.cancel();
      child.kill("SIGKILL");
      await Promise.all(answering);
    }
  }

  #spawn(): ChildProcess {
    const child = fork(MAIN, [], {
      execArgv: ["--require", TYPESCRIPT_HOOK],
      env: environment(this.#options.programFolder),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    endWithHost(child);
    this.#processes.add(child);
    child.on("exit", () => {
      this.#processes.delete(child);
      if (this.#spare === child) this.#spare = undefined;
    });
    // Without a listener, a process that cannot be spawned would end this one.
    child.on("error", (error) => this.#options.report.warn("program", error.message));
    if (child.stdout) lines(child.stdout, (line) => this.#options.report.log("program", line));
    if (child.stderr) lines(child.stderr, (line) => this.#options.report.warn("program", line));
    return child;
  }
}

async function answer(
  child: ChildProcess,
  message: Extract<FromProgram, { kind: "register" | "invoke" }>,
  engine: EngineCalls,
): Promise<void> {
  const { call } = message;
  try {
    const result =
      message.kind === "register"
        ? await engine.register(message.registration)
        : await engine.invoke(message.token, message.args);
    send(child, { kind: "answer", call, result });
  } catch (error) {
    send(child, { kind: "refusal", call, message: error instanceof Error ? error.message : String(error) });
  }
}

function send(child: ChildProcess, message: ToProgram): void {
  // A process that has ended is noticed by its exit; what was meant for it is moot.
  if (child.connected) child.send(message, () => {});
}

function lines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on("line", onLine);
}

/** This process's environment without anything that leads to a real account or steers a real deployment. */
function environment(programFolder: string | undefined): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS|PULUMI)_/.test(name));
  return {
    ...Object.fromEntries(inherited),
    ...(programFolder !== undefined && { [PROGRAM_VARIABLE]: programFolder }),
    SLUICE_BUNDLES: path.join(FUNCTION_CACHE, "bundles"),
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}
