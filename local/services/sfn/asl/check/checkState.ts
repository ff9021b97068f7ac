import type { QueryLanguage } from "../definition";
import { isObject, type Json } from "../json";
import { parsePath, requirePlace, requireReference } from "../jsonPath";
import { checkTemplate } from "../template";
import { checkAssign } from "./checkAssign";
import { checkExpressions } from "./checkExpressions";
import { type AssignedNames, type Checking, checkRequired, type Fields, type StateChecking } from "./checking";
import { checkCatch, checkRetry } from "./checkRetriers";
import { CHECKS_OF_TYPE } from "./checksOfType";
import { STATE_FIELDS } from "./stateFieldNames";

/** Templates of a JSONPath state: members whose names end in `.$` are filled in. */
const TEMPLATES = ["Parameters", "ResultSelector", "ItemSelector"];
/** Paths of a JSONPath state that lead to one place. */
const REFERENCES = [
  ...["TimeoutSecondsPath", "HeartbeatSecondsPath", "SecondsPath", "TimestampPath"],
  ...["MaxConcurrencyPath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath"],
];
/** Fields of a JSONata state that hold expressions, beside those that only a type has. */
const EXPRESSIONS = ["Arguments", "Output", "Items", "ItemSelector"];

export function checkState(state: Fields, path: string, assigned: AssignedNames, checking: Checking): void {
  const { diagnostics } = checking;
  const type = String(state.Type);
  const fields = Object.hasOwn(STATE_FIELDS, type) ? STATE_FIELDS[type] : undefined;
  if (state.Type === undefined) {
    checkRequired(checking, state, ["Type"], path);
    return;
  }
  if (fields === undefined) {
    diagnostics.schema(
      `Type must be one of ${Object.keys(STATE_FIELDS).join(", ")}, got ${JSON.stringify(state.Type)}`,
      `${path}/Type`,
    );
    return;
  }
  const language = checkLanguage(state, path, checking);
  const own: StateChecking = { ...checking, language, path, assigned };
  const { both, elsewhere = [] } = fields;
  for (const name of Object.keys(state)) {
    if (both.includes(name) || fields[language].includes(name)) continue;
    const other = language === "JSONata" ? "JSONPath" : "JSONata";
    if (elsewhere.includes(name)) {
      diagnostics.unsupported(`${name} of a ${state.Type} state is not supported locally`, path);
    } else if (!fields[other].includes(name)) diagnostics.schema(`Field '${name}' is not supported`, path);
    else if (!isDowngraded(state, checking)) {
      diagnostics.schema(
        `The QueryLanguage is set to '${language}', but field '${name}' is only supported for the '${other}' QueryLanguage`,
        path,
      );
    }
  }
  checkLanguageName(state.QueryLanguage, `${path}/QueryLanguage`, checking);
  checkRequired(checking, state, fields.required ?? [], path);
  if (both.includes("Next") && (state.Next === undefined) === (state.End !== true)) {
    diagnostics.schema("A state must have either Next or End: true", path);
  }
  checkShared(own, state, both);
  CHECKS_OF_TYPE[String(state.Type)]?.(own, state);
}

/** Finds a state's language: JSONPath by its exact name only, and every other word is JSONata. */
function checkLanguage(state: Fields, path: string, checking: Checking): QueryLanguage {
  if (isDowngraded(state, checking)) {
    const message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
    checking.diagnostics.schema(message, path);
  }
  return languageNamed(state.QueryLanguage, checking.language);
}

function isDowngraded({ QueryLanguage }: Fields, { language }: Checking): boolean {
  return QueryLanguage === "JSONPath" && language === "JSONata";
}

export function languageNamed(name: Json | undefined, byDefault: QueryLanguage): QueryLanguage {
  if (name === undefined) return byDefault;
  return name === "JSONPath" ? "JSONPath" : "JSONata";
}

export function checkLanguageName(name: Json | undefined, location: string, { diagnostics }: Checking): void {
  if (name === undefined || name === "JSONPath" || name === "JSONata") return;
  diagnostics.schema(
    typeof name === "string"
      ? "Value should be one of the following: [JSONPath, JSONata]"
      : "Expected value of type [STRING]",
    location,
  );
}

/** Checks the fields that mean the same in every state that has them. */
function checkShared(checking: StateChecking, state: Fields, both: readonly string[]): void {
  const { diagnostics, language, path } = checking;
  const check = (field: string, run: (value: Json) => void) => {
    const value = state[field];
    if (value !== undefined && value !== null) diagnostics.check(`${path}/${field}`, () => run(value));
  };
  if (language === "JSONata") {
    for (const field of EXPRESSIONS) checkExpressions(checking, state[field], `${path}/${field}`);
  } else {
    for (const field of ["InputPath", "OutputPath"]) check(field, (value) => parsePath(textOf(value, field)));
    check("ResultPath", (value) => requirePlace(parsePath(textOf(value, "ResultPath"))));
    for (const field of TEMPLATES) {
      check(field, (value) => {
        if (!isObject(value) && field !== "Parameters") throw new Error(`${field} must be an object`);
        checkTemplate(value);
      });
    }
    for (const field of REFERENCES) {
      check(field, (value) => requireReference(parsePath(textOf(value, field))));
    }
    check("ItemsPath", (value) => parsePath(textOf(value, "ItemsPath")));
  }
  checkAssign(checking, both.includes("Assign") ? state.Assign : undefined, `${path}/Assign`);
  if (!both.includes("Retry")) return;
  checkRetry(checking, state);
  checkCatch(checking, state);
}

function textOf(value: Json, name: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`${name} must be a text, got ${JSON.stringify(value)}`);
}
