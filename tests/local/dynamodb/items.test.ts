import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DescribeTableCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { startDynamoDb, type TestDynamoDb, tableSpec } from "./support";

const TABLE_ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/items";

describe("DynamoDB items", () => {
  let test: TestDynamoDb;

  before(async () => {
    test = await startDynamoDb();
    await test.dynamodb.createTable(
      tableSpec("items", {
        attributeDefinitions: [
          { name: "id", type: "S" },
          { name: "owner", type: "S" },
        ],
        globalSecondaryIndexes: [{ name: "byOwner", hashKey: "owner", projectionType: "ALL" }],
      }),
    );
  });
  after(() => test.close());

  const put = (id: string, more = {}) =>
    test.client.send(new PutItemCommand({ TableName: "items", Item: { id: { S: id }, ...more } }));

  const update = (id: string, more: Partial<UpdateItemCommandInput>) =>
    test.client.send(new UpdateItemCommand({ TableName: "items", Key: { id: { S: id } }, ...more }));

  describe("updates", () => {
    const fold = (from: string, to: string, count: string) =>
      update("summary", {
        UpdateExpression: "SET #marks.#shard = :to ADD itemCount :count",
        ConditionExpression: "attribute_not_exists(#marks.#shard) OR #marks.#shard < :from",
        ExpressionAttributeNames: { "#marks": "marks", "#shard": "shardId-0001" },
        ExpressionAttributeValues: { ":from": { S: from }, ":to": { S: to }, ":count": { N: count } },
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });

    it("add and set in one step, on a condition on a member of a map, and return the new item", async () => {
      await put("summary", { marks: { M: {} } });

      await fold("1", "5", "2");
      const { Attributes } = await fold("6", "8", "3");

      expect(Attributes).to.deep.equal({
        id: { S: "summary" },
        marks: { M: { "shardId-0001": { S: "8" } } },
        itemCount: { N: "5" },
      });
    });

    it("return the item as it is when the condition fails, and leave it so", async () => {
      await put("summary", { marks: { M: { "shardId-0001": { S: "8" } } }, itemCount: { N: "5" } });

      const error = await rejection(fold("3", "9", "1"));

      expect(error).to.be.instanceOf(ConditionalCheckFailedException);
      expect((error as ConditionalCheckFailedException).Item).to.deep.equal({
        id: { S: "summary" },
        marks: { M: { "shardId-0001": { S: "8" } } },
        itemCount: { N: "5" },
      });
    });
  });

  describe("numbers", () => {
    const add = (id: string, value: string) =>
      update(id, {
        UpdateExpression: "ADD amount :value",
        ExpressionAttributeValues: { ":value": { N: value } },
        ReturnValues: "UPDATED_NEW",
      });

    it("keep 38 digits", async () => {
      await add("precise", "12345678901234567890123456789012345677");

      const { Attributes } = await add("precise", "1");

      expect(Attributes).to.deep.equal({ amount: { N: "12345678901234567890123456789012345678" } });
    });

    it("add decimal fractions exactly", async () => {
      await add("fraction", "0.1");

      const { Attributes } = await add("fraction", "0.2");

      expect(Attributes).to.deep.equal({ amount: { N: "0.3" } });
    });

    for (const [fault, value, words] of [
      [
        "too large",
        "1e126",
        "Number overflow. Attempting to store a number with magnitude larger than supported range",
      ],
      [
        "too small",
        "1e-131",
        "Number underflow. Attempting to store a number with magnitude smaller than supported range",
      ],
      [
        "too precise",
        "1.23456789012345678901234567890123456789",
        "Attempting to store more than 38 significant digits in a Number",
      ],
      ["no number", "many", "The parameter cannot be converted to a numeric value: many"],
    ] as const) {
      it(`are refused when they are ${fault}`, async () => {
        const error = await rejection(add("refused", value));

        expect(error.name).to.equal("ValidationException");
        expect(error.message).to.contain(words);
      });
    }

    it("are refused when a sum is too precise", async () => {
      await add("full", "12345678901234567890123456789012345678");

      const error = await rejection(add("full", "0.1"));

      expect(error.message).to.equal("Attempting to store more than 38 significant digits in a Number");
    });
  });

  describe("limits", () => {
    it("are 400 KB for an item, names included", async () => {
      const names = Buffer.byteLength("id") + Buffer.byteLength("big") + Buffer.byteLength("body");

      await put("big", { body: { S: "x".repeat(400 * 1024 - names) } });
      const error = await rejection(put("big", { body: { S: "x".repeat(400 * 1024 - names + 1) } }));

      expect(error.message).to.equal("Item size has exceeded the maximum allowed size");
    });

    it("are 2048 bytes for a partition key", async () => {
      await put("k".repeat(2048));
      const error = await rejection(put("k".repeat(2049)));

      expect(error.name).to.equal("ValidationException");
    });
  });

  it("are read page by page", async () => {
    await test.dynamodb.createTable(tableSpec("pages"));
    for (const id of ["a", "b", "c"]) {
      await test.client.send(new PutItemCommand({ TableName: "pages", Item: { id: { S: id } } }));
    }

    const first = await test.client.send(new ScanCommand({ TableName: "pages", Limit: 2 }));
    const second = await test.client.send(
      new ScanCommand({ TableName: "pages", Limit: 2, ExclusiveStartKey: first.LastEvaluatedKey }),
    );

    const ids = [...(first.Items ?? []), ...(second.Items ?? [])].map(({ id }) => id?.S);
    expect([first.Count, second.Count, ids.sort()]).to.deep.equal([2, 1, ["a", "b", "c"]]);
    expect(second.LastEvaluatedKey).to.equal(undefined);
  });

  it("report the capacity that a write takes, indexes included", async () => {
    const { ConsumedCapacity } = await test.client.send(
      new PutItemCommand({
        TableName: "items",
        Item: { id: { S: "measured" }, owner: { S: "me" } },
        ReturnConsumedCapacity: "TOTAL",
      }),
    );

    expect(ConsumedCapacity?.CapacityUnits).to.equal(2);
  });

  describe("a table's ARN", () => {
    it("stands for its name in every kind of call", async () => {
      await test.client.send(new PutItemCommand({ TableName: TABLE_ARN, Item: { id: { S: "byArn" } } }));

      const one = await test.client.send(new GetItemCommand({ TableName: TABLE_ARN, Key: { id: { S: "byArn" } } }));
      const batch = await test.client.send(
        new BatchGetItemCommand({ RequestItems: { [TABLE_ARN]: { Keys: [{ id: { S: "byArn" } }] } } }),
      );
      const transaction = await test.client.send(
        new TransactGetItemsCommand({
          TransactItems: [{ Get: { TableName: TABLE_ARN, Key: { id: { S: "byArn" } } } }],
        }),
      );

      expect(one.Item).to.deep.equal({ id: { S: "byArn" } });
      expect(batch.Responses).to.deep.equal({ [TABLE_ARN]: [{ id: { S: "byArn" } }] });
      expect(transaction.Responses).to.deep.equal([{ Item: { id: { S: "byArn" } } }]);
    });

    it("of another account is refused", async () => {
      const elsewhere = "arn:aws:dynamodb:us-east-1:111111111111:table/items";

      const error = await rejection(
        test.client.send(new GetItemCommand({ TableName: elsewhere, Key: { id: { S: "a" } } })),
      );

      expect(error.name).to.equal("AccessDeniedException");
    });

    it("in a description is the local cloud's", async () => {
      const { Table } = await test.client.send(new DescribeTableCommand({ TableName: "items" }));

      expect(Table?.TableArn).to.equal(TABLE_ARN);
      expect(Table?.GlobalSecondaryIndexes?.[0]?.IndexArn).to.equal(`${TABLE_ARN}/index/byOwner`);
    });
  });

  describe("permissions", () => {
    beforeEach(() => {
      test.host.permissions.length = 0;
    });

    const asked = () => test.host.permissions.flat();
    const keys = (...values: string[]) => ({ context: { "dynamodb:LeadingKeys": values } });

    it("name the table, or the index that is queried, and the partition keys", async () => {
      await put("a");
      await test.client.send(new GetItemCommand({ TableName: "items", Key: { id: { S: "a" } } }));
      await test.client.send(new ScanCommand({ TableName: "items" }));
      await test.client.send(
        new QueryCommand({
          TableName: "items",
          IndexName: "byOwner",
          KeyConditionExpression: "#owner = :owner",
          ExpressionAttributeNames: { "#owner": "owner" },
          ExpressionAttributeValues: { ":owner": { S: "me" } },
        }),
      );

      expect(asked()).to.deep.equal([
        { action: "dynamodb:PutItem", resource: TABLE_ARN, ...keys("a") },
        { action: "dynamodb:GetItem", resource: TABLE_ARN, ...keys("a") },
        { action: "dynamodb:Scan", resource: TABLE_ARN },
        { action: "dynamodb:Query", resource: `${TABLE_ARN}/index/byOwner`, ...keys("me") },
      ]);
    });

    it("of a batch are its own, once a table", async () => {
      await test.client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            items: [{ PutRequest: { Item: { id: { S: "b1" } } } }, { DeleteRequest: { Key: { id: { S: "b2" } } } }],
          },
        }),
      );

      expect(asked()).to.deep.equal([{ action: "dynamodb:BatchWriteItem", resource: TABLE_ARN, ...keys("b1", "b2") }]);
    });

    it("of a transaction are those of its actions", async () => {
      await test.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: "items", Item: { id: { S: "t1" } } } },
            {
              Update: {
                TableName: "items",
                Key: { id: { S: "t2" } },
                UpdateExpression: "ADD n :one",
                ExpressionAttributeValues: { ":one": { N: "1" } },
              },
            },
            { Delete: { TableName: "items", Key: { id: { S: "t3" } } } },
            {
              ConditionCheck: {
                TableName: "items",
                Key: { id: { S: "t4" } },
                ConditionExpression: "attribute_not_exists(id)",
              },
            },
          ],
        }),
      );

      expect(asked()).to.deep.equal([
        { action: "dynamodb:PutItem", resource: TABLE_ARN, ...keys("t1") },
        { action: "dynamodb:UpdateItem", resource: TABLE_ARN, ...keys("t2") },
        { action: "dynamodb:DeleteItem", resource: TABLE_ARN, ...keys("t3") },
        { action: "dynamodb:ConditionCheckItem", resource: TABLE_ARN, ...keys("t4") },
      ]);
    });

    it("are never those of one action of an entry that holds two: the entry is refused", async () => {
      const refused = await rejection(
        test.client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              {
                Put: { TableName: "items", Item: { id: { S: "t5" } } },
                Delete: { TableName: "items", Key: { id: { S: "t3" } } },
              },
            ],
          }),
        ),
      );

      expect([refused.name, refused.message]).to.deep.equal([
        "ValidationException",
        "TransactItems can only contain one of Check, Put, Update or Delete",
      ]);
      expect(asked()).to.deep.equal([]);
    });

    it("are not asked for what is not run here: that is refused", async () => {
      const partiql = await rejection(
        test.client.send(new ExecuteStatementCommand({ Statement: "SELECT * FROM items" })),
      );

      expect(partiql.name).to.equal("UnknownOperationException");
    });
  });
});
