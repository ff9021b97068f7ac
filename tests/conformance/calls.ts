/**
 * A step of a row: a call of the API, whose answer may be given a name, or a wait in seconds. A text in a call's parameters that
 * begins with `$` stands for a value from before: `"$first.Messages.0.ReceiptHandle"`.
 */
export type Step = readonly [operation: string, parameters: object, name?: string] | readonly ["wait", seconds: number];

/** An input that is calls, one after the other: the answer to the last one is the row's. */
export interface Calls {
  readonly calls: readonly Step[];
  /** The part of the answer that is looked at, with `*` for every entry of a list: `"Messages.*.Body"`. */
  readonly see?: string;
  /** Two values of named answers: the row's answer is whether they are the same one. */
  readonly same?: readonly [string, string];
}

/** A refusal as every SDK shows it. */
export interface Refusal {
  /** `Error.Code` of botocore. */
  readonly error: string;
  readonly message: string;
  readonly status: number;
  /** The name of the error's shape, where it is another one than the code. */
  readonly type?: string;
  /** The item that is why, of DynamoDB. */
  readonly Item?: unknown;
  /** A reason for each of a transaction's actions, of DynamoDB. */
  readonly CancellationReasons?: unknown;
}

/** A service that calls are made on, and its time. */
export interface Caller {
  /** @returns the answer, or a {@link Refusal} */
  call(operation: string, parameters: object): Promise<unknown>;
  wait(seconds: number): Promise<void> | void;
}

/** Makes the calls of a row. Only the last one may be refused. */
export async function answerOf(
  { calls, see, same }: Calls,
  caller: Caller,
  known: Record<string, unknown>,
): Promise<unknown> {
  const values: Record<string, unknown> = { ...known };
  let last: unknown;
  for (const [at, [operation, given, name]] of calls.entries()) {
    if (typeof given === "number") {
      await caller.wait(given);
      continue;
    }
    last = await caller.call(operation, filled(given, values) as object);
    if (name !== undefined) values[name] = last;
    if (isRefusal(last) && at < calls.length - 1) {
      throw new Error(`call ${at + 1} of ${calls.length}, ${operation}, is refused: ${last.error}: ${last.message}`);
    }
  }
  if (same) return valueAt(values, same[0]) === valueAt(values, same[1]);
  return see === undefined || isRefusal(last) ? last : valueAt(last, see);
}

function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === "object" && answer !== null && "error" in answer && "status" in answer;
}

function filled(given: unknown, values: Record<string, unknown>): unknown {
  // A path of JSON ("$.detail") is itself.
  if (typeof given === "string" && /^\$[^.[]/.test(given)) return valueAt(values, given.slice(1));
  if (Array.isArray(given)) return given.map((each) => filled(each, values));
  if (typeof given !== "object" || given === null || given instanceof Date) return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, filled(value, values)]));
}

function valueAt(value: unknown, path: string): unknown {
  return at(value, path.split("."));
}

/** The value at a path; nothing where an answer leaves a list out. */
function at(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (name === "*") return ((value ?? []) as unknown[]).map((each) => at(each, rest));
  return at((value as Record<string, unknown> | undefined)?.[name], rest);
}
