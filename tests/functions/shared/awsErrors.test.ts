import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { isTransient } from "../../../functions/shared/awsErrors";
import { serviceError } from "../support/clients";
import { unreachableClient } from "../support/dynamoEngine";

describe("isTransient", () => {
  const cases: [string, unknown, boolean][] = [
    ["a throttled table", serviceError("ProvisionedThroughputExceededException", "client"), true],
    ["a throttled account", serviceError("ThrottlingException", "client"), true],
    ["a throttled key of KMS", serviceError("KmsThrottled", "client"), true],
    ["a fault of the service", serviceError("InternalServerError", "server"), true],
    ["a request that ran out of time", Object.assign(new Error("late"), { name: "TimeoutError" }), true],
    ["denied access", serviceError("AccessDeniedException", "client"), false],
    ["a missing table", serviceError("ResourceNotFoundException", "client"), false],
    ["a missing queue", serviceError("QueueDoesNotExist", "client"), false],
    ["a key of KMS that may not be used", serviceError("KmsAccessDenied", "client"), false],
    ["a bad request", serviceError("ValidationException", "client"), false],
    ["a bug", new TypeError("x is not a function"), false],
    ["a fault of Node's", Object.assign(new TypeError("bad argument"), { code: "ERR_INVALID_ARG_TYPE" }), false],
    ["no error at all", "ThrottlingException", false],
  ];
  for (const [name, error, expected] of cases) {
    it(`is ${expected} for ${name}`, () => {
      expect(isTransient(error)).to.equal(expected);
    });
  }

  it("is true for the error of a service that cannot be reached", async () => {
    const client = await unreachableClient();

    const error = await client.send(new ListTablesCommand({})).catch((thrown: unknown) => thrown);

    client.destroy();
    expect(isTransient(error)).to.equal(true);
  });
});
