/** Types that Trino casts to: name of the macro, DuckDB's type, and how Trino's message calls it. */
const WHOLE = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT"];
const NUMBER = "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?";
const DATE = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}";
const TIME = " [0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,12})?)?";
const SPACES = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)";
/** White space around a date, a time, a double or a real does not count; around anything else it does. */
const TRIMMED = "trim(a, trino_spaces())";

/** The macro that casts to a type of DuckDB's, if that needs one. */
export function castMacro(duckdbType: string): string | undefined {
  return MACRO_OF[duckdbType];
}

const MACRO_OF: Readonly<Record<string, string>> = {
  ...Object.fromEntries(WHOLE.map((type) => [type, `trino_cast_${type.toLowerCase()}`])),
  DOUBLE: "trino_cast_double",
  FLOAT: "trino_cast_float",
  BOOLEAN: "trino_cast_boolean",
  VARCHAR: "trino_cast_varchar",
  DATE: "trino_cast_date",
  TIMESTAMP: "trino_cast_timestamp",
  "TIMESTAMP WITH TIME ZONE": "trino_cast_timestamptz",
};

/**
 * Casts that DuckDB does more generously (`'1.5'` and `' 1 '` as whole numbers, `'yes'` as a boolean), with another rounding
 * (to even), or with another text (timestamps without milliseconds). Source: Trino documentation, "Conversion functions".
 */
export const CAST_MACROS: readonly string[] = [
  `trino_spaces() AS ${SPACES}`,
  // A cast of JSON would keep its quotes.
  `trino_no_json(a) AS CASE WHEN CASE typeof(a) WHEN 'JSON'
    THEN trino_raise('NOT_SUPPORTED: a CAST of ' || typeof(a) || ' is not supported locally: use json_extract_scalar') = 0
    ELSE FALSE END THEN NULL ELSE a END`,
  ...WHOLE.map(
    (type) => `trino_cast_${type.toLowerCase()}(a VARCHAR) AS
      ${possible(type, "regexp_full_match(a, '[+-]?[0-9]+')", "a", invalid(type === "INTEGER" ? "INT" : type))},
    (a BIGINT) AS ${possible(type, "TRUE", "a", `'‹NUMERIC_VALUE_OUT_OF_RANGE: Out of range for ${type.toLowerCase()}: ' || a || '›'`)},
    (a HUGEINT) AS CAST(a AS ${type}), (a BOOLEAN) AS CAST(a AS ${type}),
    (a DOUBLE) AS CAST(round(a) AS ${type})`,
  ),
  ...["DOUBLE", "FLOAT"].map(
    (type) => `trino_cast_${type.toLowerCase()}(a VARCHAR) AS
    CASE WHEN a IS NULL OR regexp_full_match(${TRIMMED}, '${NUMBER}|[+-]?NaN|[+-]?Infinity') THEN CAST(${TRIMMED} AS ${type})
      ELSE CAST(${invalid(type === "FLOAT" ? "REAL" : type)} AS ${type}) END,
    (a BOOLEAN) AS CAST(a AS ${type}), (a DOUBLE) AS CAST(a AS ${type})`,
  ),
  `trino_cast_boolean(a VARCHAR) AS CASE WHEN a IS NULL THEN NULL WHEN lower(a) IN ('t', 'true', '1') THEN TRUE
      WHEN lower(a) IN ('f', 'false', '0') THEN FALSE ELSE CAST(${invalid("BOOLEAN")} AS BOOLEAN) END,
    (a BOOLEAN) AS a, (a BIGINT) AS a <> 0, (a DOUBLE) AS a <> 0`,
  `trino_cast_varchar(a VARCHAR) AS a, (a BOOLEAN) AS CAST(a AS VARCHAR), (a BIGINT) AS CAST(a AS VARCHAR),
    (a HUGEINT) AS CAST(a AS VARCHAR), (a DATE) AS strftime(a, '%Y-%m-%d'), (a TIMESTAMP) AS trino_text(a), (a TIMESTAMPTZ) AS trino_text(a),
    (a) AS CASE WHEN typeof(a) LIKE 'DECIMAL%' THEN CAST(a AS VARCHAR)
      ELSE CAST(trino_raise('NOT_SUPPORTED: casting ' || typeof(a) || ' to varchar is not supported locally') AS VARCHAR) END`,
  `trino_cast_date(a VARCHAR) AS ${possible("DATE", `regexp_full_match(${TRIMMED}, '${DATE}')`, TRIMMED, impossible("date"))},
    (a DATE) AS a, (a TIMESTAMP) AS CAST(a AS DATE), (a TIMESTAMPTZ) AS CAST(timezone('UTC', a) AS DATE)`,
  `trino_cast_timestamp(a VARCHAR) AS
      ${possible("TIMESTAMP", `regexp_full_match(${TRIMMED}, '${DATE}(${TIME})?')`, `regexp_replace(${TRIMMED}, '([.][0-9]{6})[0-9]+', '\\1')`, impossible("timestamp"), milliseconds)},
    (a DATE) AS CAST(a AS TIMESTAMP), (a TIMESTAMP) AS a, (a TIMESTAMPTZ) AS timezone('UTC', a)`,
  `trino_cast_timestamptz(a VARCHAR) AS CASE WHEN a IS NULL THEN NULL
      WHEN regexp_full_match(${TRIMMED}, '${DATE}${TIME} ?(UTC|Z|[+]00:00|[+]00)')
      THEN timezone('UTC', trino_cast_timestamp(regexp_extract(${TRIMMED}, '^[0-9: .-]*[0-9]')))
      ELSE CAST('‹NOT_SUPPORTED: the time zone of ''' || a || ''' is not supported locally: write the instant in UTC›' AS TIMESTAMPTZ) END,
    (a DATE) AS timezone('UTC', CAST(a AS TIMESTAMP)), (a TIMESTAMP) AS timezone('UTC', a), (a TIMESTAMPTZ) AS a`,
];

/** Rounds what is finer than milliseconds. */
function milliseconds(time: string): string {
  return `date_trunc('millisecond', ${time} + to_microseconds(500))`;
}

/** The cast where a value has the form for it and is one, and otherwise the error. */
function possible(type: string, form: string, value: string, error: string, of = (cast: string) => cast): string {
  return `CASE WHEN a IS NULL THEN NULL WHEN ${form} AND TRY_CAST(${value} AS ${type}) IS NOT NULL
    THEN ${of(`TRY_CAST(${value} AS ${type})`)} ELSE CAST((${error}) AS ${type}) END`;
}

function invalid(type: string): string {
  return `('‹INVALID_CAST_ARGUMENT: Cannot cast ''' || a || ''' to ${type}›')`;
}

function impossible(type: string): string {
  return `'‹INVALID_CAST_ARGUMENT: Value cannot be cast to ${type}: ' || a || '›'`;
}
