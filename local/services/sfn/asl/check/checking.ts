import type { QueryLanguage } from "../definition";
import type { Json } from "../json";
import type { Diagnostics } from "./diagnostics";

/** An object of a definition, as it was given. */
export type Fields = Readonly<Record<string, Json>>;

/** Something that a task can't be: a resource that is none or does not run here, or parameters that do not fit. */
export interface TaskProblem {
  field: "Resource" | "Parameters";
  message: string;
  /** AWS would take it. */
  isLocal: boolean;
}

export interface CheckOptions {
  /** @param parameters `undefined` where only an execution knows them */
  checkTask(resource: string, parameters: Fields | undefined, language: QueryLanguage): TaskProblem | undefined;
}

/** The names of variables that a block of states sets. */
export class AssignedNames {
  readonly own = new Set<string>();

  constructor(private readonly outer?: AssignedNames) {}

  /** Tells if a block around this one sets it. */
  isOuter(name: string): boolean {
    return this.outer !== undefined && (this.outer.own.has(name) || this.outer.isOuter(name));
  }
}

/** Things that the checks of one definition share. */
export interface Checking {
  diagnostics: Diagnostics;
  options: CheckOptions;
  language: QueryLanguage;
  /** Checks the states of a branch, or of what a Map does with an item. */
  inner(block: Json | undefined, path: string, fields: readonly string[], outer: AssignedNames): void;
}

/** A state that is checked. */
export interface StateChecking extends Checking {
  /** The state's own. */
  language: QueryLanguage;
  /** `"/States/Store"` */
  path: string;
  assigned: AssignedNames;
}

/** 99,999,999 seconds ("Amazon States Language", "TimeoutSeconds"). */
const MAX_NUMBER = 99_999_999;

/** Notes a number that is none, not whole, or out of its bounds. */
export function checkNumber(
  { diagnostics }: Pick<Checking, "diagnostics">,
  fields: Fields,
  name: string,
  min: number,
  path: string,
  max = MAX_NUMBER,
): void {
  const value = fields[name];
  if (value === undefined) return;
  const location = `${path}/${name}`;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    diagnostics.schema(`${name} must be a whole number from ${min} to ${max}, got ${JSON.stringify(value)}`, location);
  } else if (value < min) diagnostics.schema(`Minimum value is ${min}`, location);
  else if (value > max) diagnostics.schema(`Maximum value is ${max}`, location);
}

/** Notes each field that is not in a list, in AWS's words. */
export function checkFieldNames(
  { diagnostics }: Pick<Checking, "diagnostics">,
  fields: Fields,
  allowed: readonly string[],
  path: string,
): void {
  for (const name of Object.keys(fields)) {
    if (!allowed.includes(name)) diagnostics.schema(`Field '${name}' is not supported`, path === "" ? "/" : path);
  }
}

/** Notes the fields that are missing, in AWS's words. */
export function checkRequired(
  { diagnostics }: Pick<Checking, "diagnostics">,
  fields: Fields,
  required: readonly string[],
  path: string,
): void {
  const missing = required.filter((name) => fields[name] === undefined);
  if (missing.length === 0) return;
  diagnostics.schema(`These fields are required: [${missing.join(", ")}]`, path === "" ? "/" : path);
}
