import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import type { ApiBehaviour } from "../../../functions/simulated-api/behaviour";
import { createEntityApi } from "../../../functions/simulated-api/entityApi";
import { bodyOf, httpRequest } from "../support/httpRequest";

type Item = Record<string, { S?: string; N?: string; SS?: string[] }>;

/** A table that knows what this API asks of one: `ADD` to a number or a set, and no other update. */
function fakeTable(): DynamoDBClient {
  const items = new Map<string, Item>();
  const idOf = (key: Record<string, AttributeValue> = {}) => key.id?.S ?? "";
  const answer = (command: unknown): unknown => {
    if (command instanceof GetItemCommand) return { Item: items.get(idOf(command.input.Key)) };
    if (command instanceof PutItemCommand) return void items.set(idOf(command.input.Item), command.input.Item as Item);
    if (command instanceof UpdateItemCommand) {
      const id = idOf(command.input.Key);
      const item = items.get(id) ?? { id: { S: id } };
      const name = command.input.ExpressionAttributeNames?.["#what"] ?? "";
      const added = command.input.ExpressionAttributeValues?.[":value"] as Item[string];
      items.set(id, {
        ...item,
        [name]:
          added.SS === undefined
            ? { N: String(Number(item[name]?.N ?? 0) + Number(added.N)) }
            : { SS: [...new Set([...(item[name]?.SS ?? []), ...added.SS])] },
      });
      return {};
    }
    if (command instanceof BatchGetItemCommand) {
      const keys = command.input.RequestItems?.entities?.Keys ?? [];
      // As DynamoDB may: an answer with a part of what was asked for.
      const [first, ...rest] = keys;
      const found = [items.get(idOf(first))].filter((item) => item !== undefined);
      return {
        Responses: { entities: found },
        UnprocessedKeys: rest.length === 0 ? {} : { entities: { Keys: rest } },
      };
    }
    throw new TypeError("The fake table does not know this command");
  };
  return { send: async (command: unknown) => answer(command) ?? {} } as unknown as DynamoDBClient;
}

describe("createEntityApi", () => {
  const json = { "content-type": "application/json" };
  let now: number;
  let api: ReturnType<typeof createEntityApi>;
  let duringTheWait: () => Promise<unknown>;

  function start(defaults: Partial<ApiBehaviour> = {}, random = 0.5) {
    now = 1_000;
    duringTheWait = async () => undefined;
    api = createEntityApi({
      dynamo: fakeTable(),
      table: "entities",
      defaults,
      now: () => now,
      async wait(ms) {
        now += ms;
        await duringTheWait();
      },
      random: () => random,
    });
  }

  const get = (entityId: string, requestId = "request-1") => {
    const request = httpRequest("GET /entities/{entityId}");
    request.pathParameters = { entityId };
    request.requestContext.requestId = requestId;
    return api(request);
  };
  const send = (routeKey: string, body: unknown) =>
    api(httpRequest(routeKey, { body: JSON.stringify(body), headers: json }));
  const change = (entityId: string, to: number) => send("PUT /entities", { entities: [{ entityId, change: to }] });
  const requestsFor = async (...entityIds: string[]) => bodyOf(await send("POST /entities/requests", { entityIds }));

  it("answers with the last change of an entity, after its latency", async () => {
    start({ latencyMs: 70 });
    await change("e1", 1);
    await change("e1", 2);

    const reply = await get("e1");

    expect({ status: reply.statusCode, body: bodyOf(reply), now }).to.deep.equal({
      status: 200,
      body: { entityId: "e1", change: 2 },
      now: 1_070,
    });
  });

  it("answers what was so when it was asked, though the entity changes before the answer is out", async () => {
    start();
    await change("e1", 1);

    duringTheWait = () => change("e1", 2);
    const reply = await get("e1");

    expect(bodyOf(reply)).to.deep.equal({ entityId: "e1", change: 1 });
  });

  it("keeps books on the requests for each entity, two of one millisecond apart", async () => {
    start({ latencyMs: 0 });
    await send("PUT /entities", {
      entities: [
        { entityId: "e1", change: 7 },
        { entityId: "e2", change: 1 },
      ],
    });

    await get("e1", "a");
    await get("e1", "b");
    now = 2_000;
    await get("e2", "c");

    expect(await requestsFor("e2", "e1", "e3", "e1")).to.deep.equal({
      requests: [
        { entityId: "e2", answered: [{ at: 2_000, change: 1 }], failed: 0 },
        {
          entityId: "e1",
          answered: [
            { at: 1_000, change: 7 },
            { at: 1_000, change: 7 },
          ],
          failed: 0,
        },
        { entityId: "e3", answered: [], failed: 0 },
      ],
    });
  });

  it("counts the requests that it fails", async () => {
    start({ failureRate: 0.6 });
    await change("e1", 1);

    const { statusCode } = await get("e1");

    expect(statusCode).to.equal(503);
    expect(await requestsFor("e1")).to.deep.equal({ requests: [{ entityId: "e1", answered: [], failed: 1 }] });
  });

  it("knows no entity that was never changed", async () => {
    start();

    expect((await get("nobody")).statusCode).to.equal(404);
  });

  it("refuses the entities that it is told to refuse", async () => {
    start({ refusedText: "poison" });
    await change("poison-1", 1);

    expect((await get("poison-1")).statusCode).to.equal(422);
  });

  for (const body of [{}, { entities: [] }, { entities: [{ entityId: "", change: 1 }] }, { entities: [{}], more: 1 }]) {
    it(`refuses ${JSON.stringify(body)} as a change`, async () => {
      start();

      expect((await send("PUT /entities", body)).statusCode).to.equal(400);
    });
  }
});
