import { expect } from "chai";
import { FUNCTION_ARN, refusal, type SfnUnderTest, single, startSfn, until } from "./sfnUnderTest";

describe("an express state machine, run synchronously", () => {
  let under: SfnUnderTest;

  beforeEach(async () => {
    under = await startSfn();
  });

  afterEach(() => under.stop());

  async function outputOf(definition: unknown, input?: unknown): Promise<unknown> {
    const { status, output, error, cause } = await under.run(definition, input);
    expect([status, error, cause]).to.deep.equal(["SUCCEEDED", undefined, undefined]);
    return JSON.parse(output ?? "null");
  }

  async function failureOf(definition: unknown, input?: unknown) {
    const { status, error, cause, output } = await under.run(definition, input);
    expect([status, output]).to.deep.equal(["FAILED", undefined]);
    return { error, cause };
  }

  describe("moves data", () => {
    it("through InputPath, Parameters, ResultPath and OutputPath", async () => {
      const definition = single({
        Type: "Pass",
        InputPath: "$.order",
        Parameters: {
          "id.$": "$.id",
          constant: 1,
          nested: { "all.$": "$.items[*].n", list: [{ "first.$": "$.items[0].n" }] },
        },
        ResultPath: "$.result.picked",
        OutputPath: "$.result",
      });

      const output = await outputOf(definition, { order: { id: "o-1", items: [{ n: 1 }, { n: 2 }] } });

      expect(output).to.deep.equal({
        picked: { id: "o-1", constant: 1, nested: { all: [1, 2], list: [{ first: 1 }] } },
      });
    });

    it("with null paths, which drop input, result and output", async () => {
      const pass = (fields: Record<string, unknown>) => single({ Type: "Pass", ...fields });

      expect(await outputOf(pass({ InputPath: null }), { a: 1 })).to.deep.equal({});
      expect(await outputOf(pass({ Result: 5, ResultPath: null }), { a: 1 })).to.deep.equal({ a: 1 });
      expect(await outputOf(pass({ OutputPath: null }), { a: 1 })).to.deep.equal({});
    });

    it("that holds quotes, backslashes and names of Object.prototype unharmed", async () => {
      const nasty = { text: 'a "quoted" \\ back\\slash {}', constructor: "c", toString: 1 };
      const definition = single({
        Type: "Pass",
        Parameters: {
          "same.$": "$",
          "json.$": "States.JsonToString($)",
          "back.$": "States.StringToJson(States.JsonToString($))",
          "format.$": "States.Format('<{}> \\'q\\' \\{\\}', $.text)",
        },
      });

      const output = (await outputOf(definition, nasty)) as Record<string, string>;

      expect(output.same).to.deep.equal(nasty);
      expect(output.json).to.equal(JSON.stringify(nasty));
      expect(output.back).to.deep.equal(nasty);
      expect(output.format).to.equal(`<${nasty.text}> 'q' {}`);
    });

    it("of the context object", async () => {
      const definition = single({
        Type: "Pass",
        Parameters: {
          "input.$": "$$.Execution.Input.a",
          "state.$": "$$.State.Name",
          "entered.$": "$$.State.EnteredTime",
          "started.$": "$$.Execution.StartTime",
          "machine.$": "$$.StateMachine.Name",
        },
      });

      expect(await outputOf(definition, { a: 1 })).to.deep.equal({
        input: 1,
        state: "Only",
        entered: "2026-01-01T00:00:00.000Z",
        started: "2026-01-01T00:00:00.000Z",
        machine: "machine1-1a2b3c4",
      });
    });
  });

  it("fails where a path leads nowhere, in AWS's words, and no States.ALL catches that", async () => {
    const definition = {
      StartAt: "Call",
      States: {
        Call: {
          Type: "Task",
          Resource: FUNCTION_ARN,
          Parameters: { "x.$": "$.missing" },
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
          End: true,
        },
        Caught: { Type: "Succeed" },
      },
    };

    expect(await failureOf(definition, { a: 1 })).to.deep.equal({
      error: "States.Runtime",
      cause:
        "An error occurred while executing the state 'Call' (entered at the event id #2). The JSONPath '$.missing' " +
        `specified for the field 'x.$' could not be found in the input '{"a":1}'`,
    });
  });

  describe("chooses", () => {
    const rules: [rule: Record<string, unknown>, input: unknown, expected: boolean][] = [
      [{ Variable: "$.a", StringEquals: "x" }, { a: "x" }, true],
      [{ Variable: "$.a", StringEquals: "1" }, { a: 1 }, false],
      [{ Variable: "$.a", StringMatches: "*@*.com" }, { a: "ann@b.com" }, true],
      [{ Variable: "$.a", StringMatches: "*.com" }, { a: "ann@bXcom" }, false],
      [{ Variable: "$.a", StringMatches: "a\\*b" }, { a: "axb" }, false],
      [{ Variable: "$.a", StringLessThan: "b" }, { a: "a" }, true],
      [{ Variable: "$.a", NumericGreaterThanEquals: 3 }, { a: 3 }, true],
      [{ Variable: "$.a", NumericLessThan: 3 }, { a: "2" }, false],
      [{ Variable: "$.a", NumericEqualsPath: "$.b" }, { a: 3, b: 3 }, true],
      [{ Variable: "$.a", BooleanEquals: false }, { a: false }, true],
      [{ Variable: "$.a", TimestampLessThan: "2026-01-01T00:00:00Z" }, { a: "2026-01-01T00:30:00+01:00" }, true],
      [{ Variable: "$.a.b", IsPresent: false }, { a: 1 }, true],
      [{ Variable: "$.a", IsNull: true }, { a: null }, true],
      [{ Variable: "$.a", IsNumeric: false }, { a: "1" }, true],
      [{ Variable: "$.a", IsTimestamp: true }, { a: "2026-01-01" }, false],
      [{ Not: { Variable: "$.a", IsString: true } }, { a: 1 }, true],
      [
        {
          And: [
            { Variable: "$.a", IsPresent: true },
            { Variable: "$.a", StringEquals: "x" },
          ],
        },
        {},
        false,
      ],
      [
        {
          Or: [
            { Variable: "$.b", IsPresent: true },
            { Variable: "$.a", IsPresent: true },
          ],
        },
        { a: 1 },
        true,
      ],
    ];
    for (const [rule, input, expected] of rules) {
      it(`${expected} for ${JSON.stringify(rule)} of ${JSON.stringify(input)}`, async () => {
        const definition = {
          StartAt: "Choose",
          States: {
            Choose: { Type: "Choice", Choices: [{ ...rule, Next: "Yes" }], Default: "No" },
            Yes: { Type: "Pass", Result: true, End: true },
            No: { Type: "Pass", Result: false, End: true },
          },
        };

        expect(await outputOf(definition, input)).to.equal(expected);
      });
    }

    it("nothing without a match and a default", async () => {
      const definition = {
        StartAt: "Choose",
        States: {
          Choose: { Type: "Choice", Choices: [{ Variable: "$.a", IsPresent: true, Next: "Yes" }] },
          Yes: { Type: "Succeed" },
        },
      };

      expect((await failureOf(definition)).error).to.equal("States.NoChoiceMatched");
    });
  });

  describe("computes", () => {
    const cases: [call: string, expected: unknown][] = [
      ["States.Array('a', $.n, null, true)", ["a", 3, null, true]],
      ["States.ArrayPartition($.list, 2)", [["b", "a"], ["b"]]],
      ["States.ArrayContains($.list, 'a')", true],
      ["States.ArrayRange(1, 9, 4)", [1, 5, 9]],
      ["States.ArrayGetItem($.list, 1)", "a"],
      ["States.ArrayLength($.list)", 3],
      ["States.ArrayUnique($.list)", ["b", "a"]],
      ["States.Base64Decode(States.Base64Encode('ä, (b)'))", "ä, (b)"],
      ["States.Hash('abc', 'SHA-1')", "a9993e364706816aba3e25717850c26c9cd0d89d"],
      ["States.JsonMerge($.left, $.right, false)", { a: 1, b: 3 }],
      ["States.MathAdd($.n, -4)", -1],
      ["States.StringSplit('a,b;;c', ',;')", ["a", "b", "c"]],
      ["States.Format('{}: {}', $.left, 'x')", "{a=1, b=2}: x"],
    ];
    const input = { n: 3, list: ["b", "a", "b"], left: { a: 1, b: 2 }, right: { b: 3 } };
    for (const [call, expected] of cases) {
      it(call, async () => {
        const output = (await outputOf(single({ Type: "Pass", Parameters: { "value.$": call } }), input)) as {
          value: unknown;
        };

        expect(output.value).to.deep.equal(expected);
      });
    }

    it("an error that Catch sees where a function can't be computed", async () => {
      const definition = single({ Type: "Pass", Parameters: { "x.$": "States.StringToJson('{')" } });

      expect((await failureOf(definition)).error).to.equal("States.IntrinsicFailure");
    });
  });

  describe("calls a function", () => {
    const task = single({ Type: "Task", Resource: FUNCTION_ARN });

    it("by its ARN, with the input", async () => {
      under.invoke = () => ({ ok: true, payload: { done: true } });

      expect(await outputOf(task, { a: 1 })).to.deep.equal({ done: true });
      expect(under.invoked).to.deep.equal([{ a: 1 }]);
    });

    it("by lambda:invoke, and gets what Lambda's API answers", async () => {
      const definition = single({
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: "work", "Payload.$": "$.a" },
        ResultSelector: {
          "got.$": "$.Payload",
          "status.$": "$.StatusCode",
          "http.$": "$.SdkHttpMetadata.HttpStatusCode",
        },
      });

      expect(await outputOf(definition, { a: [1] })).to.deep.equal({ got: [1], status: 200, http: 200 });
    });

    it("whose error becomes the machine's", async () => {
      const error = { errorType: "Broken", errorMessage: "no" };
      under.invoke = () => ({ ok: false, kind: "function", error });

      expect(await failureOf(task)).to.deep.equal({ error: "Broken", cause: JSON.stringify(error) });
    });

    it("that is throttled", async () => {
      under.invoke = () => ({ ok: false, kind: "throttled" });

      expect((await failureOf(task)).error).to.equal("Lambda.TooManyRequestsException");
    });

    it("only as far as the machine's role may", async () => {
      const other = single({ Type: "Task", Resource: FUNCTION_ARN.replace("work", "other") });

      const { error, cause } = await failureOf(other);

      expect(error).to.equal("Lambda.AWSLambdaException");
      expect(cause).to.contain(
        "assumed-role/machine/machine1-1a2b3c4 is not authorized to perform: lambda:InvokeFunction on resource: " +
          FUNCTION_ARN.replace("work", "other"),
      );
      expect(under.invoked).to.deep.equal([]);
    });
  });

  describe("uses DynamoDB", () => {
    const put = single({
      Type: "Task",
      Resource: "arn:aws:states:::dynamodb:putItem",
      Parameters: { TableName: "entries", Item: { id: { "S.$": "$.id" } } },
      ResultSelector: { "id.$": "$.SdkHttpMetadata.HttpStatusCode" },
    });

    it("as the machine's role", async () => {
      under.allow("dynamodb:PutItem", "*");

      expect(await outputOf(put, { id: "1" })).to.deep.equal({ id: 200 });
      const [call] = under.calls;
      expect(call).to.include({ operation: "PutItem", target: "DynamoDB_20120810.PutItem" });
      expect(call?.params).to.deep.equal({ TableName: "entries", Item: { id: { S: "1" } } });
      expect(call?.principal).to.deep.include({ kind: "role", roleArn: "arn:aws:iam::000000000000:role/machine" });
    });

    it("and names its errors as Step Functions does", async () => {
      under.allow("dynamodb:PutItem", "*");
      under.answer = () => {
        throw refusal("ConditionalCheckFailedException", "The conditional request failed");
      };

      const { error, cause } = await failureOf(put, { id: "1" });

      expect(error).to.equal("DynamoDB.ConditionalCheckFailedException");
      expect(cause).to.contain("The conditional request failed");
    });

    it("not without permission", async () => {
      expect((await failureOf(put, { id: "1" })).error).to.equal("DynamoDB.AmazonDynamoDBException");
      expect(under.calls).to.deep.equal([]);
    });
  });

  it("publishes to SNS and sends to SQS, bodies of JSON as text", async () => {
    under.allow("sns:Publish", "*");
    under.allow("sqs:SendMessage", "*");
    const definition = {
      StartAt: "Tell",
      States: {
        Tell: {
          Type: "Task",
          Resource: "arn:aws:states:::sns:publish",
          Parameters: {
            TopicArn: "arn:aws:sns:us-east-1:000000000000:t",
            Message: { "id.$": "$.id" },
            MessageAttributes: { kind: { DataType: "String", StringValue: "k" } },
          },
          ResultPath: null,
          Next: "Send",
        },
        Send: {
          Type: "Task",
          Resource: "arn:aws:states:::sqs:sendMessage",
          Parameters: { QueueUrl: "q", MessageBody: { "id.$": "$.id" } },
          End: true,
        },
      },
    };

    await outputOf(definition, { id: 7 });

    expect(under.calls.map(({ operation, params }) => [operation, params])).to.deep.equal([
      [
        "Publish",
        {
          TopicArn: "arn:aws:sns:us-east-1:000000000000:t",
          Message: '{"id":7}',
          MessageAttributes: { kind: { DataType: "String", StringValue: "k" } },
        },
      ],
      ["SendMessage", { QueueUrl: "q", MessageBody: '{"id":7}' }],
    ]);
  });

  describe("retries and catches", () => {
    const flaky = (fields: Record<string, unknown>) => ({
      StartAt: "Call",
      States: {
        Call: { Type: "Task", Resource: FUNCTION_ARN, End: true, ...fields },
        Caught: { Type: "Succeed" },
      },
    });
    const broken = { ok: false, kind: "function", error: { errorType: "Broken", errorMessage: "no" } } as const;

    it("as often as a retrier says, with growing pauses up to its limit", async () => {
      const Retry = [
        { ErrorEquals: ["Broken"], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 10 },
      ];
      under.invoke = () => broken;
      const result = under.run(flaky({ Retry, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }] }));
      const pauses = [];
      for (const seconds of [2, 6, 10]) {
        await until(() => under.invoked.length === pauses.length + 1 && under.clock.pending > 1);
        under.clock.advance(seconds * 1000 - 1);
        pauses.push(under.invoked.length);
        under.clock.advance(1);
      }

      const { output } = await result;

      expect(pauses).to.deep.equal([1, 2, 3]);
      expect(under.invoked).to.have.length(4);
      expect(JSON.parse(output ?? "")).to.deep.equal({ Error: "Broken", Cause: JSON.stringify(broken.error) });
    });

    it("not an error that no retrier covers, and puts the error where ResultPath says", async () => {
      under.invoke = () => broken;
      const Retry = [{ ErrorEquals: ["Other"] }];
      const Catch = [
        { ErrorEquals: ["Other"], Next: "Caught" },
        { ErrorEquals: ["States.TaskFailed"], ResultPath: "$.failure", Next: "Caught" },
      ];

      const output = await outputOf(flaky({ Retry, Catch }), { a: 1 });

      expect(output).to.deep.equal({ a: 1, failure: { Error: "Broken", Cause: JSON.stringify(broken.error) } });
      expect(under.invoked).to.have.length(1);
    });

    it("a task that takes longer than TimeoutSeconds", async () => {
      under.invoke = () => new Promise(() => {});
      const result = under.run(
        flaky({ TimeoutSeconds: 7, Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Caught" }] }),
      );
      await until(() => under.invoked.length === 1);

      under.clock.advance(7000);

      expect(JSON.parse((await result).output ?? "").Error).to.equal("States.Timeout");
    });
  });

  describe("branches", () => {
    it("in parallel, and answers in the order of the branches", async () => {
      let release = () => {};
      under.invoke = (payload) =>
        payload === "slow"
          ? new Promise((resolve) => {
              release = () => resolve({ ok: true, payload });
            })
          : { ok: true, payload };
      const branch = (name: string) => ({
        StartAt: name,
        States: { [name]: { Type: "Task", Resource: FUNCTION_ARN, InputPath: `$.${name}`, End: true } },
      });
      const result = under.run(single({ Type: "Parallel", Branches: [branch("first"), branch("second")] }), {
        first: "slow",
        second: "fast",
      });
      await until(() => under.invoked.length === 2);

      release();

      expect(JSON.parse((await result).output ?? "")).to.deep.equal(["slow", "fast"]);
    });

    it("over items, so many at a time", async () => {
      let running = 0;
      let most = 0;
      under.invoke = async (payload) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return { ok: true, payload };
      };
      const definition = single({
        Type: "Map",
        ItemsPath: "$.items",
        ItemSelector: { "at.$": "$$.Map.Item.Index", "of.$": "$.name", "value.$": "$$.Map.Item.Value" },
        MaxConcurrency: 3,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Each",
          States: { Each: { Type: "Task", Resource: FUNCTION_ARN, End: true } },
        },
      });

      const output = (await outputOf(definition, { name: "n", items: [..."abcdefgh"] })) as unknown[];

      expect(output).to.have.length(8);
      expect(output[7]).to.deep.equal({ at: 7, of: "n", value: "h" });
      expect(most).to.equal(3);
    });

    it("and the first failure fails the whole, and starts nothing more", async () => {
      under.invoke = () => ({ ok: false, kind: "function", error: { errorType: "Broken", errorMessage: "no" } });
      const definition = single({
        Type: "Map",
        MaxConcurrency: 1,
        ItemProcessor: { StartAt: "Each", States: { Each: { Type: "Task", Resource: FUNCTION_ARN, End: true } } },
      });

      expect((await failureOf(definition, [1, 2, 3])).error).to.equal("Broken");
      expect(under.invoked).to.deep.equal([1]);
    });
  });

  it("fails with the words of a Fail state", async () => {
    const definition = single({ Type: "Fail", Error: "Rejected", CausePath: "States.Format('pin {}', $.pin)" });

    expect(await failureOf(definition, { pin: "12" })).to.deep.equal({ error: "Rejected", cause: "pin 12" });
  });

  it("times out after five minutes", async () => {
    const result = under.run(single({ Type: "Wait", Seconds: 301 }));
    await until(() => under.clock.pending === 2);

    under.clock.advance(300_000);

    const { status, error } = await result;
    expect([status, error]).to.deep.equal(["TIMED_OUT", "States.Timeout"]);
    expect(under.clock.pending).to.equal(0);
  });

  it("carries 256 KiB and no more", async () => {
    const definition = single({ Type: "Pass", Parameters: { "a.$": "$.x", "b.$": "$.x" } });

    expect((await failureOf(definition, { x: "x".repeat(200_000) })).error).to.equal("States.DataLimitExceeded");
  });

  it("counts its executions", async () => {
    await under.run(single({ Type: "Succeed" }));
    await under.run(single({ Type: "Fail", Error: "E" }));

    const counted = under.data.map(({ namespace, metricName, value }) => [namespace, metricName, value]);
    expect(counted).to.deep.equal([
      ["AWS/States", "ExecutionsStarted", 1],
      ["AWS/States", "ExecutionsSucceeded", 1],
      ["AWS/States", "ExecutionTime", 0],
      ["AWS/States", "ExecutionsStarted", 1],
      ["AWS/States", "ExecutionsFailed", 1],
      ["AWS/States", "ExecutionTime", 0],
    ]);
    expect(under.data[0]?.dimensions).to.deep.equal({
      StateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:machine1-1a2b3c4",
    });
  });
});
