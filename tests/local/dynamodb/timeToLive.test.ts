import { DeleteItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { NOW, startDynamoDb, type TestDynamoDb, tableSpec } from "./support";

const NOW_SECONDS = NOW / 1000;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

describe("time to live", () => {
  let test: TestDynamoDb;
  let streamArn: string;

  beforeEach(async () => {
    test = await startDynamoDb();
    const made = await test.dynamodb.createTable(
      tableSpec("sessions", { streamViewType: "OLD_IMAGE", ttlAttribute: "expires" }),
    );
    streamArn = made.streamArn ?? "";
  });
  afterEach(() => test.close());

  const put = (id: string, expires: { N: string } | { S: string }) =>
    test.client.send(new PutItemCommand({ TableName: "sessions", Item: { id: { S: id }, expires } }));

  /** Moves the clock on, and waits for the deletions. */
  async function sweep() {
    const written = test.dynamodb.streams.written(streamArn, new AbortController().signal);
    test.clock.advance(60_000);
    await written;
  }

  async function ids() {
    const { Items = [] } = await test.client.send(new ScanCommand({ TableName: "sessions" }));
    return Items.map(({ id }) => id?.S).sort();
  }

  it("deletes items whose time is over, and no others", async () => {
    await put("over", { N: `${NOW_SECONDS - 1}` });
    await put("not yet", { N: `${NOW_SECONDS + 61}` });
    await put("not a number", { S: `${NOW_SECONDS - 1}` });
    await put("a mistake", { N: `${NOW_SECONDS - 6 * YEAR_SECONDS}` });

    await sweep();

    expect(await ids()).to.deep.equal(["a mistake", "not a number", "not yet"]);
  });

  it("follows the clock", async () => {
    await put("soon", { N: `${NOW_SECONDS + 90}` });
    await put("over", { N: `${NOW_SECONDS - 1}` });

    await sweep();
    const afterOneMinute = await ids();
    await put("over", { N: `${NOW_SECONDS - 1}` });
    await sweep();

    expect(afterOneMinute).to.deep.equal(["soon"]);
    expect(await ids()).to.deep.equal([]);
  });

  it("leaves a record that tells DynamoDB's deletions from a program's", async () => {
    await put("expired", { N: `${NOW_SECONDS - 1}` });
    await put("deleted", { N: `${NOW_SECONDS - 1}` });
    await test.client.send(new DeleteItemCommand({ TableName: "sessions", Key: { id: { S: "deleted" } } }));

    await sweep();

    const [shard] = await test.dynamodb.streams.shards(streamArn);
    const iterator = await test.dynamodb.streams.iterator(streamArn, shard?.shardId ?? "", "TRIM_HORIZON");
    const { records } = await test.dynamodb.streams.records(iterator, 100);
    const removals = records.filter(({ eventName }) => eventName === "REMOVE");
    expect(removals.map(({ dynamodb, userIdentity }) => [dynamodb.Keys, userIdentity])).to.deep.equal([
      [{ id: { S: "deleted" } }, undefined],
      [{ id: { S: "expired" } }, { type: "Service", principalId: "dynamodb.amazonaws.com" }],
    ]);
  });
});
