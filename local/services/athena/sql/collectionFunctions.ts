import { notSupported } from "../queryError";
import { choose, comparison, constant, type Expression, functionCall, NULL, operation } from "./ast";
import { argument, type Call, type FunctionRules, renamed, same } from "./functionRule";

/** Functions of arrays and maps. Source: Trino documentation, "Array functions and operators", "Map functions". */
export const COLLECTION_FUNCTIONS: FunctionRules = {
  ...same(1, 1, "flatten", "map_keys", "map_values"),
  /** Size of an array or a map. */
  cardinality: renamed("trino_cardinality", 1),
  contains: renamed("trino_contains", 2),
  array_distinct: renamed("trino_array_distinct", 1),
  array_join: renamed("trino_array_join", 2, 3),
  array_max: renamed("trino_array_max", 1),
  array_min: renamed("trino_array_min", 1),
  array_position: renamed("trino_array_position", 2),
  array_remove: renamed("trino_array_remove", 2),
  arrays_overlap: renamed("trino_arrays_overlap", 2),
  array_sort: renamed("trino_array_sort", 1),
  slice: renamed("trino_slice", 3),
  sequence: renamed("trino_sequence", 2, 3),
  /** NULL where there is no such element, as DuckDB's brackets have it; Trino's brackets fail. */
  element_at: {
    arity: [2, 2],
    build: (call) => operation("ARRAY_EXTRACT", argument(call, 0), functionCall("trino_index", argument(call, 1))),
  },
  map: renamed("map", 2),
  /** Rows have no names here, and none in Trino until they are cast. */
  row: renamed("row", 1, 127),
  filter: { arity: [2, 2], build: (call) => withLambda(call, "list_filter") },
  transform: { arity: [2, 2], build: (call) => withLambda(call, "list_transform") },
  any_match: {
    arity: [2, 2],
    build: (call) => matched(call, (lambda) => lambda, true),
  },
  none_match: {
    arity: [2, 2],
    build: (call) => matched(call, (lambda) => lambda, false),
  },
  all_match: {
    arity: [2, 2],
    build: (call) => matched(call, negated, false),
  },
};

function withLambda(call: Call, name: string): Expression {
  return functionCall(name, argument(call, 0), lambdaOf(call));
}

function lambdaOf(call: Call): Expression {
  const lambda = argument(call, 1);
  if (lambda.class === "LAMBDA") return lambda;
  throw notSupported(`${call.name} with anything but a lambda`);
}

function bodied(lambda: Expression, change: (body: Expression) => Expression): Expression {
  return { ...lambda, expr: change(lambda.expr as Expression) };
}

function negated(lambda: Expression): Expression {
  return bodied(lambda, (body) => operation("OPERATOR_NOT", body));
}

/** `found` where an element meets the condition, NULL where none does but some might, otherwise the opposite. */
function matched(call: Call, conditionOf: (lambda: Expression) => Expression, found: boolean): Expression {
  const list = argument(call, 0);
  const lambda = conditionOf(lambdaOf(call));
  const some = (condition: Expression) =>
    comparison(
      "COMPARE_GREATERTHAN",
      functionCall("len", functionCall("list_filter", list, condition)),
      constant("INTEGER", 0),
    );
  const unknown = bodied(lambda, (body) => operation("OPERATOR_IS_NULL", body));
  const nothing = operation("OPERATOR_IS_NOT_NULL", list);
  const rest = choose(some(unknown), NULL, constant("BOOLEAN", !found));
  return choose(nothing, choose(some(lambda), constant("BOOLEAN", found), rest), NULL);
}
