import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskHeartbeatCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { approve, asking, KeptSfn, settle } from "./keptUnderTest";
import { FUNCTION_ARN, type SfnUnderTest, single, until } from "./sfnUnderTest";

const MINUTE_MS = 60_000;
const waiting = single({ Type: "Wait", Seconds: 600 });
const working = (fields: object = {}) => single({ Type: "Task", Resource: FUNCTION_ARN, ...fields });

describe("an execution of a standard machine, after its local cloud was killed", () => {
  let kept: KeptSfn;
  beforeEach(() => {
    kept = new KeptSfn();
  });
  afterEach(() => kept.remove());

  const types = async (under: SfnUnderTest, executionArn: string) => {
    const { events = [] } = await under.client.send(new GetExecutionHistoryCommand({ executionArn }));
    return events.map(({ type }) => type);
  };
  const tokenOf = async (under: SfnUnderTest) => {
    await until(() => under.invoked.length === 1);
    await settle();
    return (under.invoked[0] as { token: string }).token;
  };

  it("waits on for what is left of its time", async () => {
    const first = await kept.start();
    const execution = await first.start(await first.deploy(waiting));
    kept.clock.advance(7 * MINUTE_MS);

    const again = await kept.startWith(waiting);
    await settle();
    kept.clock.advance(3 * MINUTE_MS - 1);
    await settle();
    expect(await again.status(execution)).to.equal("RUNNING");
    kept.clock.advance(1);
    await settle();

    expect(await again.status(execution)).to.equal("SUCCEEDED");
    expect(await types(again, execution)).to.deep.equal([
      ...["ExecutionStarted", "WaitStateEntered", "WaitStateExited", "ExecutionSucceeded"],
    ]);
  });

  it("goes on at once where its wait was over meanwhile", async () => {
    const first = await kept.start();
    const execution = await first.start(await first.deploy(waiting));

    const again = await kept.start();
    kept.clock.advance(11 * MINUTE_MS);
    await again.deploy(waiting);
    again.sfn.resume();
    kept.clock.advance(0);
    await settle();

    expect(await again.status(execution)).to.equal("SUCCEEDED");
  });

  it("takes an answer with the token that was handed out before, and asks nobody again", async () => {
    const first = await kept.start();
    const execution = await first.start(await first.deploy(single(asking())));
    const token = await tokenOf(first);

    const again = await kept.startWith(single(asking()));
    await settle();
    await approve(again, token);

    expect(again.invoked).to.deep.equal([]);
    expect(await again.client.send(new DescribeExecutionCommand({ executionArn: execution }))).to.include({
      ...{ status: "SUCCEEDED", output: '"yes"', executionArn: execution },
    });
    expect((await rejection(approve(again, token))).name).to.equal("TaskTimedOut");
  });

  it("takes an answer that comes while the program's resources are made", async () => {
    const first = await kept.start();
    const execution = await first.start(await first.deploy(single(asking())));
    const token = await tokenOf(first);

    const again = await kept.start();
    const answer = approve(again, token);
    await settle();
    await again.deploy(single(asking()));
    again.sfn.resume();
    await answer;

    expect(await again.status(execution)).to.equal("SUCCEEDED");
  });

  it("has an answer that was acknowledged, whatever happens next", async () => {
    const next = { Next: "Work", End: undefined };
    const definition = {
      StartAt: "Ask",
      States: { Ask: { ...asking(), ...next }, Work: { Type: "Task", Resource: FUNCTION_ARN, End: true } },
    };
    const first = await kept.start();
    first.sfn.resume();
    const execution = await first.start(await first.deploy(definition));
    const token = await tokenOf(first);
    first.invoke = () => new Promise(() => {});
    await approve(first, token, '"acknowledged"');

    const again = await kept.startWith(definition);
    await settle();

    expect(again.invoked).to.deep.equal(["acknowledged"]);
    expect(await again.status(execution)).to.equal("SUCCEEDED");
  });

  it("counts the time of the stop against a person's time to answer", async () => {
    const definition = single(asking({ TimeoutSeconds: 600 }));
    const first = await kept.start();
    const execution = await first.start(await first.deploy(definition));
    const token = await tokenOf(first);
    kept.clock.advance(9 * MINUTE_MS);

    const again = await kept.startWith(definition);
    await settle();
    kept.clock.advance(MINUTE_MS - 1);
    await settle();
    expect(await again.status(execution)).to.equal("RUNNING");
    kept.clock.advance(1);
    await settle();

    expect(await again.status(execution)).to.equal("FAILED");
    expect((await rejection(approve(again, token))).name).to.equal("TaskTimedOut");
  });

  it("gives a worker its whole time for the next heartbeat", async () => {
    const definition = single(asking({ HeartbeatSeconds: 60 }));
    const first = await kept.start();
    const execution = await first.start(await first.deploy(definition));
    const taskToken = await tokenOf(first);
    kept.clock.advance(MINUTE_MS - 1);

    const again = await kept.startWith(definition);
    await settle();
    kept.clock.advance(MINUTE_MS - 1);
    await settle();
    await again.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    kept.clock.advance(MINUTE_MS - 1);
    await settle();
    expect(await again.status(execution)).to.equal("RUNNING");
    kept.clock.advance(1);
    await settle();

    expect(await again.status(execution)).to.equal("FAILED");
  });

  it("calls a function again that was at work, with the same event and the whole of its time", async () => {
    const definition = working({ TimeoutSeconds: 60 });
    const first = await kept.start();
    first.invoke = () => new Promise(() => {});
    const execution = await first.start(await first.deploy(definition), { input: '{"order":7}' });
    await until(() => first.invoked.length === 1);

    kept.clock.advance(10 * MINUTE_MS);
    const again = await kept.startWith(definition);
    await settle();

    expect([first.invoked, again.invoked]).to.deep.equal([[{ order: 7 }], [{ order: 7 }]]);
    expect(await again.status(execution)).to.equal("SUCCEEDED");
    expect(await types(again, execution)).to.deep.equal([
      ...["ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted"],
      ...["LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded"],
    ]);
  });

  it("goes on with its retries where it was, with the wait before the next", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 60, BackoffRate: 2, MaxAttempts: 2 }];
    const fails = async () => ({ ok: false, kind: "failed", error: { errorType: "Busy", errorMessage: "" } }) as never;
    const first = await kept.start();
    first.invoke = fails;
    const execution = await first.start(await first.deploy(working({ Retry })));
    await until(() => first.invoked.length === 1);
    await settle();
    kept.clock.advance(MINUTE_MS);
    await settle();
    expect(first.invoked).to.have.length(2);
    kept.clock.advance(MINUTE_MS);

    const again = await kept.start();
    again.invoke = fails;
    await again.deploy(working({ Retry }));
    again.sfn.resume();
    await settle();
    expect(again.invoked).to.have.length(0);
    kept.clock.advance(MINUTE_MS);
    await settle();

    expect(again.invoked).to.have.length(1);
    expect(await again.status(execution)).to.equal("FAILED");
  });

  it("times out as a whole when it would have", async () => {
    const definition = { ...waiting, TimeoutSeconds: 300 };
    const first = await kept.start();
    const execution = await first.start(await first.deploy(definition));
    kept.clock.advance(4 * MINUTE_MS);

    const again = await kept.startWith(definition);
    kept.clock.advance(MINUTE_MS);
    await settle();

    expect(await again.status(execution)).to.equal("TIMED_OUT");
  });

  it("goes on with the definition with which it began", async () => {
    const first = await kept.start();
    const machine = await first.deploy(waiting);
    const execution = await first.start(machine);
    const changed = JSON.stringify(single({ Type: "Fail", Error: "Changed" }));
    await first.client.send(new UpdateStateMachineCommand({ stateMachineArn: machine, definition: changed }));

    const again = await kept.startWith(changed);
    kept.clock.advance(10 * MINUTE_MS);
    await settle();

    expect(await again.status(execution)).to.equal("SUCCEEDED");
    expect(await again.status(await again.start(machine))).to.equal("FAILED");
  });

  it("is known with its history when it has ended, and its name is taken", async () => {
    const first = await kept.start();
    const stateMachineArn = await first.deploy(working());
    const execution = await first.start(stateMachineArn, { name: "one", input: "1" });
    await until(() => first.invoked.length === 1);
    await settle();
    const before = [
      await first.client.send(new DescribeExecutionCommand({ executionArn: execution })),
      await first.client.send(new GetExecutionHistoryCommand({ executionArn: execution })),
      await first.client.send(new ListExecutionsCommand({ stateMachineArn })),
    ];

    const again = await kept.startWith(working());

    const after = [
      await again.client.send(new DescribeExecutionCommand({ executionArn: execution })),
      await again.client.send(new GetExecutionHistoryCommand({ executionArn: execution })),
      await again.client.send(new ListExecutionsCommand({ stateMachineArn })),
    ];
    const facts = (answers: readonly object[]) => answers.map((answer) => ({ ...answer, $metadata: undefined }));
    expect(facts(after)).to.deep.equal(facts(before));
    const taken = again.client.send(new StartExecutionCommand({ stateMachineArn, name: "one", input: "1" }));
    expect((await rejection(taken)).name).to.equal("ExecutionAlreadyExists");
    expect(again.data.map(({ metricName }) => metricName)).to.deep.equal([]);
  });

  it("is as it was after a stop as well: nothing is recorded of that", async () => {
    const first = await kept.start();
    const execution = await first.start(await first.deploy(waiting));
    first.sfn.stop();
    await settle();
    expect(kept.clock.pending).to.equal(0);

    const again = await kept.startWith(waiting);

    expect(await again.status(execution)).to.equal("RUNNING");
    expect(await types(again, execution)).to.deep.equal(["ExecutionStarted", "WaitStateEntered"]);
  });

  it("rests where the program does not declare its machine, for the next time that it does", async () => {
    const first = await kept.start();
    const execution = await first.start(await first.deploy(waiting));
    (await kept.start()).sfn.resume();
    kept.clock.advance(10 * MINUTE_MS);

    const again = await kept.startWith(waiting);
    kept.clock.advance(0);
    await settle();

    expect(await again.status(execution)).to.equal("SUCCEEDED");
  });

  it("goes on when its machine comes back by an edit", async () => {
    const first = await kept.start();
    const execution = await first.start(await first.deploy(waiting));
    const again = await kept.start();
    again.sfn.resume();

    await again.deploy(waiting);
    again.sfn.resume();
    kept.clock.advance(10 * MINUTE_MS);
    await settle();

    expect(await again.status(execution)).to.equal("SUCCEEDED");
  });

  it("is gone with its machine", async () => {
    const first = await kept.start();
    const machine = await first.deploy(waiting);
    await first.start(machine, { name: "one" });
    await first.handler.delete?.({} as never, { id: machine, state: {} } as never);

    const again = await kept.startWith(waiting);

    const { executions } = await again.client.send(new ListExecutionsCommand({ stateMachineArn: machine }));
    expect(executions).to.deep.equal([]);
    expect(await again.status(await again.start(machine, { name: "one" }))).to.equal("RUNNING");
  });

  it("is forgotten where the machine is of another type now", async () => {
    const first = await kept.start();
    await first.start(await first.deploy(waiting));
    await kept.startWith(waiting, { type: "EXPRESS" });

    const again = await kept.start();
    const stateMachineArn = await again.deploy(waiting);

    expect((await again.client.send(new ListExecutionsCommand({ stateMachineArn }))).executions).to.deep.equal([]);
  });

  it("is written to the journal once before each task, once for its answer, and once for its end", async () => {
    const states = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [
        `State ${index}`,
        index % 2 === 0
          ? { Type: "Task", Resource: FUNCTION_ARN, Next: `State ${index + 1}` }
          : { Type: "Pass", ...(index < 9 ? { Next: `State ${index + 1}` } : { End: true }) },
      ]),
    );
    const under = await kept.start();
    const machine = await under.deploy({ StartAt: "State 0", States: states });
    await settle();

    const writes: number[] = [];
    for (const name of ["first", "second"]) {
      const before = kept.writes;
      const execution = await under.start(machine, { name });
      await until(() => under.invoked.length % 5 === 0);
      await settle();
      expect(await under.status(execution)).to.equal("SUCCEEDED");
      writes.push(kept.writes - before);
    }

    // The start, five tasks, the end; the definition stands beside the first.
    expect(writes).to.deep.equal([7, 7]);
  });
});

