import { notSupported, syntaxError } from "../queryError";
import { cast, constant, type Expression, functionCall, isFunction, operator } from "./ast";
import { argument, type Call, type FunctionRule, type FunctionRules, literal, renamed, text } from "./functionRule";
import { jodaFormat, mysqlFormat } from "./timeFormats";

/** Units of `date_add`: what makes the interval in DuckDB, the type it counts in, and how often. */
const UNITS: Readonly<Record<string, { make: string; type: string; times?: number; isTime?: true }>> = {
  millisecond: { make: "to_milliseconds", type: "DOUBLE", isTime: true },
  second: { make: "to_seconds", type: "DOUBLE", isTime: true },
  minute: { make: "to_minutes", type: "BIGINT", isTime: true },
  hour: { make: "to_hours", type: "BIGINT", isTime: true },
  day: { make: "to_days", type: "INTEGER" },
  week: { make: "to_days", type: "INTEGER", times: 7 },
  month: { make: "to_months", type: "INTEGER" },
  quarter: { make: "to_months", type: "INTEGER", times: 3 },
  year: { make: "to_years", type: "INTEGER" },
};

/** Trino's fields, and DuckDB's functions for them: days of a week count from Monday as 1. */
const FIELDS: Readonly<Record<string, string>> = {
  ...{ year: "year", quarter: "quarter", month: "month", week: "week", week_of_year: "week", day: "day" },
  ...{ day_of_month: "day", day_of_week: "isodow", dow: "isodow", day_of_year: "dayofyear", doy: "dayofyear" },
  ...{ year_of_week: "isoyear", yow: "isoyear", hour: "hour", minute: "minute", second: "second" },
  millisecond: "trino_millisecond",
};

/** Functions of dates and times. Source: Trino documentation, "Date and time functions and operators". */
export const TIME_FUNCTIONS: FunctionRules = {
  ...Object.fromEntries(Object.entries(FIELDS).map(([name, duckdb]) => [name, field(duckdb)])),
  /** `EXTRACT(field FROM x)` */
  date_part: {
    arity: [2, 2],
    build(call) {
      const name = literal(call, 0, "a field").toLowerCase();
      const duckdb = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
      if (duckdb === undefined) throw notSupported(`EXTRACT(${name.toUpperCase()} FROM ...)`);
      return functionCall(duckdb, local(call, 1));
    },
  },
  date_trunc: {
    arity: [2, 2],
    build: (call) => functionCall("trino_date_trunc", text(unitOf(call)), argument(call, 1)),
  },
  date_add: {
    arity: [3, 3],
    build(call) {
      const { make, type, times = 1, isTime } = UNITS[unitOf(call)] ?? {};
      if (make === undefined || type === undefined) throw notSupported(`date_add with the unit ${unitOf(call)}`);
      const count = operator("*", argument(call, 1), constant("INTEGER", times));
      const interval = functionCall(make, cast(count, type));
      return functionCall(isTime ? "trino_plus_time" : "trino_plus", argument(call, 2), interval);
    },
  },
  /** Whole units that have passed, where DuckDB's function of that name counts the boundaries between. */
  date_diff: {
    arity: [3, 3],
    build: (call) => functionCall("trino_date_diff", text(unitOf(call)), argument(call, 1), argument(call, 2)),
  },
  date_format: {
    arity: [2, 2],
    build: (call) => functionCall("strftime", local(call, 0), text(mysqlFormat(literal(call, 1, "a format"), "write"))),
  },
  date_parse: {
    arity: [2, 2],
    build: (call) => parsed(argument(call, 0), mysqlFormat(literal(call, 1, "a format"), "read")),
  },
  format_datetime: {
    arity: [2, 2],
    build: (call) => functionCall("strftime", local(call, 0), text(jodaFormat(literal(call, 1, "a format"), "write"))),
  },
  parse_datetime: {
    arity: [2, 2],
    build: (call) =>
      functionCall(
        "timezone",
        text("UTC"),
        parsed(argument(call, 0), jodaFormat(literal(call, 1, "a format"), "read")),
      ),
  },
  from_unixtime: renamed("trino_from_unixtime", 1),
  to_unixtime: renamed("trino_to_unixtime", 1),
  from_iso8601_timestamp: renamed("trino_from_iso8601_timestamp", 1),
  from_iso8601_date: renamed("trino_from_iso8601_date", 1),
  to_iso8601: renamed("trino_to_iso8601", 1),
  last_day_of_month: { arity: [1, 1], build: (call) => functionCall("last_day", local(call, 0)) },
  /** As the time in a zone it has no place in DuckDB: see {@link local}. */
  at_timezone: { arity: [2, 2], build: zoned },
  with_timezone: {
    arity: [2, 2],
    build(call) {
      if (!/^utc$/i.test(literal(call, 1, "a zone"))) throw notSupported("with_timezone of another zone than UTC");
      return functionCall("timezone", text("UTC"), functionCall("trino_without_zone", argument(call, 0)));
    },
  },
};

function field(duckdb: string): FunctionRule {
  return { arity: [1, 1], build: (call) => functionCall(duckdb, local(call, 0)) };
}

/** A time as clocks show it: in the zone that `at_timezone` names right there, otherwise in UTC. */
function local(call: Call, index: number): Expression {
  const zone = zoneOf(call.args[index]);
  return zone ?? functionCall("trino_local", argument(call, index));
}

/** The marker of a time in a zone, which only formatting and fields may take. */
const ZONED = "trino_zoned";

function zoned(call: Call): Expression {
  const name = literal(call, 1, "a zone");
  return functionCall(ZONED, text(name), functionCall("trino_instant", lenient(argument(call, 0))));
}

/** Reads what is inside of the marker, on the clocks of its zone. */
export function zoneOf(expression: Expression | undefined): Expression | undefined {
  if (!isFunction(expression)) return undefined;
  if (expression.function_name === ZONED) return { ...expression, function_name: "timezone", alias: "" };
  if (expression.function_name !== "trino_date_trunc") return undefined;
  const [unit, time] = expression.children;
  const inner = zoneOf(time);
  return inner && unit && functionCall("date_trunc", unit, inner);
}

/** @throws QueryError where a time in another zone would lose that zone */
export function refuseZoned(expression: Expression): void {
  if (!zoneOf(expression)) return;
  throw notSupported(
    "a time in a zone (at_timezone, AT TIME ZONE) anywhere but in date_format, format_datetime, a field such as hour(), or a CAST",
  );
}

/** Where only the instant counts, the offset of an ISO text may be any. */
export function lenient(expression: Expression): Expression {
  return isFunction(expression) && expression.function_name === "trino_from_iso8601_timestamp"
    ? { ...expression, function_name: "trino_iso8601_instant" }
    : expression;
}

function parsed(source: Expression, format: string): Expression {
  return functionCall("date_trunc", text("millisecond"), functionCall("strptime", source, text(format)));
}

function unitOf(call: Call): string {
  const unit = literal(call, 0, "a unit").toLowerCase();
  if (Object.hasOwn(UNITS, unit)) return unit;
  throw syntaxError(`'${unit}' is not a valid time unit for ${call.name}`);
}
