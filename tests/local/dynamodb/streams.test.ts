import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { expect } from "chai";
import type { StreamRecord } from "../../../local/services/dynamodb/dynamodb";
import { NOW, startDynamoDb, type TestDynamoDb, tableSpec } from "./support";

describe("a table's stream", () => {
  let test: TestDynamoDb;

  before(async () => {
    test = await startDynamoDb();
  });
  after(() => test.close());

  async function tableWithStream(
    name: string,
    streamViewType: "NEW_IMAGE" | "KEYS_ONLY" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES",
  ) {
    const { streamArn = "" } = await test.dynamodb.createTable(tableSpec(name, { streamViewType }));
    return streamArn;
  }

  const put = (TableName: string, id: string, more = {}) =>
    test.client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, ...more } }));

  async function iteratorAt(streamArn: string, position: "TRIM_HORIZON" | "LATEST" | { after: string }) {
    const [shard] = await test.dynamodb.streams.shards(streamArn);
    return test.dynamodb.streams.iterator(streamArn, shard?.shardId ?? "", position);
  }

  async function recordsFrom(
    streamArn: string,
    position: "TRIM_HORIZON" | "LATEST" | { after: string } = "TRIM_HORIZON",
  ) {
    const { records } = await test.dynamodb.streams.records(await iteratorAt(streamArn, position), 100);
    return records;
  }

  const idOf = ({ dynamodb }: StreamRecord) => (dynamodb.Keys.id as { S: string }).S;

  it("gives records as Lambda receives them", async () => {
    const streamArn = await tableWithStream("orders", "NEW_IMAGE");

    await put("orders", "a", { total: { N: "12.50" } });

    const [record, ...others] = await recordsFrom(streamArn);
    expect(others).to.deep.equal([]);
    expect(record).to.deep.include({
      eventName: "INSERT",
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: "us-east-1",
      eventSourceARN: streamArn,
    });
    expect(record?.eventID).to.match(/^[0-9a-f]{32}$/);
    const { ApproximateCreationDateTime, ...dynamodb } = record?.dynamodb ?? { ApproximateCreationDateTime: 0 };
    expect(ApproximateCreationDateTime).to.be.closeTo(Date.now() / 1000, 60);
    expect(dynamodb).to.deep.equal({
      Keys: { id: { S: "a" } },
      NewImage: { id: { S: "a" }, total: { N: "12.5" } },
      SequenceNumber: "100000000000000000001",
      SizeBytes: 14,
      StreamViewType: "NEW_IMAGE",
    });
  });

  it("has an ARN of the local region that carries the time of its creation", async () => {
    const streamArn = await tableWithStream("labelled", "KEYS_ONLY");

    expect(streamArn).to.match(
      /^arn:aws:dynamodb:us-east-1:000000000000:table\/labelled\/stream\/2026-03-01T12:00:00\.\d{3}$/,
    );
  });

  const images = {
    KEYS_ONLY: { inserted: [], modified: [], removed: [] },
    NEW_IMAGE: { inserted: ["NewImage"], modified: ["NewImage"], removed: [] },
    OLD_IMAGE: { inserted: [], modified: ["OldImage"], removed: ["OldImage"] },
    NEW_AND_OLD_IMAGES: { inserted: ["NewImage"], modified: ["NewImage", "OldImage"], removed: ["OldImage"] },
  } as const;
  for (const viewType of ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"] as const) {
    it(`shows the images of the view ${viewType}`, async () => {
      const name = `view-${viewType}`;
      const streamArn = await tableWithStream(name, viewType);

      await put(name, "a");
      await put(name, "a", { colour: { S: "red" } });
      await test.client.send(new DeleteItemCommand({ TableName: name, Key: { id: { S: "a" } } }));

      const shown = (await recordsFrom(streamArn)).map(({ eventName, dynamodb }) => [
        eventName,
        ["NewImage", "OldImage"].filter((image) => image in dynamodb),
      ]);
      const { inserted, modified, removed } = images[viewType];
      expect(shown).to.deep.equal([
        ["INSERT", inserted],
        ["MODIFY", modified],
        ["REMOVE", removed],
      ]);
    });
  }

  it("has no record of a write that changed nothing, and does not end a page there", async () => {
    const streamArn = await tableWithStream("unchanged", "NEW_IMAGE");

    await put("unchanged", "a", { tags: { SS: ["x", "y"] } });
    const afterFirst = await test.dynamodb.streams.records(await iteratorAt(streamArn, "TRIM_HORIZON"), 1);
    await put("unchanged", "a", { tags: { SS: ["y", "x"] } });
    await put("unchanged", "b");

    const { records } = await test.dynamodb.streams.records(afterFirst.nextIterator ?? "", 1);
    expect(records.map(idOf)).to.deep.equal(["b"]);
  });

  it("reads on after a sequence number, from the newest record, and from the oldest", async () => {
    const streamArn = await tableWithStream("positions", "KEYS_ONLY");
    for (const id of ["a", "b", "c"]) await put("positions", id);
    const [first] = await recordsFrom(streamArn);
    const latest = await iteratorAt(streamArn, "LATEST");
    await put("positions", "d");

    const after = await recordsFrom(streamArn, { after: first?.dynamodb.SequenceNumber ?? "" });
    const fromLatest = await test.dynamodb.streams.records(latest, 100);

    expect(after.map(idOf)).to.deep.equal(["b", "c", "d"]);
    expect(fromLatest.records.map(idOf)).to.deep.equal(["d"]);
    expect((await recordsFrom(streamArn)).map(idOf)).to.deep.equal(["a", "b", "c", "d"]);
  });

  it("numbers records so that their order as text is their order in time", async () => {
    const streamArn = await tableWithStream("ordered", "KEYS_ONLY");
    for (let each = 0; each < 12; each++) await put("ordered", `${each}`);

    const numbers = (await recordsFrom(streamArn)).map(({ dynamodb }) => dynamodb.SequenceNumber);

    expect(numbers).to.deep.equal([...numbers].sort());
    expect(new Set(numbers)).to.have.lengthOf(12);
  });

  it("wakes a waiting reader at the next write to its table, and at no other's", async () => {
    const streamArn = await tableWithStream("awaited", "KEYS_ONLY");
    await tableWithStream("other", "KEYS_ONLY");
    const order: string[] = [];
    const written = test.dynamodb.streams
      .written(streamArn, new AbortController().signal)
      .then(() => order.push("woken"));

    await put("other", "a");
    order.push("other written");
    await put("awaited", "a");
    await written;

    expect(order).to.deep.equal(["other written", "woken"]);
  });

  it("lets a waiting reader go when it is aborted", async () => {
    const streamArn = await tableWithStream("aborted", "KEYS_ONLY");
    const controller = new AbortController();
    const written = test.dynamodb.streams.written(streamArn, controller.signal);

    controller.abort();

    await written;
  });

  it("starts anew, without what came before, when the view changes", async () => {
    const first = await tableWithStream("reviewed", "KEYS_ONLY");
    await put("reviewed", "a");

    const { streamArn = "" } = await test.dynamodb.updateTable(tableSpec("reviewed", { streamViewType: "NEW_IMAGE" }));
    await put("reviewed", "b");

    expect(streamArn).not.to.equal(first);
    expect((await recordsFrom(streamArn)).map(idOf)).to.deep.equal(["b"]);
    const error = await test.dynamodb.streams.shards(first).catch((reason: Error) => reason);
    expect(error).to.include({ code: "ResourceNotFoundException" });
  });

  it("starts anew for a table that is deleted and made again", async () => {
    await tableWithStream("remade", "KEYS_ONLY");
    await put("remade", "a");
    await test.dynamodb.deleteTable("remade");

    const streamArn = await tableWithStream("remade", "KEYS_ONLY");
    await put("remade", "b");

    expect((await recordsFrom(streamArn)).map(idOf)).to.deep.equal(["b"]);
  });

  it("is read through the API of DynamoDB Streams", async () => {
    const streamArn = await tableWithStream("viaApi", "NEW_IMAGE");
    await put("viaApi", "a");
    test.host.permissions.length = 0;

    const listed = await test.streamsClient.send(new ListStreamsCommand({ TableName: "viaApi" }));
    const described = await test.streamsClient.send(new DescribeStreamCommand({ StreamArn: streamArn }));
    const [shard] = described.StreamDescription?.Shards ?? [];
    const { ShardIterator } = await test.streamsClient.send(
      new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shard?.ShardId, ShardIteratorType: "TRIM_HORIZON" }),
    );
    const { Records } = await test.streamsClient.send(new GetRecordsCommand({ ShardIterator }));

    expect(listed.Streams?.map(({ StreamArn }) => StreamArn)).to.deep.equal([streamArn]);
    expect(described.StreamDescription).to.deep.include({
      StreamStatus: "ENABLED",
      StreamViewType: "NEW_IMAGE",
      TableName: "viaApi",
    });
    expect(described.StreamDescription?.CreationRequestDateTime?.getTime()).to.be.closeTo(NOW, 1000);
    expect(shard).to.not.have.nested.property("SequenceNumberRange.EndingSequenceNumber");
    expect(Records?.[0]?.dynamodb?.NewImage).to.deep.equal({ id: { S: "a" } });
    expect(Records?.[0]?.dynamodb?.ApproximateCreationDateTime).to.be.an.instanceOf(Date);
    expect(test.host.permissions).to.deep.equal([
      [{ action: "dynamodb:ListStreams", resource: "*" }],
      [{ action: "dynamodb:DescribeStream", resource: streamArn }],
      [{ action: "dynamodb:GetShardIterator", resource: streamArn }],
      [{ action: "dynamodb:GetRecords", resource: streamArn }],
    ]);
  });
});
