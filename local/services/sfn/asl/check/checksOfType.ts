import { checkCondition, checkRule, isTimestamp } from "../choice";
import { isArray, isObject, type Json } from "../json";
import { expressionIn } from "../jsonata/expression";
import { checkDynamic } from "../template";
import { checkAssign } from "./checkAssign";
import { checkExpressions } from "./checkExpressions";
import { checkNumber, checkRequired, type Fields, type StateChecking } from "./checking";

type Check = (checking: StateChecking, state: Fields) => void;

/** Checks that only one type of state needs. */
export const CHECKS_OF_TYPE: Readonly<Record<string, Check>> = {
  Task(checking, state) {
    const { diagnostics, path, language, options } = checking;
    for (const name of ["TimeoutSeconds", "HeartbeatSeconds"]) {
      checkAmount(checking, state, name, 1);
      checkExclusive(checking, state, name);
    }
    if (Number(state.HeartbeatSeconds) >= Number(state.TimeoutSeconds)) {
      diagnostics.schema("HeartbeatSeconds must be smaller than TimeoutSeconds", path);
    }
    if (state.Resource === undefined) return;
    if (typeof state.Resource !== "string") {
      diagnostics.schema("Expected value of type [STRING]", `${path}/Resource`);
      return;
    }
    const given = language === "JSONata" ? state.Arguments : state.Parameters;
    const parameters = expressionIn(given) !== undefined && language === "JSONata" ? undefined : given;
    const problem = options.checkTask(state.Resource, isObject(parameters) ? parameters : undefined, language);
    if (problem === undefined) return;
    const field = problem.field === "Parameters" && language === "JSONata" ? "Arguments" : problem.field;
    const location = `${path}/${field}`;
    if (problem.isLocal) diagnostics.unsupported(problem.message, location);
    else diagnostics.schema(problem.message, location);
  },
  Wait(checking, state) {
    const { diagnostics, path, language } = checking;
    const names = ["Seconds", "Timestamp", ...(language === "JSONata" ? [] : ["SecondsPath", "TimestampPath"])];
    if (names.filter((name) => state[name] !== undefined).length !== 1) {
      diagnostics.schema(`A Wait state has one of ${names.join(", ")}`, path);
    }
    checkAmount(checking, state, "Seconds", 0);
    const { Timestamp } = state;
    if (language === "JSONata" && expressionIn(Timestamp) !== undefined) {
      checkExpressions(checking, Timestamp, `${path}/Timestamp`);
    } else if (Timestamp !== undefined && !isTimestamp(Timestamp)) {
      const message = `Timestamp must be as in "2026-08-18T17:33:00Z", got ${JSON.stringify(Timestamp)}`;
      diagnostics.schema(message, `${path}/Timestamp`);
    }
  },
  Choice(checking, { Choices }) {
    const { diagnostics, path } = checking;
    if (Choices === undefined) return;
    if (!isArray(Choices) || Choices.length === 0) {
      diagnostics.schema("Choices must be a list of rules", `${path}/Choices`);
      return;
    }
    for (const [index, rule] of Choices.entries()) checkChoice(checking, rule, `${path}/Choices[${index}]`);
  },
  Fail(checking, state) {
    const { diagnostics, path, language } = checking;
    for (const name of ["Error", "Cause"]) {
      const value = state[name];
      checkExclusive(checking, state, name);
      if (value !== undefined && typeof value !== "string") {
        diagnostics.schema("Expected value of type [STRING]", `${path}/${name}`);
      }
      if (language === "JSONata") checkExpressions(checking, value, `${path}/${name}`);
      else if (state[`${name}Path`] !== undefined) {
        diagnostics.check(`${path}/${name}Path`, () => checkDynamic(state[`${name}Path`], `${name}Path`));
      }
    }
  },
  Parallel(checking, { Branches }) {
    const { diagnostics, path, assigned } = checking;
    if (Branches === undefined) return;
    if (!isArray(Branches) || Branches.length === 0) {
      diagnostics.schema("Branches must be a list", `${path}/Branches`);
      return;
    }
    for (const [index, branch] of Branches.entries()) {
      checking.inner(branch, `${path}/Branches[${index}]`, ["Comment", "StartAt", "States"], assigned);
    }
  },
  Map(checking, state) {
    const { diagnostics, path, assigned } = checking;
    const { ItemProcessor, Iterator } = state;
    if (ItemProcessor !== undefined && Iterator !== undefined) {
      diagnostics.schema("ItemProcessor and Iterator (its older name) exclude each other", path);
    }
    if (Iterator === undefined) checkRequired(checking, state, ["ItemProcessor"], path);
    if (state.ItemSelector !== undefined && state.Parameters !== undefined) {
      diagnostics.schema("ItemSelector and Parameters (its older name) exclude each other", path);
    }
    for (const [name, max] of [
      ["MaxConcurrency", Number.MAX_SAFE_INTEGER],
      ["ToleratedFailureCount", Number.MAX_SAFE_INTEGER],
      ["ToleratedFailurePercentage", 100],
    ] as const) {
      checkAmount(checking, state, name, 0, max);
      checkExclusive(checking, state, name);
    }
    const field = ItemProcessor === undefined ? "Iterator" : "ItemProcessor";
    const block = ItemProcessor ?? Iterator;
    if (block === undefined) return;
    const config = isObject(block) && isObject(block.ProcessorConfig) ? block.ProcessorConfig : {};
    const { Mode = "INLINE" } = config;
    if (Mode !== "INLINE") {
      const message = `ProcessorConfig.Mode must be "INLINE" locally, got ${JSON.stringify(Mode)}`;
      diagnostics.unsupported(message, `${path}/${field}/ProcessorConfig/Mode`);
    }
    checking.inner(block, `${path}/${field}`, ["Comment", "StartAt", "States", "ProcessorConfig"], assigned);
  },
};

function checkChoice(checking: StateChecking, rule: Json, path: string): void {
  const { diagnostics, language } = checking;
  if (!isObject(rule)) {
    diagnostics.schema(`A choice rule must be an object, got ${JSON.stringify(rule)}`, path);
    return;
  }
  checkRequired(checking, rule, language === "JSONata" ? ["Condition", "Next"] : ["Next"], path);
  const { Assign, Output, ...others } = rule;
  checkAssign(checking, Assign, `${path}/Assign`);
  if (language === "JSONata") {
    checkExpressions(checking, Output, `${path}/Output`);
    checkExpressions(checking, rule.Condition, `${path}/Condition`);
    diagnostics.check(path, () => checkCondition(others));
    return;
  }
  for (const name of ["Condition", "Output"]) {
    if (rule[name] === undefined) continue;
    diagnostics.schema(
      `The QueryLanguage is set to 'JSONPath', but field '${name}' is only supported for the 'JSONata' QueryLanguage`,
      path,
    );
    return;
  }
  diagnostics.check(path, () => checkRule(others, true));
}

/** A number, which in a JSONata state an expression may make. */
function checkAmount(checking: StateChecking, state: Fields, name: string, min: number, max?: number): void {
  const { language, path } = checking;
  if (language === "JSONata" && expressionIn(state[name]) !== undefined) {
    checkExpressions(checking, state[name], `${path}/${name}`);
  } else checkNumber(checking, state, name, min, path, max);
}

function checkExclusive({ diagnostics, path }: StateChecking, state: Fields, name: string): void {
  if (state[name] === undefined || state[`${name}Path`] === undefined) return;
  diagnostics.schema(`${name} and ${name}Path exclude each other`, path);
}
