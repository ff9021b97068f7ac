import { ConditionalCheckFailedException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { DatabaseError } from "pg";
import { createTelemetry } from "../../../functions/shared/telemetry";
import { MARKS } from "../../support/logLines";

describe("an error in a log line", () => {
  const { error: consoleError } = console;
  const before = process.env.POWERTOOLS_DEV;
  let lines: string[];
  beforeEach(() => {
    // Powertools then writes to the console that a test can see.
    process.env.POWERTOOLS_DEV = "true";
    delete process.env.POWERTOOLS_LOG_LEVEL;
    lines = [];
    console.error = (line: string) => lines.push(line);
  });
  afterEach(() => {
    console.error = consoleError;
    if (before === undefined) delete process.env.POWERTOOLS_DEV;
    else process.env.POWERTOOLS_DEV = before;
  });

  const logged = (error: unknown) => {
    createTelemetry("orders").logger.error("it failed", { error });
    return JSON.parse(lines[0] ?? "").error as Record<string, unknown>;
  };
  const $metadata = { requestId: "r-1", httpStatusCode: 400 };
  const Item = { name: { S: MARKS.name }, email: { S: MARKS.email } };

  it("says what it is, what it says, and where it was", () => {
    const error = Object.assign(new TypeError("no such thing"), { code: "E42", $metadata });

    const { stack, ...facts } = logged(error);

    expect(facts).to.deep.equal({ name: "TypeError", message: "no such thing", code: "E42" });
    expect(JSON.stringify(stack)).to.contain("loggedErrors.test.ts");
  });

  it("has no item that the SDK hands over, be it the cause of another one", () => {
    const taken = new ConditionalCheckFailedException({ $metadata, message: "taken", Item });
    const cancelled = new TransactionCanceledException({
      ...{ $metadata, message: "cancelled", CancellationReasons: [{ Code: "ConditionalCheckFailed", Item }] },
    });
    const outer = new Error("outside", { cause: new Error("between", { cause: taken }) });

    for (const error of [taken, cancelled, outer, new AggregateError([taken], "all")]) {
      lines = [];
      expect(logged(error).message).to.equal(error.message);
      expect(lines.join()).to.not.contain("Marla").and.to.not.contain("marla");
    }
  });

  it("has no row that Postgres quotes", () => {
    const error = Object.assign(new DatabaseError("null value in column", 100, "error"), {
      ...{ code: "23502", detail: `Failing row contains (1, ${MARKS.name})`, where: MARKS.email },
    });

    expect(logged(error)).to.include({ code: "23502", message: "null value in column" });
    expect(lines.join()).to.not.contain("Marla").and.to.not.contain("marla");
  });
});
