import { isArray, isObject, type Json } from "../json";
import { parsePath, requirePlace } from "../jsonPath";
import { checkAssign } from "./checkAssign";
import { checkExpressions } from "./checkExpressions";
import { checkFieldNames, checkNumber, checkRequired, type Fields, type StateChecking } from "./checking";

const RETRIER = ["IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy"];

/** Checks how a state retries. */
export function checkRetry(checking: StateChecking, state: Fields): void {
  const { diagnostics } = checking;
  for (const [retrier, path] of entriesOf(checking, state.Retry, "Retry", RETRIER)) {
    checkNumber(checking, retrier, "IntervalSeconds", 1, path);
    checkNumber(checking, retrier, "MaxAttempts", 0, path);
    checkNumber(checking, retrier, "MaxDelaySeconds", 1, path);
    const { BackoffRate = 1, JitterStrategy = "NONE" } = retrier;
    if (typeof BackoffRate !== "number" || BackoffRate < 1) {
      diagnostics.schema("BackoffRate must be a number of at least 1", `${path}/BackoffRate`);
    }
    if (JitterStrategy !== "NONE" && JitterStrategy !== "FULL") {
      diagnostics.schema("Value should be one of the following: [FULL, NONE]", `${path}/JitterStrategy`);
    }
  }
}

/** Checks what a state does with errors. */
export function checkCatch(checking: StateChecking, state: Fields): void {
  const { diagnostics, language } = checking;
  const allowed = ["Next", "Assign", language === "JSONata" ? "Output" : "ResultPath"];
  for (const [catcher, path] of entriesOf(checking, state.Catch, "Catch", allowed)) {
    checkRequired(checking, catcher, ["Next"], path);
    const { ResultPath } = catcher;
    if (ResultPath != null) {
      diagnostics.check(`${path}/ResultPath`, () => requirePlace(parsePath(String(ResultPath))));
    }
    if (language === "JSONata") checkExpressions(checking, catcher.Output, `${path}/Output`, true);
    checkAssign(checking, catcher.Assign, `${path}/Assign`, true);
  }
}

/** The entries of Retry or Catch that are objects, with their places; what is wrong in all of them is noted. */
function entriesOf(
  checking: StateChecking,
  list: Json | undefined,
  field: string,
  allowed: readonly string[],
): readonly [entry: Fields, path: string][] {
  const { diagnostics } = checking;
  if (list === undefined) return [];
  if (!isArray(list)) {
    diagnostics.schema(`${field} must be a list`, `${checking.path}/${field}`);
    return [];
  }
  return list.flatMap((entry, index): [Fields, string][] => {
    const path = `${checking.path}/${field}[${index}]`;
    if (!isObject(entry)) {
      diagnostics.schema(`${field} must hold objects`, path);
      return [];
    }
    checkFieldNames(checking, entry, ["Comment", "ErrorEquals", ...allowed], path);
    checkErrorNames(checking, entry.ErrorEquals, index === list.length - 1, `${path}/ErrorEquals`, field);
    return [[entry, path]];
  });
}

function checkErrorNames(
  { diagnostics }: StateChecking,
  names: Json | undefined,
  isLast: boolean,
  location: string,
  field: string,
): void {
  if (!isArray(names) || names.length === 0 || !names.every((name) => typeof name === "string")) {
    diagnostics.schema(`ErrorEquals of ${field} must be a list of error names`, location);
  } else if (names.includes("States.ALL") && (names.length > 1 || !isLast)) {
    diagnostics.schema(`States.ALL must stand alone in ErrorEquals, and in the last entry of ${field}`, location);
  }
}
