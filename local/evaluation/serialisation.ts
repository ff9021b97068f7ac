import { type Callable, scopesOf } from "./capturedVariables";

/** Modules of Pulumi's serialiser of functions, with what is called through them; they are not in its types. */
const v8 = require("@pulumi/pulumi/runtime/closure/v8") as {
  getFunctionLocationAsync(fn: Callable): Promise<{ file: string; line: number; column: number }>;
  lookupCapturedVariableValueAsync(fn: Callable, variable: string, throwOnFailure: boolean): Promise<unknown>;
};
const createClosure = require("@pulumi/pulumi/runtime/closure/createClosure") as {
  createClosureInfoAsync(fn: Callable, ...rest: readonly unknown[]): Promise<unknown>;
};
const parser = require("@pulumi/pulumi/runtime/closure/parseFunction") as { parseFunction(text: string): unknown };

/**
 * Makes Pulumi's serialiser faster, and leaves its results as they are:
 * - the variables that a function captures are looked up once a function, not three questions to V8 for each of them;
 * - functions of the same text are parsed once;
 * - where functions stand in their files is asked only once something cannot be serialised: then Pulumi's own way is gone
 *   again, for its message.
 */
export function serialiseFaster(): void {
  const { getFunctionLocationAsync, lookupCapturedVariableValueAsync } = v8;
  const { createClosureInfoAsync } = createClosure;
  const { parseFunction } = parser;
  let explaining = 0;

  v8.getFunctionLocationAsync = async (fn) =>
    explaining > 0 ? getFunctionLocationAsync(fn) : { file: "", line: 0, column: 0 };
  v8.lookupCapturedVariableValueAsync = async (fn, variable, throwOnFailure) => {
    const scopes = explaining > 0 ? undefined : scopesOf(fn);
    const scope = scopes?.find((candidate) => variable in candidate);
    return scope ? scope[variable] : lookupCapturedVariableValueAsync(fn, variable, throwOnFailure);
  };
  createClosure.createClosureInfoAsync = async (...args) => {
    try {
      return await createClosureInfoAsync(...args);
    } catch {
      explaining++;
      return await createClosureInfoAsync(...args).finally(() => explaining--);
    }
  };

  const parsed = new Map<string, unknown>();
  parser.parseFunction = (text) => {
    if (!parsed.has(text)) parsed.set(text, parseFunction(text));
    return parsed.get(text);
  };
}
