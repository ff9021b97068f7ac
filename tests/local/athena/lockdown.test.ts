import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { DuckDbSession } from "../../../local/services/athena/duckdbSession";
import { rejection } from "../../support/rejection";
import { AthenaUnderTest } from "./athenaUnderTest";

const FOLDER = mkdtempSync(path.join(tmpdir(), "lockdown-"));
const SECRET = path.join(FOLDER, "secret.csv");

describe("what SQL cannot reach", () => {
  let underTest: AthenaUnderTest;

  before(async () => {
    writeFileSync(SECRET, "secret\n");
    underTest = await AthenaUnderTest.start();
  });
  after(async () => {
    await underTest.stop();
    rmSync(FOLDER, { recursive: true });
  });

  for (const sql of [
    "CREATE TABLE t AS SELECT 1",
    "CREATE VIEW v AS SELECT 1",
    "SHOW PARTITIONS events",
    "EXPLAIN ANALYZE SELECT 1",
    "EXPLAIN DELETE FROM events",
    "INSERT INTO events VALUES (1)",
    "DELETE FROM events",
    "UPDATE events SET id = 'x'",
    "MERGE INTO events USING events ON true WHEN MATCHED THEN DELETE",
    "DROP TABLE events",
    "ALTER TABLE events ADD COLUMNS (x int)",
    "MSCK REPAIR TABLE events",
    "UNLOAD (SELECT 1) TO 's3://card-results/x' WITH (format = 'PARQUET')",
    "PREPARE q FROM SELECT 1",
    "EXECUTE q",
    `COPY (SELECT 1) TO '${FOLDER}/out.csv'`,
    `ATTACH '${FOLDER}/x.db'`,
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "SET enable_external_access = true",
    "EXPORT DATABASE 'x'",
    "CALL pragma_version()",
    "USE x",
  ]) {
    it(`does not start ${sql.replace(FOLDER, "...")}`, async () => {
      const error = await rejection(underTest.start(sql));

      expect(error.name).to.equal("InvalidRequestException");
      expect(error.message).to.contain(`not supported: ${sql.split(" ")[0]}`);
    });
  }

  for (const [sql, reason] of [
    [`SELECT * FROM read_csv('${SECRET}')`, /NOT_SUPPORTED: the table function read_csv/],
    [`SELECT * FROM read_text('${SECRET}')`, /NOT_SUPPORTED: the table function read_text/],
    ["SELECT * FROM glob('/*')", /NOT_SUPPORTED: (the table function glob|GLOB)/],
    ["SELECT * FROM duckdb_settings()", /NOT_SUPPORTED: the table function duckdb_settings/],
    ["SELECT * FROM pragma_database_list()", /NOT_SUPPORTED: the table function/],
    [`SELECT * FROM '${SECRET}'`, /SYNTAX_ERROR|TABLE_NOT_FOUND/],
    [`SELECT * FROM "${SECRET}"`, /TABLE_NOT_FOUND/],
    ["SELECT * FROM information_schema.tables", /TABLE_NOT_FOUND/],
    ["SELECT * FROM duckdb_tables", /TABLE_NOT_FOUND/],
    ["SELECT * FROM sqlite_master", /TABLE_NOT_FOUND/],
    ["SELECT * FROM table_0", /TABLE_NOT_FOUND/],
    ["SELECT current_setting('memory_limit')", /NOT_SUPPORTED: the function current_setting/],
    ["SELECT getenv('HOME')", /NOT_SUPPORTED: the function getenv/],
    [`SELECT read_text('${SECRET}')`, /NOT_SUPPORTED: the function read_text/],
    ["SELECT trino_raise('x')", /NOT_SUPPORTED: the function trino_raise/],
    ["SELECT * FROM query('SELECT 1')", /NOT_SUPPORTED: the table function query/],
    ["SELECT * FROM query_table('events')", /NOT_SUPPORTED: the table function query_table/],
    ["SELECT nextval('x')", /NOT_SUPPORTED: the function nextval/],
    ["WITH x AS (INSERT INTO events VALUES (1)) SELECT 1", /SYNTAX_ERROR|NOT_SUPPORTED/],
    ["SELECT 1; SELECT 2", /SYNTAX_ERROR/],
    ["SELECT 1 INTO x", /SYNTAX_ERROR|NOT_SUPPORTED/],
  ] as [string, RegExp][]) {
    it(`fails ${sql.replace(FOLDER, "...")}`, async () => {
      expect(await underTest.reason(sql)).to.match(new RegExp(`^FAILED: (?:${reason.source})`));
    });
  }

  it("keeps DuckDB itself in memory, whatever its SQL says", async () => {
    const session = await DuckDbSession.open();
    const attempts = [
      `SELECT * FROM read_csv('${SECRET}')`,
      `COPY (SELECT 1) TO '${FOLDER}/out.csv'`,
      `ATTACH '${FOLDER}/x.db'`,
      "INSTALL httpfs",
      "LOAD httpfs",
      "SET enable_external_access = true",
      "SET memory_limit = '100GB'",
      "RESET lock_configuration",
      `EXPORT DATABASE '${FOLDER}/x'`,
    ];

    const outcomes = await Promise.all(
      attempts.map((sql) =>
        session.run(sql).then(
          () => sql,
          () => "refused",
        ),
      ),
    );

    session.close();
    expect(outcomes).to.deep.equal(attempts.map(() => "refused"));
    expect(readdirSync(FOLDER)).to.deep.equal(["secret.csv"]);
  });
});
