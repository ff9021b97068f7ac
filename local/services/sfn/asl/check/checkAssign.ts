import { isArray, isObject, type Json } from "../json";
import { checkTemplate } from "../template";
import { checkExpressions } from "./checkExpressions";
import type { AssignedNames, Fields, StateChecking } from "./checking";

/** "Passing data between states with variables", "Variable name syntax": identifiers of Unicode, up to 80 characters. */
const NAME = /^\p{ID_Start}\p{ID_Continue}{0,79}$/u;

/** Checks the templates of `Assign`, of a state or within a rule or a catcher of one. @param location of the field */
export function checkAssign(
  checking: StateChecking,
  assign: Json | undefined,
  location: string,
  inCatch = false,
): void {
  if (assign === undefined) return;
  const { diagnostics, language, assigned } = checking;
  if (!isObject(assign)) {
    diagnostics.schema("Assign must be an object of variables", location);
    return;
  }
  for (const [key, value] of Object.entries(assign)) {
    const place = `${location}/${key}`;
    const name = variableOf(key, language === "JSONPath");
    if (!NAME.test(name) || name === "states") {
      diagnostics.schema(`'${name}' can't be the name of a variable`, place);
    }
    if (assigned.isOuter(name)) {
      diagnostics.add(
        "DUPLICATE_VARIABLE_NAME",
        `The variable name '${name}' was already defined in a parent scope.`,
        place,
      );
    }
    if (language === "JSONata") checkExpressions(checking, value, place, inCatch);
    else diagnostics.check(location, () => checkTemplate({ [key]: value }));
  }
}

/** Notes the names that the states of a block set, in their own fields, in rules and in catchers. */
export function collectAssigned(states: Fields, names: AssignedNames, isJsonPath: (state: Fields) => boolean): void {
  for (const state of Object.values(states)) {
    if (!isObject(state)) continue;
    const entries = [state.Choices, state.Catch].flatMap((list) => (isArray(list) ? list : []));
    for (const holder of [state, ...entries]) {
      const assign = isObject(holder) ? holder.Assign : undefined;
      for (const key of isObject(assign) ? Object.keys(assign) : []) names.own.add(variableOf(key, isJsonPath(state)));
    }
  }
}

function variableOf(key: string, isJsonPath: boolean): string {
  return isJsonPath ? key.replace(/\.\$$/, "") : key;
}
