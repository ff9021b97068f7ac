import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { FUNCTION_ARN, ROLE_ARN, type SfnUnderTest, single, startSfn } from "./sfnUnderTest";

const LOG_GROUP_ARN = "arn:aws:logs:us-east-1:000000000000:log-group:/machine:*";
const DELIVERY = ["Create", "Get", "Update", "Delete"].map((verb) => `logs:${verb}LogDelivery`);

describe("aws.sfn.StateMachine", () => {
  let under: SfnUnderTest;

  beforeEach(async () => {
    under = await startSfn();
  });

  afterEach(() => under.stop());

  it("has the outputs of the provider", async () => {
    const definition = JSON.stringify(single({ Type: "Succeed" }));

    const { id, state } = await under.handler.create(
      { urn: "u", name: "m", physicalName: () => "m-1a2b3c4" },
      { definition, roleArn: ROLE_ARN },
    );

    expect(id).to.equal("arn:aws:states:us-east-1:000000000000:stateMachine:m-1a2b3c4");
    expect(state).to.include({ arn: id, name: "m-1a2b3c4", type: "STANDARD", status: "ACTIVE", definition });
    expect(state.creationDate).to.equal("2026-01-01T00:00:00.000Z");
  });

  const task = (fields: Record<string, unknown>) => single({ Type: "Task", Resource: FUNCTION_ARN, ...fields });
  const invoke = (Parameters: Record<string, unknown>, resource = "arn:aws:states:::lambda:invoke") =>
    single({ Type: "Task", Resource: resource, Parameters });
  const refusals: [what: string, definition: unknown, message: string][] = [
    ["text that is no JSON", "{", "the definition is not JSON"],
    [
      "no states",
      { StartAt: "A", States: {} },
      "SCHEMA_VALIDATION_FAILED: There must be at least one state at /States",
    ],
    [
      "JSONPath in a machine of JSONata",
      { ...single({ Type: "Pass", QueryLanguage: "JSONPath" }), QueryLanguage: "JSONata" },
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/Only",
    ],
    [
      "an expression that can't be read",
      single({ Type: "Pass", QueryLanguage: "JSONata", Output: "{% 1 + %}" }),
      "INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/Only/Output",
    ],
    [
      "a variable that can't be named so",
      single({ Type: "Pass", Assign: { "a-b": 1 } }),
      "'a-b' can't be the name of a variable at /States/Only/Assign/a-b",
    ],
    ["a type that every object has", single({ Type: "constructor" }), "Type must be one of Task, Pass"],
    ["an unknown type", single({ Type: "Tasks" }), "Type must be one of Task, Pass"],
    [
      "a way to nowhere",
      { StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } },
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next",
    ],
    [
      "a state that nothing leads to",
      { StartAt: "A", States: { A: { Type: "Succeed" }, B: { Type: "Succeed" } } },
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
    ],
    [
      "neither Next nor End",
      { StartAt: "A", States: { A: { Type: "Pass" } } },
      "A state must have either Next or End: true at /States/A",
    ],
    [
      "a filter in a path",
      single({ Type: "Pass", InputPath: "$.a[?(@.b > 1)]" }),
      'NOT_SUPPORTED_LOCALLY: the path "$.a[?(@.b > 1)]" has a filter, which is not supported locally at /States/Only/InputPath',
    ],
    ["a broken path", single({ Type: "Pass", InputPath: "$.a[" }), 'the path "$.a[" can\'t be read from "["'],
    ["a ResultPath with a wildcard", single({ Type: "Pass", ResultPath: "$.a[*]" }), "must be a reference path"],
    [
      "a wait by the context object",
      single({ Type: "Wait", SecondsPath: "$$.Execution.Input.seconds" }),
      'the path "$$.Execution.Input.seconds" must be a reference path',
    ],
    [
      "an unknown function",
      single({ Type: "Pass", Parameters: { "a.$": "States.Upper($.a)" } }),
      "States.Upper is no intrinsic function",
    ],
    [
      "a function that is not closed",
      single({ Type: "Pass", Parameters: { "a.$": "States.Format('a'" } }),
      "a comma or a closing bracket is missing",
    ],
    [
      "two comparisons in a rule",
      single({ Type: "Choice", Choices: [{ Variable: "$.a", IsNull: true, IsString: true, Next: "Only" }] }),
      "a choice rule must have one comparison",
    ],
    [
      "a comparison with the wrong type",
      single({ Type: "Choice", Choices: [{ Variable: "$.a", NumericEquals: "1", Next: "Only" }] }),
      'NumericEquals of a choice rule must be a number, got "1"',
    ],
    [
      "States.ALL among others",
      task({ Retry: [{ ErrorEquals: ["States.ALL", "E"] }] }),
      "States.ALL must stand alone in ErrorEquals",
    ],
    [
      "a heartbeat after the timeout",
      task({ HeartbeatSeconds: 9, TimeoutSeconds: 9 }),
      "HeartbeatSeconds must be smaller than TimeoutSeconds",
    ],
    ["a timeout of 0", task({ TimeoutSeconds: 0 }), "Minimum value is 1 at /States/Only/TimeoutSeconds"],
    [
      "a distributed map",
      single({
        Type: "Map",
        ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED" }, ...single({ Type: "Succeed" }) },
      }),
      'ProcessorConfig.Mode must be "INLINE" locally, got "DISTRIBUTED"',
    ],
    [
      "another service's ARN",
      single({ Type: "Task", Resource: "arn:aws:batch:us-east-1:000000000000:job:a" }),
      "is not supported locally (supported: the ARN of a function or an activity, arn:aws:states:::lambda:invoke[.waitForTaskToken]",
    ],
    [
      "an integration of AWS's SDK",
      invoke({ TableName: "t" }, "arn:aws:states:::aws-sdk:dynamodb:scan"),
      "Resource arn:aws:states:::aws-sdk:dynamodb:scan is not supported locally",
    ],
    [
      "a token where none can be",
      invoke({ TableName: "t" }, "arn:aws:states:::dynamodb:putItem.waitForTaskToken"),
      "is not supported locally",
    ],
    [
      "a parameter that would be ignored",
      invoke({ FunctionName: "f", ClientContext: "x" }),
      "the parameter ClientContext of arn:aws:states:::lambda:invoke is not supported locally",
    ],
    [
      "a parameter too few",
      invoke({ "Payload.$": "$" }),
      "Parameters of arn:aws:states:::lambda:invoke must have FunctionName",
    ],
    [
      "an asynchronous invocation",
      invoke({ FunctionName: "f", InvocationType: "Event" }),
      'InvocationType of arn:aws:states:::lambda:invoke must be "RequestResponse" locally, got "Event"',
    ],
  ];
  for (const [what, definition, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(under.deploy(definition));

      expect(error.message).to.match(/^definition: /);
      expect(error.message).to.contain(message);
    });
  }

  it("refuses an express machine that waits for a token, as AWS does", async () => {
    const definition = invoke({ FunctionName: "f" }, "arn:aws:states:::lambda:invoke.waitForTaskToken");

    const { message } = await rejection(under.deploy(definition, { type: "EXPRESS" }));

    expect(message).to.contain("Express state machine does not support '.waitForTaskToken' service integration");
  });

  it("refuses a role that does not trust Step Functions", async () => {
    const other = "arn:aws:iam::000000000000:role/other";
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    under.iam.putRole({ arn: other, name: "other", trustPolicy: JSON.stringify({ Statement: trust }) });

    const { message } = await rejection(under.deploy(single({ Type: "Succeed" }), { roleArn: other }));

    expect(message).to.contain("Neither the global service principal states.amazonaws.com");
  });

  const settings: [what: string, inputs: Record<string, unknown>, message: string][] = [
    ["an unknown type", { type: "FAST" }, 'type must be "STANDARD" or "EXPRESS", got "FAST"'],
    ["publishing", { publish: true }, "publish must be false locally"],
    ["a name with a dot", { name: "a.b" }, 'name must be 1 to 80 letters, digits, - and _, got "a.b"'],
    ["an unknown level", { loggingConfiguration: { level: "SOME" } }, "level must be ALL, ERROR, FATAL or OFF"],
    [
      "a log group without a star",
      { loggingConfiguration: { level: "ALL", logDestination: LOG_GROUP_ARN.slice(0, -2) } },
      'must be the ARN of a log group with ":*" behind it',
    ],
    [
      "a log group that is not there",
      { loggingConfiguration: { level: "ALL", logDestination: LOG_GROUP_ARN } },
      'there is no log group "/machine"',
    ],
  ];
  for (const [what, inputs, message] of settings) {
    it(`refuses ${what}`, async () => {
      expect((await rejection(under.deploy(single({ Type: "Succeed" }), inputs))).message).to.contain(message);
    });
  }

  describe("with logging", () => {
    const logging = (level: string, includeExecutionData = false) => ({
      type: "EXPRESS",
      loggingConfiguration: { level, logDestination: LOG_GROUP_ARN, includeExecutionData },
    });

    beforeEach(() => {
      under.groups.add("/machine");
    });

    function allowDelivery(): void {
      const rest = ["ListLogDeliveries", "PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"];
      for (const action of [...DELIVERY, ...rest.map((name) => `logs:${name}`)]) under.allow(action, "*");
    }

    function allowWriting(): void {
      for (const action of ["logs:CreateLogStream", "logs:PutLogEvents"]) under.allow(action, LOG_GROUP_ARN);
    }

    async function runLogged(level: string, withData = false): Promise<void> {
      allowDelivery();
      allowWriting();
      const arn = await under.deploy(single({ Type: "Fail", Error: "E", Cause: "c" }), logging(level, withData));
      const { StartSyncExecutionCommand } = await import("@aws-sdk/client-sfn");
      await under.client.send(new StartSyncExecutionCommand({ stateMachineArn: arn, input: '{"secret":1}' }));
    }

    it("refuses a role that may not write them, and names what it lacks", async () => {
      allowDelivery();
      under.allow("logs:CreateLogStream", LOG_GROUP_ARN);

      const { message } = await rejection(under.deploy(single({ Type: "Succeed" }), logging("ALL")));

      expect(message).to.equal(
        `The state machine IAM Role is not authorized to access the Log Destination: it lacks, on resource "${LOG_GROUP_ARN}", ` +
          "logs:PutLogEvents",
      );
    });

    it("refuses a role that may not deliver logs, and names what it lacks", async () => {
      for (const action of DELIVERY) under.allow(action, "*");

      const { message } = await rejection(under.deploy(single({ Type: "Succeed" }), logging("ALL")));

      expect(message).to.equal(
        'The state machine IAM Role is not authorized to access the Log Destination: it lacks, on resource "*", ' +
          "logs:ListLogDeliveries, logs:PutResourcePolicy, logs:DescribeResourcePolicies, logs:DescribeLogGroups",
      );
    });

    it("writes every event at level ALL, without what people sent", async () => {
      await runLogged("ALL");

      expect(under.logLines.map(({ type }) => type)).to.deep.equal([
        "ExecutionStarted",
        "FailStateEntered",
        "ExecutionFailed",
      ]);
      expect(JSON.stringify(under.logLines)).not.to.contain("secret");
      expect(under.logLines[2]).to.deep.include({
        id: "3",
        details: { error: "E", cause: "c" },
        event_timestamp: "1767225600000",
      });
    });

    it("writes the data where the machine says so", async () => {
      await runLogged("ALL", true);

      expect(under.logLines[0]?.details).to.deep.include({ input: '{"secret":1}', inputDetails: { truncated: false } });
    });

    for (const level of ["ERROR", "FATAL"]) {
      it(`writes the failure only at level ${level}`, async () => {
        await runLogged(level);

        expect(under.logLines.map(({ type }) => type)).to.deep.equal(["ExecutionFailed"]);
      });
    }
  });
});
