import { type Callable, scopesOf } from "./capturedVariables";
import { ParsedFunctions } from "./parsedFunctions";
import { FUNCTION_CACHE } from "./protocol";

/** Modules of Pulumi's serialiser of functions, with what is called through them; they are not in its types. */
const v8 = require("@pulumi/pulumi/runtime/closure/v8") as {
  getFunctionLocationAsync(fn: Callable): Promise<{ file: string; line: number; column: number }>;
  lookupCapturedVariableValueAsync(fn: Callable, variable: string, throwOnFailure: boolean): Promise<unknown>;
};
const createClosure = require("@pulumi/pulumi/runtime/closure/createClosure") as {
  createClosureInfoAsync(fn: Callable, ...rest: readonly unknown[]): Promise<unknown>;
};
const parser = require("@pulumi/pulumi/runtime/closure/parseFunction") as { parseFunction(text: string): unknown };
const names = require("@pulumi/pulumi/runtime/closure/utils") as { isLegalFunctionName(name: string): unknown };

/**
 * Makes Pulumi's serialiser faster, and leaves its results as they are:
 * - the variables that a function captures are looked up once a function, not three questions to V8 for each of them;
 * - functions of the same text are parsed once, and not again in later evaluations;
 * - where functions stand in their files is asked only once something cannot be serialised: then Pulumi's own way is gone
 *   again, for its message.
 *
 * @returns keeps what was parsed for the next evaluation
 */
export function serialiseFaster(): () => void {
  const { getFunctionLocationAsync, lookupCapturedVariableValueAsync } = v8;
  const { createClosureInfoAsync } = createClosure;
  const { parseFunction } = parser;
  const { isLegalFunctionName } = names;
  let explaining = 0;

  v8.getFunctionLocationAsync = async (fn) =>
    explaining > 0 ? getFunctionLocationAsync(fn) : { file: "", line: 0, column: 0 };
  v8.lookupCapturedVariableValueAsync = async (fn, variable, throwOnFailure) => {
    const scopes = explaining > 0 ? undefined : scopesOf(fn);
    const scope = scopes?.find((candidate) => variable in candidate);
    if (scope) return scope[variable];
    // The first question to V8 in Pulumi's own way starts a debugger in this process.
    return scopes && !throwOnFailure ? undefined : lookupCapturedVariableValueAsync(fn, variable, throwOnFailure);
  };
  createClosure.createClosureInfoAsync = async (...args) => {
    try {
      return await createClosureInfoAsync(...args);
    } catch {
      explaining++;
      return await createClosureInfoAsync(...args).finally(() => explaining--);
    }
  };

  const parsed = new ParsedFunctions(FUNCTION_CACHE, versions());
  parser.parseFunction = (text) => parsed.answer("parse", text, () => parseFunction(text));
  names.isLegalFunctionName = (name) => parsed.answer("name", name, () => isLegalFunctionName(name));
  return () => parsed.save();
}

/** Versions of all that decides how a function's text is read: V8 has its own way to write one, too. */
function versions(): readonly string[] {
  const packages = ["@pulumi/pulumi", "typescript"].map((name) => require(`${name}/package.json`).version as string);
  return [...packages, process.version];
}
