import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { createExternalApi, type ExternalApiDependencies } from "../../../functions/simulated-api/externalApi";
import { bodyOf, httpRequest } from "../support/httpRequest";

describe("createExternalApi", () => {
  let stored: Record<string, unknown> | undefined;
  let reads: number;
  let waited: number[];
  let now: number;

  beforeEach(() => {
    stored = undefined;
    reads = 0;
    waited = [];
    now = Date.parse("2026-03-01T12:00:00.000Z");
  });

  const dynamo = {
    async send(command: unknown) {
      if (command instanceof GetItemCommand) {
        reads += 1;
        return { Item: stored };
      }
      if (!(command instanceof PutItemCommand)) throw new TypeError("The fake table knows GetItem and PutItem only");
      stored = command.input.Item;
      return {};
    },
  } as unknown as DynamoDBClient;

  const apiOf = (overrides: Partial<ExternalApiDependencies> = {}) =>
    createExternalApi({
      dynamo,
      settingsTable: "settings",
      now: () => now,
      wait: async (ms) => void waited.push(ms),
      random: () => 0.5,
      ...overrides,
    });
  const post = (body: string, headers: Record<string, string> = {}) => httpRequest("POST /external", { body, headers });
  const put = (settings: unknown) =>
    httpRequest("PUT /external/settings", {
      body: JSON.stringify(settings),
      headers: { "content-type": "application/json" },
    });

  it("answers after its latency, with the idempotency key as the id", async () => {
    const api = apiOf({ defaults: { latencyMs: 70 } });

    const reply = await api(post("a body", { "idempotency-key": "shop%2Fd1" }));

    expect({ status: reply.statusCode, body: bodyOf(reply), waited }).to.deep.equal({
      status: 200,
      body: { id: "shop%2Fd1" },
      waited: [70],
    });
  });

  it("fails a share of the calls", async () => {
    const draws = [0.29, 0.3, 0.9, 0];
    const api = apiOf({ defaults: { failureRate: 0.3 }, random: () => draws.shift() ?? 0 });

    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await api(post("a body"))).statusCode);

    expect(statuses).to.deep.equal([503, 200, 200, 503]);
  });

  it("takes new settings at run time, one by one, also in other environments of the function", async () => {
    const [api, other] = [apiOf(), apiOf()];
    await other(post("a body"));

    const reply = await api(put({ failureRate: 1 }));
    now += 500;

    expect(bodyOf(reply)).to.deep.equal({ latencyMs: 50, failureRate: 1, refusedText: "" });
    expect(bodyOf(await other(httpRequest("GET /external/settings")))).to.deep.equal(bodyOf(reply));
    expect((await api(post("a body"))).statusCode).to.equal(503);
    expect((await other(post("a body"))).statusCode).to.equal(503);
  });

  it("reads its settings at most twice a second", async () => {
    const api = apiOf();

    for (let n = 0; n < 10; n++) {
      await api(post("a body"));
      now += 100;
    }

    expect(reads).to.equal(2);
  });

  it("refuses bodies with a text that it was told", async () => {
    const api = apiOf({ defaults: { refusedText: "poison" } });

    const plain = await api(post('{"kind":"poison"}'));
    const encoded = await api({ ...post(Buffer.from("poison").toString("base64")), isBase64Encoded: true });
    const other = await api(post("fine"));

    expect([plain.statusCode, encoded.statusCode, other.statusCode]).to.deep.equal([422, 422, 200]);
  });

  for (const [what, settings] of [
    ["a latency below zero", { latencyMs: -1 }],
    ["a failure rate above one", { failureRate: 1.5 }],
    ["a setting that there is not", { speed: 3 }],
    ["no object", [1]],
  ] as const) {
    it(`refuses ${what}, and keeps what it had`, async () => {
      const reply = await apiOf()(put(settings));

      expect(reply.statusCode).to.equal(400);
      expect(stored).to.equal(undefined);
    });
  }

  it("refuses defaults that make no sense when it is made", () => {
    expect(() => apiOf({ defaults: { failureRate: 2 } })).to.throw(/failureRate/);
  });
});
