import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { inAwsWords, refuseOtherThanAscii, refuseUnused } from "../../../local/services/dynamodb/expressionChecks";

describe("the checks of DynamoDB's expressions", () => {
  const refusal = (operation: string, params: object): string | undefined => {
    try {
      refuseUnused(operation, params as Record<string, unknown>);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it("find a name and a value in any expression, with a path behind or not", () => {
    expect(
      refusal("UpdateItem", {
        UpdateExpression: "SET #m.x[0] = :a",
        ConditionExpression: "attribute_exists(#m.#n) AND size(#o) > :b",
        ExpressionAttributeNames: { "#m": "m", "#n": "n", "#o": "o" },
        ExpressionAttributeValues: { ":a": {}, ":b": {} },
      }),
    ).to.equal(undefined);
  });

  it("do not take the beginning of a name for the name", () => {
    expect(
      refusal("Query", { KeyConditionExpression: "id = :ab", ExpressionAttributeValues: { ":ab": {}, ":a": {} } }),
    ).to.equal("Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}");
  });

  it("leave to the store what has no expression", () => {
    expect(refusal("PutItem", { ExpressionAttributeValues: { ":a": {} } })).to.equal(undefined);
  });

  it("name the expression that a message is about", () => {
    const params = { UpdateExpression: "SET a = :a", ConditionExpression: "b = :b" };
    const message = "An expression attribute value used in expression is not defined; attribute value: :b";

    expect(inAwsWords("UpdateItem", params, message)).to.equal(
      `1 validation error detected: Invalid ConditionExpression: ${message}`,
    );
  });

  it("leave other messages as they are", () => {
    expect(inAwsWords("GetItem", {}, "Requested resource not found")).to.equal("Requested resource not found");
  });
});

function refusalOf(params: Record<string, unknown>): string | undefined {
  try {
    refuseOtherThanAscii(params, JSON.stringify(params));
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
