import { checkRule, isTimestamp } from "./choice";
import type { Definition } from "./definition";
import { isArray, isObject, type Json } from "./json";
import { parsePath, requireReference } from "./jsonPath";
import { checkDynamic, checkTemplate } from "./template";

type Fields = Readonly<Record<string, Json>>;

const COMMON = ["Type", "Comment", "QueryLanguage"];
const PIPED = ["InputPath", "OutputPath"];
const FOLLOWED = ["Next", "End"];
const RESILIENT = ["Retry", "Catch"];
const RESULT = ["ResultPath", "ResultSelector"];

/** The fields of Amazon States Language, with JSONPath, that run here; every other one is refused by name. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [
    ...[...PIPED, ...FOLLOWED, ...RESULT, ...RESILIENT, "Resource", "Parameters"],
    ...["TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"],
  ],
  Pass: [...PIPED, ...FOLLOWED, "Result", "Parameters", "ResultPath"],
  Wait: [...PIPED, ...FOLLOWED, "Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
  Choice: [...PIPED, "Choices", "Default"],
  Succeed: PIPED,
  Fail: ["Error", "ErrorPath", "Cause", "CausePath"],
  Parallel: [...PIPED, ...FOLLOWED, ...RESULT, ...RESILIENT, "Branches", "Parameters"],
  Map: [
    ...[...PIPED, ...FOLLOWED, ...RESULT, ...RESILIENT, "ItemProcessor", "Iterator", "ItemsPath"],
    ...["ItemSelector", "Parameters", "MaxConcurrency", "MaxConcurrencyPath"],
  ],
};

/** 99,999,999 seconds ("Amazon States Language", "TimeoutSeconds"). */
const MAX_SECONDS = 99_999_999;
/** Characters of a state's name. */
const MAX_NAME = 80;

export interface CheckOptions {
  /** @throws Error for a resource that does not run here, or with these parameters */
  checkTask(resource: string, parameters: Json | undefined): void;
}

/**
 * Reads a definition and refuses, by name, whatever AWS refuses or the local cloud would not do as AWS does.
 *
 * @throws Error such as `the state "Store": Resource ...`
 */
export function checkDefinition(text: string, options: CheckOptions): Definition {
  const definition = parsed(text);
  requireFields(
    definition,
    ["Comment", "StartAt", "States", "TimeoutSeconds", "Version", "QueryLanguage"],
    "the state machine",
  );
  if (definition.Version !== undefined && definition.Version !== "1.0") throw new Error('Version must be "1.0"');
  requireJsonPath(definition, "the state machine");
  requireNumber(definition, "TimeoutSeconds", 1);
  checkBlock(definition, "the state machine", options, new Set());
  return definition as unknown as Definition;
}

