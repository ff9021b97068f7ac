import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Context, createContext, Script } from "node:vm";
import type { Json } from "../json";

/**
 * The bounds of an expression. AWS's bounds on depth and memory are not documented; they were measured from outside, to the step, in issue
 * 2737 of floci-io/floci: nesting of 100 (an addition of 100 terms passes, one of 101 does not), a sequence of 873,782 numbers, a text of
 * 2^22 characters and not of 2^23, and 360,145 elements of `$range`. How long AWS lets an expression run is not known.
 */
const LIMITS = { depth: 100, elements: 873_782, text: 8 * 873_782, range: 360_145, compiled: 1000 };

/** Milliseconds that an expression may run. */
const LONGEST_MS = 5000;

const HASHES: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

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
  /** From 0 (included) to 1 (excluded). */
  random(): number;
  /** Milliseconds that an expression may run. @default 5000 */
  longestMs?: number;
}

/**
 * Evaluates JSONata by the package `jsonata`, one expression at a time.
 *
 * No expression can hang the local cloud: each runs in a context of its own whose promises are all settled before the call returns, and V8
 * stops the whole context when the time is up, in the middle of a loop or of a regular expression. JSONata's own bounds end deep recursion
 * and long sequences before that.
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
    const sandbox = sandboxes.get(this.#longestMs) ?? createSandbox(this.#longestMs);
    current = this.options;
    sandbox.request = [expression, JSON.stringify(bindings)];
    let reply: Reply;
    try {
      reply = RUN.runInContext(sandbox, { timeout: this.#longestMs }) as Reply;
    } catch (error) {
      // Otherwise the next call would go on with what this expression had begun.
      sandboxes.delete(this.#longestMs);
      if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") throw new EvaluationProblem(TIME);
      throw error;
    }
    const { json, problem } = reply;
    if (problem !== undefined) throw problemOf(problem);
    return json === undefined ? undefined : (JSON.parse(json) as Json);
  }
}

/** Contexts by the time that expressions have in them, made at the first one: most programs have none. */
const sandboxes = new Map<number, Context>();

/** The clock and the dice of the evaluation that runs: there is never more than one. */
let current: EvaluatorOptions = { now: Date.now, random: Math.random };

const HOST = {
  now: () => current.now(),
  random: () => current.random(),
  uuid: randomUUID,
  hash: (text: string, algorithm: string) =>
    Object.hasOwn(HASHES, algorithm)
      ? createHash(HASHES[algorithm] ?? "")
          .update(text)
          .digest("hex")
      : undefined,
};

function createSandbox(longestMs: number): Context {
  const limits = { ...LIMITS, ms: longestMs };
  const context = createContext({ host: HOST, limits }, { microtaskMode: "afterEvaluate" });
  sources().runInContext(context);
  sandboxes.set(longestMs, context);
  return context;
}

const RUN = new Script("evaluate(...request)");

let loaded: Script | undefined;

/** The package and what surrounds it, as one script. */
function sources(): Script {
  const read = (file: string) => readFileSync(file, "utf8");
  loaded ??= new Script(
    `globalThis.evaluate = (() => {
      const module = { exports: {} };
      const exports = module.exports;
      ${read(require.resolve("jsonata/jsonata.min.js"))}
      ;return (${read(path.join(__dirname, "sandbox.cjs")).trim().replace(/;$/, "")})(module.exports, host, limits);
    })();`,
    { filename: "jsonata" },
  );
  return loaded;
}

function problemOf({ code, message, limit }: NonNullable<Reply["problem"]>): Error {
  if (limit === "type") return new UnsupportedResult();
  if (limit === "memory" || /^Invalid (string|array) length$/.test(message)) return new EvaluationProblem(MEMORY);
  if (message === "Maximum call stack size exceeded") return new EvaluationProblem(STACK);
  const bound = code === undefined ? undefined : BOUNDS[code];
  return bound === undefined ? new EvaluationProblem(message, code) : new EvaluationProblem(bound);
}
