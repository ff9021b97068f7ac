import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { createIngestion } from "../../stacks/ingestion/system";
import { StackNetwork } from "../../stacks/stackNetwork";
import { type Run, runProgram } from "../support/program";

const TYPES_OF_INGEST = [
  "aws:lambda/functionUrl:FunctionUrl",
  "aws:sfn/stateMachine:StateMachine",
  "aws:dynamodb/table:Table",
];

const typesOf = (run: Run<unknown>) => new Set(run.registrations.map(({ type }) => type));

describe("the system ingestion", () => {
  it("names its URLs, table, workflows and topic among its outputs", async () => {
    const run = await runProgram(() => createIngestion({}, new StackNetwork({})));

    expect(run.errors).to.deep.equal([]);
    const outputs = await new Promise<object>((known) =>
      pulumi.output(run.result).apply((value) => known(value as object)),
    );
    expect(outputs).to.include({
      url: "https://ingestion-url.lambda-url.us-east-1.on.aws/",
      approvalUrl: "https://ingestion-approval-url.lambda-url.us-east-1.on.aws/",
      tableName: "ingestion-entries-name",
      stateMachineArn: "arn:aws:states:us-east-1:111122223333:stateMachine:ingestion-intake-name",
      approvalStateMachineArn: "arn:aws:states:us-east-1:111122223333:stateMachine:ingestion-approval-name",
      topicArn: "arn:aws:sns:us-east-1:111122223333:ingestion-approvals-name",
    });
  });

  it("refuses traffic on a URL that takes signed requests only", async () => {
    const run = await runProgram(() => createIngestion({ traffic: true }, new StackNetwork({})));

    expect(run.errors).to.deep.equal([
      "ingestion: the traffic's clients sign nothing: set auth: public to let them in at the URL, or load.target: stream",
    ]);
    expect(run.urns).to.deep.equal([]);
  });

  it("has nothing of it once its toggle is off", async () => {
    const run = await runProgram(() => createIngestion({ ingestion: false }, new StackNetwork({})));

    expect(TYPES_OF_INGEST.filter((type) => typesOf(run).has(type))).to.deep.equal([]);
  });
});
