/** A whole query in Trino's SQL, its parameters, and the rows that Athena answers. */
export interface QueryCase {
  what: string;
  sql: string;
  parameters?: readonly string[];
  rows: readonly (readonly (string | null)[])[];
}

const ITEMS = "(VALUES ('a', 1), ('b', 2), ('a', 3), (NULL, NULL)) AS items(kind, n)";

export const QUERIES: readonly QueryCase[] = [
  {
    what: "NULLs come last in both directions",
    sql: "SELECT n FROM (VALUES (2), (NULL), (1)) AS t(n) ORDER BY n DESC",
    rows: [["2"], ["1"], [null]],
  },
  {
    what: "NULLs come first where the query says so",
    sql: "SELECT n FROM (VALUES (2), (NULL), (1)) AS t(n) ORDER BY n NULLS FIRST",
    rows: [[null], ["1"], ["2"]],
  },
  {
    what: "aggregates leave NULLs out",
    sql: `SELECT count(*), count(n), sum(n), avg(n), min(n), max(kind) FROM ${ITEMS}`,
    rows: [["4", "3", "6", "2.0", "1", "b"]],
  },
  {
    what: "aggregates of nothing are NULL, but for the count",
    sql: `SELECT count(n), sum(n), array_agg(n) FROM ${ITEMS} WHERE n > 5`,
    rows: [["0", null, null]],
  },
  {
    what: "groups have a NULL of their own",
    sql: `SELECT kind, count(*) AS items FROM ${ITEMS} GROUP BY kind HAVING count(*) > 0 ORDER BY kind`,
    rows: [
      ["a", "2"],
      ["b", "1"],
      [null, "1"],
    ],
  },
  {
    what: "distinct and approximate counts",
    sql: `SELECT count(DISTINCT kind), approx_distinct(kind), count_if(n > 1), count(*) FILTER (WHERE n > 1) FROM ${ITEMS}`,
    rows: [["2", "2", "2", "2"]],
  },
  {
    what: "the value that belongs to the greatest, NULL included",
    sql: "SELECT max_by(a, b), min_by(a, b) FROM (VALUES ('x', 1), (NULL, 2)) AS t(a, b)",
    rows: [[null, "x"]],
  },
  {
    what: "collected values in an order, NULLs included",
    sql: `SELECT array_agg(n ORDER BY n DESC), bool_and(n > 0), bool_or(n > 2) FROM ${ITEMS}`,
    rows: [["[3, 2, 1, null]", "true", "true"]],
  },
  {
    what: "sums of whole numbers are divided as whole numbers",
    sql: `SELECT sum(n) / count(*), 100e0 * sum(n) / count(*) FROM ${ITEMS}`,
    rows: [["1", "150.0"]],
  },
  {
    what: "aggregates inside of expressions, in every clause",
    sql: `SELECT kind, CAST(sum(n) AS varchar) || '!' AS total, sum(n) / 2 AS half FROM ${ITEMS} WHERE n > 0
      GROUP BY items.kind HAVING max(n) % 2 = 1 OR sum(n) / 2 > 0 ORDER BY sum(n) / 2 DESC, kind`,
    rows: [
      ["a", "4!", "2"],
      ["b", "2!", "1"],
    ],
  },
  {
    what: "windows over aggregates, inside of expressions",
    sql: `SELECT kind, 100e0 * sum(n) / sum(sum(n)) OVER () AS share FROM ${ITEMS} WHERE n > 0 GROUP BY 1 ORDER BY 1`,
    rows: [
      ["a", "66.66666666666667"],
      ["b", "33.333333333333336"],
    ],
  },
  {
    what: "sums over a window, beside all columns and inside of expressions",
    sql: `SELECT *, s / 2 FROM (SELECT *, sum(n) OVER () AS s FROM ${ITEMS} WHERE n > 1) ORDER BY n`,
    rows: [
      ["b", "2", "5", "2"],
      ["a", "3", "5", "2"],
    ],
  },
  {
    what: "sums over a window in a division",
    sql: `SELECT n, sum(n) OVER () / 2 FROM ${ITEMS} WHERE n > 1 ORDER BY n`,
    rows: [
      ["2", "2"],
      ["3", "2"],
    ],
  },
  {
    what: "windows inside of expressions",
    sql: `WITH e(id, at) AS (VALUES ('a', TIMESTAMP '2026-02-01 10:00:00'), ('b', TIMESTAMP '2026-02-01 10:05:00'))
      SELECT x.id, date_diff('minute', lag(x.at) OVER (ORDER BY x.at), x.at) AS minutes FROM e x ORDER BY x.at`,
    rows: [
      ["a", null],
      ["b", "5"],
    ],
  },
  {
    what: "times inside of expressions of aggregates",
    sql: `SELECT date_diff('second', min(t), max(t)), date_format(max(t), '%H:%i'), from_unixtime(max(n) / 2), cardinality(array_agg(n))
      FROM (VALUES (TIMESTAMP '2026-02-01 10:00:00', 10), (TIMESTAMP '2026-02-01 10:05:00', 20)) AS v(t, n)`,
    rows: [["300", "10:05", "1970-01-01 00:00:10.000 UTC", "2"]],
  },
  {
    what: "windows",
    sql: `SELECT kind, n, row_number() OVER (PARTITION BY kind ORDER BY n DESC) AS place, sum(n) OVER (PARTITION BY kind) AS total,
      lag(n, 1, 0) OVER (ORDER BY n) AS before, rank() OVER (ORDER BY kind) AS r
      FROM ${ITEMS} WHERE n IS NOT NULL ORDER BY n`,
    rows: [
      ["a", "1", "2", "4", "0", "1"],
      ["b", "2", "1", "2", "1", "3"],
      ["a", "3", "1", "4", "2", "1"],
    ],
  },
  {
    what: "a running sum over a frame",
    sql: "SELECT n, sum(n) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES (1), (2), (3)) AS t(n) ORDER BY 1",
    rows: [
      ["1", "1"],
      ["2", "3"],
      ["3", "5"],
    ],
  },
  {
    what: "arrays as rows, with numbers of their elements",
    sql: `SELECT name, tag, i FROM (VALUES ('x', ARRAY['a', 'b']), ('y', ARRAY[])) AS t(name, tags)
      CROSS JOIN UNNEST(tags) WITH ORDINALITY AS u(tag, i) ORDER BY i`,
    rows: [
      ["x", "a", "1"],
      ["x", "b", "2"],
    ],
  },
  {
    what: "arrays of JSON as rows",
    sql: `SELECT CAST(n AS bigint) * 2 FROM (VALUES ('{"list":["1","2"]}')) AS t(j)
      CROSS JOIN UNNEST(CAST(json_extract(j, '$.list') AS array(varchar))) AS u(n) ORDER BY 1`,
    rows: [["2"], ["4"]],
  },
  {
    what: "joins, inner and outer",
    sql: `WITH a(id, n) AS (VALUES ('x', 1), ('y', 2)), b(id, m) AS (VALUES ('x', 10))
      SELECT a.id, m FROM a LEFT JOIN b ON a.id = b.id ORDER BY a.id`,
    rows: [
      ["x", "10"],
      ["y", null],
    ],
  },
  {
    what: "sets",
    sql: "SELECT 1 UNION ALL SELECT 1 UNION SELECT 2 EXCEPT SELECT 3 ORDER BY 1",
    rows: [["1"], ["2"]],
  },
  {
    what: "subqueries",
    sql: "SELECT n FROM (VALUES (1), (2), (3)) AS t(n) WHERE n IN (SELECT 2) OR n = (SELECT max(x) FROM (VALUES (3), (1)) AS u(x)) ORDER BY n",
    rows: [["2"], ["3"]],
  },
  {
    what: "correlated subqueries",
    sql: `SELECT n FROM (VALUES (1), (2)) AS t(n) WHERE EXISTS (SELECT 1 FROM (VALUES (2)) AS u(m) WHERE m = n)`,
    rows: [["2"]],
  },
  {
    what: "OFFSET before LIMIT",
    sql: "SELECT n FROM (VALUES (1), (2), (3), (4)) AS t(n) ORDER BY n OFFSET 1 LIMIT 2",
    rows: [["2"], ["3"]],
  },
  {
    what: "FETCH FIRST",
    sql: "SELECT n FROM (VALUES (2), (1)) AS t(n) ORDER BY n FETCH FIRST 1 ROWS ONLY",
    rows: [["1"]],
  },
  { what: "columns without a name by their place", sql: "SELECT _col0 + _col1 FROM (SELECT 1, 2)", rows: [["3"]] },
  { what: "names in any case", sql: "SELECT KIND, \"N\" FROM (SELECT 'a' AS kind, 1 AS n)", rows: [["a", "1"]] },
  {
    what: "names that DuckDB reserves",
    sql: "SELECT at, column, show FROM (SELECT 1 AS at, 2 AS column, 3 AS show)",
    rows: [["1", "2", "3"]],
  },
  {
    what: "comments, and a semicolon at the end",
    sql: "SELECT 1 -- one; two\n + /* three; */ 1;",
    rows: [["2"]],
  },
  {
    what: "groups by an expression of a date",
    sql: `SELECT date_trunc('day', t) AS day, count(*) FROM (VALUES (TIMESTAMP '2026-02-01 10:00:00'), (TIMESTAMP '2026-02-01 11:00:00')) AS x(t)
      GROUP BY date_trunc('day', t)`,
    rows: [["2026-02-01 00:00:00.000", "2"]],
  },
  {
    what: "groups by the number of a column",
    sql: "SELECT n / 2, count(*) FROM (VALUES (2), (3), (4)) AS t(n) GROUP BY 1 ORDER BY 1",
    rows: [
      ["1", "2"],
      ["2", "1"],
    ],
  },
  {
    what: "groupings",
    sql: `SELECT kind, sum(n) FROM ${ITEMS} WHERE n IS NOT NULL GROUP BY ROLLUP (kind) ORDER BY kind`,
    rows: [
      ["a", "4"],
      ["b", "2"],
      [null, "6"],
    ],
  },
  {
    what: "parameters that are texts, numbers, dates and NULL",
    sql: "SELECT n FROM (VALUES (1), (2)) AS t(n) WHERE 'it''s' = ? AND n > ? AND DATE '2026-02-01' = ? AND TIMESTAMP '2026-02-01 00:00:00' = ? AND ? IS NULL AND true = ? AND -5 = ? AND 1.5 = ? AND 1e3 = ?",
    parameters: [
      "'it''s'",
      "1",
      "DATE '2026-02-01'",
      "TIMESTAMP '2026-02-01 00:00:00'",
      "NULL",
      "true",
      "-5",
      "1.5",
      "1e3",
    ],
    rows: [["2"]],
  },
  {
    what: "a parameter that holds SQL as a text",
    sql: "SELECT n FROM (VALUES (1)) AS t(n) WHERE 'a' = ?",
    parameters: ["'a'' OR 1 = 1 --'"],
    rows: [],
  },
];

