import { isArray, isObject, type Json, type JsonObject } from "../json";
import { queryError } from "../stateError";
import type { VariableScope } from "../variables";
import { EvaluationProblem, type Evaluator, UnsupportedResult } from "./evaluator";
import { expressionIn, referencesOf } from "./expression";

/** The members of `$states` in an expression; what is not there yet is not given. */
export interface StatesVariable {
  input: Json;
  context: JsonObject;
  result?: Json;
  errorOutput?: Json;
}

/** Evaluates the fields of a JSONata state. */
export class JsonataQuery {
  constructor(
    private readonly evaluator: Evaluator,
    private readonly scope: VariableScope,
  ) {}

  /**
   * The value of a field, in which every string that is an expression is evaluated.
   *
   * @param field its place, as errors name it: `"Output"`, and `"Output/names[0]"` within
   * @throws StateError `States.QueryEvaluationError` where an expression fails or has no value
   */
  value(template: Json, field: string, states: StatesVariable): Json {
    const expression = expressionIn(template);
    if (expression !== undefined) return this.#evaluated(expression, field, states);
    if (isArray(template)) return template.map((item, index) => this.value(item, `${field}[${index}]`, states));
    if (!isObject(template)) return template;
    return Object.fromEntries(
      Object.entries(template).map(([name, value]) => [name, this.value(value, `${field}/${name}`, states)]),
    );
  }

  /** A value that has to be of this kind. @throws StateError `States.QueryEvaluationError` */
  typed(template: Json, field: string, kind: "array", states: StatesVariable): readonly Json[];
  typed(template: Json, field: string, kind: "boolean", states: StatesVariable): boolean;
  typed(template: Json, field: string, kind: "number", states: StatesVariable): number;
  typed(template: Json, field: string, kind: "string", states: StatesVariable): string;
  typed(template: Json, field: string, kind: string, states: StatesVariable): Json {
    const value = this.value(template, field, states);
    if (kindOf(value) === kind) return value;
    throw queryError(
      field,
      `${sentence(template, field)} returned an unexpected result type. ` +
        `Expected '${kind}', but was '${kindOf(value)}' for value: ${JSON.stringify(value)}`,
    );
  }

  /** A whole number of at least `least`. @throws StateError `States.QueryEvaluationError` */
  whole(template: Json, field: string, least: number, states: StatesVariable): number {
    const value = this.typed(template, field, "number", states);
    if (Number.isInteger(value) && value >= least) return value;
    throw queryError(
      field,
      `${sentence(template, field)} returned ${value}, which is no whole number of at least ${least}.`,
    );
  }

  #evaluated(expression: string, field: string, states: StatesVariable): Json {
    let value: Json | undefined;
    try {
      value = this.evaluator.evaluate(expression, this.#bindings(expression, states));
    } catch (error) {
      if (error instanceof UnsupportedResult) {
        throw queryError(field, `${sentence(expression, field)} returned an unsupported result type.`);
      }
      if (!(error instanceof EvaluationProblem)) throw error;
      const problem = error.code === undefined ? `: ${error.message}` : `. ${error.code}: ${error.message}`;
      throw queryError(field, `${sentence(expression, field)} threw an error during evaluation${problem}`);
    }
    if (value !== undefined) return value;
    throw queryError(field, `${sentence(expression, field)} returned nothing (undefined).`);
  }

  /** Only what the expression names: everything else would be written and read for nothing. */
  #bindings(expression: string, states: StatesVariable): JsonObject {
    const bindings: Record<string, Json> = {};
    for (const name of referencesOf(expression).variables) {
      const value = name === "states" ? (states as unknown as JsonObject) : this.scope.get(name);
      if (value !== undefined) bindings[name] = value;
    }
    return bindings;
  }
}

function sentence(template: Json, field: string): string {
  return `The JSONata expression '${expressionIn(template) ?? template}' specified for the field '${field}'`;
}

/** Names a kind of JSON as JSONata does. */
function kindOf(value: Json): string {
  if (value === null) return "null";
  return isArray(value) ? "array" : typeof value;
}
