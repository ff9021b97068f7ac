import {
  GetNamedQueryCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetWorkGroupCommand,
  ListDatabasesCommand,
  ListNamedQueriesCommand,
  ListQueryExecutionsCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { AthenaUnderTest, DATABASE, NOW, RESULTS, WORKGROUP } from "./athenaUnderTest";

const LIMIT = 10_485_760;
/** It goes on for as long as it is let. */
const ENDLESS = `SELECT count(*) FROM UNNEST(sequence(1, 100000)) AS a(x) CROSS JOIN UNNEST(sequence(1, 100000)) AS b(y)
  CROSS JOIN UNNEST(sequence(1, 1000)) AS c(z) WHERE x * y % 7 = z`;

describe("Athena's API", () => {
  let underTest: AthenaUnderTest;

  beforeEach(async () => {
    underTest = await AthenaUnderTest.start();
  });
  afterEach(() => underTest.stop());

  it("tells of a query what was asked, where its result is, and what it took", async () => {
    await underTest.put("events/date=2026-02-01/hour=07", [{ id: "a" }]);
    const { execution } = await underTest.run("SELECT id FROM events WHERE date = ?", ["'2026-02-01'"]);

    const { QueryExecutionId: id, Status, Statistics } = execution;
    expect(execution).to.deep.include({
      Query: "SELECT id FROM events WHERE date = ?",
      StatementType: "DML",
      WorkGroup: WORKGROUP,
      ExecutionParameters: ["'2026-02-01'"],
      QueryExecutionContext: { Database: "cards", Catalog: "awsdatacatalog" },
      ResultConfiguration: { OutputLocation: `s3://${RESULTS}/results/${id}.csv` },
    });
    expect(Status).to.deep.equal({
      State: "SUCCEEDED",
      SubmissionDateTime: new Date(NOW),
      CompletionDateTime: new Date(NOW),
    });
    expect(Statistics?.DataScannedInBytes).to.be.greaterThan(0);
    expect(underTest.metrics.find(({ metricName }) => metricName === "ProcessedBytes")).to.deep.equal({
      namespace: "AWS/Athena",
      metricName: "ProcessedBytes",
      dimensions: { WorkGroup: WORKGROUP, QueryState: "SUCCEEDED", QueryType: "DML" },
      value: Statistics?.DataScannedInBytes,
      unit: "Bytes",
    });
  });

  it("lists the databases of Glue's catalog, and says of another catalog that there is none", async () => {
    const client = underTest.client();

    const { DatabaseList = [] } = await client.send(new ListDatabasesCommand({ CatalogName: "AwsDataCatalog" }));
    const other = await rejection(client.send(new ListDatabasesCommand({ CatalogName: "elsewhere" })));

    expect(DatabaseList.map(({ Name }) => Name)).to.deep.equal([DATABASE]);
    expect(other.name).to.equal("InvalidRequestException");
  });

  it("pages results, with the header in the first row of the first page", async () => {
    const client = underTest.client();
    const id = await underTest.start("SELECT n FROM UNNEST(sequence(1, 5)) AS t(n) ORDER BY n");
    await underTest.athena.settled(id);
    const pages: (string | undefined)[][] = [];

    let NextToken: string | undefined;
    do {
      const page = await client.send(new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: 2, NextToken }));
      pages.push((page.ResultSet?.Rows ?? []).map(({ Data }) => Data?.[0]?.VarCharValue));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);

    expect(pages).to.deep.equal([
      ["n", "1"],
      ["2", "3"],
      ["4", "5"],
    ]);
  });

  it("writes the result and what describes it, each in the place that the workgroup enforces", async () => {
    const { execution } = await underTest.run("SELECT 1 AS n");
    const elsewhere = await underTest.start("SELECT 1", [], {
      ResultConfiguration: { OutputLocation: "s3://card-events/mine/" },
    });
    await underTest.athena.settled(elsewhere);

    const { Contents = [] } = await underTest.operatorS3.send(new ListObjectsV2Command({ Bucket: RESULTS }));

    const ids = [execution.QueryExecutionId, elsewhere];
    expect(Contents.map(({ Key }) => Key)).to.have.members(
      ids.flatMap((id) => [`results/${id}.csv`, `results/${id}.csv.metadata`]),
    );
  });

  it("takes a location of the query's own where the workgroup does not enforce its", async () => {
    const input = { WorkGroup: "primary", ResultConfiguration: { OutputLocation: `s3://${RESULTS}/mine` } };
    const id = await underTest.start("SELECT 1", [], input);
    await underTest.athena.settled(id);
    const none = await rejection(underTest.start("SELECT 1", [], { WorkGroup: "primary" }));

    const { Contents = [] } = await underTest.operatorS3.send(new ListObjectsV2Command({ Bucket: RESULTS }));

    expect(Contents.map(({ Key }) => Key)).to.include(`mine/${id}.csv`);
    expect(none.message).to.match(/^No output location provided\./);
  });

  it("starts a query once for one token, and refuses another query for it", async () => {
    const ClientRequestToken = "0123456789abcdef0123456789abcdef";

    const id = await underTest.start("SELECT 1", [], { ClientRequestToken });
    const again = await underTest.start("SELECT 1", [], { ClientRequestToken });
    const other = await rejection(underTest.start("SELECT 2", [], { ClientRequestToken }));

    expect(again).to.equal(id);
    expect(other.message).to.equal("Idempotent parameters do not match");
  });

  it("stops a query that runs, and one that waits", async () => {
    const client = underTest.client();
    const ids = [await underTest.start(ENDLESS), await underTest.start(ENDLESS), await underTest.start("SELECT 1")];
    const [running = "", , waiting = ""] = ids;
    await becomes(underTest, running, "RUNNING");

    for (const QueryExecutionId of [waiting, ...ids])
      await client.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    await Promise.all(ids.map((id) => underTest.athena.settled(id)));

    const states = await Promise.all(
      ids.map(async (QueryExecutionId) => {
        const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
        return QueryExecution?.Status?.State;
      }),
    );
    const results = await rejection(client.send(new GetQueryResultsCommand({ QueryExecutionId: running })));
    expect(states).to.deep.equal(["CANCELLED", "CANCELLED", "CANCELLED"]);
    expect(results.message).to.equal("Query did not finish successfully. Final query state: CANCELLED");
  });

  it("stops a query that would read more than its workgroup allows", async () => {
    underTest.athena.putWorkgroup({
      ...{ name: WORKGROUP, enabled: true, enforced: true, publishesMetrics: true, scanLimit: LIMIT },
      result: { outputLocation: `s3://${RESULTS}/results/` },
    });
    const line = JSON.stringify({ id: "x".repeat(1_000_000) });
    for (const hour of ["07", "08"]) {
      await underTest.put(
        `events/date=2026-02-01/hour=${hour}`,
        Array.from({ length: 6 }, () => line),
        { name: "part.json" },
      );
    }

    const one = await underTest.run("SELECT count(id) FROM events WHERE hour = '07'");
    const both = await underTest.run("SELECT count(id) FROM events");

    expect(one.rows).to.deep.equal([["_col0"], ["6"]]);
    expect(both.execution.Status).to.deep.include({
      State: "CANCELLED",
      StateChangeReason: "Bytes scanned limit was exceeded",
    });
  });

  it("lists the queries of a workgroup, newest first", async () => {
    const ids = [
      await underTest.start("SELECT 1"),
      await underTest.start("SELECT 2"),
      await underTest.start("SELECT 3"),
    ];
    const client = underTest.client();

    const first = await client.send(new ListQueryExecutionsCommand({ WorkGroup: WORKGROUP, MaxResults: 2 }));
    const second = await client.send(
      new ListQueryExecutionsCommand({ WorkGroup: WORKGROUP, NextToken: first.NextToken }),
    );

    expect([...(first.QueryExecutionIds ?? []), ...(second.QueryExecutionIds ?? [])]).to.deep.equal(ids.reverse());
    expect(first.QueryExecutionIds).to.have.length(2);
  });

  it("describes workgroups and named queries", async () => {
    const named = { id: "q1", name: "all", database: "cards", query: "SELECT 1", workgroup: WORKGROUP };
    underTest.athena.putNamedQuery(named);
    const client = underTest.client();

    const { WorkGroup } = await client.send(new GetWorkGroupCommand({ WorkGroup: WORKGROUP }));
    const { NamedQueryIds } = await client.send(new ListNamedQueriesCommand({ WorkGroup: WORKGROUP }));
    const { NamedQuery } = await client.send(new GetNamedQueryCommand({ NamedQueryId: "q1" }));

    expect(WorkGroup?.Configuration).to.deep.include({
      EnforceWorkGroupConfiguration: true,
      PublishCloudWatchMetricsEnabled: true,
    });
    expect(NamedQueryIds).to.deep.equal(["q1"]);
    expect(NamedQuery).to.deep.equal({
      NamedQueryId: "q1",
      Name: "all",
      Database: "cards",
      QueryString: "SELECT 1",
      WorkGroup: WORKGROUP,
    });
  });

  it("names the table or database that is not there", async () => {
    expect(await underTest.reason("SELECT * FROM gates")).to.equal(
      "FAILED: TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.cards.gates' does not exist",
    );
    expect(await underTest.reason("SELECT * FROM other.events")).to.contain(
      "Table 'awsdatacatalog.other.events' does not exist",
    );
    expect(await underTest.reason("SELECT nothing FROM events WHERE date = '2026-02-01'")).to.match(
      /^FAILED: COLUMN_NOT_FOUND: .*nothing/,
    );
  });

  it("knows a table by its database and catalog, too", async () => {
    await underTest.put("events/date=2026-02-01/hour=07", [{ id: "a" }]);

    const { rows } = await underTest.run(
      'SELECT e.id FROM "awsdatacatalog"."cards"."events" AS e WHERE e.date = \'2026-02-01\'',
    );

    expect(rows).to.deep.equal([["id"], ["a"]]);
  });

  for (const [what, call, message] of [
    ["an unknown workgroup", { WorkGroup: "nobody" }, "WorkGroup nobody is not found."],
    ["another catalog", { QueryExecutionContext: { Catalog: "mine" } }, 'Catalog "mine" is not supported locally'],
    [
      "a token that is too short",
      { ClientRequestToken: "short" },
      "ClientRequestToken must be a text of 32 to 128 characters",
    ],
  ] as [string, Record<string, unknown>, string][]) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(underTest.start("SELECT 1", [], call));

      expect(error.name).to.equal("InvalidRequestException");
      expect(error.message).to.contain(message);
    });
  }
});

/** Asks until a query is in a state: each question takes its turn behind the query's own work. */
async function becomes(underTest: AthenaUnderTest, QueryExecutionId: string, state: string): Promise<void> {
  const client = underTest.client();
  for (;;) {
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    if (QueryExecution?.Status?.State === state) return;
  }
}
