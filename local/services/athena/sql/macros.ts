import { CAST_MACROS } from "./castMacros";

/** Around the message of an error that a macro raises, in the message of DuckDB's own. */
export const RAISED = /‹(.*?)›/s;

const MS_TEXT = "%Y-%m-%d %H:%M:%S.%g";
const ISO_TEXT = "%Y-%m-%dT%H:%M:%S.%g";
const ISO_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const ISO_TIME = "T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?";

/**
 * Trino's functions and operators where DuckDB's of the same purpose do something else, as macros: a macro is put in
 * place of its call when a query is bound, chosen by the types of its arguments, and costs nothing after that.
 *
 * A macro raises an error by a cast that fails, and not by `error()`, because TRY must be able to catch it.
 */
export const MACROS: readonly string[] = [
  "trino_raise(message) AS CAST('‹' || message || '›' AS INTEGER)",
  `trino_text(a TIMESTAMP) AS strftime(a, '${MS_TEXT}'), (a TIMESTAMPTZ) AS strftime(timezone('UTC', a), '${MS_TEXT}') || ' UTC'`,
  ...CAST_MACROS,

  // Whole numbers: dividing by zero fails, where DuckDB answers NULL. Decimals have scales of Trino's own.
  division(),
  modulus(),

  // A date and an interval make a date.
  plus("trino_plus", "+"),
  plus("trino_minus", "-"),
  `trino_plus_time(a DATE, b INTERVAL) AS CAST('‹INVALID_FUNCTION_ARGUMENT: a DATE has no such field›' AS DATE),
    (a TIMESTAMP, b INTERVAL) AS a + b, (a TIMESTAMPTZ, b INTERVAL) AS a + b`,

  // Texts.
  `trino_concat(a VARCHAR, b VARCHAR) AS a || b, ${joinedLists()}`,
  ...["lpad", "rpad"].map(
    (name) => `trino_${name}(a, b, c) AS ${name}(a,
      CASE WHEN b < 0 THEN trino_raise('INVALID_FUNCTION_ARGUMENT: Target length must be in the range [0..2147483647]') ELSE b END,
      CASE WHEN c = '' THEN CAST(trino_raise('INVALID_FUNCTION_ARGUMENT: Padding string must not be empty') AS VARCHAR) ELSE c END)`,
  ),
  "trino_replace(a, b, c) AS CASE WHEN b = '' THEN CAST(trino_raise('NOT_SUPPORTED: replace of an empty text is not supported locally') AS VARCHAR) ELSE replace(a, b, c) END",
  `trino_substr(a, b) AS CASE WHEN b = 0 OR -b > length(a) THEN left(a, 0) ELSE substr(a, b) END,
    (a, b, c) AS CASE WHEN b = 0 OR -b > length(a) OR c <= 0 THEN left(a, 0) ELSE substr(a, b, c) END`,
  `trino_split_part(a, b, c) AS CASE WHEN c < 1 THEN CAST(trino_raise('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero') AS VARCHAR)
    WHEN c > len(string_split(a, b)) THEN NULL ELSE split_part(a, b, c) END`,
  `trino_regexp_extract(a, b) AS CASE WHEN regexp_matches(a, b) THEN regexp_extract(a, b) END,
    (a, b, c) AS CASE WHEN regexp_matches(a, b) THEN regexp_extract(a, b, c) END`,

  // Numbers.
  "trino_sign(a DOUBLE) AS CAST(sign(a) AS DOUBLE), (a BIGINT) AS CAST(sign(a) AS BIGINT), (a DECIMAL(38,9)) AS a + trino_raise('NOT_SUPPORTED: sign of a decimal is not supported locally: cast it to double')",
  `trino_round(a) AS round(a), (a, b) AS CASE WHEN typeof(a) LIKE 'DECIMAL%'
    THEN a + trino_raise('NOT_SUPPORTED: round of a decimal to digits is not supported locally: cast it to double') ELSE round(a, b) END`,
  `trino_numeric(a VARCHAR, type) AS CASE WHEN a IS NULL OR regexp_full_match(a, '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?') THEN a
    ELSE CAST(trino_raise('INVALID_CAST_ARGUMENT: Cannot cast VARCHAR ''' || a || ''' to ' || type || '. Value is not a number.') AS VARCHAR) END,
    (a, type) AS a`,
  // Where a function has no value in the reals, it is NaN or infinite.
  ...["sqrt", "ln", "log2", "log10"].map(
    (name) => `trino_${name}(a) AS CASE WHEN a < 0 THEN CAST('NaN' AS DOUBLE)
      ${name === "sqrt" ? "" : "WHEN a = 0 THEN CAST('-Infinity' AS DOUBLE)"} ELSE ${name}(a) END`,
  ),
  ...["asin", "acos"].map(
    (name) => `trino_${name}(a) AS CASE WHEN a < -1 OR a > 1 THEN CAST('NaN' AS DOUBLE) ELSE ${name}(a) END`,
  ),
  "trino_no_real(a) AS CASE WHEN typeof(a) = 'FLOAT' THEN a + trino_raise('NOT_SUPPORTED: sums and averages of real are not supported locally: cast them to double') ELSE a END",
  `trino_sum(a HUGEINT) AS CASE WHEN a IS NULL OR TRY_CAST(a AS BIGINT) IS NOT NULL THEN TRY_CAST(a AS BIGINT)
    ELSE CAST('‹NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow: the sum is ' || a || '›' AS BIGINT) END, (a) AS a`,
  "trino_no_decimal(a) AS CASE WHEN typeof(a) LIKE 'DECIMAL%' THEN a + trino_raise('NOT_SUPPORTED: avg of decimals is not supported locally: cast them to double') ELSE a END",

  // Times. A timestamp with time zone is always one in UTC here.
  "trino_local(a DATE) AS CAST(a AS TIMESTAMP), (a TIMESTAMP) AS a, (a TIMESTAMPTZ) AS timezone('UTC', a)",
  "trino_instant(a DATE) AS timezone('UTC', CAST(a AS TIMESTAMP)), (a TIMESTAMP) AS timezone('UTC', a), (a TIMESTAMPTZ) AS a",
  "trino_without_zone(a DATE) AS CAST(a AS TIMESTAMP), (a TIMESTAMP) AS a",
  "trino_millisecond(a) AS millisecond(a) % 1000",
  `trino_date_trunc(u, a DATE) AS CAST(CASE WHEN u IN ('hour', 'minute', 'second', 'millisecond')
      THEN CAST('‹INVALID_FUNCTION_ARGUMENT: ''' || u || ''' is not a valid DATE field›' AS TIMESTAMP) ELSE date_trunc(u, CAST(a AS TIMESTAMP)) END AS DATE),
    (u, a TIMESTAMP) AS date_trunc(u, a), (u, a TIMESTAMPTZ) AS timezone('UTC', date_trunc(u, timezone('UTC', a)))`,
  `trino_date_diff(u, a DATE, b DATE) AS date_sub(u, a, b), (u, a TIMESTAMP, b TIMESTAMP) AS date_sub(u, a, b),
    (u, a TIMESTAMPTZ, b TIMESTAMPTZ) AS date_sub(u, timezone('UTC', a), timezone('UTC', b))`,
  "trino_from_unixtime(a DOUBLE) AS to_timestamp(round(a * 1000) / 1000)",
  "trino_to_unixtime(a DATE) AS epoch(CAST(a AS TIMESTAMP)), (a TIMESTAMP) AS epoch(a), (a TIMESTAMPTZ) AS epoch(a)",
  `trino_iso8601_instant(a) AS CASE
    WHEN a IS NULL OR regexp_full_match(a, '${ISO_DATE}') THEN timezone('UTC', CAST(a AS TIMESTAMP))
    WHEN regexp_full_match(a, '${ISO_DATE}${ISO_TIME}(Z|[+-][0-9]{2}(:?[0-9]{2})?)?') THEN ${isoInstant("a")}
    ELSE CAST('‹INVALID_FUNCTION_ARGUMENT: Invalid format: "' || a || '"›' AS TIMESTAMPTZ) END`,
  `trino_from_iso8601_timestamp(a) AS CASE
    WHEN regexp_matches(a, 'T.*[+-]') AND NOT regexp_matches(a, '[+-]00(:?00)?$')
      THEN CAST('‹NOT_SUPPORTED: from_iso8601_timestamp keeps the offset of ' || a || ', which is not supported locally: compare it, or use at_timezone(from_iso8601_timestamp(x), zone)›' AS TIMESTAMPTZ)
    ELSE trino_iso8601_instant(a) END`,
  `trino_from_iso8601_date(a) AS CASE WHEN a IS NULL OR regexp_full_match(a, '${ISO_DATE}') THEN CAST(a AS DATE)
    WHEN regexp_full_match(a, '[0-9]{4}-W[0-9]{2}') AND try_strptime(a || '-1', '%G-W%V-%u') IS NOT NULL THEN CAST(try_strptime(a || '-1', '%G-W%V-%u') AS DATE)
    WHEN regexp_full_match(a, '[0-9]{4}-W[0-9]{2}-[1-7]') AND try_strptime(a, '%G-W%V-%u') IS NOT NULL THEN CAST(try_strptime(a, '%G-W%V-%u') AS DATE)
    WHEN regexp_full_match(a, '[0-9]{4}-[0-9]{3}') AND try_strptime(a, '%Y-%j') IS NOT NULL THEN CAST(try_strptime(a, '%Y-%j') AS DATE)
    ELSE CAST('‹INVALID_FUNCTION_ARGUMENT: Invalid format: "' || a || '"›' AS DATE) END`,
  `trino_to_iso8601(a DATE) AS strftime(a, '%Y-%m-%d'), (a TIMESTAMP) AS strftime(a, '${ISO_TEXT}'),
    (a TIMESTAMPTZ) AS strftime(timezone('UTC', a), '${ISO_TEXT}') || 'Z'`,

  // Arrays and maps.
  "trino_cardinality(a MAP(VARCHAR, VARCHAR)) AS CAST(cardinality(a) AS BIGINT), (a) AS len(a)",
  `trino_unnestable(a) AS CASE WHEN typeof(a) LIKE 'STRUCT%[]' THEN a[CAST('‹NOT_SUPPORTED: UNNEST of rows is not supported locally›' AS INTEGER):] ELSE a END`,
  "trino_index(a VARCHAR) AS a, (a BIGINT) AS CASE WHEN a = 0 THEN trino_raise('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1') ELSE a END",
  `trino_subscript(a, i VARCHAR) AS a[CASE WHEN i IS NULL OR list_contains(map_keys(a), i) THEN i
      ELSE CAST(trino_raise('INVALID_FUNCTION_ARGUMENT: Key not present in map: ' || i) AS VARCHAR) END],
    (a, i BIGINT) AS a[CASE WHEN a IS NULL OR i IS NULL OR i BETWEEN 1 AND len(a) THEN i
      ELSE trino_raise('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: ' || i || ' > ' || len(a)) END]`,
  `trino_contains(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_contains(a, b) THEN TRUE
    WHEN len(list_filter(a, lambda e: e IS NULL)) > 0 THEN NULL ELSE FALSE END`,
  "trino_array_distinct(a) AS list_filter(a, lambda e, i: list_position(a, e) = i)",
  `trino_texts(a) AS list_transform(a, lambda e: trino_cast_varchar(trino_no_json(e)))`,
  `trino_array_join(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE coalesce(array_to_string(trino_texts(a), b), '') END,
    (a, b, c) AS CASE WHEN a IS NULL OR b IS NULL OR c IS NULL THEN NULL
      ELSE array_to_string(list_transform(trino_texts(a), lambda e: coalesce(e, c)), b) END`,
  "trino_array_max(a) AS CASE WHEN len(list_filter(a, lambda e: e IS NULL)) > 0 THEN NULL ELSE list_max(a) END",
  "trino_array_min(a) AS CASE WHEN len(list_filter(a, lambda e: e IS NULL)) > 0 THEN NULL ELSE list_min(a) END",
  "trino_array_position(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE CAST(coalesce(list_position(a, b), 0) AS BIGINT) END",
  "trino_array_sort(a) AS list_sort(a, 'ASC', 'NULLS LAST')",
  "trino_first(a, b) AS CASE WHEN b = 0 THEN trino_raise('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1') WHEN b < 0 THEN len(a) + b + 1 ELSE b END",
  `trino_slice(a, b, c) AS list_slice(a, greatest(trino_first(a, b), 1),
    CASE WHEN c < 0 THEN trino_raise('INVALID_FUNCTION_ARGUMENT: length must be greater than or equal to 0')
      WHEN trino_first(a, b) < 1 THEN 0 ELSE trino_first(a, b) + c - 1 END)`,
  "trino_array_remove(a, b) AS CASE WHEN b IS NOT NULL THEN list_filter(a, lambda e: e IS NULL OR e <> b) END",
  "trino_has_null(a) AS len(list_filter(a, lambda e: e IS NULL)) > 0",
  `trino_arrays_overlap(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN len(a) = 0 OR len(b) = 0 THEN FALSE
    WHEN len(list_filter(a, lambda e: e IS NOT NULL AND list_contains(b, e))) > 0 THEN TRUE
    WHEN trino_has_null(a) OR trino_has_null(b) THEN NULL ELSE FALSE END`,
  `trino_sequence(a BIGINT, b BIGINT) AS generate_series(a, b, CASE WHEN a <= b THEN 1 ELSE -1 END),
    (a BIGINT, b BIGINT, c BIGINT) AS generate_series(a, b, c)`,

  // JSON. Numbers of DuckDB's JSON are written anew; where that is not how they stood in the text, the query fails.
  `trino_json_number(source, number) AS CASE
    WHEN regexp_matches(source, '(^|[^0-9.eE+-])' || regexp_escape(number) || '($|[^0-9.eE+-])') THEN number
    ELSE CAST(trino_raise('NOT_SUPPORTED: a JSON number that is not written as ' || number || ' is not supported locally') AS VARCHAR) END`,
  "trino_json_valid(a) AS CASE WHEN json_valid(a) THEN a END",
  `trino_json_extract_scalar(a, p) AS CASE json_type(trino_json_valid(a), p)
    WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL WHEN 'NULL' THEN NULL
    WHEN 'DOUBLE' THEN trino_json_number(a, json_extract_string(trino_json_valid(a), p))
    ELSE json_extract_string(trino_json_valid(a), p) END`,
  `trino_json_extract(a, p) AS CASE WHEN json_extract(trino_json_valid(a), p) IS NULL THEN NULL
    WHEN strpos(regexp_replace(a, '\\s', '', 'g'), regexp_replace(CAST(json_extract(trino_json_valid(a), p) AS VARCHAR), '\\s', '', 'g')) = 0
      THEN CAST(CAST(trino_raise('NOT_SUPPORTED: JSON whose numbers or escapes are not written in the shortest way is not supported locally') AS VARCHAR) AS JSON)
    ELSE json_extract(trino_json_valid(a), p) END`,
  `trino_json_array_length(a) AS CASE WHEN json_type(trino_json_valid(a)) = 'ARRAY'
    THEN CAST(json_array_length(trino_json_valid(a)) AS BIGINT) END`,
  `trino_json_parse(a) AS CASE WHEN a IS NULL OR json_valid(a) THEN CAST(a AS JSON)
    ELSE CAST(CAST(trino_raise('INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: ''' || a || '''') AS VARCHAR) AS JSON) END`,
].map((body) => `CREATE MACRO ${body}${traps(body)}`);

