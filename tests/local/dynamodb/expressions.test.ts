import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { checkExpressions } from "../../../local/services/dynamodb/expressions";

function refusalOf(params: Record<string, unknown>): string | undefined {
  try {
    checkExpressions(params, JSON.stringify(params));
    return undefined;
  } catch (error) {
    return error instanceof AwsError ? `${error.code}: ${error.message}` : String(error);
  }
}

describe("expressions with characters that belong into none", () => {
  for (const [params, message] of [
    [{ UpdateExpression: "SET a = :é" }, 'Invalid UpdateExpression: Syntax error; token: "é", near: ":é"'],
    [{ UpdateExpression: "SET größe = :one" }, 'Invalid UpdateExpression: Syntax error; token: "ö", near: "größe"'],
    [{ ConditionExpression: "#ö = :a" }, 'Invalid ConditionExpression: Syntax error; token: "ö", near: "#ö"'],
    [
      { KeyConditionExpression: "id = :a\ufffd" },
      'Invalid KeyConditionExpression: Syntax error; token: "\ufffd", near: ":a\ufffd"',
    ],
    [{ FilterExpression: "é" }, 'Invalid FilterExpression: Syntax error; token: "é", near: "é"'],
    [
      { TransactItems: [{ Put: { Item: {} } }, { Update: { UpdateExpression: "REMOVE é" } }] },
      'Invalid UpdateExpression: Syntax error; token: "é", near: "é"',
    ],
    [
      { RequestItems: { orders: { Keys: [], ProjectionExpression: "a, é" } } },
      'Invalid ProjectionExpression: Syntax error; token: "é", near: "é"',
    ],
    [
      { ExpressionAttributeNames: { "#é": "a" } },
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "#é"',
    ],
    [
      { ExpressionAttributeValues: { ":é": { S: "a" } } },
      'ExpressionAttributeValues contains invalid key: Syntax error; key: ":é"',
    ],
  ] as const) {
    it(`are refused: ${JSON.stringify(params)}`, () => {
      expect(refusalOf(params)).to.equal(`ValidationException: ${message}`);
    });
  }

  it("are free in items, keys, and what names and values stand for", () => {
    const params = {
      Item: { größe: { S: "é" }, UpdateExpression: { S: "é" } },
      Key: { é: { S: "é" } },
      UpdateExpression: "SET #a = :a",
      ExpressionAttributeNames: { "#a": "größe" },
      ExpressionAttributeValues: { ":a": { S: "é" } },
    };
    expect(refusalOf(params)).to.equal(undefined);
  });
});
