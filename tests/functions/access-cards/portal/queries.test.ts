import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  InvalidRequestException,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { expect } from "chai";
import { createQueries, QUERY_ROUTES } from "../../../../functions/access-cards/portal/queries";
import { serviceError } from "../../support/clients";
import { type DynamoEngine, startDynamoEngine } from "../../support/dynamoEngine";
import { silenceTelemetry } from "../../support/telemetry";
import { createCardTable, putCard } from "./cardTable";
import { contentOf, portalRequest, type RequestParts } from "./requests";

silenceTelemetry();

const FROM = Date.UTC(2026, 10, 21);
const DAY = 86_400_000;
const ID = "0a1b2c3d-0000-4000-8000-123456789abc";
const QUESTION = { employee_id: "emp-1", from: FROM, to: FROM + DAY };

interface Execution {
  WorkGroup: string;
  State: string;
  StateChangeReason?: string;
  DataScannedInBytes?: number;
}

/** Athena with one query of the id {@link ID}, and a page of results for each name. */
class FakeAthena {
  execution: Execution = { WorkGroup: "archive", State: "SUCCEEDED" };
  pages: Record<string, { rows: (string | undefined)[][]; next?: string }> = {};
  started: StartQueryExecutionCommandInput[] = [];
  stopped = 0;
  fault: Error | undefined;

  get client(): AthenaClient {
    const send = async (command: unknown) => {
      if (this.fault !== undefined) throw this.fault;
      if (command instanceof StartQueryExecutionCommand) {
        this.started.push(command.input);
        return { QueryExecutionId: ID };
      }
      if (command instanceof GetQueryExecutionCommand) return this.describe(command.input.QueryExecutionId);
      if (command instanceof GetQueryResultsCommand) return this.page(command.input.NextToken ?? "first");
      if (!(command instanceof StopQueryExecutionCommand)) throw new TypeError("The fake Athena does not know this");
      this.stopped += 1;
      return {};
    };
    return { send } as unknown as AthenaClient;
  }

  private describe(id: string | undefined) {
    if (id !== ID) throw new InvalidRequestException({ message: `QueryExecution ${id} was not found`, $metadata: {} });
    const { WorkGroup, DataScannedInBytes, ...Status } = this.execution;
    return { QueryExecution: { WorkGroup, Status, Statistics: { DataScannedInBytes } } };
  }

  private page(name: string) {
    const page = this.pages[name];
    if (page === undefined) throw new InvalidRequestException({ message: "Invalid NextToken", $metadata: {} });
    const names = ["id", "version", "type", "occurred_at", "gate_id", "passback"];
    return {
      ResultSet: {
        ResultSetMetadata: { ColumnInfo: names.map((Name) => ({ Name, Type: "varchar" })) },
        Rows: page.rows.map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) })),
      },
      NextToken: page.next,
    };
  }
}

