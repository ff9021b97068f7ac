import type { Table } from "../table";
import { differing, page, type QueryInput, rows, trino } from "./queries";

const DATES = trino("TestDate.java", "d9647699e62a9f87db83e273754f98050d3e956c");
const DATE_CAST = trino(
  "DateOperators.java",
  "03dba3c960379b9d86b6efe950d4d48ca99ce70e",
  "core/trino-main/src/main/java/io/trino/type",
);
const TIMESTAMP_CAST = trino(
  "VarcharToTimestampCast.java",
  "029c93b693c7a3dbff995062fb9997f4acd86d77",
  "core/trino-main/src/main/java/io/trino/operator/scalar/timestamp",
);
const VARCHAR_CASTS = trino(
  "VarcharOperators.java",
  "d4e3d73380b1c24823cafc7c7ffe61e3bdd95a66",
  "core/trino-main/src/main/java/io/trino/type",
);
const DECIMAL_CASTS = trino(
  "DecimalCasts.java",
  "029c93b693c7a3dbff995062fb9997f4acd86d77",
  "core/trino-main/src/main/java/io/trino/type",
);
const TIMESTAMPS = trino(
  "TestTimestamp.java",
  "029c93b693c7a3dbff995062fb9997f4acd86d77",
  "core/trino-main/src/test/java/io/trino/operator/scalar/timestamp",
);

