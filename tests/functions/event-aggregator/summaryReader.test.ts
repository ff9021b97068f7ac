import { type AttributeValue, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { createSummaryReader } from "../../../functions/event-aggregator/summaryReader";
import { pageToken } from "../../../functions/shared/http/pageToken";
import type { HttpHandler } from "../../../functions/shared/http/reply";
import { observe, type SentCommand, serviceError } from "../support/clients";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { bodyOf, httpRequest } from "../support/httpRequest";
import { silenceTelemetry } from "../support/telemetry";

interface Page {
  summaries: Record<string, unknown>[];
  next?: string;
}

describe("createSummaryReader", () => {
  let engine: DynamoEngine;
  let table: string;
  let tables = 0;
  let read: HttpHandler;
  let beforeSend: (command: SentCommand) => void;

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
    observe(engine.client, (command) => beforeSend(command));
  });

  after(() => engine.stop());

  beforeEach(async () => {
    beforeSend = () => undefined;
    tables += 1;
    table = `summaries-${tables}`;
    await engine.createTable(table, "SummaryID");
    read = createSummaryReader({ dynamo: engine.client, summaryTable: table });
  });

  const get = (query?: Record<string, string>) =>
    read(httpRequest("GET /get-summary", query === undefined ? {} : { query }));

  const put = (id: string, attributes: Record<string, AttributeValue> = {}) =>
    engine.client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          SummaryID: { S: id },
          ItemCount: { N: "1" },
          UpdatedAt: { S: "2025-11-21T07:00:00.000Z" },
          ...attributes,
        },
      }),
    );

  it("answers an empty table with no summaries and no next", async () => {
    const reply = await get();

    expect(reply.statusCode).to.equal(200);
    expect(bodyOf(reply)).to.deep.equal({ summaries: [] });
  });

  it("shows the id, the count, the sums by name and the time of the last update, and no marks", async () => {
    await put('{"a":1}', {
      ItemCount: { N: "131" },
      weight: { N: "0.3" },
      amount: { N: "-12.5" },
      "applied:1763708400000-0a1b2c3d": { S: "0211@489919" },
    });

    const reply = await get();

    expect(reply.body).to.equal(
      '{"summaries":[{"SummaryID":"{\\"a\\":1}","ItemCount":131,"amount":-12.5,"weight":0.3,"UpdatedAt":"2025-11-21T07:00:00.000Z"}]}',
    );
  });

  const numbers: [string, number | string][] = [
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", "9007199254740993"],
    ["-9007199254740992", "-9007199254740992"],
    ["100000000000000000000", "100000000000000000000"],
    ["1234567890.123456789012", "1234567890.123456789012"],
    ["0.000000000001", 1e-12],
    ["0", 0],
  ];
  for (const [stored, shown] of numbers) {
    it(`gives ${stored} as ${typeof shown === "string" ? "a string" : "a number"}`, async () => {
      await put("a", { sum: { N: stored } });

      const reply = await get({ id: "a" });

      expect(bodyOf(reply).sum).to.equal(shown);
    });
  }

  it("gives every summary once over all pages", async () => {
    for (let index = 0; index < 23; index += 1) await put(`summary ${index}`);

    const seen: unknown[] = [];
    const sizes: number[] = [];
    let next: string | undefined;
    do {
      const page = bodyOf(await get({ limit: "5", ...(next !== undefined && { next }) })) as unknown as Page;
      seen.push(...page.summaries.map(({ SummaryID: id }) => id));
      sizes.push(page.summaries.length);
      next = page.next;
    } while (next !== undefined);

    expect(sizes).to.deep.equal([5, 5, 5, 5, 3]);
    expect(seen.sort()).to.deep.equal(Array.from({ length: 23 }, (_, index) => `summary ${index}`).sort());
  });

  it("gives next when DynamoDB cuts a page short of its limit", async () => {
    for (const id of ["a", "b", "c", "d"]) await put(id, { filler: { S: "x".repeat(390_000) } });

    const page = bodyOf(await get()) as unknown as Page;
    const rest = bodyOf(await get({ next: page.next ?? "" })) as unknown as Page;

    expect(page.summaries.length).to.be.lessThan(4);
    expect([...page.summaries, ...rest.summaries].map(({ SummaryID: id }) => id).sort()).to.deep.equal([
      "a",
      "b",
      "c",
      "d",
    ]);
    expect(rest).to.not.have.property("next");
  });

  it("gives one summary by its id, by itself", async () => {
    await put('{"m":"é, & co"}');

    const reply = await get({ id: '{"m":"é, & co"}' });

    expect(reply.statusCode).to.equal(200);
    expect(bodyOf(reply)).to.deep.equal({
      SummaryID: '{"m":"é, & co"}',
      ItemCount: 1,
      UpdatedAt: "2025-11-21T07:00:00.000Z",
    });
  });

  it("answers an id without a summary with 404", async () => {
    const reply = await get({ id: "nobody" });

    expect(reply.statusCode).to.equal(404);
    expect(reply.headers?.["content-type"]).to.equal("application/problem+json");
    expect(bodyOf(reply)).to.deep.equal({
      type: "urn:sluice:problem:no-such-summary",
      title: "No such summary",
      status: 404,
      detail: "There is no summary with this id, or not yet.",
    });
  });

  for (const limit of ["1", "1000"]) {
    it(`takes limit=${limit}`, async () => {
      const reply = await get({ limit });

      expect(reply.statusCode).to.equal(200);
    });
  }

  const badQueries: [Record<string, string>, string, string | RegExp][] = [
    ...["0", "1001", "-1", "1.5", "ten", "", " 5", "1e2", "0x10", "5,6", "99999999999999999999"].map(
      (limit): [Record<string, string>, string, string] => [
        { limit },
        "limit",
        `The query parameter "limit" must be a whole number from 1 to 1000, got ${JSON.stringify(limit)}.`,
      ],
    ),
    ...[
      "",
      "x",
      "not base64 !",
      Buffer.from('{"SummaryID":"a"}').toString("base64url"),
      pageToken("a").slice(0, -1),
      `${pageToken("a")}=`,
    ].map((next): [Record<string, string>, string, RegExp] => [{ next }, "next", /is not one that this API gave/]),
    [{ id: "" }, "id", 'The query parameter "id" must have 1 to 2048 bytes, got 0.'],
    [{ id: "é".repeat(1025) }, "id", 'The query parameter "id" must have 1 to 2048 bytes, got 2050.'],
    [{ id: "a", limit: "1" }, "id", 'The query parameter "id" goes without limit and next.'],
    [{ id: "a", next: "b" }, "id", 'The query parameter "id" goes without limit and next.'],
    [{ Limit: "1" }, "Limit", 'The query parameter "Limit" is unknown; id, limit and next are the ones there are.'],
  ];
  for (const [query, parameter, detail] of badQueries) {
    it(`refuses ?${new URLSearchParams(query).toString().slice(0, 60)} with 400`, async () => {
      const reply = await get(query);

      const problem = bodyOf(reply);
      expect(reply.statusCode).to.equal(400);
      expect(reply.headers?.["content-type"]).to.equal("application/problem+json");
      expect(problem).to.include({
        type: "urn:sluice:problem:invalid-parameter",
        title: "Invalid query parameter",
        status: 400,
        parameter,
      });
      if (typeof detail === "string") expect(problem.detail).to.equal(detail);
      else expect(problem.detail).to.match(detail);
    });
  }

  it("answers 503 with Retry-After when DynamoDB throttles", async () => {
    beforeSend = () => {
      throw serviceError("ThrottlingException", "client");
    };

    const reply = await get();

    expect(reply.statusCode).to.equal(503);
    expect(reply.headers?.["retry-after"]).to.equal("2");
    expect(bodyOf(reply).type).to.equal("urn:sluice:problem:unavailable");
  });

  it("throws what no repeat cures", async () => {
    const denied = serviceError("AccessDeniedException", "client");
    beforeSend = () => {
      throw denied;
    };

    const error = await get().catch((thrown: unknown) => thrown);

    expect(error).to.equal(denied);
  });
});