/** Queries that are refused, their parameters, and why. */
export const REFUSED_QUERIES: readonly (readonly [sql: string, reason: RegExp, ...parameters: string[]])[] = [
  ["SELECT 1 WHERE 1 = ?", /^SYNTAX_ERROR: Incorrect number of parameters: expected 1 but found 0$/],
  ["SELECT 1", /^SYNTAX_ERROR: Incorrect number of parameters: expected 0 but found 1$/, "1"],
  ["SELECT 1 WHERE 'a' = ?", /^SYNTAX_ERROR: the execution parameter abc is no literal/, "abc"],
  ["SELECT 1 WHERE 'a' = ?", /is no literal/, "'a' OR 1 = 1"],
  ["SELECT 1 WHERE 'a' = ?", /is no literal/, "'a') OR (1 = 1"],
  ["SELECT 1 WHERE 'a' = ?", /is no literal/, "(SELECT 'a')"],
  ["SELECT 1 WHERE 'a' = ?", /is no literal/, "'a'; SELECT 2"],
  ["SELECT 1 WHERE 'a' = ?", /is no literal/, "'a' AS x"],
  ["SELECT 1 WHERE 'a' = ?", /is no literal/, "'a' UNION SELECT 'b'"],
  ["SELECT 1 WHERE 'a' = ?", /is no literal/, "'a' LIMIT 0"],
  ["SELECT 1 WHERE 'a' = ?", /is no literal/, '"a"'],
  ["SELECT 1 WHERE 'a' = ?", /is no literal/, "upper('a')"],
  ["SELECT 1 WHERE 'a' = ?", /^SYNTAX_ERROR: .*compare/, "5"],
  [
    "SELECT (SELECT v.n / 2 FROM (SELECT 1)) FROM (VALUES (3e0)) AS v(n)",
    /^NOT_SUPPORTED: an expression whose types are not known/,
  ],
  [
    "SELECT *, 1 / row_number() OVER () FROM (SELECT 1 AS a)",
    /^NOT_SUPPORTED: a window function inside of another expression, beside a \*/,
  ],
  ["SELECT 1; SELECT 2", /^SYNTAX_ERROR: line 1:9: mismatched input ';'/],
  ["SELEC 1", /^NOT_SUPPORTED: a statement that begins with SELEC/],
  ["SELECT FROM", /^SYNTAX_ERROR: /],
  ["SELECT 'a", /^SYNTAX_ERROR: line 1:8: mismatched input '''/],
  ["SELECT * EXCLUDE (a) FROM (SELECT 1 AS a, 2 AS b)", /^SYNTAX_ERROR: mismatched input after '\*'$/],
  ["SELECT COLUMNS(*) FROM (SELECT 1 AS a)", /^SYNTAX_ERROR: |^NOT_SUPPORTED: /],
  ["SELECT 1 AS a GROUP BY ALL", /^SYNTAX_ERROR: mismatched input 'ALL' in GROUP BY$/],
  ["SELECT 1 AS a ORDER BY ALL", /^SYNTAX_ERROR: mismatched input 'ALL' in ORDER BY$/],
  ["SELECT DISTINCT ON (a) a FROM (SELECT 1 AS a)", /^NOT_SUPPORTED: DISTINCT ON/],
  ["SELECT a FROM (SELECT 1 AS a) QUALIFY row_number() OVER () = 1", /^NOT_SUPPORTED: QUALIFY/],
  ["SELECT * FROM (SELECT 1 AS a) TABLESAMPLE BERNOULLI (10)", /^NOT_SUPPORTED: TABLESAMPLE/],
  ["SELECT x FROM UNNEST(ARRAY[1])", /^NOT_SUPPORTED: UNNEST without a name for every column/],
  ["SELECT * FROM (SELECT 1 AS a) t POSITIONAL JOIN (SELECT 2 AS b) u", /^NOT_SUPPORTED: POSITIONAL/],
  ["SELECT * FROM (SELECT 1 AS a) t NATURAL JOIN (SELECT 1 AS a) u", /^NOT_SUPPORTED: NATURAL/],
  ["FROM (SELECT 1)", /^NOT_SUPPORTED: a statement that begins with FROM/],
  ["SELECT * FROM (FROM (SELECT 1))", /^SYNTAX_ERROR: line 1:16: mismatched input 'FROM'/],
  ["SELECT unnest(ARRAY[1])", /^NOT_SUPPORTED: the function unnest/],
];
