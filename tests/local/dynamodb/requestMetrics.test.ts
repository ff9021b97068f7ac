import { BatchWriteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { NOW, startDynamoDb, type TestDynamoDb, tableSpec } from "./support";

describe("DynamoDB's request metrics", () => {
  let test: TestDynamoDb;
  before(async () => {
    test = await startDynamoDb();
    for (const name of ["events", "summaries"]) await test.dynamodb.createTable(tableSpec(name));
  });
  after(() => test.close());

  function requests(TableName: string, Operation: string): number | undefined {
    return test.metrics.statistic({
      namespace: "AWS/DynamoDB",
      metricName: "SuccessfulRequestLatency",
      dimensions: { TableName, Operation },
      statistic: "SampleCount",
      from: NOW - 1_000,
      to: NOW + 1_000,
    });
  }

  it("count what succeeded, by table and operation", async () => {
    const Item = { id: { S: "a" } };
    await test.client.send(new PutItemCommand({ TableName: "events", Item }));
    await test.client.send(new PutItemCommand({ TableName: "events", Item }));
    await test.client.send(new GetItemCommand({ TableName: "summaries", Key: Item }));
    const put = { PutRequest: { Item } };
    await test.client.send(new BatchWriteItemCommand({ RequestItems: { events: [put], summaries: [put] } }));
    await test.client
      .send(new PutItemCommand({ TableName: "events", Item, ConditionExpression: "attribute_not_exists(id)" }))
      .catch(() => {});

    expect(requests("events", "PutItem")).to.equal(2);
    expect(requests("summaries", "GetItem")).to.equal(1);
    expect(requests("summaries", "PutItem")).to.equal(undefined);
    expect(requests("events", "BatchWriteItem")).to.equal(1);
    expect(requests("summaries", "BatchWriteItem")).to.equal(1);
  });
});
