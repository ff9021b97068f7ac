import type { Table } from "../table";
import { differing, page, type QueryInput, rows, trino } from "./queries";

const ARRAYS = trino("TestArrayOperators.java", "004dbce962cf23d945e002ca0bb22ff4aa6a4a0b");
const SUBSCRIPTS = trino(
  "ArraySubscriptOperator.java",
  "1dde41842b6d4b9472e64a588cc305ef8f5ede29",
  "core/trino-main/src/main/java/io/trino/operator/scalar",
);
const BIGINTS = trino("TestBigintOperators.java", "029c93b693c7a3dbff995062fb9997f4acd86d77");

const DOUBLES = "The text of a double depends on the version of the engine: refused.";

/** `array_join` and the other functions of arrays and maps. */
export const collections: Table<QueryInput> = {
  service: "Amazon Athena",
  topic: "arrays and maps",
  rows: [
    ...rows(ARRAYS, [
      ["array_join leaves out what is NULL", "array_join(ARRAY[1, NULL, 2], ',')", "1,2", "varchar"],
      [
        "array_join with a third argument puts it where NULL is",
        "array_join(ARRAY[1, 2, null], ';', 'N/A')",
        "1;2;N/A",
        "varchar",
      ],
      [
        "array_join of texts replaces every NULL",
        "array_join(ARRAY['a', 'b', 'c', null, null, 'd'], '-', 'N/A')",
        "a-b-c-N/A-N/A-d",
        "varchar",
      ],
      [
        "array_join of three without a NULL is that of two",
        "array_join(ARRAY[1, 2, 3], ';', 'N/A')",
        "1;2;3",
        "varchar",
      ],
      ["array_join of nothing but NULL is an empty text", "array_join(ARRAY[null, null], '=')", "", "varchar"],
      ["array_join of an empty array is an empty text", "array_join(ARRAY[], 'S')", "", "varchar"],
      ["array_join takes empty texts for all of its arguments", "array_join(ARRAY[''], '', '')", "", "varchar"],
      ["array_join writes booleans", "array_join(ARRAY[true, false], 'XX')", "trueXXfalse", "varchar"],
      [
        "array_join writes decimals with the scale of the array",
        "array_join(ARRAY[1.0, 2.100, NULL], 'x', 'N/A')",
        "1.000x2.100xN/A",
        "varchar",
      ],
      ["contains finds an element beside a NULL", "contains(ARRAY[1, NULL, 3], 1)", "true", "boolean"],
      ["contains does not know where a NULL may be the element", "contains(ARRAY[NULL, 2, 3], 1)", null, "boolean"],
      ["contains in an empty array is false", "contains(ARRAY[], 1)", "false", "boolean"],
      ["two arrays are put one after the other", "concat(ARRAY[1], ARRAY[2,3])", "[1, 2, 3]", "array"],
      ["an element is put before an array", "'puppies' || ARRAY['kittens']", "[puppies, kittens]", "array"],
      [
        "array_min of texts is the first by its letters",
        "array_min(ARRAY['puppies', 'kittens'])",
        "kittens",
        "varchar",
      ],
      ["array_min is NULL where an element is", "array_min(ARRAY[NULL, 2, 3])", null, "integer"],
      ["cardinality counts a NULL", "cardinality(ARRAY[1, NULL, 3])", "3", "bigint"],
    ]),
    differing(
      ARRAYS,
      ["array_join writes doubles with an exponent", "array_join(ARRAY[1e0, 2.1e0], 'x')", "1.0E0x2.1E0", "varchar"],
      [{ error: "NOT_SUPPORTED: casting DOUBLE to varchar is not supported locally" }],
      DOUBLES,
    ),
    ...rows(page("array"), [
      ["elements get the type that fits all of them", "ARRAY[1, 1.2, 4]", "[1.0, 1.2, 4.0]", "array"],
      ["brackets give an element", "ARRAY[1, 1.2, 4][2]", "1.2", "decimal"],
      ["an element is put after an array", "ARRAY[1] || 2", "[1, 2]", "array"],
      ["array_remove takes away every element of that value", "array_remove(ARRAY[1, 2, 1, 3], 1)", "[2, 3]", "array"],
      ["array_sort puts NULL at the end", "array_sort(ARRAY[2, NULL, 1])", "[1, 2, null]", "array"],
      [
        "arrays overlap where they have an element in common",
        "arrays_overlap(ARRAY[1, NULL], ARRAY[1, 5])",
        "true",
        "boolean",
      ],
      [
        "whether arrays overlap is not known where one has a NULL",
        "arrays_overlap(ARRAY[1, NULL], ARRAY[5])",
        null,
        "boolean",
      ],
      ["element_at counts from the end below zero", "element_at(ARRAY[10, 20], -1)", "20", "integer"],
      ["element_at beyond the end is NULL", "element_at(ARRAY[10, 20], 3)", null, "integer"],
      ["filter leaves out what is NULL", "filter(ARRAY[5, -6, NULL, 7], x -> x > 0)", "[5, 7]", "array"],
      ["transform reaches NULL, too", "transform(ARRAY[5, NULL, 6], x -> coalesce(x, 0) + 1)", "[6, 1, 7]", "array"],
      [
        "a lambda stands within another",
        "transform(ARRAY[ARRAY[1, NULL, 2], ARRAY[3, NULL]], a -> filter(a, x -> x IS NOT NULL))",
        "[[1, 2], [3]]",
        "array",
      ],
      ["any_match is NULL where an element may match", "any_match(ARRAY[1, NULL], x -> x = 2)", null, "boolean"],
      ["all_match of an empty array is true", "all_match(filter(ARRAY[1], x -> x > 1), x -> x = 2)", "true", "boolean"],
      ["slice begins at the end below zero", "slice(ARRAY[1, 2, 3, 4], -2, 2)", "[3, 4]", "array"],
      ["sequence goes down where it has to", "sequence(3, 1)", "[3, 2, 1]", "array"],
    ]),
    differing(
      page("array"),
      [
        "array_sort takes an order of its own",
        "array_sort(ARRAY[3, 2, 5, 1, 2], (x, y) -> IF(x < y, 1, IF(x = y, 0, -1)))",
        "[5, 3, 2, 2, 1]",
        "array",
      ],
      [{ error: "SYNTAX_ERROR: Unexpected parameters for function array_sort: 2 arguments" }],
      "DuckDB has no comparator for lists.",
    ),
    ...rows(page("map"), [
      [
        "a map is written with its keys and values",
        "MAP(ARRAY['key1', 'key2', 'key3'], ARRAY['v1', 'v2', 'v3'])",
        "{key1=v1, key2=v2, key3=v3}",
        "map",
      ],
      [
        "values of a map get the type that fits all of them",
        "MAP(ARRAY['key1', 'key2', 'key3'], ARRAY[23, 34.63, 45.837])",
        "{key1=23.000, key2=34.630, key3=45.837}",
        "map",
      ],
      ["brackets give the value of a key", "MAP(ARRAY['key1', 'key2'], ARRAY['v1', 'v2'])['key2']", "v2", "varchar"],
      [
        "element_at of a key that is not there is NULL",
        "element_at(MAP(ARRAY['key1'], ARRAY['v1']), 'key2')",
        null,
        "varchar",
      ],
    ]),
  ],
};

