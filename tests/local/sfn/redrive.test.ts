import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { KeptSfn, settle } from "./keptUnderTest";
import { FUNCTION_ARN, type SfnUnderTest, single, startSfn } from "./sfnUnderTest";

const work = (fields: object = {}) => ({ Type: "Task", Resource: FUNCTION_ARN, ...fields });
const broken = { ok: false, kind: "function", error: { errorType: "Broken", errorMessage: "it is" } } as const;

describe("an execution that is redriven", () => {
  let under: SfnUnderTest;

  beforeEach(async () => {
    under = await startSfn();
  });
  afterEach(() => under.stop());

  const redrive = (executionArn: string, clientToken?: string) =>
    under.client.send(new RedriveExecutionCommand({ executionArn, clientToken }));
  const about = (executionArn: string, of = under) => of.client.send(new DescribeExecutionCommand({ executionArn }));
  const history = async (executionArn: string, of = under) => {
    const { events = [] } = await of.client.send(new GetExecutionHistoryCommand({ executionArn }));
    return events;
  };
  const run = async (definition: object, input = "{}") => {
    const execution = await under.start(await under.deploy(definition), { input });
    await settle();
    return execution;
  };
  /** Has the function fail for these payloads, so many times. */
  const failFor = (isWrong: (payload: unknown) => boolean, times = Number.POSITIVE_INFINITY) => {
    let failures = 0;
    under.invoke = (payload) => {
      if (!isWrong(payload) || failures >= times) return { ok: true, payload };
      failures += 1;
      return broken;
    };
  };

  it("goes on from the task that failed, and runs nothing before it again", async () => {
    failFor((payload) => payload === "second", 1);
    const execution = await run(
      {
        StartAt: "First",
        States: {
          First: { ...work({ InputPath: "$.first", ResultPath: "$.done" }), Next: "Second" },
          Second: { ...work({ InputPath: "$.second", ResultPath: "$.more" }), End: true },
        },
      },
      '{"first":"first","second":"second"}',
    );
    const failed = await about(execution);

    await redrive(execution);
    await settle();

    const { status, output, error, redriveCount, redriveStatus } = await about(execution);
    expect([failed.status, failed.error, failed.redriveStatus]).to.deep.equal(["FAILED", "Broken", "REDRIVABLE"]);
    expect(JSON.parse(output ?? "")).to.deep.include({ done: "first", more: "second" });
    expect([status, error, redriveCount, redriveStatus]).to.deep.equal(["SUCCEEDED", undefined, 1, "NOT_REDRIVABLE"]);
    expect(under.invoked).to.deep.equal(["first", "second", "second"]);
    expect((await history(execution)).slice(-6).map(({ type }) => type)).to.deep.equal([
      ...["ExecutionRedriven", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded"],
      ...["TaskStateExited", "ExecutionSucceeded"],
    ]);
  });

  it("has all its retries again", async () => {
    failFor(() => true, 3);
    const Retry = [{ ErrorEquals: ["Broken"], IntervalSeconds: 1, MaxAttempts: 1 }];
    const execution = await run(single(work({ Retry })));
    under.clock.advance(1000);
    await settle();
    const failed = await under.status(execution);

    await redrive(execution);
    await settle();
    under.clock.advance(1000);
    await settle();

    expect([failed, await under.status(execution)]).to.deep.equal(["FAILED", "SUCCEEDED"]);
    expect(under.invoked).to.have.length(4);
  });

  it("runs the branches only that did not come to their end", async () => {
    failFor((payload) => payload === "b", 1);
    const branch = (name: string) => ({
      StartAt: name,
      States: { [name]: { ...work({ InputPath: `$.${name}` }), End: true } },
    });
    const execution = await run(
      single({ Type: "Parallel", Branches: [branch("a"), branch("b")] }),
      '{"a":"a","b":"b"}',
    );

    await redrive(execution);
    await settle();

    const { status, output } = await about(execution);
    expect([status, output]).to.deep.equal(["SUCCEEDED", '["a","b"]']);
    expect(under.invoked).to.deep.equal(["a", "b", "b"]);
  });

  it("runs the iterations only that did not come to their end", async () => {
    failFor((payload) => payload === 2, 1);
    const ItemProcessor = { StartAt: "Each", States: { Each: { ...work(), End: true } } };
    const execution = await run(single({ Type: "Map", MaxConcurrency: 1, ItemProcessor }), "[1,2,3]");

    await redrive(execution);
    await settle();

    const { status, output } = await about(execution);
    expect([status, output]).to.deep.equal(["SUCCEEDED", "[1,2,3]"]);
    expect(under.invoked).to.deep.equal([1, 2, 2, 3]);
  });

  it("has all of the time for a wait, and for the whole", async () => {
    const definition = { ...single({ Type: "Wait", Seconds: 60 }), TimeoutSeconds: 100 };
    const execution = await run(definition);
    under.clock.advance(50_000);
    await under.client.send(new StopExecutionCommand({ executionArn: execution }));

    await redrive(execution);
    under.clock.advance(59_999);
    await settle();
    const waiting = await under.status(execution);
    under.clock.advance(1);
    await settle();

    expect([waiting, await under.status(execution)]).to.deep.equal(["RUNNING", "SUCCEEDED"]);
  });

  it("may be redriven again, and is redriven once by one request", async () => {
    failFor(() => true, 2);
    const execution = await run(single(work()));

    const [first, same] = [await redrive(execution, "token-1"), await redrive(execution, "token-1")];
    await settle();
    await redrive(execution, "token-2");
    await settle();

    const { status, redriveCount } = await about(execution);
    expect(same.redriveDate).to.deep.equal(first.redriveDate);
    expect([status, redriveCount]).to.deep.equal(["SUCCEEDED", 2]);
  });

  it("is refused while it runs, when it has succeeded, and to a role that may not", async () => {
    const running = await run(single({ Type: "Wait", Seconds: 60 }));
    const done = await run(single({ Type: "Pass" }));
    under.iam.putRole({
      ...{ arn: "arn:aws:iam::000000000000:role/onlooker", name: "onlooker" },
      trustPolicy: JSON.stringify({
        Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      }),
    });
    const role = "arn:aws:iam::000000000000:role/onlooker";
    const onlooker = under.clientOf(under.iam.assumeRole(role, "o", "lambda.amazonaws.com").credentials);

    expect(await rejection(redrive(running))).to.include({
      ...{ name: "ExecutionNotRedrivable", message: "Execution is RUNNING and cannot be redriven" },
    });
    expect(await rejection(redrive(done))).to.include({
      ...{ name: "ExecutionNotRedrivable", message: "Execution is SUCCEEDED and cannot be redriven" },
    });
    const denied = await rejection(onlooker.send(new RedriveExecutionCommand({ executionArn: done })));
    expect(denied.message).to.contain(`is not authorized to perform: states:RedriveExecution on resource: ${done}`);
  });

  it("goes on where it was when the local cloud is killed in it", async () => {
    const kept = new KeptSfn();
    try {
      const machine = {
        StartAt: "Work",
        States: { Work: { ...work(), Next: "Wait" }, Wait: { Type: "Wait", Seconds: 60, End: true } },
      };
      const first = await kept.start();
      first.invoke = () => broken;
      const execution = await first.start(await first.deploy(machine));
      await settle();
      first.invoke = (payload) => ({ ok: true, payload });
      await first.client.send(new RedriveExecutionCommand({ executionArn: execution }));
      await settle();
      kept.clock.advance(30_000);

      const again = await kept.startWith(machine);
      kept.clock.advance(30_000);
      await settle();

      const { status, redriveCount } = await about(execution, again);
      expect([status, redriveCount, again.invoked.length]).to.deep.equal(["SUCCEEDED", 1, 0]);
    } finally {
      await kept.remove();
    }
  });
});
