import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { type OutputsOf, start, type TestCloud } from "../../../../local/testing";

type Program = typeof import("./index");

describe("orders", () => {
  let cloud: TestCloud<OutputsOf<Program>>;
  before(async () => {
    cloud = await start<Program>({ program: __dirname });
  });
  after(() => cloud.stop());

  it("are kept", async () => {
    await cloud.queue(cloud.outputs.orders.queueUrl).send('{"id":"one"}');
    await cloud.reported(/kept one/);

    const dynamo = new DynamoDBClient(cloud.aws);
    const { Items } = await dynamo.send(new ScanCommand({ TableName: cloud.outputs.orders.tableName }));
    expect(Items).to.deep.equal([{ id: { S: "one" } }]);
  });
});
