import {
  CreateActivityCommand,
  DeleteActivityCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  type GetActivityTaskCommandOutput,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import { activity } from "../../../local/resources/sfn/activity";
import { Activities } from "../../../local/services/sfn/activities";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { approve, KeptSfn, settle } from "./keptUnderTest";
import { type SfnUnderTest, single, startSfn, until } from "./sfnUnderTest";

const ACTIVITY = "arn:aws:states:us-east-1:000000000000:activity:work";
const forWorkers = (fields: object = {}) => single({ Type: "Task", Resource: ACTIVITY, ...fields });

describe("an activity", () => {
  let under: SfnUnderTest;

  beforeEach(async () => {
    under = await startSfn();
    await under.client.send(new CreateActivityCommand({ name: "work" }));
  });
  afterEach(() => under.stop());

  const take = (of = under) => of.client.send(new GetActivityTaskCommand({ activityArn: ACTIVITY }));
  const start = async (definition: object, input = "{}") => {
    const execution = await under.start(await under.deploy(definition), { input });
    await settle();
    return execution;
  };
  const ends = (executionArn: string, of = under) => of.client.send(new DescribeExecutionCommand({ executionArn }));
  /** Asks for a task, and has the question arrive. */
  const waiting = async () => {
    const answer: { task?: GetActivityTaskCommandOutput } = {};
    const timers = under.clock.pending;
    const promise = take().then((task) => {
      answer.task = task;
    });
    await until(() => under.clock.pending > timers);
    return { answer, promise };
  };

  it("hands its tasks to the workers in turn, and the state goes on with what they send", async () => {
    const definition = forWorkers({ InputPath: "$.order", ResultPath: "$.done" });
    const first = await start(definition, '{"order":1}');
    const second = await start(definition, '{"order":2}');

    const tasks = [await take(), await take()];
    await approve(under, tasks[1]?.taskToken ?? "", '"b"');
    await approve(under, tasks[0]?.taskToken ?? "", '"a"');
    await settle();

    expect(tasks.map(({ input }) => input)).to.deep.equal(["1", "2"]);
    expect([(await ends(first)).output, (await ends(second)).output]).to.deep.equal([
      ...['{"order":1,"done":"a"}', '{"order":2,"done":"b"}'],
    ]);
  });

  it("hands a task to a worker that waits already", async () => {
    const { answer, promise } = await waiting();

    await start(forWorkers(), '{"order":7}');
    await promise;

    expect(answer.task).to.include({ input: '{"order":7}' });
  });

  it("answers nothing to a worker that has waited for a minute", async () => {
    const { answer, promise } = await waiting();

    under.clock.advance(60_000);
    await promise;

    expect(answer.task).not.to.have.any.keys("taskToken", "input");
  });

  it("counts a task's time from when a worker took it", async () => {
    const execution = await start(forWorkers({ TimeoutSeconds: 60 }));
    under.clock.advance(3_600_000);
    await settle();
    const before = await under.status(execution);

    const { taskToken = "" } = await take();
    under.clock.advance(59_999);
    await settle();
    const within = await under.status(execution);
    under.clock.advance(1);
    await settle();

    expect([before, within]).to.deep.equal(["RUNNING", "RUNNING"]);
    expect(await ends(execution)).to.include({ status: "FAILED", error: "States.Timeout" });
    expect((await rejection(approve(under, taskToken))).name).to.equal("TaskTimedOut");
  });

  it("fails the task of a worker whose heart stops", async () => {
    const execution = await start(forWorkers({ HeartbeatSeconds: 10 }));
    const { taskToken } = await take();
    under.clock.advance(9000);
    await under.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    under.clock.advance(9999);
    await settle();
    const beating = await under.status(execution);
    under.clock.advance(1);
    await settle();

    expect(beating).to.equal("RUNNING");
    expect(await ends(execution)).to.include({ status: "FAILED", error: "States.Timeout" });
  });

  it("hands out no task of an execution that was stopped", async () => {
    const execution = await start(forWorkers());
    under.sfn.deleteMachine((await ends(execution)).stateMachineArn ?? "");
    await settle();

    const { answer, promise } = await waiting();
    under.clock.advance(60_000);
    await promise;

    expect(answer.task).not.to.have.any.keys("taskToken", "input");
  });

  it("is refused to a role that may not take tasks", async () => {
    const { credentials } = under.iam.assumeRole(
      "arn:aws:iam::000000000000:role/machine",
      "worker",
      "states.amazonaws.com",
      { "aws:SourceArn": "arn:aws:states:us-east-1:000000000000:stateMachine:any" },
    );
    const worker = under.clientOf(credentials);
    const ask = () => worker.send(new GetActivityTaskCommand({ activityArn: ACTIVITY }));
    await start(forWorkers(), '"task"');

    const refused = await rejection(ask());
    under.allow("states:GetActivityTask", ACTIVITY);
    const { input } = await ask();

    expect(refused.name).to.equal("AccessDeniedException");
    expect(refused.message).to.contain(`is not authorized to perform: states:GetActivityTask on resource: ${ACTIVITY}`);
    expect(input).to.equal('"task"');
  });

  it("lets a worker go when it is deleted", async () => {
    const { answer, promise } = await waiting();

    await under.client.send(new DeleteActivityCommand({ activityArn: ACTIVITY }));
    await promise;

    expect(answer.task).not.to.have.any.keys("taskToken", "input");
    expect((await rejection(take())).name).to.equal("ActivityDoesNotExist");
  });

  it("gives no task to a worker that has gone before it was looked at", async () => {
    const activities = new Activities({ clock: under.clock, inventory: new Inventory(silentReport) });
    activities.create("work");
    const timers = under.clock.pending;
    const gone = AbortSignal.abort();
    const task = { token: "token", input: "{}", onTaken() {} };

    const early = activities.take(ACTIVITY, undefined, gone);
    activities.offer(ACTIVITY, task);
    const late = activities.take(ACTIVITY, undefined, gone);

    expect(await Promise.all([early, late])).to.deep.equal([undefined, undefined]);
    expect(await activities.take(ACTIVITY, undefined)).to.equal(task);
    expect(under.clock.pending).to.equal(timers);
  });

  it("is refused in an express machine", async () => {
    const error = await rejection(under.deploy(forWorkers(), { type: "EXPRESS" }));

    expect(error.message).to.contain("Express state machine does not support activities");
  });

  it("is made by a program, too", async () => {
    const handler = activity(under);
    const { id, state } = await handler.create(resourceContext("pick"), {});
    const execution = await start(single({ Type: "Task", Resource: id }));
    const { taskToken } = await under.client.send(new GetActivityTaskCommand({ activityArn: id }));
    await under.client.send(new SendTaskSuccessCommand({ taskToken, output: "1" }));
    await settle();

    expect(state).to.deep.include({ arn: id, creationDate: "2026-01-01T00:00:00.000Z" });
    expect(await under.status(execution)).to.equal("SUCCEEDED");
  });

  describe("over a stop", () => {
    let kept: KeptSfn;
    beforeEach(() => {
      kept = new KeptSfn();
    });
    afterEach(() => kept.remove());

    const startAgain = async () => {
      const started = await kept.start();
      started.sfn.createActivity("work");
      const machineArn = await started.deploy(forWorkers({ TimeoutSeconds: 60 }));
      started.sfn.resume();
      await settle();
      return { started, machineArn };
    };
    const startFirst = async () => {
      const { started, machineArn } = await startAgain();
      const execution = await started.start(machineArn);
      await settle();
      return { first: started, execution };
    };

    it("hands out a task that nobody had taken", async () => {
      const { execution } = await startFirst();
      kept.clock.advance(3_600_000);

      const { started } = await startAgain();
      const { taskToken = "" } = await take(started);
      await approve(started, taskToken);
      await settle();

      expect(await started.status(execution)).to.equal("SUCCEEDED");
    });

    it("takes the result of a worker that had taken its task, in the time that was left", async () => {
      const { first, execution } = await startFirst();
      const { taskToken = "" } = await take(first);
      await settle();
      kept.clock.advance(59_999);

      const { started } = await startAgain();
      await approve(started, taskToken);
      await settle();

      expect(await started.status(execution)).to.equal("SUCCEEDED");
    });
  });
});
