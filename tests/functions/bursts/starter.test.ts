import { type CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeTasksCommand, type ECSClient, ListTasksCommand, RunTaskCommand } from "@aws-sdk/client-ecs";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import * as fc from "fast-check";
import { createStarter } from "../../../functions/bursts/starter";
import { createTelemetry } from "../../../functions/shared/telemetry";
import { rejection } from "../../support/rejection";
import { SimulatedClock } from "../support/simulatedClock";
import { silenceTelemetry } from "../support/telemetry";

silenceTelemetry();

interface State {
  backlog: number;
  /** ARNs of what ECS lists. */
  running: string[];
  leaving?: string[];
  alarmed?: boolean;
  /** Tasks that ECS has room for. */
  room?: number;
}

function starterOf(state: State, changes: { maxTasks?: number; backlogThreshold?: number } = {}) {
  const clock = new SimulatedClock();
  let ids = 0;
  const asked: string[] = [];
  const clients = {
    async send(command: unknown) {
      if (command instanceof GetQueueAttributesCommand) {
        return { Attributes: { ApproximateNumberOfMessages: `${state.backlog}` } };
      }
      if (command instanceof DescribeAlarmsCommand) {
        asked.push(...(command.input.AlarmNames ?? []));
        return { MetricAlarms: state.alarmed ? [{}] : [] };
      }
      if (command instanceof ListTasksCommand) return { taskArns: [...state.running] };
      if (command instanceof DescribeTasksCommand) return { tasks: [] };
      if (command instanceof BatchGetItemCommand) {
        const { Keys = [], ConsistentRead } = command.input.RequestItems?.leaving ?? {};
        expect(ConsistentRead).to.equal(true);
        const items = Keys.filter((key) => state.leaving?.includes(key.taskArn?.S ?? ""));
        return { Responses: { leaving: items } };
      }
      if (command instanceof RunTaskCommand) {
        const { count = 1 } = command.input;
        const started = Math.min(count, state.room ?? count);
        if (state.room !== undefined) state.room -= started;
        const tasks = Array.from({ length: started }, () => ({ taskArn: `new-${++ids}` }));
        state.running.push(...tasks.map(({ taskArn }) => taskArn));
        return { tasks, failures: started < count ? [{ reason: "Capacity is unavailable at this time" }] : [] };
      }
      throw new TypeError("an unexpected command");
    },
  };
  const starter = createStarter({
    sqs: clients as unknown as SQSClient,
    ecs: clients as unknown as ECSClient,
    cloudwatch: clients as unknown as CloudWatchClient,
    dynamo: clients as unknown as DynamoDBClient,
    clock,
    random: () => 0,
    newToken: () => "token",
    telemetry: createTelemetry(),
    settings: {
      queueUrl: "https://sqs.test/queue",
      workerTable: "leaving",
      alarmNames: ["backlog", "leftover"],
      cluster: "cluster",
      taskDefinition: "definition",
      startedBy: "bursts",
      subnetIds: ["subnet-1"],
      securityGroupIds: ["sg-1"],
      capacityProvider: "FARGATE",
      backlogThreshold: 100,
      messagesPerTask: 500,
      maxTasks: 10,
      ...changes,
    },
  });
  const run = async () => {
    let done = false;
    const running = starter().finally(() => {
      done = true;
    });
    running.catch(() => undefined);
    await clock.until(() => done);
    return running;
  };
  return { run, asked };
}

describe("createStarter", () => {
  for (const [what, state, expected] of [
    ["starts a task for every 500 messages, rounded up", { backlog: 1_001, running: [] }, { wanted: 3, started: 3 }],
    ["starts no more than the maximum", { backlog: 50_000, running: [] }, { wanted: 10, started: 10 }],
    ["counts what is there", { backlog: 2_000, running: ["a", "b", "c"] }, { wanted: 4, started: 1 }],
    ["starts nothing where enough are there", { backlog: 900, running: ["a", "b", "c"] }, { wanted: 2, started: 0 }],
    ["starts nothing for an empty queue, alarm or not", { backlog: 0, running: [], alarmed: true }, { wanted: 0 }],
    ["starts nothing at the threshold", { backlog: 100, running: [] }, { wanted: 0, started: 0 }],
    ["starts a task above the threshold, whatever the alarm says", { backlog: 101, running: [] }, { started: 1 }],
    [
      "starts a task for a few that have waited for too long",
      { backlog: 3, running: [], alarmed: true },
      { started: 1 },
    ],
    [
      "does not count a task that leaves",
      { backlog: 600, running: ["a", "b"], leaving: ["a"] },
      { tasks: 1, wanted: 2, started: 1 },
    ],
  ] as [string, State, object][]) {
    it(what, async () => {
      expect(await starterOf(state).run()).to.deep.include(expected);
    });
  }

  it("asks for both alarms when messages are few", async () => {
    const { run, asked } = starterOf({ backlog: 3, running: [] });

    await run();

    expect(asked).to.deep.equal(["backlog", "leftover"]);
  });

  it("starts nothing when it is called again for the same backlog", async () => {
    const state = { backlog: 5_000, running: [] };
    const { run } = starterOf(state);

    const outcomes = [await run(), await run(), await run()];

    expect(outcomes.map(({ started }) => started)).to.deep.equal([10, 0, 0]);
  });

  it("starts more for a second burst, though the alarm has been on all the time", async () => {
    const state: State = { backlog: 1_000, running: [], alarmed: true };
    const { run } = starterOf(state);

    const first = await run();
    state.backlog = 3_000;
    const second = await run();

    expect([first.started, second.started]).to.deep.equal([2, 4]);
  });

  it("fails where ECS has no room for all, and starts the rest the next time", async () => {
    const state: State = { backlog: 5_000, running: [], room: 4 };
    const { run } = starterOf(state);

    const error = await rejection(run());
    state.room = 100;
    const outcome = await run();

    expect(error.message).to.equal("ECS started 4 of 10 tasks; the next run tries again");
    expect(outcome).to.include({ tasks: 4, started: 6 });
  });

  it("leaves as many as are wanted, and never more than the maximum, whatever the state", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(20_000),
        fc.nat(15),
        fc.nat(15),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        async (backlog, tasks, leavers, maxTasks, alarmed) => {
          const running = Array.from({ length: tasks }, (_, index) => `t${index}`);
          const leaving = running.slice(0, leavers);
          const { run } = starterOf({ backlog, running, leaving, alarmed }, { maxTasks });

          const outcome = await run();

          const isDue = backlog > 100 || (alarmed && backlog > 0);
          const wanted = isDue ? Math.min(maxTasks, Math.ceil(backlog / 500)) : 0;
          const staying = tasks - leaving.length;
          expect(outcome.wanted).to.equal(wanted);
          expect(outcome.started).to.equal(Math.max(0, wanted - (wanted === 0 ? 0 : staying)));
        },
      ),
    );
  });
});