/**
 * Where DuckDB does not know the type of an argument yet (a column of a query around a subquery), every overload fits it, and it takes
 * the first. An overload more, for a type that nothing has here, makes that ambiguous, so that it is refused.
 */
function traps(body: string): string {
  const signatures = [...body.matchAll(/(?:^\w+|,\s*)\((\w+(?: [A-Z]\S*?)?(?:, \w+(?: [A-Z]\S*?)?)*)\) AS/g)].map(
    ([, list = ""]) => list.split(/, (?=\w+(?: |$|,))/),
  );
  const trapped = signatures.flatMap((parameters) =>
    parameters.flatMap((parameter, index) => {
      const [name, type] = parameter.split(" ");
      return type === undefined ? [] : [parameters.with(index, `${name} UUID`).join(", ")];
    }),
  );
  return [...new Set(trapped)].map((list) => `, (${list}) AS NULL`).join("");
}

/** Lists of one kind one after the other, and one element before or after them. */
function joinedLists(): string {
  const joined = ["VARCHAR", "BIGINT", "DOUBLE"].map(
    (type) =>
      `(a ${type}[], b ${type}[]) AS a || b, (a ${type}[], b ${type}) AS list_append(a, b), (a ${type}, b ${type}[]) AS list_prepend(a, b)`,
  );
  return joined.join(", ");
}