/** Operators and functions of everything else, with the types of their results. */
export const functions: Table<QueryInput> = {
  service: "Amazon Athena",
  topic: "operators and functions",
  rows: [
    ...rows(page("logical"), [
      ["NULL and true is NULL", "CAST(null AS boolean) AND true", null, "boolean"],
      ["NULL and false is false", "CAST(null AS boolean) AND false", "false", "boolean"],
      ["NULL or true is true", "CAST(null AS boolean) OR true", "true", "boolean"],
      ["not NULL is NULL", "NOT CAST(null AS boolean)", null, "boolean"],
    ]),
    ...rows(page("comparison"), [
      ["NULL is between nothing", "NULL BETWEEN 2 AND 4", null, "boolean"],
      [
        "what is below a range is not in it, though the end of that is NULL",
        "2 BETWEEN 3 AND NULL",
        "false",
        "boolean",
      ],
      ["texts are between others", "'Paul' BETWEEN 'John' AND 'Ringo'", "true", "boolean"],
      ["NULL is not distinct from NULL", "NULL IS DISTINCT FROM NULL", "false", "boolean"],
      ["greatest is NULL where one value is", "greatest(1, NULL, 3)", null, "integer"],
      [
        "SOME is true where a row of a subquery is",
        "42 >= SOME (SELECT 41 UNION ALL SELECT 42 UNION ALL SELECT 43)",
        "true",
        "boolean",
      ],
      ["an escaped underscore is one", "'South_America' LIKE 'South\\_America' ESCAPE '\\'", "true", "boolean"],
    ]),
    differing(
      page("comparison"),
      ["ANY takes VALUES without brackets around each", "'hello' = ANY (VALUES 'hello', 'world')", "true", "boolean"],
      [{ error: "SYNTAX_ERROR: syntax error at or near \"'hello'\"" }],
      "DuckDB's grammar needs brackets around each row of VALUES.",
    ),
    ...rows(page("string"), [
      ["split_part beyond the last field is NULL", "split_part('a,b', ',', 3)", null, "varchar"],
      ["strpos of what is not there is zero", "strpos('abc', 'd')", "0", "bigint"],
      ["length counts characters", "length('añ')", "2", "bigint"],
      ["concat_ws leaves out what is NULL", "concat_ws(',', 'a', NULL, 'b')", "a,b", "varchar"],
      ["concat_ws with a separator that is NULL is NULL", "concat_ws(NULL, 'a')", null, "varchar"],
      ["lpad cuts a text that is too long", "lpad('abc', 2, 'x')", "ab", "varchar"],
      ["translate leaves out what has no counterpart", "translate('abcd', 'ac', 'z')", "zbd", "varchar"],
      ["translate counts the first of two that are the same", "translate('abcd', 'aac', 'zq')", "zbd", "varchar"],
      ["trim takes away a text from both ends", "trim(BOTH '$' FROM '$var$')", "var", "varchar"],
      ["trim takes away characters from the end", "trim(TRAILING 'ER' FROM upper('worker'))", "WORK", "varchar"],
      ["substr counts from the end below zero", "substr('hello', -3)", "llo", "varchar"],
    ]),
    ...rows(page("regexp"), [
      ["regexp_extract gives the first match", "regexp_extract('1a 2b 14m', '\\d+')", "1", "varchar"],
      ["regexp_extract gives a group", "regexp_extract('1a 2b 14m', '(\\d+)([a-z]+)', 2)", "a", "varchar"],
      ["regexp_like looks for a part", "regexp_like('1a 2b 14m', '\\d+b')", "true", "boolean"],
      ["regexp_replace takes away every match", "regexp_replace('1a 2b 14m', '\\d+[ab] ')", "14m", "varchar"],
      [
        "regexp_replace puts a group where it is called",
        "regexp_replace('1a 2b 14m', '(\\d+)([ab]) ', '3c$2 ')",
        "3ca 3cb 14m",
        "varchar",
      ],
      [
        "regexp_split keeps an empty text at the end",
        "regexp_split('1a 2b 14m', '\\s*[a-z]+\\s*')",
        "[1, 2, 14, ]",
        "array",
      ],
    ]),
    ...rows(page("datetime"), [
      ["an interval of days is added to a date", "date '2012-08-08' + interval '2' day", "2012-08-10", "date"],
      [
        "a month is added within the next one's end",
        "timestamp '2012-10-31 01:00' + interval '1' month",
        "2012-11-30 01:00:00.000",
        "timestamp",
      ],
      [
        "a timestamp in UTC has its zone",
        "timestamp '2012-10-31 01:00 UTC'",
        "2012-10-31 01:00:00.000 UTC",
        "timestamp with time zone",
      ],
      [
        "date_trunc to a week goes to its Monday",
        "date_trunc('week', TIMESTAMP '2001-08-22 03:04:05.321')",
        "2001-08-20 00:00:00.000",
        "timestamp",
      ],
      [
        "date_trunc to a quarter goes to its first day",
        "date_trunc('quarter', TIMESTAMP '2001-08-22 03:04:05.321')",
        "2001-07-01 00:00:00.000",
        "timestamp",
      ],
      [
        "date_add keeps the zone",
        "date_add('day', -1, TIMESTAMP '2020-03-01 00:00:00 UTC')",
        "2020-02-29 00:00:00.000 UTC",
        "timestamp with time zone",
      ],
      [
        "date_diff is a bigint",
        "date_diff('second', TIMESTAMP '2020-03-01 00:00:00', TIMESTAMP '2020-03-02 00:00:00')",
        "86400",
        "bigint",
      ],
      ["from_iso8601_date reads a date", "from_iso8601_date('2020-05-11')", "2020-05-11", "date"],
      ["from_iso8601_date reads a week", "from_iso8601_date('2020-W10')", "2020-03-02", "date"],
      ["from_iso8601_date reads a day of a year", "from_iso8601_date('2020-123')", "2020-05-02", "date"],
      [
        "date_format writes by MySQL's letters",
        "date_format(TIMESTAMP '2022-10-20 05:10:00', '%m-%d-%Y %H')",
        "10-20-2022 05",
        "varchar",
      ],
      [
        "date_parse reads by MySQL's letters",
        "date_parse('2022/10/20/05', '%Y/%m/%d/%H')",
        "2022-10-20 05:00:00.000",
        "timestamp",
      ],
      ["year is a bigint", "year(TIMESTAMP '2022-10-20 05:10:00')", "2022", "bigint"],
    ]),
    differing(
      page("datetime"),
      [
        "AT TIME ZONE is a timestamp of that zone",
        "timestamp '2012-10-31 01:00 UTC' AT TIME ZONE 'America/Los_Angeles'",
        "2012-10-30 18:00:00.000 America/Los_Angeles",
        "timestamp with time zone",
      ],
      [
        {
          error:
            "NOT_SUPPORTED: a time in a zone (at_timezone, AT TIME ZONE) anywhere but in date_format, format_datetime, a field such as hour(), or a CAST is not supported locally",
        },
      ],
      "DuckDB keeps no zone with a timestamp: it can be formatted, and its fields can be read.",
    ),
    ...rows(page("json"), [
      ["json_extract_scalar reads an element of an array", "json_extract_scalar('[1, 2, 3]', '$[2]')", "3", "varchar"],
      ["json_array_length counts elements", "json_array_length('[1, 2, 3]')", "3", "bigint"],
      ["JSON is cast to an array", "CAST(JSON '[1,23,456]' AS ARRAY(INTEGER))", "[1, 23, 456]", "array"],
      ["NULL in JSON is NULL in an array", "CAST(JSON '[1,null,456]' AS ARRAY(INTEGER))", "[1, null, 456]", "array"],
    ]),
    ...rows(page("aggregate"), [
      ["sum of no rows is NULL", "sum(x) FROM (VALUES (1)) t(x) WHERE x > 1", null, "bigint"],
      ["count of no rows is zero", "count(*) FROM (VALUES (1)) t(x) WHERE x > 1", "0", "bigint"],
      ["count of a column leaves out what is NULL", "count(x) FROM (VALUES (1), (NULL)) t(x)", "1", "bigint"],
      ["avg is a double and leaves out what is NULL", "avg(x) FROM (VALUES (1), (2), (NULL)) t(x)", "1.5", "double"],
      [
        "array_agg keeps what is NULL",
        "array_agg(x ORDER BY x DESC) FROM (VALUES (1), (2), (NULL)) t(x)",
        "[2, 1, null]",
        "array",
      ],
      [
        "an aggregate takes a FILTER",
        "array_agg(x) FILTER (WHERE x IS NOT NULL) FROM (VALUES (1), (NULL)) t(x)",
        "[1]",
        "array",
      ],
      ["bool_or is true where one is", "bool_or(x) FROM (VALUES (false), (true)) t(x)", "true", "boolean"],
    ]),
    ...rows(page("math"), [
      ["a whole number divided by another is a whole number", "7 / 2", "3", "integer"],
      ["a remainder has the sign of the dividend", "-7 % 3", "-1", "integer"],
      ["sqrt is a double", "sqrt(16)", "4.0", "double"],
      ["round of a half goes away from zero", "round(-2.5e0)", "-3.0", "double"],
    ]),
    ...rows(BIGINTS, [
      [
        "an addition that is too large is an error that names both numbers",
        "9223372036854775807 + BIGINT '1'",
        { error: "NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow: 9223372036854775807 + 1" },
      ],
      [
        "so is a multiplication",
        "9223372036854775807 * BIGINT '2'",
        { error: "NUMERIC_VALUE_OUT_OF_RANGE: bigint multiplication overflow: 9223372036854775807 * 2" },
      ],
      ["a number above zero is true", "cast(37 as boolean)", "true", "boolean"],
      ["a whole number is cast to a double", "cast(100000000017 as double)", "1.00000000017E11", "double"],
    ]),
    ...rows(SUBSCRIPTS, [
      [
        "brackets beyond the end of an array are an error",
        "ARRAY[1, 2][3]",
        { error: "INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: 3 > 2" },
      ],
      [
        "element zero is an error",
        "element_at(ARRAY[1], 0)",
        { error: "INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1" },
      ],
    ]),
  ],
};
