import {
  CreateTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import type { StreamRecord, TableSpec } from "../../../local/services/dynamodb/dynamodb";
import { KeptData } from "../../support/keptData";
import { rejection } from "../../support/rejection";
import { until } from "../../support/until";
import { startDynamoDb, type TestDynamoDb, tableSpec } from "./support";

describe("a table that is created again at the next start", () => {
  let kept: KeptData;
  let test: TestDynamoDb;
  let warnings: string[];

  async function start(): Promise<void> {
    warnings = [];
    const report = { ...silentReport, warn: (_: string, line: string) => void warnings.push(line) };
    test = await startDynamoDb({ data: kept.open(), report });
  }

  async function startAgain(): Promise<void> {
    await test.close();
    await start();
  }

  beforeEach(async () => {
    kept = new KeptData();
    await start();
  });
  afterEach(async () => {
    await test.close();
    kept.remove();
  });

  const create = (more: Partial<TableSpec> = {}) => test.dynamodb.createTable(tableSpec("orders", more));
  const put = (id: string, more = {}) =>
    test.client.send(new PutItemCommand({ TableName: "orders", Item: { id: { S: id }, ...more } }));
  const ids = async () => {
    const { Items = [] } = await test.client.send(new ScanCommand({ TableName: "orders" }));
    return Items.map(({ id }) => id?.S).sort();
  };

  async function streamed(streamArn: string, position: "TRIM_HORIZON" | { after: string } = "TRIM_HORIZON") {
    const { streams } = test.dynamodb;
    const [shard] = await streams.shards(streamArn);
    const { records } = await streams.records(await streams.iterator(streamArn, shard?.shardId ?? "", position), 100);
    return records;
  }
  const idOf = ({ dynamodb }: StreamRecord) => (dynamodb.Keys.id as { S: string }).S;

  it("has its items", async () => {
    await create();
    await put("a");

    await startAgain();
    await create();
    await put("b");

    expect(await ids()).to.deep.equal(["a", "b"]);
  });

  it("stays where it is not declared, and is there for the start that declares it", async () => {
    await create();
    await put("a");

    await startAgain();
    await startAgain();
    await create();

    expect(await ids()).to.deep.equal(["a"]);
  });

  it("is empty where it was deleted", async () => {
    await create();
    await put("a");
    await test.dynamodb.deleteTable("orders");

    await startAgain();
    await create();

    expect(await ids()).to.deep.equal([]);
  });

  it("is refused where another resource of this start has its name", async () => {
    await create();
    await startAgain();
    await create();

    expect(await rejection(create())).to.include({ code: "ResourceInUseException" });
  });

  it("is not made anew by a caller of the API, whatever keys it asks for", async () => {
    await create();
    await put("a");

    await startAgain();
    const asked = new CreateTableCommand({
      TableName: "orders",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "number", AttributeType: "N" }],
      KeySchema: [{ AttributeName: "number", KeyType: "HASH" }],
    });
    const error = await rejection(test.client.send(asked));
    await create();

    expect(error.name).to.equal("ResourceInUseException");
    expect(await ids()).to.deep.equal(["a"]);
  });

  it("has its stream under the same ARN, and is read on behind a record of before", async () => {
    const { streamArn = "" } = await create({ streamViewType: "NEW_IMAGE" });
    await put("a");
    await put("b");
    const [first, second] = await streamed(streamArn);

    await startAgain();
    const again = await create({ streamViewType: "NEW_IMAGE" });
    await put("c");

    expect(again.streamArn).to.equal(streamArn);
    const records = await streamed(streamArn, { after: first?.dynamodb.SequenceNumber ?? "" });
    expect(records.map(idOf)).to.deep.equal(["b", "c"]);
    expect(records[0]).to.deep.equal(second);
  });

  it("reads a stream on at an iterator of before", async () => {
    const { streamArn = "" } = await create({ streamViewType: "NEW_IMAGE" });
    await put("a");
    const [shard] = await test.dynamodb.streams.shards(streamArn);
    const iterator = await test.dynamodb.streams.iterator(streamArn, shard?.shardId ?? "", "LATEST");
    await put("b");

    await startAgain();
    await create({ streamViewType: "NEW_IMAGE" });

    const { records } = await test.dynamodb.streams.records(iterator, 100);
    expect(records.map(idOf)).to.deep.equal(["b"]);
  });

  it("has a new stream where the program wants another view by now", async () => {
    const { streamArn } = await create({ streamViewType: "NEW_IMAGE" });
    await put("a");

    await startAgain();
    test.clock.advance(1000);
    const again = await create({ streamViewType: "KEYS_ONLY" });
    await put("b");

    expect(again.streamArn).to.not.equal(streamArn);
    expect((await streamed(again.streamArn ?? "")).map(idOf)).to.deep.equal(["b"]);
  });

  it("has no stream where the program wants none by now", async () => {
    await create({ streamViewType: "NEW_IMAGE" });

    await startAgain();

    expect(await create()).to.not.have.property("streamArn");
  });

  it("gets the indexes, the time to live and the protection that the program gives it by now", async () => {
    await create({ ttlAttribute: "expires", deletionProtection: true });
    await put("a", { day: { S: "monday" }, gone: { N: String(Math.floor(test.clock.now() / 1000) - 10) } });

    await startAgain();
    await create({
      attributeDefinitions: ["id", "day"].map((name) => ({ name, type: "S" })),
      globalSecondaryIndexes: [{ name: "by-day", hashKey: "day", projectionType: "ALL" }],
      ttlAttribute: "gone",
    });

    const { Items } = await test.client.send(
      new QueryCommand({
        ...{ TableName: "orders", IndexName: "by-day", KeyConditionExpression: "#day = :day" },
        ExpressionAttributeNames: { "#day": "day" },
        ExpressionAttributeValues: { ":day": { S: "monday" } },
      }),
    );
    expect(Items).to.have.length(1);
    test.clock.advance(60_000);
    await until(async () => (await ids()).length === 0);
    await test.dynamodb.deleteTable("orders");
  });

  it("is replaced, with a warning, where the program gives it other keys by now", async () => {
    await create();
    await put("a");

    await startAgain();
    await create({ attributeDefinitions: [{ name: "number", type: "N" }], hashKey: "number" });

    const { Item } = await test.client.send(new GetItemCommand({ TableName: "orders", Key: { number: { N: "1" } } }));
    expect([Item, warnings]).to.deep.equal([
      undefined,
      ["the table orders has other keys than it had: it is replaced, its items are gone"],
    ]);
  });

  it("is not replaced where it is protected", async () => {
    await create({ deletionProtection: true });
    await put("a");

    await startAgain();
    const error = await rejection(create({ attributeDefinitions: [{ name: "id", type: "N" }] }));

    expect(error.message).to.equal(
      "the table orders that was kept has other keys, and deletion protection: give it the keys it had and set " +
        "`deletionProtectionEnabled` to false first, or empty it with npm run reset",
    );
    await create();
    expect(await ids()).to.deep.equal(["a"]);
  });
});
