import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { BOUNDED } from "../../../../components/parts/lambda/awsClients";

describe("BOUNDED", () => {
  it("has a client put its layers together once for a kind of command, whose inputs stay their own", async () => {
    const client = new DynamoDBClient({
      ...BOUNDED,
      region: "us-east-1",
      endpoint: "http://127.0.0.1:1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    const sent: unknown[] = [];
    const made: string[] = [];
    client.middlewareStack.add((_next, context) => {
      made.push(String(context.commandName));
      return async ({ input }) => {
        sent.push(input);
        return { response: {}, output: { $metadata: {} } };
      };
    });

    for (const id of ["1", "2", "3"]) await client.send(new GetItemCommand({ TableName: "t", Key: { id: { S: id } } }));

    expect(made).to.deep.equal(["GetItemCommand"]);
    expect(sent).to.deep.equal(["1", "2", "3"].map((id) => ({ TableName: "t", Key: { id: { S: id } } })));
  });
});
