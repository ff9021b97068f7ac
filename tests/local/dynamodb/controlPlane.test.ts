import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { startDynamoDb, type TestDynamoDb } from "./support";

const ARN = "arn:aws:dynamodb:us-east-1:000000000000:table";

describe("DynamoDB's changes of tables through the API", () => {
  let test: TestDynamoDb;
  let count = 0;
  let name: string;

  before(async () => {
    test = await startDynamoDb();
  });
  beforeEach(() => {
    name = `orders-${++count}`;
  });
  after(() => test.close());

  const create = (more: Partial<CreateTableCommandInput> = {}) =>
    test.client.send(
      new CreateTableCommand({
        TableName: name,
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
        ...more,
      }),
    );
  const describeTable = async () => (await test.client.send(new DescribeTableCommand({ TableName: name }))).Table;
  const OWNER = [
    { AttributeName: "id", AttributeType: "S" },
    { AttributeName: "owner", AttributeType: "S" },
  ] as const;
  const BY_OWNER = {
    IndexName: "byOwner",
    KeySchema: [{ AttributeName: "owner", KeyType: "HASH" }],
    Projection: { ProjectionType: "ALL" },
  } as const;

  it("make a table that is used and deleted", async () => {
    const { TableDescription } = await create();
    await test.client.send(new PutItemCommand({ TableName: name, Item: { id: { S: "a" } } }));
    const { Item } = await test.client.send(new GetItemCommand({ TableName: name, Key: { id: { S: "a" } } }));
    const deleted = await test.client.send(new DeleteTableCommand({ TableName: name }));
    const { TableNames } = await test.client.send(new ListTablesCommand({}));
    const gone = await rejection(describeTable());

    expect(TableDescription).to.deep.include({ TableArn: `${ARN}/${name}`, TableStatus: "CREATING" });
    expect(Item).to.deep.equal({ id: { S: "a" } });
    expect(deleted.TableDescription?.TableStatus).to.equal("DELETING");
    expect(TableNames).to.not.include(name);
    expect(gone.name).to.equal("ResourceNotFoundException");
  });

  it("describe a provisioned table as it was made, and as it is changed", async () => {
    await create({
      BillingMode: "PROVISIONED",
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
      AttributeDefinitions: [...OWNER],
      GlobalSecondaryIndexes: [
        {
          ...BY_OWNER,
          KeySchema: [...BY_OWNER.KeySchema],
          ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 1 },
        },
      ],
    });
    const provisioned = await describeTable();
    await test.client.send(new UpdateTableCommand({ TableName: name, BillingMode: "PAY_PER_REQUEST" }));
    const onDemand = await describeTable();

    expect(provisioned).to.deep.include({
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
    });
    expect(provisioned).to.not.have.property("BillingModeSummary");
    expect(provisioned?.GlobalSecondaryIndexes?.map((index) => index.ProvisionedThroughput)).to.deep.equal([
      { NumberOfDecreasesToday: 0, ReadCapacityUnits: 3, WriteCapacityUnits: 1 },
    ]);
    expect(onDemand?.BillingModeSummary?.BillingMode).to.equal("PAY_PER_REQUEST");
    expect(onDemand?.ProvisionedThroughput).to.deep.include({ ReadCapacityUnits: 0, WriteCapacityUnits: 0 });
  });

  it("add an index to a table, and take it away", async () => {
    await create();
    await test.client.send(new PutItemCommand({ TableName: name, Item: { id: { S: "a" }, owner: { S: "o" } } }));
    await test.client.send(
      new UpdateTableCommand({
        TableName: name,
        AttributeDefinitions: [...OWNER],
        GlobalSecondaryIndexUpdates: [{ Create: { ...BY_OWNER, KeySchema: [...BY_OWNER.KeySchema] } }],
      }),
    );
    const { Items } = await test.client.send(
      new QueryCommand({
        ...{ TableName: name, IndexName: "byOwner", KeyConditionExpression: "#o = :o" },
        ...{ ExpressionAttributeNames: { "#o": "owner" }, ExpressionAttributeValues: { ":o": { S: "o" } } },
      }),
    );
    await test.client.send(
      new UpdateTableCommand({ TableName: name, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "byOwner" } }] }),
    );

    expect(Items).to.deep.equal([{ id: { S: "a" }, owner: { S: "o" } }]);
    expect((await describeTable())?.GlobalSecondaryIndexes ?? []).to.deep.equal([]);
  });

  it("turn a table's stream on and off", async () => {
    const stream = (StreamEnabled: boolean, more = {}) =>
      test.client.send(new UpdateTableCommand({ TableName: name, StreamSpecification: { StreamEnabled, ...more } }));
    await create();
    await stream(true, { StreamViewType: "NEW_IMAGE" });
    const on = await describeTable();
    const again = await rejection(stream(true, { StreamViewType: "NEW_IMAGE" }));
    await stream(false);
    const off = await describeTable();

    expect(on?.StreamSpecification).to.deep.equal({ StreamEnabled: true, StreamViewType: "NEW_IMAGE" });
    expect(on?.LatestStreamArn).to.equal(`${ARN}/${name}/stream/${on?.LatestStreamLabel}`);
    expect(again.message).to.equal(`Table already has an enabled stream: TableName: ${name}`);
    expect(off).to.not.have.property("StreamSpecification");
  });

  it("set and unset the time to live", async () => {
    const set = (Enabled: boolean) =>
      test.client.send(
        new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { AttributeName: "ttl", Enabled } }),
      );
    const status = async () =>
      (await test.client.send(new DescribeTimeToLiveCommand({ TableName: name }))).TimeToLiveDescription;
    await create();
    await set(true);
    const on = await status();
    const again = await rejection(set(true));
    await set(false);

    expect(on).to.deep.equal({ AttributeName: "ttl", TimeToLiveStatus: "ENABLED" });
    expect(again.message).to.equal("TimeToLive is already enabled");
    expect((await status())?.TimeToLiveStatus).to.equal("DISABLED");
  });

  it("tag a table as it is made, and later", async () => {
    const ResourceArn = `${ARN}/${name}`;
    await create({ Tags: [{ Key: "team", Value: "a" }] });
    await test.client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "cost", Value: "1" }] }));
    await test.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["team"] }));

    const { Tags } = await test.client.send(new ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).to.deep.equal([{ Key: "cost", Value: "1" }]);
  });

  it("turn recovery to a point in time on", async () => {
    await create();
    const status = async () => {
      const found = await test.client.send(new DescribeContinuousBackupsCommand({ TableName: name }));
      return found.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    };
    const before = await status();
    await test.client.send(
      new UpdateContinuousBackupsCommand({
        TableName: name,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );

    expect([before, await status()]).to.deep.equal(["DISABLED", "ENABLED"]);
  });

  it("keep a table that is protected from deletion", async () => {
    await create({ DeletionProtectionEnabled: true });
    const error = await rejection(test.client.send(new DeleteTableCommand({ TableName: name })));
    await test.client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: false }));
    await test.client.send(new DeleteTableCommand({ TableName: name }));

    expect(error.name).to.equal("ValidationException");
  });

  for (const [what, more, code, words] of [
    [
      "a provisioned table without throughput",
      { BillingMode: "PROVISIONED" },
      "ValidationException",
      "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    ],
    [
      "throughput for a table that is paid for by request",
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      "ValidationException",
      "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    ],
    [
      "a key that is not defined",
      { KeySchema: [{ AttributeName: "other", KeyType: "HASH" }] },
      "ValidationException",
      "other",
    ],
  ] as const) {
    it(`refuse ${what}`, async () => {
      const error = await rejection(create(more as Partial<CreateTableCommandInput>));

      expect(error.name).to.equal(code);
      expect(error.message).to.contain(words);
    });
  }

  it("refuse a name that is taken", async () => {
    await create();

    const error = await rejection(create());

    expect([error.name, error.message]).to.deep.equal(["ResourceInUseException", `Table already exists: ${name}`]);
  });

  it("ask for the permissions of the Service Authorization Reference", async () => {
    test.host.permissions.length = 0;
    await create({ Tags: [{ Key: "team", Value: "a" }] });
    await test.client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: false }));
    await test.client.send(new DeleteTableCommand({ TableName: name }));

    const resource = `${ARN}/${name}`;
    const context = { "aws:RequestTag/team": "a", "aws:TagKeys": ["team"] };
    expect(test.host.permissions.flat()).to.deep.equal([
      { action: "dynamodb:CreateTable", resource, context },
      { action: "dynamodb:TagResource", resource, context },
      { action: "dynamodb:UpdateTable", resource },
      { action: "dynamodb:DeleteTable", resource },
    ]);
  });
});