describe("the portal's queries", () => {
  let engine: DynamoEngine;
  let athena: FakeAthena;

  before(async () => {
    engine = await startDynamoEngine();
    await createCardTable(engine.client, "cards");
    await putCard(engine.client, "cards", "card-1", "emp-1");
    await putCard(engine.client, "cards", "card-9", "emp-1");
    await putCard(engine.client, "cards", "card-5", "emp-2");
  });

  after(() => engine.stop());

  beforeEach(() => {
    athena = new FakeAthena();
  });

  const ask = (routeKey: string, parts: RequestParts = {}) =>
    createQueries({
      dynamo: engine.client,
      athena: athena.client,
      cardTable: "cards",
      database: "archive_database",
      workgroup: "archive",
    })(portalRequest(routeKey, { groups: "[auditor]", ...parts }));
  const show = (query?: Record<string, string>) =>
    ask("GET /queries/{queryId}", { path: { queryId: ID }, ...(query !== undefined && { query }) });

  for (const route of QUERY_ROUTES) {
    it(`refuses ${route} to who is no auditor`, async () => {
      const reply = await ask(route, { groups: "[hr]", body: QUESTION, path: { queryId: ID } });

      expect(reply.statusCode).to.equal(403);
      expect(athena.started).to.deep.equal([]);
    });
  }

  it("asks the archive's workgroup about all cards of the employee", async () => {
    const reply = await ask("POST /queries", { body: QUESTION });

    const [{ QueryString: sql = "", ClientRequestToken: token = "", ...started } = {}] = athena.started;
    expect(reply.statusCode).to.equal(202);
    expect(contentOf(reply)).to.deep.equal({ query_id: ID });
    expect(started).to.deep.equal({
      ExecutionParameters: [
        ...["'2026-11-21'", "'00'", "'23'", String(FROM), String(FROM + DAY)],
        ...["'emp-1'", "'card-1'", "'card-9'"],
      ],
      QueryExecutionContext: { Database: "archive_database" },
      WorkGroup: "archive",
    });
    expect(sql).not.to.match(/emp-1|card-|2026|\d{5}/);
    expect(token).to.have.length.within(32, 128);
  });

  it("starts a repeat with the same Idempotency-Key under the same token, and another question under another", async () => {
    const headers = { "idempotency-key": "key-1" };
    for (const body of [QUESTION, QUESTION, { ...QUESTION, to: FROM + 1 }])
      await ask("POST /queries", { body, headers });

    const tokens = athena.started.map(({ ClientRequestToken: token }) => token);
    expect(tokens[1]).to.equal(tokens[0]);
    expect(tokens[2]).not.to.equal(tokens[0]);
  });

  const wrong: [what: string, body: object, message: string][] = [
    ["no time", { employee_id: "emp-1" }, "from is missing; to is missing"],
    ["a time that is a text", { ...QUESTION, from: "2026-11-21" }, "from must be of the type number"],
    ["a time before 1970", { ...QUESTION, from: -1, to: 1 }, "from: Too small: expected number to be >=0"],
    ["an end before the start", { ...QUESTION, to: FROM }, "to must be after from"],
    ["more than 92 days", { ...QUESTION, to: FROM + 92 * DAY + 1 }, "to must be at most 92 days after from"],
    [
      "an employee with a quote",
      { ...QUESTION, employee_id: "' OR 1=1" },
      "employee_id must be 1 to 64 letters, digits, . _ -",
    ],
  ];
  for (const [what, body, message] of wrong) {
    it(`refuses ${what}, and says what is wrong`, async () => {
      const reply = await ask("POST /queries", { body });

      expect(reply.statusCode).to.equal(400);
      expect(contentOf(reply)).to.deep.equal({ message });
      expect(athena.started).to.deep.equal([]);
    });
  }

  it("takes 92 days", async () => {
    const reply = await ask("POST /queries", { body: { ...QUESTION, to: FROM + 92 * DAY } });

    expect(reply.statusCode).to.equal(202);
  });

  it("knows no employee who never had a card", async () => {
    const reply = await ask("POST /queries", { body: { ...QUESTION, employee_id: "emp-7" } });

    expect(reply.statusCode).to.equal(404);
    expect(contentOf(reply)).to.deep.equal({ message: "No card was ever registered for the employee emp-7." });
  });

  it("answers 429 when Athena takes no more queries", async () => {
    athena.fault = serviceError("TooManyRequestsException", "client");

    const reply = await ask("POST /queries", { body: QUESTION });

    expect(reply.statusCode).to.equal(429);
    expect(reply.headers).to.include({ "retry-after": "2" });
  });

  for (const [State, state] of [
    ["QUEUED", "queued"],
    ["RUNNING", "running"],
    ["FAILED", "failed"],
    ["CANCELLED", "cancelled"],
  ] as const) {
    it(`shows that a query is ${state}`, async () => {
      athena.execution = { WorkGroup: "archive", State, DataScannedInBytes: 4_096 };

      const reply = await show();

      expect(contentOf(reply)).to.deep.equal({ state, scanned_bytes: 4_096 });
    });
  }

  it("says why a query failed", async () => {
    athena.execution = { WorkGroup: "archive", State: "FAILED", StateChangeReason: "Bytes scanned limit was exceeded" };

    const reply = await show();

    expect(contentOf(reply)).to.deep.equal({ state: "failed", reason: "Bytes scanned limit was exceeded" });
  });

  it("shows a page of events with their types, without the row of names, and names the next page", async () => {
    athena.execution.DataScannedInBytes = 10;
    const names = ["id", "version", "type", "occurred_at", "gate_id", "passback"];
    athena.pages.first = { rows: [names, ["e-1", "1", "entered", String(FROM), "gate-1", "true"]], next: "page-2" };
    athena.pages["page-2"] = { rows: [["e-2", "1", "left", String(FROM + 1), undefined, undefined]] };

    const first = contentOf(await show());
    const second = contentOf(await show({ next: String(first.next) }));

    expect(first).to.deep.equal({
      state: "succeeded",
      scanned_bytes: 10,
      events: [{ id: "e-1", version: 1, type: "entered", occurred_at: FROM, gate_id: "gate-1", passback: true }],
      next: "page-2",
    });
    expect(second).to.deep.equal({
      state: "succeeded",
      scanned_bytes: 10,
      events: [{ id: "e-2", version: 1, type: "left", occurred_at: FROM + 1 }],
    });
  });

  it("refuses a page that Athena never named", async () => {
    const reply = await show({ next: "forged" });

    expect(reply.statusCode).to.equal(400);
    expect(contentOf(reply)).to.deep.equal({ message: "next is none that this query gave" });
  });

  const unknown: [what: string, id: string, prepare: () => void][] = [
    ["that is no id", "../other", () => undefined],
    ["of no query", "0a1b2c3d-0000-4000-8000-000000000000", () => undefined],
    [
      "of another workgroup's query",
      ID,
      () => {
        athena.execution.WorkGroup = "primary";
      },
    ],
    [
      "of a query that it may not see",
      ID,
      () => {
        athena.fault = serviceError("AccessDeniedException", "client");
      },
    ],
  ];
  for (const [what, queryId, prepare] of unknown) {
    for (const route of ["GET /queries/{queryId}", "DELETE /queries/{queryId}"]) {
      it(`answers ${route} with 404 for an id ${what}`, async () => {
        prepare();

        const reply = await ask(route, { path: { queryId } });

        expect(reply.statusCode).to.equal(404);
        expect(athena.stopped).to.equal(0);
      });
    }
  }

  it("cancels a query that runs", async () => {
    athena.execution.State = "RUNNING";

    const reply = await ask("DELETE /queries/{queryId}", { path: { queryId: ID } });

    expect(reply).to.deep.equal({ statusCode: 204 });
    expect(athena.stopped).to.equal(1);
  });

  it("does not cancel what has ended", async () => {
    const reply = await ask("DELETE /queries/{queryId}", { path: { queryId: ID } });

    expect(reply.statusCode).to.equal(409);
    expect(contentOf(reply)).to.deep.equal({ message: "The query has ended: it has succeeded." });
    expect(athena.stopped).to.equal(0);
  });
});
