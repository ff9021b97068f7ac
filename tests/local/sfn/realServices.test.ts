import { expect } from "chai";
import { ProgramFolder } from "../../support/programFolder";
import { received } from "../../support/received";
import { outputOf, type RunningSystem, runSystem } from "../../support/runningSystem";

/** A URL whose function runs a machine synchronously, which stores and then asks a queue with a task token. */
const PROGRAM = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const trust = (service: string) => aws.iam.assumeRolePolicyForPrincipal({ Service: service });
const allow = (name: string, role: aws.iam.Role, statements: aws.iam.PolicyStatement[]) =>
  new aws.iam.RolePolicy(name, { role: role.name, policy: { Version: "2012-10-17", Statement: statements } });

const table = new aws.dynamodb.Table("entries", {
  attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST",
});
const queue = new aws.sqs.Queue("asked");
const machineRole = new aws.iam.Role("machine-role", { assumeRolePolicy: trust("states.amazonaws.com") });
allow("machine-policy", machineRole, [
  { Effect: "Allow", Action: "dynamodb:PutItem", Resource: table.arn },
  { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn },
]);
const put = {
  Type: "Task", Resource: "arn:aws:states:::dynamodb:putItem",
  Parameters: {
    TableName: table.name,
    Item: { id: { "S.$": "$.id" }, note: { "S.$": "$.note" } },
    ConditionExpression: "attribute_not_exists(id)",
  },
  ResultPath: null,
  Catch: [{ ErrorEquals: ["DynamoDB.ConditionalCheckFailedException"], Next: "Twice" }],
  Next: "Stored",
};
const ask = {
  Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  Parameters: { QueueUrl: queue.url, MessageBody: { "token.$": "$$.Task.Token", "note.$": "$.note" } },
  TimeoutSeconds: 31536000,
  End: true,
};
const definition = (value: unknown) => pulumi.jsonStringify(value);
const store = new aws.sfn.StateMachine("store", {
  type: "EXPRESS", roleArn: machineRole.arn,
  definition: definition({
    StartAt: "Store",
    States: {
      Store: put,
      Stored: { Type: "Pass", Parameters: { status: 201, "note.$": "$.note" }, End: true },
      Twice: { Type: "Pass", Result: { status: 409 }, End: true },
    },
  }),
});
const approval = new aws.sfn.StateMachine("approval", {
  roleArn: machineRole.arn, definition: definition({ StartAt: "Ask", States: { Ask: ask } }),
});

const functionRole = new aws.iam.Role("function-role", { assumeRolePolicy: trust("lambda.amazonaws.com") });
allow("function-policy", functionRole, [
  { Effect: "Allow", Action: ["states:StartSyncExecution"], Resource: store.arn },
  { Effect: "Allow", Action: ["states:StartExecution", "states:SendTaskSuccess"], Resource: approval.arn },
]);
const code = new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(\`
const { SFNClient, StartSyncExecutionCommand, StartExecutionCommand, SendTaskSuccessCommand } = require("@aws-sdk/client-sfn");
const sfn = new SFNClient({});
const { STORE, APPROVAL } = process.env;
exports.handler = async ({ rawPath, queryStringParameters: input = {} }) => {
  if (rawPath === "/approve") {
    await sfn.send(new SendTaskSuccessCommand({ taskToken: input.token, output: JSON.stringify({ by: input.by }) }));
    return { statusCode: 204 };
  }
  const stateMachineArn = rawPath === "/ask" ? APPROVAL : STORE;
  if (rawPath === "/ask") {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
    return { statusCode: 202, body: executionArn };
  }
  const { output, error, cause } = await sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  const answer = JSON.parse(output ?? JSON.stringify({ status: 500, error, cause }));
  return { statusCode: answer.status, body: JSON.stringify(answer) };
};
\`) });
const fn = new aws.lambda.Function("door", {
  runtime: "nodejs22.x", handler: "index.handler", role: functionRole.arn, code, timeout: 30,
  environment: { variables: { STORE: store.arn, APPROVAL: approval.arn } },
});
export const url = new aws.lambda.FunctionUrl("door-url", { functionName: fn.name, authorizationType: "NONE" }).functionUrl;
export const queueArn = queue.arn;
export const tableName = table.name;
`;

describe("a function URL, a function and state machines, together on the local cloud", () => {
  let folder: ProgramFolder;
  let system: RunningSystem;
  let url: string;

  before(async function () {
    this.timeout(240_000);
    folder = new ProgramFolder(PROGRAM);
    system = await runSystem(folder.path);
    url = outputOf(system, "url");
  });

  after(async () => {
    await system?.stop();
    folder.remove();
  });

  it("store what comes once, byte for byte, and tell the second time apart", async () => {
    const note = 'a "quoted" \\ <b>ä🍎</b>';
    const query = new URLSearchParams({ id: "1", note });

    const first = await fetch(`${url}?${query}`);
    const second = await fetch(`${url}?${query}`);

    expect([first.status, await first.json()]).to.deep.equal([201, { status: 201, note }]);
    expect(second.status).to.equal(409);
  });

  it("fail in the machine, by a reason that names what was denied or wrong, where an item can't be stored", async () => {
    const response = await fetch(`${url}?id=&note=empty`);

    const { error, cause } = (await response.json()) as { error: string; cause: string };
    expect([response.status, error]).to.deep.equal([500, "DynamoDB.AmazonDynamoDBException"]);
    expect(cause).to.contain("ValidationException");
  });

  it("wait for an answer that comes with the token out of a queue, once", async () => {
    const executionArn = await (await fetch(`${url}ask?note=n`)).text();
    const { sqs } = system.cloud.services;
    const [message] = await received(sqs, outputOf(system, "queueArn"));
    const { token, note } = JSON.parse(String(message?.body)) as Record<string, string>;

    const approve = () => fetch(`${url}approve?${new URLSearchParams({ token: String(token), by: "Ann" })}`);
    const clicks = await Promise.all([approve(), approve(), approve()]);

    expect(note).to.equal("n");
    expect(clicks.map(({ status }) => status).sort()).to.deep.equal([204, 502, 502]);
    expect(executionArn).to.match(/:execution:approval-/);
  });
});