function parsed(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`the definition is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw new Error("the definition must be a JSON object");
  return value;
}

/** @param names of all states: unique in the whole machine */
function checkBlock(block: Fields, where: string, options: CheckOptions, names: Set<string>): void {
  const states = block.States;
  if (!isObject(states) || Object.keys(states).length === 0) throw new Error(`${where} must have States`);
  const known = new Set(Object.keys(states));
  requireTarget(block.StartAt, "StartAt", known, where);
  for (const [name, state] of Object.entries(states)) {
    const place = `the state "${name}"`;
    if (name.length > MAX_NAME) throw new Error(`${place} has a name of more than ${MAX_NAME} characters`);
    if (names.has(name)) throw new Error(`${place} is there twice: names are unique in the whole state machine`);
    names.add(name);
    if (!isObject(state)) throw new Error(`${place} must be an object`);
    at(place, () => checkState(state, known, options, names));
  }
  requireReachable(block.StartAt as string, states as Readonly<Record<string, Fields>>, where);
}

/** Puts the place before what is wrong there, once. */
function at(place: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(message.startsWith("the state ") ? message : `${place}: ${message}`);
  }
}

function checkState(state: Fields, known: ReadonlySet<string>, options: CheckOptions, names: Set<string>): void {
  const allowed = FIELDS[String(state.Type)];
  if (allowed === undefined) {
    throw new Error(`Type must be one of ${Object.keys(FIELDS).join(", ")}, got ${JSON.stringify(state.Type)}`);
  }
  requireJsonPath(state, "the state");
  requireFields(state, [...COMMON, ...allowed], `a ${state.Type} state`);
  checkFlow(state, known, allowed);
  for (const field of ["InputPath", "OutputPath"]) if (state[field] != null) parsePath(textOf(state, field));
  if (state.ResultPath != null) requireReference(parsePath(textOf(state, "ResultPath")));
  for (const field of ["Parameters", "ResultSelector", "ItemSelector"]) {
    if (state[field] === undefined) continue;
    if (!isObject(state[field]) && field !== "Parameters") throw new Error(`${field} must be an object`);
    checkTemplate(state[field]);
  }
  checkRetry(state);
  checkCatch(state, known);
  OF_TYPE[String(state.Type)]?.(state, known, options, names);
}

type Check = (state: Fields, known: ReadonlySet<string>, options: CheckOptions, names: Set<string>) => void;

const OF_TYPE: Readonly<Record<string, Check>> = {
  Task(state, _known, options) {
    for (const name of ["TimeoutSeconds", "HeartbeatSeconds"]) {
      requireNumber(state, name, 1);
      if (state[`${name}Path`] !== undefined) {
        if (state[name] !== undefined) throw new Error(`${name} and ${name}Path exclude each other`);
        requireReference(parsePath(textOf(state, `${name}Path`)));
      }
    }
    if (Number(state.HeartbeatSeconds) >= Number(state.TimeoutSeconds)) {
      throw new Error("HeartbeatSeconds must be smaller than TimeoutSeconds");
    }
    options.checkTask(textOf(state, "Resource"), state.Parameters);
  },
  Wait(state) {
    const given = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"].filter((name) => state[name] !== undefined);
    if (given.length !== 1)
      throw new Error("a Wait state has one of Seconds, SecondsPath, Timestamp and TimestampPath");
    requireNumber(state, "Seconds", 0);
    if (given[0]?.endsWith("Path")) requireReference(parsePath(textOf(state, given[0])));
    if (state.Timestamp !== undefined && !isTimestamp(state.Timestamp)) {
      throw new Error(`Timestamp must be as in "2026-08-18T17:33:00Z", got ${JSON.stringify(state.Timestamp)}`);
    }
  },
  Choice(state, known) {
    if (!isArray(state.Choices) || state.Choices.length === 0) throw new Error("Choices must be a list of rules");
    for (const rule of state.Choices) {
      checkRule(rule, true);
      requireTarget((rule as Fields).Next, "Next of a choice rule", known, "it");
    }
    if (state.Default !== undefined) requireTarget(state.Default, "Default", known, "it");
  },
  Fail(state) {
    for (const name of ["Error", "Cause"]) {
      if (state[name] !== undefined && state[`${name}Path`] !== undefined) {
        throw new Error(`${name} and ${name}Path exclude each other`);
      }
      if (state[name] !== undefined) textOf(state, name);
      if (state[`${name}Path`] !== undefined) checkDynamic(state[`${name}Path`], `${name}Path`);
    }
  },
  Parallel(state, _known, options, names) {
    if (!isArray(state.Branches) || state.Branches.length === 0) throw new Error("Branches must be a list");
    for (const branch of state.Branches)
      checkInner(branch, "Branches", ["Comment", "StartAt", "States"], options, names);
  },
  Map(state, _known, options, names) {
    const { ItemProcessor, Iterator } = state;
    if ((ItemProcessor === undefined) === (Iterator === undefined)) {
      throw new Error("a Map state has an ItemProcessor (or, in older definitions, an Iterator)");
    }
    if (state.ItemSelector !== undefined && state.Parameters !== undefined) {
      throw new Error("ItemSelector and Parameters (its older name) exclude each other");
    }
    const mode =
      isObject(ItemProcessor) && isObject(ItemProcessor.ProcessorConfig)
        ? ItemProcessor.ProcessorConfig.Mode
        : "INLINE";
    if (mode !== "INLINE")
      throw new Error(`ProcessorConfig.Mode must be "INLINE" locally, got ${JSON.stringify(mode)}`);
    const fields = ["Comment", "StartAt", "States", "ProcessorConfig"];
    checkInner(ItemProcessor ?? Iterator, "ItemProcessor", fields, options, names);
    requireNumber(state, "MaxConcurrency", 0);
    if (state.ItemsPath !== undefined) parsePath(textOf(state, "ItemsPath"));
    if (state.MaxConcurrencyPath !== undefined) requireReference(parsePath(textOf(state, "MaxConcurrencyPath")));
  },
};

function checkInner(
  block: Json | undefined,
  field: string,
  fields: readonly string[],
  options: CheckOptions,
  names: Set<string>,
): void {
  if (!isObject(block)) throw new Error(`${field} must hold StartAt and States`);
  requireFields(block, fields, field);
  checkBlock(block, field, options, names);
}

function checkFlow(state: Fields, known: ReadonlySet<string>, allowed: readonly string[]): void {
  if (!allowed.includes("Next")) return;
  if ((state.Next === undefined) === (state.End !== true)) throw new Error("it must have either Next or End: true");
  if (state.Next !== undefined) requireTarget(state.Next, "Next", known, "it");
}

function checkRetry({ Retry = [] }: Fields): void {
  if (!isArray(Retry)) throw new Error("Retry must be a list");
  for (const [index, retrier] of Retry.entries()) {
    const fields = ["IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy"];
    checkErrors(retrier, "Retry", fields, index === Retry.length - 1);
    requireNumber(retrier as Fields, "IntervalSeconds", 1);
    requireNumber(retrier as Fields, "MaxAttempts", 0);
    requireNumber(retrier as Fields, "MaxDelaySeconds", 1);
    const { BackoffRate = 1, JitterStrategy = "NONE" } = retrier as Fields;
    if (typeof BackoffRate !== "number" || BackoffRate < 1)
      throw new Error("BackoffRate must be a number of at least 1");
    if (JitterStrategy !== "NONE" && JitterStrategy !== "FULL")
      throw new Error('JitterStrategy must be "NONE" or "FULL"');
  }
}

function checkCatch({ Catch = [] }: Fields, known: ReadonlySet<string>): void {
  if (!isArray(Catch)) throw new Error("Catch must be a list");
  for (const [index, catcher] of Catch.entries()) {
    checkErrors(catcher, "Catch", ["Next", "ResultPath"], index === Catch.length - 1);
    const { Next, ResultPath } = catcher as Fields;
    requireTarget(Next, "Next of Catch", known, "it");
    if (ResultPath != null) requireReference(parsePath(String(ResultPath)));
  }
}

function checkErrors(entry: Json, field: string, fields: readonly string[], isLast: boolean): void {
  if (!isObject(entry)) throw new Error(`${field} must hold objects`);
  requireFields(entry, ["Comment", "ErrorEquals", ...fields], field);
  const { ErrorEquals } = entry;
  if (!isArray(ErrorEquals) || ErrorEquals.length === 0 || !ErrorEquals.every((name) => typeof name === "string")) {
    throw new Error(`ErrorEquals of ${field} must be a list of error names`);
  }
  if (ErrorEquals.includes("States.ALL") && (ErrorEquals.length > 1 || !isLast)) {
    throw new Error(`States.ALL must stand alone in ErrorEquals, and in the last entry of ${field}`);
  }
}

function requireReachable(start: string, states: Readonly<Record<string, Fields>>, where: string): void {
  const reached = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    const { Next, Default, Choices = [], Catch = [] } = states[name] ?? {};
    const targets = [Next, Default, ...[...(Choices as Fields[]), ...(Catch as Fields[])].map((entry) => entry.Next)];
    waiting.push(...targets.filter((target): target is string => typeof target === "string"));
  }
  const missed = Object.keys(states).find((name) => !reached.has(name));
  if (missed !== undefined) throw new Error(`the state "${missed}" is never reached from StartAt of ${where}`);
}

function requireTarget(target: Json | undefined, field: string, known: ReadonlySet<string>, where: string): void {
  if (typeof target === "string" && known.has(target)) return;
  throw new Error(`${field} of ${where} must name a state beside it, got ${JSON.stringify(target)}`);
}

function requireFields(fields: Fields, allowed: readonly string[], where: string): void {
  const unknown = Object.keys(fields).find((name) => !allowed.includes(name));
  if (unknown === undefined) return;
  throw new Error(`${unknown} of ${where} is not supported locally (supported: ${allowed.join(", ")})`);
}

function requireJsonPath({ QueryLanguage = "JSONPath" }: Fields, where: string): void {
  if (QueryLanguage === "JSONPath") return;
  throw new Error(
    `QueryLanguage of ${where} must be "JSONPath" locally, got ${JSON.stringify(QueryLanguage)}: JSONata is not evaluated here`,
  );
}

function requireNumber(fields: Fields, name: string, min: number): void {
  const value = fields[name];
  if (
    value === undefined ||
    (typeof value === "number" && Number.isInteger(value) && value >= min && value <= MAX_SECONDS)
  )
    return;
  throw new Error(`${name} must be a whole number from ${min} to ${MAX_SECONDS}, got ${JSON.stringify(value)}`);
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`${name} must be a text, got ${JSON.stringify(value)}`);
}
