import { notSupported } from "../queryError";
import { functionCall } from "./ast";
import { aggregate, argument, type FunctionRules } from "./functionRule";

/** Aggregates. Source: Trino documentation, "Aggregate functions". */
export const AGGREGATE_FUNCTIONS: FunctionRules = {
  count: aggregate("count", 1),
  count_star: aggregate("count_star", 0),
  count_if: aggregate("count_if", 1),
  /** The sum of reals is a real in Trino, a double in DuckDB. */
  sum: {
    arity: [1, 1],
    isAggregate: true,
    build: (call) => ({ ...call.node, children: [functionCall("trino_no_real", argument(call, 0))] }),
  },
  /** The average of decimals is a decimal of their scale in Trino, a double in DuckDB. */
  avg: {
    arity: [1, 1],
    isAggregate: true,
    build: (call) => ({
      ...call.node,
      children: [functionCall("trino_no_real", functionCall("trino_no_decimal", argument(call, 0)))],
    }),
  },
  min: aggregate("min", 1),
  max: aggregate("max", 1),
  bool_and: aggregate("bool_and", 1),
  bool_or: aggregate("bool_or", 1),
  every: aggregate("bool_and", 1),
  any_value: aggregate("any_value", 1),
  arbitrary: aggregate("any_value", 1),
  array_agg: aggregate("list", 1),
  /** Their value may be NULL in Trino; what it belongs to may not. */
  max_by: aggregate("arg_max_null", 2),
  min_by: aggregate("arg_min_null", 2),
  stddev: aggregate("stddev_samp", 1),
  stddev_samp: aggregate("stddev_samp", 1),
  stddev_pop: aggregate("stddev_pop", 1),
  variance: aggregate("var_samp", 1),
  var_samp: aggregate("var_samp", 1),
  var_pop: aggregate("var_pop", 1),
  /** Exact here: the standard error that Trino has (2.3 %) leaves room for that. */
  approx_distinct: {
    arity: [1, 2],
    isAggregate: true,
    build(call) {
      if (call.node.distinct) throw notSupported("approx_distinct(DISTINCT ...)");
      return { ...call.node, function_name: "count", distinct: true, children: [argument(call, 0)] };
    },
  },
  /** Exact here, too. */
  approx_percentile: aggregate("quantile_disc", 2),
};

/** Functions that are for windows only. */
export const WINDOW_FUNCTIONS: ReadonlySet<string> = new Set([
  ...["row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value"],
  ...["last_value", "nth_value"],
]);
