import { DescribeTasksCommand, type ECSClient, ListTasksCommand, RunTaskCommand } from "@aws-sdk/client-ecs";
import { expect } from "chai";
import { listed, runningTasks, startTasks, type TaskPlace } from "../../../functions/bursts/startTasks";
import { rejection } from "../../support/rejection";
import { serviceError } from "../support/clients";
import { SimulatedClock } from "../support/simulatedClock";

const PLACE: TaskPlace = {
  cluster: "arn:cluster",
  taskDefinition: "arn:definition",
  startedBy: "bursts",
  subnetIds: ["subnet-1", "subnet-2"],
  securityGroupIds: ["sg-1"],
  capacityProvider: "FARGATE",
};

type Answer = { tasks?: { taskArn: string }[]; failures?: { reason: string; detail?: string }[] } | Error;

describe("starting tasks", () => {
  /** @param answers of RunTask, one after the other; afterwards, what was asked for is started */
  function setUp(answers: Answer[] = []) {
    const clock = new SimulatedClock();
    const calls: { count: number; clientToken: string; at: number; input: object }[] = [];
    const warnings: unknown[] = [];
    const startedAt = clock.now();
    let tasks = 0;
    let tokens = 0;
    const listings: string[][] = [];
    const stopped: string[] = [];
    const ecs = {
      async send(command: unknown) {
        if (command instanceof RunTaskCommand) {
          const { count = 0, clientToken = "", ...input } = command.input;
          calls.push({ count, clientToken, at: clock.now() - startedAt, input });
          const answer = answers.shift();
          if (answer instanceof Error) throw answer;
          return (
            answer ?? { tasks: Array.from({ length: count }, () => ({ taskArn: `task-${++tasks}` })), failures: [] }
          );
        }
        if (command instanceof ListTasksCommand) {
          const page = listings.shift() ?? [];
          return command.input.nextToken === undefined && page.includes("more")
            ? { taskArns: page.filter((arn) => arn !== "more"), nextToken: "more" }
            : { taskArns: page };
        }
        if (command instanceof DescribeTasksCommand) {
          const known = command.input.tasks?.filter((arn) => stopped.includes(arn)) ?? [];
          return { tasks: known.map((taskArn) => ({ taskArn, desiredStatus: "STOPPED" })) };
        }
        throw new TypeError("an unexpected command");
      },
    } as unknown as ECSClient;
    const deps = {
      ecs,
      clock,
      random: () => 0,
      newToken: () => `token-${++tokens}`,
      warn: (_text: string, details: Record<string, unknown>) => void warnings.push(details.problem ?? details.missing),
    };
    const start = async (count: number) => {
      let done = false;
      const starting = startTasks(deps, PLACE, count).finally(() => {
        done = true;
      });
      starting.catch(() => undefined);
      await clock.until(() => done);
      return starting;
    };
    return { deps, clock, calls, warnings, start, listings, stopped };
  }

  const arns = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => `task-${from + index}`);
  const noRoom = { reason: "Capacity is unavailable at this time" };

  it("asks for ten at a time, each call with a token of its own", async () => {
    const { start, calls } = setUp();

    expect(await start(23)).to.deep.equal(arns(1, 23));

    expect(calls.map(({ count, clientToken }) => [count, clientToken])).to.deep.equal([
      [10, "token-1"],
      [10, "token-2"],
      [3, "token-3"],
    ]);
    expect(calls[0]?.input).to.deep.equal({
      cluster: "arn:cluster",
      taskDefinition: "arn:definition",
      startedBy: "bursts",
      capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ["subnet-1", "subnet-2"],
          securityGroups: ["sg-1"],
          assignPublicIp: "DISABLED",
        },
      },
      propagateTags: "TASK_DEFINITION",
      enableECSManagedTags: true,
    });
  });

  it("asks again for those that ECS had no room for", async () => {
    const { start, calls, warnings } = setUp([{ tasks: [{ taskArn: "task-a" }], failures: [noRoom, noRoom] }]);

    expect(await start(3)).to.deep.equal(["task-a", "task-1", "task-2"]);

    expect(calls.map(({ count, at }) => [count, at])).to.deep.equal([
      [3, 0],
      [2, 500],
    ]);
    expect(warnings).to.deep.equal(["Capacity is unavailable at this time"]);
  });

  it("repeats a call whose answer was lost with its token, so that nothing is started twice", async () => {
    const { start, calls } = setUp([serviceError("ServerException", "server")]);

    expect(await start(2)).to.deep.equal(["task-1", "task-2"]);

    expect(calls.map(({ clientToken }) => clientToken)).to.deep.equal(["token-1", "token-1"]);
  });

  it("waits longer and longer, and gives up after five failures with what it has", async () => {
    const { start, calls } = setUp([
      serviceError("ThrottlingException", "client"),
      { failures: [noRoom] },
      { tasks: [{ taskArn: "task-a" }], failures: [noRoom] },
      { failures: [noRoom] },
      { failures: [noRoom] },
    ]);

    expect(await start(2)).to.deep.equal(["task-a"]);

    expect(calls.map(({ at }) => at)).to.deep.equal([0, 500, 1_500, 3_500, 7_500]);
  });

  it("throws at once what no repeat would change", async () => {
    const { start, calls } = setUp([serviceError("AccessDeniedException", "client")]);

    const error = await rejection(start(2));

    expect(error.name).to.equal("AccessDeniedException");
    expect(calls).to.have.length(1);
  });

  it("counts the tasks of every page", async () => {
    const { deps, listings } = setUp();
    listings.push(["task-1", "more"], ["task-2"]);

    expect(await runningTasks(deps, PLACE)).to.deep.equal(["task-1", "task-2"]);
  });

  it("waits until ECS lists what was started, or knows that it has stopped", async () => {
    const { deps, clock, listings, stopped, warnings } = setUp();
    listings.push([], ["task-1"], ["task-1"]);
    const startedAt = clock.now();
    let doneAt = 0;

    void listed(deps, PLACE, ["task-1", "task-2"]).then(() => {
      doneAt = clock.now() - startedAt;
    });
    await clock.pass(1_500);
    stopped.push("task-2");
    await clock.until(() => doneAt > 0);

    expect(doneAt).to.equal(2_000);
    expect(warnings).to.deep.equal([]);
  });

  it("waits for a quarter of a minute at most, and says so", async () => {
    const { deps, clock, warnings } = setUp();
    let isDone = false;

    void listed(deps, PLACE, ["task-1"]).then(() => {
      isDone = true;
    });
    await clock.until(() => isDone);

    expect(warnings).to.deep.equal([["task-1"]]);
  });
});