describe("an execution of an express machine, after its local cloud was killed", () => {
  let kept: KeptSfn;
  beforeEach(() => {
    kept = new KeptSfn();
  });
  afterEach(() => kept.remove());

  const type = "EXPRESS";

  it("begins anew where nobody waits for it, and is done with when it has ended", async () => {
    const first = await kept.start();
    first.invoke = () => new Promise(() => {});
    await first.start(await first.deploy(working(), { type }), { input: '{"order":7}' });
    await until(() => first.invoked.length === 1);

    const again = await kept.startWith(working(), { type });
    await until(() => again.invoked.length === 1);
    await settle();
    const third = await kept.startWith(working(), { type });
    await settle();

    expect([again.invoked, third.invoked]).to.deep.equal([[{ order: 7 }], []]);
  });

  it("is gone where somebody waited for it, and costs no write", async () => {
    const first = await kept.start();
    first.invoke = () => new Promise(() => {});
    const stateMachineArn = await first.deploy(working(), { type });
    const answer = first.client.send(new StartSyncExecutionCommand({ stateMachineArn, input: "{}" }));
    await until(() => first.invoked.length === 1);
    expect(kept.writes).to.equal(0);

    const again = await kept.startWith(working(), { type });
    await settle();
    first.sfn.stop();

    expect(again.invoked).to.deep.equal([]);
    expect((await answer).status).to.equal("ABORTED");
  });
});
