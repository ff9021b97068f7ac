import { expect } from "chai";
import { inAwsWords, refuseUnused } from "../../../local/services/dynamodb/expressionChecks";

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