function division(): string {
  const checked = (type: string) =>
    `(a ${type}, b ${type}) AS a // CASE WHEN b = 0 THEN CAST('‹DIVISION_BY_ZERO: Division by zero›' AS ${type}) ELSE b END`;
  return `trino_divide${["INTEGER", "BIGINT", "HUGEINT"].map(checked).join(", ")}, (a DOUBLE, b DOUBLE) AS a / b,
    (a DECIMAL(38,9), b DECIMAL(38,9)) AS a + trino_raise('NOT_SUPPORTED: dividing decimals is not supported locally: cast one to double, or write it as 1e0')`;
}

function modulus(): string {
  const checked = (type: string) =>
    `(a ${type}, b ${type}) AS a % CASE WHEN b = 0 THEN CAST('‹DIVISION_BY_ZERO: Division by zero›' AS ${type}) ELSE b END`;
  return `trino_modulus${["INTEGER", "BIGINT", "HUGEINT"].map(checked).join(", ")}, (a DOUBLE, b DOUBLE) AS a % b,
    (a DECIMAL(38,9), b DECIMAL(38,9)) AS a + trino_raise('NOT_SUPPORTED: the remainder of decimals is not supported locally: cast one to double')`;
}

function plus(name: string, sign: "+" | "-"): string {
  const whole = `CASE WHEN date_trunc('day', a ${sign} b) = a ${sign} b THEN CAST(a ${sign} b AS DATE)
    ELSE CAST('‹INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date›' AS DATE) END`;
  const turned = sign === "+" ? `(a INTERVAL, b DATE) AS ${whole.replaceAll("a + b", "b + a")},` : "";
  const refused = (what: string) => `CAST('‹NOT_SUPPORTED: ${what} is not supported locally›' AS DATE)`;
  return `${name}(a DATE, b INTERVAL) AS ${whole}, ${turned}
    (a DATE, b DATE) AS ${refused(`DATE ${sign} DATE`)}, (a DATE, b BIGINT) AS ${refused(`DATE ${sign} a number`)},
    (a, b) AS a ${sign} b`;
}

/** The wall time of an ISO text, and its offset from UTC taken away. */
function isoInstant(text: string): string {
  const wall = `CAST(replace(replace(regexp_extract(${text}, '^[0-9-]+T[0-9:.,]+'), 'T', ' '), ',', '.') AS TIMESTAMP)`;
  const part = (group: number) =>
    `CAST('0' || regexp_extract(${text}, 'T[^+-]*[+-]([0-9]{2}):?([0-9]{2})?$', ${group}) AS BIGINT)`;
  const offset = `to_minutes(CASE WHEN regexp_matches(${text}, 'T.*-') THEN -1 ELSE 1 END * (${part(1)} * 60 + ${part(2)}))`;
  return `timezone('UTC', date_trunc('millisecond', ${wall} - ${offset}))`;
}
