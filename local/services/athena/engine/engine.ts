import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Clock } from "../../../base/clock";
import { endWithHost } from "../../../base/lifeline";
import type { Report } from "../../../base/report";
import { GIVEN_UP, Restarts } from "../../../base/restarts";
import { QueryError } from "../queryError";
import type { EngineAnswer, EngineMethod, EngineRequest, EngineResult, EngineSession } from "./engineSession";

const HOOK = require.resolve("../../../evaluation/typescript.cjs");

/** The engine ended in the middle of something, which may be asked for again: queries change nothing. */
export class EngineDied extends Error {
  override readonly name = "EngineDied";

  constructor() {
    super("the query engine ended by itself");
  }
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** One process that DuckDB runs in, with what was asked of it and is not answered yet. */
class EngineProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;
  #isStopped = false;
  isOver = false;

  constructor(onEnd: (how: string) => void) {
    // Structured clones: rows of texts are a third of the size of their JSON, and columns' types are maps.
    this.#child = fork(require.resolve("./engineProcess"), [], {
      execArgv: ["--require", HOOK],
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"))),
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      serialization: "advanced",
      // A group of its own: Ctrl-C in the terminal reaches the host alone, which ends what it started.
      detached: true,
    });
    endWithHost(this.#child);
    this.#child.on("message", (answer: EngineAnswer) => this.#settle(answer));
    const end = (how: string) => {
      if (this.isOver) return;
      this.isOver = true;
      for (const { reject } of this.#waiting.values()) reject(new EngineDied());
      this.#waiting.clear();
      if (!this.#isStopped) onEnd(how);
    };
    this.#child.once("exit", (code, signal) => end(signal ?? `exit code ${code}`));
    this.#child.once("error", ({ message }) => end(message));
  }

  call(session: number, method: EngineMethod, parameters: readonly unknown[]): Promise<unknown> {
    if (this.isOver) return Promise.reject(new EngineDied());
    this.#requests += 1;
    const request: EngineRequest = { id: this.#requests, session, method, parameters };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      // A request that cannot be sent is answered by the end of the process.
      this.#child.send(request, () => {});
    });
  }

  async stop(): Promise<void> {
    if (this.isOver) return;
    this.#isStopped = true;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }

  #settle(answer: EngineAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("result" in answer) waiting?.resolve(answer.result);
    else waiting?.reject(errorOf(answer.error));
  }
}

function errorOf({ code, message }: { code?: string; message: string }): Error {
  return code === undefined ? new Error(message) : new QueryError(code, message.slice(`${code}: `.length));
}

/** Runs DuckDB in a process of its own, from the first query on; one that ends by itself is followed by another with the next query. */
export class DuckDbEngine {
  #process: EngineProcess | undefined;
  #sessions = 0;
  #isStopped = false;
  #isGivenUp = false;
  readonly #restarts: Restarts;

  constructor(private readonly deps: { clock: Clock; report: Report }) {
    this.#restarts = new Restarts(deps.clock);
  }

  /** @throws EngineDied */
  async open(): Promise<EngineSession> {
    if (this.#isGivenUp || this.#isStopped) throw new EngineDied();
    this.#process ??= new EngineProcess((how) => this.#hasEnded(how));
    const process = this.#process;
    this.#sessions += 1;
    const session = this.#sessions;
    const call = (method: EngineMethod, ...parameters: readonly unknown[]) => process.call(session, method, parameters);
    const tell = (method: EngineMethod) => void call(method).catch(() => {});
    await call("open");
    return {
      get isOver() {
        return process.isOver;
      },
      value: (...given) => call("value", ...given),
      query: (sql) => call("query", sql) as Promise<EngineResult>,
      run: async (sql) => void (await call("run", sql)),
      createTable: async (...given) => void (await call("createTable", ...given)),
      appendTexts: async (...given) => void (await call("appendTexts", ...given)),
      appendLines: async (...given) => void (await call("appendLines", ...given)),
      closeTable: async (name) => void (await call("closeTable", name)),
      interrupt: () => tell("interrupt"),
      close: () => tell("close"),
    };
  }

  /** Ends the process, for nobody has a query for it; the next query starts another. */
  async rest(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.stop();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.rest();
  }

  #hasEnded(how: string): void {
    this.#process = undefined;
    this.#isGivenUp = this.#restarts.ended() === undefined;
    const next = this.#isGivenUp ? `. ${GIVEN_UP}` : "; the queries that it had in hand are run again, once";
    this.deps.report.warn("athena", `The query engine ended by itself (${how})${next}`);
  }
}
