import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type ECSClient, ListTasksCommand, RunTaskCommand } from "@aws-sdk/client-ecs";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { createIdleShutdown } from "../../../functions/bursts/idleShutdown";
import { createStarter } from "../../../functions/bursts/starter";
import { createTelemetry } from "../../../functions/shared/telemetry";
import { SimulatedClock } from "../support/simulatedClock";
import { silenceTelemetry } from "../support/telemetry";

silenceTelemetry();

/** The steps, in any order. The starter's reads are in the order in which it makes them. */
type Step = "arrives" | "worker says that it leaves" | "worker looks" | "starter reads";

const STEPS: readonly Step[] = [
  "arrives",
  "worker says that it leaves",
  "worker looks",
  "starter reads",
  "starter reads",
  "starter reads",
];

/** Every order of the steps in which the worker says that it leaves before it looks for the last time. */
function orders(steps: readonly Step[]): Step[][] {
  if (steps.length === 0) return [[]];
  const all = [...new Set(steps)].flatMap((first) => {
    const rest = [...steps];
    rest.splice(rest.indexOf(first), 1);
    return orders(rest).map((order) => [first, ...order]);
  });
  return all.filter((order) => {
    const look = order.indexOf("worker looks");
    return look < 0 || !order.slice(look).includes("worker says that it leaves");
  });
}

interface Outcome {
  /** The message waits, and the worker is gone. */
  isLeftBehind: boolean;
  /** Messages that the starter saw in the queue; `undefined` where it never got to it. */
  seen: number | undefined;
  started: number;
}

/** Messages that come at once: one more than the threshold. */
const BURST = 101;

/** One worker, which has found its queue empty often enough, meets a burst and a starter. ECS lists the worker to the end and beyond. */
async function play(order: readonly Step[]): Promise<Outcome> {
  const clock = new SimulatedClock();
  let waiting = 0;
  let isGone = false;
  let hasNotice = false;
  let seen: number | undefined;
  let started = 0;
  let sayIt: () => void = () => undefined;
  const reads: (() => void)[] = [];
  const turn = () => new Promise<void>((resolve) => reads.push(resolve));

  const idleShutdown = createIdleShutdown({
    clock,
    log: { info() {}, warn() {} },
    roster: {
      announce: () =>
        new Promise((resolve) => {
          sayIt = () => {
            hasNotice = true;
            resolve();
          };
        }),
      withdraw: async () => {
        hasNotice = false;
      },
    },
    emptyPolls: 1,
    inHand: () => 0,
    leave: () => {
      isGone = true;
    },
  });
  const clients = {
    async send(command: unknown) {
      if (command instanceof RunTaskCommand) {
        started += 1;
        return { tasks: [{ taskArn: "new" }], failures: [] };
      }
      if (command instanceof ListTasksCommand && started > 0) return { taskArns: ["worker", "new"] };
      await turn();
      if (command instanceof GetQueueAttributesCommand) {
        seen = waiting;
        return { Attributes: { ApproximateNumberOfMessages: `${waiting}` } };
      }
      if (command instanceof ListTasksCommand) return { taskArns: ["worker"] };
      if (command instanceof BatchGetItemCommand) {
        return { Responses: { leaving: hasNotice ? [{ taskArn: { S: "worker" } }] : [] } };
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
      ...{ queueUrl: "https://sqs.test/queue", workerTable: "leaving", alarmNames: ["backlog"] },
      ...{ cluster: "c", taskDefinition: "d", startedBy: "bursts", subnetIds: [], securityGroupIds: [] },
      ...{ capacityProvider: "FARGATE", backlogThreshold: BURST - 1, messagesPerTask: 500, maxTasks: 10 },
    },
  });
  const steps: Record<Step, () => void> = {
    arrives: () => {
      waiting += BURST;
    },
    "worker says that it leaves": () => sayIt(),
    "worker looks": () => {
      idleShutdown.received({ count: waiting, startedAt: clock.now(), othersUnderWay: 0 });
      waiting = 0;
    },
    "starter reads": () => reads.shift()?.(),
  };

  idleShutdown.received({ count: 0, startedAt: clock.now(), othersUnderWay: 0 });
  const starting = starter();
  for (const step of order) {
    await clock.pass(1);
    steps[step]();
  }
  await clock.pass(1);
  // A starter that had reason to read more has had its three reads; what it still waits for is nothing it decides by.
  await Promise.race([starting, clock.pass(1)]);
  return { isLeftBehind: isGone && waiting > 0, seen, started };
}

describe("a message that arrives while the last worker leaves", () => {
  const all = orders(STEPS);

  it("is met by its worker or by a starter that has seen it, in each of 60 orders of what happens", async () => {
    const outcomes = await Promise.all(all.map(play));

    expect(all).to.have.length(60);
    for (const [index, { isLeftBehind, seen, started }] of outcomes.entries()) {
      if (isLeftBehind && seen === BURST) expect(started, all[index]?.join(", ")).to.equal(1);
    }
  });

  it("does arrive behind the worker's back in some of them", async () => {
    const outcomes = await Promise.all(all.map(play));

    const dangerous = outcomes.filter(({ isLeftBehind, seen }) => isLeftBehind && seen === BURST);
    const met = outcomes.filter(({ isLeftBehind }) => !isLeftBehind);
    expect(dangerous).not.to.have.length(0);
    expect(met).not.to.have.length(0);
  });
});
