import type { Definition } from "../definition";
import { isObject, type Json } from "../json";
import { collectAssigned } from "./checkAssign";
import {
  AssignedNames,
  type Checking,
  type CheckOptions,
  checkFieldNames,
  checkNumber,
  checkRequired,
  type Fields,
} from "./checking";
import { checkLanguageName, checkState, languageNamed } from "./checkState";
import { checkTransitions } from "./checkTransitions";
import { type Diagnostic, Diagnostics } from "./diagnostics";

/** Characters of a state's name. */
const MAX_NAME = 80;
const MACHINE_FIELDS = ["Comment", "StartAt", "States", "TimeoutSeconds", "Version", "QueryLanguage"];

/** A definition that was read, or what is wrong with it. */
export type Checked =
  | { definition: Definition; diagnostics: readonly [] }
  | { definition: undefined; diagnostics: readonly Diagnostic[] };

/** Reads a definition and finds whatever AWS refuses or the local cloud would not do as AWS does. */
export function checkDefinition(text: string, options: CheckOptions): Checked {
  const diagnostics = new Diagnostics();
  const definition = parsed(text, diagnostics);
  if (definition !== undefined) checkMachine(definition, diagnostics, options);
  const { all } = diagnostics;
  return all.length === 0
    ? { definition: definition as unknown as Definition, diagnostics: [] }
    : { definition: undefined, diagnostics: all };
}

function parsed(text: string, diagnostics: Diagnostics): Fields | undefined {
  let value: unknown = null;
  try {
    if (text !== "") value = JSON.parse(text);
  } catch (error) {
    diagnostics.add("INVALID_JSON_DESCRIPTION", `the definition is not JSON: ${(error as Error).message}`);
    return undefined;
  }
  if (isObject(value)) return value;
  diagnostics.add("SCHEMA_VALIDATION_FAILED", "Definition must be a valid JSON object");
  return undefined;
}

function checkMachine(machine: Fields, diagnostics: Diagnostics, options: CheckOptions): void {
  const names = new Set<string>();
  const checking: Checking = {
    ...{ diagnostics, options, language: languageNamed(machine.QueryLanguage, "JSONPath") },
    inner(block, path, fields, outer) {
      if (!isObject(block)) {
        diagnostics.schema("An object with StartAt and States is needed", path);
        return;
      }
      checkFieldNames(checking, block, fields, path);
      checkBlock(block, path, new AssignedNames(outer), checking, names);
    },
  };
  checkFieldNames(checking, machine, MACHINE_FIELDS, "");
  checkLanguageName(machine.QueryLanguage, "/QueryLanguage", checking);
  if (machine.Version !== undefined && machine.Version !== "1.0") {
    diagnostics.schema('Version must be "1.0"', "/Version");
  }
  checkNumber(checking, machine, "TimeoutSeconds", 1, "");
  checkBlock(machine, "", new AssignedNames(), checking, names);
}

/** @param names of all states: unique in the whole machine */
function checkBlock(
  block: Fields,
  path: string,
  assigned: AssignedNames,
  checking: Checking,
  names: Set<string>,
): void {
  const { diagnostics, language } = checking;
  checkRequired(checking, block, ["States", "StartAt"], path);
  const { StartAt, States } = block;
  if (States === undefined) return;
  if (!isObject(States) || Object.keys(States).length === 0) {
    diagnostics.schema("There must be at least one state", `${path}/States`);
    return;
  }
  collectAssigned(States, assigned, (state) => languageNamed(state.QueryLanguage, language) === "JSONPath");
  for (const [name, state] of Object.entries(States)) {
    const place = `${path}/States/${name}`;
    if (name.length > MAX_NAME) diagnostics.schema(`A state's name has at most ${MAX_NAME} characters`, place);
    if (names.has(name)) diagnostics.add("DUPLICATE_STATE_NAME", `Duplicate State name: ${name}`, place);
    names.add(name);
    if (isObject(state)) checkState(state, place, assigned, checking);
    else diagnostics.schema("A state must be an object", place);
  }
  if (typeof StartAt === "string") checkTransitions(StartAt, statesOf(States), path, diagnostics);
}

function statesOf(states: Readonly<Record<string, Json>>): Readonly<Record<string, Fields>> {
  return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, isObject(state) ? state : {}]));
}
