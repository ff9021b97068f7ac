import path from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Json } from "../json";

/**
 * The bounds of an expression. AWS's bounds on depth and memory are not documented; they were measured from outside, to the step, in issue
 * 2737 of floci-io/floci: nesting of 100 (an addition of 100 terms passes, one of 101 does not), a sequence of 873,782 numbers, a text of
 * 2^22 characters and not of 2^23, and 360,145 elements of `$range`. How long AWS lets an expression run is not known.
 */
const LIMITS = { depth: 100, elements: 873_782, text: 8 * 873_782, range: 360_145, compiled: 1000 };

/** Milliseconds that an expression may run. */
const LONGEST_MS = 5000;

/** Ends this much later, in milliseconds, what JSONata's own look at the clock does not see: a regular expression, for one. */
const GRACE_MS = 200;
/** Milliseconds within which a thread has to be ready, on whatever machine. */
const LONGEST_START_MS = 60_000;

/** An evaluation that failed, in JSONata's words. */
export class EvaluationProblem extends Error {
  override readonly name = "EvaluationProblem";

  /** @param code of JSONata, such as `"T2001"`; what breaks a bound has none */
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

/** The result is a function, which is no data. */
export class UnsupportedResult extends Error {
  override readonly name = "UnsupportedResult";
}

const STACK =
  "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive";
const MEMORY = "Expression evaluation memory limit exceeded: Check for excessive memory usage";
const TIME = "Expression evaluation timeout: Check for infinite loop";

/** Codes that JSONata itself has for its bounds on depth, time and sequences. */
const BOUNDS: Readonly<Record<string, string>> = { D1011: STACK, D1012: TIME, D2014: MEMORY, D2015: MEMORY };

interface Reply {
  json?: string;
  problem?: { code?: string; message: string; limit?: "memory" | "type" };
}

export interface EvaluatorOptions {
  /** Milliseconds since the Unix epoch, for `$now()` and `$millis()`. */
  now(): number;
  /** Milliseconds that an expression may run. @default 5000 */
  longestMs?: number;
}

/**
 * Evaluates JSONata by the package `jsonata`, one expression at a time.
 *
 * No expression can hang the local cloud: each runs in a thread (evaluationThread.cjs), for which the host waits, and which it ends when the
 * time is up, in the middle of a loop or of a regular expression. JSONata's own bounds end deep recursion and long sequences before that.
 */
export class Evaluator {
  readonly #longestMs: number;

  constructor(private readonly options: EvaluatorOptions) {
    this.#longestMs = options.longestMs ?? LONGEST_MS;
  }

  /**
   * @param bindings the variables by their names, without `$`
   * @returns `undefined` where the expression has no value
   * @throws EvaluationProblem, UnsupportedResult
   */
  evaluate(expression: string, bindings: Readonly<Record<string, Json>>): Json | undefined {
    const thread = threads.get(this.#longestMs) ?? startThread(this.#longestMs);
    const request = { expression, bindings: JSON.stringify(bindings), time: this.options.now() };
    const reply = answerOf(thread, request, this.#longestMs + GRACE_MS);
    if (reply === undefined) {
      threads.delete(this.#longestMs);
      void thread.worker.terminate();
      throw new EvaluationProblem(TIME);
    }
    const { json, problem } = reply;
    if (problem !== undefined) throw problemOf(problem);
    return json === undefined ? undefined : (JSON.parse(json) as Json);
  }
}

interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
  /** One number: how often the thread has told that it is ready, or has answered. */
  readonly states: Int32Array;
}

/** Threads by the time that expressions have in them, started at the first one: most programs have none. */
const threads = new Map<number, Thread>();

function startThread(longestMs: number): Thread {
  const { port1: port, port2 } = new MessageChannel();
  const states = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(path.join(__dirname, "evaluationThread.cjs"), {
    workerData: { port: port2, states, limits: { ...LIMITS, ms: longestMs } },
    transferList: [port2],
    // It is no program of ours: it takes nothing of the host's hooks and credentials.
    ...{ execArgv: [], env: {} },
  });
  worker.unref();
  if (Atomics.wait(states, 0, 0, LONGEST_START_MS) === "timed-out") {
    void worker.terminate();
    throw new Error(`the thread that evaluates JSONata was not ready within ${LONGEST_START_MS / 1000} s`);
  }
  const thread = { worker, port, states };
  threads.set(longestMs, thread);
  return thread;
}

/** Waits, with the whole thread of the host, for an answer: the interpreter of state machines goes on with its value. */
function answerOf({ port, states }: Thread, request: object, waitMs: number): Reply | undefined {
  const before = Atomics.load(states, 0);
  port.postMessage(request);
  if (Atomics.wait(states, 0, before, waitMs) === "timed-out") return undefined;
  return receiveMessageOnPort(port)?.message as Reply | undefined;
}

function problemOf({ code, message, limit }: NonNullable<Reply["problem"]>): Error {
  if (limit === "type") return new UnsupportedResult();
  if (limit === "memory" || /^Invalid (string|array) length$/.test(message)) return new EvaluationProblem(MEMORY);
  if (message === "Maximum call stack size exceeded") return new EvaluationProblem(STACK);
  const bound = code === undefined ? undefined : BOUNDS[code];
  return bound === undefined ? new EvaluationProblem(message, code) : new EvaluationProblem(bound);
}
