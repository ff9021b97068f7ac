import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { FUNCTION_ARN, ROLE_ARN, type SfnUnderTest, single, startSfn, until } from "./sfnUnderTest";

const YEAR_SECONDS = 365 * 24 * 3600;

describe("a standard state machine", () => {
  let under: SfnUnderTest;

  beforeEach(async () => {
    under = await startSfn();
  });

  afterEach(() => under.stop());

  /** Asks a person, by a function that gets the token. */
  const ask = (fields: Record<string, unknown> = {}) =>
    single({
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Parameters: { FunctionName: "work", Payload: { "token.$": "$$.Task.Token", "entry.$": "$.entry" } },
      ...fields,
    });
  const describe_ = (executionArn: string) => under.client.send(new DescribeExecutionCommand({ executionArn }));
  const approve = (taskToken: string, output = '{"approved":true}') =>
    under.client.send(new SendTaskSuccessCommand({ taskToken, output }));

  async function asked(executionArn: string, times = 1): Promise<string> {
    await until(() => under.invoked.length === times);
    expect(await under.status(executionArn)).to.equal("RUNNING");
    return (under.invoked.at(-1) as { token: string }).token;
  }

  describe("that waits for a task token", () => {
    it("goes on with the output that is sent", async () => {
      const execution = await under.start(await under.deploy(ask()), { input: '{"entry":"e"}' });
      const token = await asked(execution);

      await approve(token);

      const { status, output, input } = await describe_(execution);
      expect([status, output, input]).to.deep.equal(["SUCCEEDED", '{"approved":true}', '{"entry":"e"}']);
      expect(under.invoked).to.deep.equal([{ token, entry: "e" }]);
    });

    it("fails with the error that is sent, which Catch sees", async () => {
      const definition = {
        StartAt: "Ask",
        States: {
          Ask: {
            ...(ask().States as { Only: Record<string, unknown> }).Only,
            Catch: [{ ErrorEquals: ["Rejected"], Next: "No" }],
          },
          No: { Type: "Succeed" },
        },
      };
      const execution = await under.start(await under.deploy(definition), { input: '{"entry":1}' });
      const taskToken = await asked(execution);

      await under.client.send(new SendTaskFailureCommand({ taskToken, error: "Rejected", cause: "by Ann" }));

      const { status, output } = await describe_(execution);
      expect(status).to.equal("SUCCEEDED");
      expect(JSON.parse(output ?? "")).to.deep.equal({ Error: "Rejected", Cause: "by Ann" });
    });

    it("takes the first of two answers, and tells the second that the task is over", async () => {
      const execution = await under.start(await under.deploy(ask()), { input: '{"entry":1}' });
      const taskToken = await asked(execution);

      const answers = await Promise.allSettled([
        approve(taskToken, '"first"'),
        under.client.send(new SendTaskFailureCommand({ taskToken, error: "second" })),
      ]);
      const late = await rejection(approve(taskToken));

      expect(answers.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
      expect(late).to.include({
        name: "TaskTimedOut",
        message: "Task Timed Out: 'Provided task does not exist anymore'",
      });
      expect(await under.status(execution)).to.equal(answers[0]?.status === "fulfilled" ? "SUCCEEDED" : "FAILED");
    });

    it("waits a year, by a limit above what Node's timers take, and then times out", async () => {
      const machine = await under.deploy(ask({ TimeoutSeconds: YEAR_SECONDS }));
      const execution = await under.start(machine, { input: '{"entry":1}' });
      const token = await asked(execution);

      under.clock.advance(YEAR_SECONDS * 1000 - 1);
      expect(await under.status(execution)).to.equal("RUNNING");
      under.clock.advance(1);
      await until(() => under.clock.pending === 0);

      const { status, error } = await describe_(execution);
      expect([status, error]).to.deep.equal(["FAILED", "States.Timeout"]);
      expect((await rejection(approve(token))).name).to.equal("TaskTimedOut");
    });

    it("waits for ever without a timeout", async () => {
      const execution = await under.start(await under.deploy(ask()), { input: '{"entry":1}' });
      await asked(execution);

      expect(under.clock.pending).to.equal(0);
    });

    it("gives each retry a token of its own", async () => {
      const Retry = [{ ErrorEquals: ["Again"], IntervalSeconds: 1, MaxAttempts: 1 }];
      const execution = await under.start(await under.deploy(ask({ Retry })), { input: '{"entry":1}' });
      const taskToken = await asked(execution);
      await under.client.send(new SendTaskFailureCommand({ taskToken, error: "Again" }));
      await until(() => under.clock.pending === 1);
      under.clock.advance(1000);
      const second = await asked(execution, 2);

      await approve(second);

      expect(second).not.to.equal(taskToken);
      expect(await under.status(execution)).to.equal("SUCCEEDED");
    });

    it("lives by heartbeats, and fails without them", async () => {
      const machine = await under.deploy(ask({ HeartbeatSeconds: 10, TimeoutSeconds: 100 }));
      const execution = await under.start(machine, { input: '{"entry":1}' });
      const taskToken = await asked(execution);
      under.clock.advance(9_999);
      await under.client.send(new SendTaskHeartbeatCommand({ taskToken }));
      under.clock.advance(9_999);
      expect(await under.status(execution)).to.equal("RUNNING");

      under.clock.advance(1);
      await until(() => under.clock.pending === 0);

      expect((await describe_(execution)).error).to.equal("States.Timeout");
    });

    for (const [pattern, expected] of [
      ["States.HeartbeatTimeout", "SUCCEEDED"],
      ["States.Timeout", "SUCCEEDED"],
      ["States.ALL", "SUCCEEDED"],
      ["States.TaskFailed", "FAILED"],
    ] as const) {
      it(`ends as ${expected} where Catch names ${pattern} for a missed heartbeat`, async () => {
        const { Only } = ask({ HeartbeatSeconds: 10 }).States as { Only: Record<string, unknown> };
        const Catch = [{ ErrorEquals: [pattern], Next: "Late" }];
        const definition = { StartAt: "Only", States: { Only: { ...Only, Catch }, Late: { Type: "Succeed" } } };
        const execution = await under.start(await under.deploy(definition), { input: '{"entry":1}' });
        await asked(execution);

        under.clock.advance(10_000);
        await until(() => under.data.length === 3);

        expect(await under.status(execution)).to.equal(expected);
      });
    }

    it("fails at once where what should carry the token can't be reached", async () => {
      under.invoke = () => ({ ok: false, kind: "function", error: { errorType: "Broken", errorMessage: "no" } });
      const execution = await under.start(await under.deploy(ask()), { input: '{"entry":1}' });
      await until(() => under.invoked.length === 1);

      expect((await describe_(execution)).error).to.equal("Broken");
    });

    it("refuses what is no token, and an output that is no JSON", async () => {
      const execution = await under.start(await under.deploy(ask()), { input: '{"entry":1}' });
      const token = await asked(execution);

      expect((await rejection(approve("made up"))).name).to.equal("InvalidToken");
      expect((await rejection(approve(`${token}0`))).name).to.equal("InvalidToken");
      expect((await rejection(approve(token.replace(/^./, "f")))).name).to.equal("InvalidToken");
      expect((await rejection(approve(token, "{"))).name).to.equal("InvalidOutput");
      await approve(token);
      expect(await under.status(execution)).to.equal("SUCCEEDED");
    });

    it("waits for shorter, by the time scale", async () => {
      const scaled = await startSfn({ timeScale: 60 });
      try {
        const execution = await scaled.start(await scaled.deploy(ask({ TimeoutSeconds: 600 })), {
          input: '{"entry":1}',
        });
        await until(() => scaled.invoked.length === 1);

        scaled.clock.advance(10_000);
        await until(() => scaled.clock.pending === 0);

        expect(await scaled.status(execution)).to.equal("FAILED");
      } finally {
        await scaled.stop();
      }
    });
  });

  describe("when it is started", () => {
    const waits = single({ Type: "Wait", Seconds: 60 });

    it("twice by the same name and input while it runs, is one execution", async () => {
      const machine = await under.deploy(waits);

      const first = await under.start(machine, { name: "e-1", input: '{"a":1}' });
      const second = await under.start(machine, { name: "e-1", input: '{"a":1}' });

      expect(first).to.equal("arn:aws:states:us-east-1:000000000000:execution:machine1-1a2b3c4:e-1");
      expect(second).to.equal(first);
      expect(under.data.map(({ metricName }) => metricName)).to.deep.equal(["ExecutionsStarted"]);
    });

    it("by a name that another input has, or an execution that is over, is refused", async () => {
      const machine = await under.deploy(waits);
      const executionArn = await under.start(machine, { name: "e-1", input: '{"a":1}' });

      const other = await rejection(under.start(machine, { name: "e-1", input: '{"a":2}' }));
      await under.client.send(new StopExecutionCommand({ executionArn }));
      const over = await rejection(under.start(machine, { name: "e-1", input: '{"a":1}' }));

      expect([other.name, over.name]).to.deep.equal(["ExecutionAlreadyExists", "ExecutionAlreadyExists"]);
    });

    const wrong: [what: string, input: Record<string, string>, code: string][] = [
      ["a name with a space", { name: "a b" }, "InvalidName"],
      ["a name of 81 characters", { name: "a".repeat(81) }, "InvalidName"],
      ["an input that is no JSON", { input: "{" }, "InvalidExecutionInput"],
      ["an input above 256 KiB", { input: JSON.stringify("x".repeat(262_144)) }, "ValidationException"],
    ];
    for (const [what, input, code] of wrong) {
      it(`with ${what}, answers ${code}`, async () => {
        expect((await rejection(under.start(await under.deploy(waits), input))).name).to.equal(code);
      });
    }

    it("synchronously, is refused: that is for express machines", async () => {
      const stateMachineArn = await under.deploy(waits);

      const error = await rejection(under.client.send(new StartSyncExecutionCommand({ stateMachineArn })));

      expect(error.name).to.equal("StateMachineTypeNotSupported");
    });

    it("under an unknown ARN, is refused", async () => {
      const error = await rejection(under.start("arn:aws:states:us-east-1:000000000000:stateMachine:none"));

      expect(error.name).to.equal("StateMachineDoesNotExist");
    });
  });

  it("is stopped with an error and a cause, and its timers with it", async () => {
    const executionArn = await under.start(await under.deploy(single({ Type: "Wait", Seconds: 60 })));
    await until(() => under.clock.pending === 1);

    await under.client.send(new StopExecutionCommand({ executionArn, error: "E", cause: "c" }));

    const { status, error, cause, stopDate } = await describe_(executionArn);
    expect([status, error, cause]).to.deep.equal(["ABORTED", "E", "c"]);
    expect(stopDate?.toISOString()).to.equal("2026-01-01T00:00:00.000Z");
    await until(() => under.clock.pending === 0);
  });

  it("times out by its own TimeoutSeconds", async () => {
    const definition = { ...single({ Type: "Wait", Seconds: 60 }), TimeoutSeconds: 30 };
    const execution = await under.start(await under.deploy(definition));
    await until(() => under.clock.pending === 2);

    under.clock.advance(30_000);

    expect(await under.status(execution)).to.equal("TIMED_OUT");
  });

  it("lists its executions, newest first, page by page and by status", async () => {
    const stateMachineArn = await under.deploy(single({ Type: "Wait", Seconds: 60 }));
    const arns = [];
    for (const name of ["a", "b", "c"]) arns.push(await under.start(stateMachineArn, { name }));
    await under.client.send(new StopExecutionCommand({ executionArn: arns[1] }));
    const list = (more: Record<string, unknown>) =>
      under.client.send(new ListExecutionsCommand({ stateMachineArn, ...more }));

    const first = await list({ maxResults: 2 });
    const rest = await list({ maxResults: 2, nextToken: first.nextToken });
    const running = await list({ statusFilter: "RUNNING" });

    expect(first.executions?.map(({ name }) => name)).to.deep.equal(["c", "b"]);
    expect(rest.executions?.map(({ name }) => name)).to.deep.equal(["a"]);
    expect(rest.nextToken).to.equal(undefined);
    expect(running.executions?.map(({ name, status }) => [name, status])).to.deep.equal([
      ["c", "RUNNING"],
      ["a", "RUNNING"],
    ]);
  });

  it("tells its history", async () => {
    const definition = {
      StartAt: "Call",
      States: { Call: { Type: "Task", Resource: FUNCTION_ARN, Next: "Done" }, Done: { Type: "Succeed" } },
    };
    const executionArn = await under.start(await under.deploy(definition), { input: '{"a":1}' });
    await until(() => under.data.length === 3);

    const { events = [] } = await under.client.send(new GetExecutionHistoryCommand({ executionArn }));

    expect(events.map(({ id, type, previousEventId }) => [id, type, previousEventId])).to.deep.equal([
      [1, "ExecutionStarted", 0],
      [2, "TaskStateEntered", 0],
      [3, "LambdaFunctionScheduled", 2],
      [4, "LambdaFunctionStarted", 3],
      [5, "LambdaFunctionSucceeded", 4],
      [6, "TaskStateExited", 5],
      [7, "SucceedStateEntered", 6],
      [8, "SucceedStateExited", 7],
      [9, "ExecutionSucceeded", 8],
    ]);
    expect(events[1]?.stateEnteredEventDetails).to.include({ name: "Call", input: '{"a":1}' });
    expect(events[5]?.stateExitedEventDetails).to.include({ name: "Call", output: '{"a":1}' });
    expect(events[0]?.executionStartedEventDetails).to.include({ input: '{"a":1}', roleArn: ROLE_ARN });
  });

  it("goes on with the definition it began with when the machine is changed", async () => {
    const waits = (result: string) => ({
      StartAt: "Wait",
      States: { Wait: { Type: "Wait", Seconds: 60, Next: "Done" }, Done: { Type: "Pass", Result: result, End: true } },
    });
    const machine = await under.deploy(waits("old"));
    const execution = await under.start(machine);
    await until(() => under.clock.pending === 1);
    const current = { id: machine, state: { name: "machine1-1a2b3c4", creationDate: "2026-01-01T00:00:00.000Z" } };
    const inputs = { definition: JSON.stringify(waits("new")), roleArn: ROLE_ARN };
    await under.handler.update?.(resourceContext("machine1"), current, inputs);

    under.clock.advance(60_000);
    await until(() => under.clock.pending === 0);

    const { output } = await describe_(execution);
    const { definition } = await under.client.send(new DescribeStateMachineCommand({ stateMachineArn: machine }));
    expect([output, definition]).to.deep.equal(['"old"', inputs.definition]);
  });

  it("ends its executions, and forgets them, when it is deleted", async () => {
    const machine = await under.deploy(single({ Type: "Wait", Seconds: 60 }));
    const execution = await under.start(machine);
    await until(() => under.clock.pending === 1);

    await under.handler.delete(resourceContext("machine1"), { id: machine, state: {} });

    await until(() => under.clock.pending === 0);
    expect((await rejection(describe_(execution))).name).to.equal("ExecutionDoesNotExist");
    expect((await rejection(under.start(machine))).name).to.equal("StateMachineDoesNotExist");
  });

  describe("whose caller is a role", () => {
    const CALLER = "arn:aws:iam::000000000000:role/caller";

    function callerThatMay(Action: readonly string[], Resource: readonly string[]) {
      const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
      under.iam.putRole({ arn: CALLER, name: "caller", trustPolicy: JSON.stringify({ Statement: trust }) });
      under.iam.putRolePolicy(CALLER, "p", JSON.stringify({ Statement: { Effect: "Allow", Action, Resource } }));
      return under.clientOf(under.iam.assumeRole(CALLER, "s", "lambda.amazonaws.com").credentials);
    }

    it("needs permission on the machine to start it, and on the execution to look at it", async () => {
      const stateMachineArn = await under.deploy(single({ Type: "Succeed" }));
      const client = callerThatMay(["states:StartExecution", "states:DescribeExecution"], [stateMachineArn]);

      const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: "x" }));
      const denied = await rejection(client.send(new DescribeExecutionCommand({ executionArn })));

      expect(denied.name).to.equal("AccessDeniedException");
      expect(denied.message).to.contain(`states:DescribeExecution on resource: ${executionArn}`);
    });

    it("needs permission on the machine that a token belongs to", async () => {
      const machine = await under.deploy(ask());
      const execution = await under.start(machine, { input: '{"entry":1}' });
      const taskToken = await asked(execution);
      const stranger = callerThatMay(["states:SendTaskSuccess"], [machine.replace("machine1", "other")]);
      const send = new SendTaskSuccessCommand({ taskToken, output: "1" });

      const denied = await rejection(stranger.send(send));
      const approver = callerThatMay(["states:SendTaskSuccess"], [machine]);
      await approver.send(send);

      expect(denied.message).to.contain(`states:SendTaskSuccess on resource: ${machine}`);
      expect(await under.status(execution)).to.equal("SUCCEEDED");
    });
  });
});