/** `CAST`, `TRY_CAST`, `TRY` and literals. */
export const casts: Table<QueryInput> = {
  service: "Amazon Athena",
  topic: "casts and literals",
  rows: [
    ...rows(DATES, [
      ["a text is cast to a date", "CAST('2013-02-02' AS date)", "2013-02-02", "date"],
      ["a date may have one digit for its month and its day", "CAST('2001-1-2' AS date)", "2001-01-02", "date"],
      ["white space before a date does not count", "CAST('\n\t 2001-1-22' AS date)", "2001-01-22", "date"],
      ["white space after a date does not count", "CAST('2001-1-22 \t\n' AS date)", "2001-01-22", "date"],
      ["white space around the text of a DATE literal does not count", "DATE '  2013-02-02  '", "2013-02-02", "date"],
      [
        "a DATE literal of a day that is in no calendar is an error of the literal",
        "DATE '2013-02-29'",
        { error: "INVALID_LITERAL: line 1:8: '2013-02-29' is not a valid DATE literal" },
      ],
      [
        "a DATE literal with three digits for its day is an error",
        "DATE '2013-02-002'",
        { error: "INVALID_LITERAL: line 1:8: '2013-02-002' is not a valid DATE literal" },
      ],
      ["a date is cast to a text", "CAST(DATE '2001-1-22' AS varchar)", "2001-01-22", "varchar"],
      [
        "a date is cast to a timestamp at midnight",
        "CAST(DATE '2001-1-22' AS timestamp)",
        "2001-01-22 00:00:00.000",
        "timestamp",
      ],
    ]),
    differing(
      DATES,
      [
        "a date may have a year of two digits, which is one of the first century",
        "CAST('13-2-2' AS date)",
        "0013-02-02",
        "date",
      ],
      [{ error: "INVALID_CAST_ARGUMENT: Value cannot be cast to date: 13-2-2" }],
      "Years have four digits here.",
    ),
    differing(
      DATES,
      ["a year may have a sign", "DATE '+2013-02-02'", "2013-02-02", "date"],
      [{ error: "INVALID_LITERAL: line 1:8: '+2013-02-02' is not a valid DATE literal" }],
      "Years have four digits here.",
    ),
    ...rows(DATE_CAST, [
      [
        "a text that is no date is not cast to one, and the error names it as it is written",
        "CAST(' 2001-22-01 ' AS date)",
        { error: "INVALID_CAST_ARGUMENT: Value cannot be cast to date:  2001-22-01 " },
      ],
      [
        "date() of an empty text is the same error as that of the cast",
        "date('')",
        { error: "INVALID_CAST_ARGUMENT: Value cannot be cast to date: " },
      ],
    ]),
    ...rows(TIMESTAMP_CAST, [
      [
        "white space around a timestamp does not count",
        "CAST(' 2020-05-01 12:34:56 ' AS timestamp)",
        "2020-05-01 12:34:56.000",
        "timestamp",
      ],
      [
        "a fraction of a second with more than three digits is rounded",
        "CAST('2020-05-01 12:34:56.1235' AS timestamp)",
        "2020-05-01 12:34:56.124",
        "timestamp",
      ],
      [
        "rounding may go on to the next day",
        "CAST('2020-05-01 23:59:59.9999' AS timestamp)",
        "2020-05-02 00:00:00.000",
        "timestamp",
      ],
      [
        "a text in ISO's form with a T is no timestamp",
        "CAST('2020-05-01T12:34:56' AS timestamp)",
        { error: "INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: 2020-05-01T12:34:56" },
      ],
    ]),
    differing(
      TIMESTAMPS,
      [
        "a TIMESTAMP literal without a fraction has no digits for one as a text",
        "CAST(TIMESTAMP '2020-05-01 12:34:56' AS varchar)",
        "2020-05-01 12:34:56",
        "varchar",
      ],
      ["2020-05-01 12:34:56.000", "varchar"],
      "Every timestamp has milliseconds here, as those of tables have.",
    ),
    differing(
      TIMESTAMPS,
      [
        "a TIMESTAMP literal that is none is an error of the literal",
        "TIMESTAMP 'xxx'",
        { error: "INVALID_LITERAL: line 1:8: 'xxx' is not a valid timestamp literal" },
      ],
      [{ error: "INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: xxx" }],
      "It is read like a cast here.",
    ),
    ...rows(VARCHAR_CASTS, [
      ["a text is cast to a bigint", "CAST('-12' AS bigint)", "-12", "bigint"],
      ["a whole number may have a plus", "CAST('+12' AS integer)", "12", "integer"],
      [
        "white space around a whole number is an error",
        "CAST(' 1' AS bigint)",
        { error: "INVALID_CAST_ARGUMENT: Cannot cast ' 1' to BIGINT" },
      ],
      [
        "an empty text is no whole number",
        "CAST('' AS bigint)",
        { error: "INVALID_CAST_ARGUMENT: Cannot cast '' to BIGINT" },
      ],
      [
        "a text with a point is no whole number",
        "CAST('1.5' AS bigint)",
        { error: "INVALID_CAST_ARGUMENT: Cannot cast '1.5' to BIGINT" },
      ],
      [
        "the error of a cast to integer calls it INT",
        "CAST('x' AS integer)",
        { error: "INVALID_CAST_ARGUMENT: Cannot cast 'x' to INT" },
      ],
      [
        "a number that is too large for its type is the same error",
        "CAST('128' AS tinyint)",
        { error: "INVALID_CAST_ARGUMENT: Cannot cast '128' to TINYINT" },
      ],
      ["white space around a double does not count", "CAST(' 1.5 ' AS double)", "1.5", "double"],
      ["NaN is a double, with or without a sign", "CAST('-NaN' AS double)", "NaN", "double"],
      ["Infinity is a double", "CAST('-Infinity' AS double)", "-Infinity", "double"],
      [
        "a text that is no number is not cast to a double",
        "CAST('1,5' AS double)",
        { error: "INVALID_CAST_ARGUMENT: Cannot cast '1,5' to DOUBLE" },
      ],
      ["t is true", "CAST('T' AS boolean)", "true", "boolean"],
      ["0 is false", "CAST('0' AS boolean)", "false", "boolean"],
      ["yes is no boolean", "CAST('yes' AS boolean)", { error: "INVALID_CAST_ARGUMENT: Cannot cast 'yes' to BOOLEAN" }],
    ]),
    ...rows(DECIMAL_CASTS, [
      ["a text is rounded to the scale of a decimal", "CAST('1.256' AS decimal(5, 2))", "1.26", "decimal"],
      ["a text with an exponent is cast to a decimal", "CAST('1e2' AS decimal(5, 2))", "100.00", "decimal"],
      [
        "a text that is no number is not cast to a decimal",
        "CAST('5 ' AS decimal(5, 2))",
        { error: "INVALID_CAST_ARGUMENT: Cannot cast VARCHAR '5 ' to DECIMAL(5, 2). Value is not a number." },
      ],
      [
        "a number that is too large is not cast to a decimal",
        "CAST('12345' AS decimal(5, 2))",
        { error: "INVALID_CAST_ARGUMENT: Cannot cast VARCHAR '12345' to DECIMAL(5, 2). Value too large." },
      ],
      ["a decimal is rounded half up to a whole number", "CAST(2.5 AS bigint)", "3", "bigint"],
    ]),
    ...rows(page("conditional"), [
      ["TRY makes NULL of a cast that fails", "TRY(CAST('P332a' AS bigint))", null, "bigint"],
      [
        "a cast that fails is an error of its own",
        "CAST('P332a' AS bigint)",
        { error: "INVALID_CAST_ARGUMENT: Cannot cast 'P332a' to BIGINT" },
      ],
      ["TRY makes NULL of a division by zero, and COALESCE something else", "COALESCE(TRY(72 / 0), 0)", "0", "integer"],
      ["a division by zero is an error", "72 / 0", { error: "DIVISION_BY_ZERO: Division by zero" }],
      ["IF without an else is NULL", "IF(1 > 2, 'High Value')", null, "varchar"],
      ["CASE of no match is NULL", "CASE 3 WHEN 1 THEN 'one' WHEN 2 THEN 'two' END", null, "varchar"],
      ["NULLIF is NULL where both are the same", "NULLIF('a', 'a')", null, "varchar"],
    ]),
    ...rows(page("conversion"), [
      ["TRY_CAST is NULL where a cast fails", "TRY_CAST('2001-22-01' AS date)", null, "date"],
      ["TRY_CAST is the value where a cast does not fail", "TRY_CAST('7' AS integer)", "7", "integer"],
    ]),
  ],
};
