import { DescribeTableCommand, DescribeTimeToLiveCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import type { Properties, ResourceHandler } from "../../../local/engine/resourceHandler";
import { table } from "../../../local/resources/dynamodb/table";
import { localKms } from "../../support/kms";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { startDynamoDb, type TestDynamoDb } from "./support";

describe("aws.dynamodb.Table", () => {
  let test: TestDynamoDb;
  let handler: ResourceHandler;

  before(async () => {
    test = await startDynamoDb();
    handler = table({ dynamodb: test.dynamodb, kms: localKms() });
  });
  after(() => test.close());

  const KEY: Properties = { attributes: [{ name: "id", type: "S" }], hashKey: "id" };
  const keyed = (attributeName: string, keyType: string) => ({ attributeName, keyType });
  const indexed = (keySchemas: readonly object[], others: Properties = {}): Properties => ({
    ...KEY,
    globalSecondaryIndexes: [{ name: "keyed", projectionType: "ALL", keySchemas, ...others }],
  });
  const BY_OWNER: Properties = {
    attributes: [
      { name: "id", type: "S" },
      { name: "owner", type: "S" },
    ],
    hashKey: "id",
    globalSecondaryIndexes: [{ name: "byOwner", hashKey: "owner", projectionType: "KEYS_ONLY" }],
  };

  const create = (name: string, inputs: Properties) => handler.create(resourceContext(name), inputs);
  async function update(name: string, current: Awaited<ReturnType<typeof create>>, inputs: Properties) {
    if (!handler.update) throw new Error("a table is updated in place");
    return handler.update(resourceContext(name), current, inputs);
  }
  async function described(TableName: string) {
    const { Table } = await test.client.send(new DescribeTableCommand({ TableName }));
    return Table;
  }

  it("has the outputs that a program refers to", async () => {
    const { id, state } = await create("plain", KEY);

    expect(id).to.equal("plain-1a2b3c4");
    expect(state).to.deep.equal({
      ...KEY,
      name: "plain-1a2b3c4",
      arn: "arn:aws:dynamodb:us-east-1:000000000000:table/plain-1a2b3c4",
      billingMode: "PROVISIONED",
      streamEnabled: false,
      deletionProtectionEnabled: false,
      streamArn: "",
      streamLabel: "",
    });
  });

  it("has a stream's ARN and label where it is enabled", async () => {
    const { state } = await create("streamed", { ...KEY, streamEnabled: true, streamViewType: "NEW_IMAGE" });

    const Table = await described("streamed-1a2b3c4");
    expect(state.streamArn).to.equal(`${state.arn}/stream/${state.streamLabel}`);
    expect(Table?.LatestStreamArn).to.equal(state.streamArn);
    expect(Table?.StreamSpecification).to.deep.equal({ StreamEnabled: true, StreamViewType: "NEW_IMAGE" });
  });

  it("has the keys and indexes that are declared", async () => {
    await create("indexed", {
      attributes: ["id", "at", "owner", "size"].map((name) => ({ name, type: "S" })),
      hashKey: "id",
      rangeKey: "at",
      globalSecondaryIndexes: [
        { name: "byOwner", hashKey: "owner", rangeKey: "at", projectionType: "INCLUDE", nonKeyAttributes: ["colour"] },
      ],
      localSecondaryIndexes: [{ name: "bySize", rangeKey: "size", projectionType: "ALL" }],
    });

    const Table = await described("indexed-1a2b3c4");
    expect(Table?.KeySchema).to.deep.equal([
      { AttributeName: "id", KeyType: "HASH" },
      { AttributeName: "at", KeyType: "RANGE" },
    ]);
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName, Projection }) => [IndexName, Projection])).to.deep.equal([
      ["byOwner", { ProjectionType: "INCLUDE", NonKeyAttributes: ["colour"] }],
    ]);
    expect(Table?.LocalSecondaryIndexes?.map(({ IndexName }) => IndexName)).to.deep.equal(["bySize"]);
  });

  it("takes an index's keys as key schemas too, and changes nothing where they are the same", async () => {
    const attributes = ["id", "owner", "at"].map((name) => ({ name, type: "S" }));
    const index = { name: "keyed", projectionType: "ALL" };
    const asSchemas = { ...index, keySchemas: [keyed("at", "RANGE"), keyed("owner", "HASH")] };
    const asKeys = { ...index, hashKey: "owner", rangeKey: "at" };

    const current = await create("schemas", { attributes, hashKey: "id", globalSecondaryIndexes: [asSchemas] });
    const made = await described(current.id);
    await update("schemas", current, { attributes, hashKey: "id", globalSecondaryIndexes: [asKeys] });
    const updated = await described(current.id);

    expect(made?.GlobalSecondaryIndexes?.map(({ KeySchema }) => KeySchema)).to.deep.equal([
      [
        { AttributeName: "owner", KeyType: "HASH" },
        { AttributeName: "at", KeyType: "RANGE" },
      ],
    ]);
    expect(updated?.GlobalSecondaryIndexes).to.deep.equal(made?.GlobalSecondaryIndexes);
  });

  it("changes indexes, stream, time to live and protection in place, and keeps its items", async () => {
    const current = await create("changing", KEY);
    await test.client.send(new PutItemCommand({ TableName: current.id, Item: { id: { S: "a" }, owner: { S: "me" } } }));

    const changed = await update("changing", current, {
      ...BY_OWNER,
      streamEnabled: true,
      streamViewType: "KEYS_ONLY",
      ttl: { attributeName: "expires", enabled: true },
      deletionProtectionEnabled: true,
    });
    const Table = await described(current.id);
    const { TimeToLiveDescription } = await test.client.send(new DescribeTimeToLiveCommand({ TableName: current.id }));
    const back = await update("changing", changed, KEY);
    const after = await described(current.id);

    expect(Table).to.deep.include({ ItemCount: 1, DeletionProtectionEnabled: true });
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).to.deep.equal(["byOwner"]);
    expect(TimeToLiveDescription).to.deep.equal({ AttributeName: "expires", TimeToLiveStatus: "ENABLED" });
    expect(changed.state.streamArn).to.contain("/stream/");
    expect(back.state.streamArn).to.equal("");
    expect(after).to.deep.include({ ItemCount: 1, DeletionProtectionEnabled: false });
    expect(after?.GlobalSecondaryIndexes ?? []).to.deep.equal([]);
  });

  it("is replaced when its name or key changes", () => {
    expect(handler.replaceOn).to.deep.equal(["name", "hashKey", "rangeKey", "localSecondaryIndexes"]);
  });

  it("is deleted, unless it is protected", async () => {
    const current = await create("protected", { ...KEY, deletionProtectionEnabled: true });

    const refusal = handler.refusesDeletion?.(current);
    const error = await rejection(handler.delete(resourceContext("protected"), current));
    const unprotected = await update("protected", current, KEY);
    await handler.delete(resourceContext("protected"), current);

    expect(refusal).to.equal(
      "its deletion protection is on: set `deletionProtectionEnabled` to false in an evaluation of its own first",
    );
    expect(error.message).to.match(/protected against deletion/);
    expect(handler.refusesDeletion?.(unprotected)).to.equal(undefined);
    expect((await rejection(described(current.id))).name).to.equal("ResourceNotFoundException");
  });

  it("says why a replacement cannot have the same explicit name", async () => {
    await create("first", { ...KEY, name: "shared" });

    const error = await rejection(create("first", { ...KEY, name: "shared" }));

    expect(error.message).to.match(
      /^name: there is a table "shared" already\..*leave `name` unset, or.*deleteBeforeReplace/,
    );
  });

  for (const [fault, inputs, words] of [
    ["no key", { attributes: [] }, "hashKey: a table needs one"],
    ["a key without a type", { ...KEY, rangeKey: "at" }, "attributes: define the type of the key at"],
    ["a type without a key", { ...BY_OWNER, globalSecondaryIndexes: [] }, "attributes: owner is no key of the table"],
    ["a stream without a view", { ...KEY, streamEnabled: true }, "streamViewType: a stream needs one"],
    ["a time to live without an attribute", { ...KEY, ttl: { enabled: true } }, "ttl.attributeName: it names"],
    ["a name that is too short", { ...KEY, name: "ab" }, "'tableName'"],
    [
      "an index without a key",
      { ...KEY, globalSecondaryIndexes: [{ name: "none", projectionType: "ALL", keySchemas: [] }] },
      'globalSecondaryIndexes["none"].hashKey: an index needs one, or keySchemas',
    ],
    [
      "an index with several partition keys",
      indexed([keyed("id", "HASH"), keyed("owner", "HASH")]),
      'globalSecondaryIndexes["keyed"].keySchemas: keys of several attributes are not supported locally yet',
    ],
    [
      "an index with a sort key alone",
      indexed([keyed("id", "RANGE")]),
      'globalSecondaryIndexes["keyed"].keySchemas: an index needs one of keyType HASH',
    ],
    [
      "an index whose keys are given in both ways",
      indexed([keyed("id", "HASH")], { hashKey: "id" }),
      'globalSecondaryIndexes["keyed"].keySchemas: they take the place of hashKey and rangeKey',
    ],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      const error = await rejection(create("refused", inputs));

      expect(error.message).to.contain(words);
    });
  }
});
