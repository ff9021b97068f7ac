import { expect } from "chai";
import { keptMaps } from "../../../local/base/keptMaps";
import { KeptData } from "../../support/keptData";
import { CLUSTER, type EcsUnderTest, ecsUnderTest } from "./support";

const IDLE = "console.log('ready'); setInterval(() => {}, 1000);";
const HOST_GONE = "ECS is performing maintenance on the underlying infrastructure hosting the task";

describe("a task whose local cloud was killed", () => {
  let data: KeptData;
  const started: EcsUnderTest[] = [];
  beforeEach(() => {
    data = new KeptData();
  });
  afterEach(async () => {
    for (const underTest of started.splice(0)) await underTest.stop();
    data.remove();
  });

  /** The one before is not told, as when its process is killed: the journal takes nothing of it any more. */
  async function start(): Promise<EcsUnderTest> {
    const underTest = await ecsUnderTest({ maps: keptMaps(data.open(), "ecs") });
    started.push(underTest);
    return underTest;
  }

  /** Starts again, with the task definition that the program declares. */
  async function startWith(): Promise<EcsUnderTest> {
    const underTest = await start();
    underTest.define(await underTest.image(IDLE));
    underTest.ecs.resume();
    return underTest;
  }

  async function runIdle(underTest: EcsUnderTest): Promise<string> {
    const definition = underTest.define(await underTest.image(IDLE));
    const overrides = { app: { environment: { JOB_SCHEDULED_TIME: "2026-01-31T10:00:00Z" } } };
    const { arn } = underTest.run(definition, { overrides, startedBy: "nightly", group: "jobs" });
    await underTest.until(() => underTest.lines.length > 0);
    return arn;
  }

  const described = async (underTest: EcsUnderTest, arn: string) => {
    const { body } = await underTest.call("DescribeTasks", { cluster: CLUSTER, tasks: [arn] });
    return (body.tasks as Record<string, unknown>[])[0];
  };

  it("has stopped with its host, as calls and events tell with all that it was started with, once", async () => {
    const first = await start();
    const arn = await runIdle(first);
    const before = await described(first, arn);
    first.clock.advance(1000);

    const again = await startWith();
    again.ecs.resume();
    const after = await described(again, arn);
    const third = await startWith();

    expect(after).to.deep.include({
      ...{ lastStatus: "STOPPED", desiredStatus: "STOPPED", stopCode: "TerminationNotice", stoppedReason: HOST_GONE },
      ...{
        taskArn: arn,
        createdAt: before?.createdAt,
        startedAt: before?.startedAt,
        startedBy: "nightly",
        group: "jobs",
      },
      overrides: before?.overrides,
    });
    expect(JSON.stringify(after?.containers)).to.include('"lastStatus":"STOPPED"').and.to.not.include("exitCode");
    expect(again.events.map(({ detail }) => [detail.taskArn, detail.lastStatus, detail.stopCode])).to.deep.equal([
      [arn, "STOPPING", "TerminationNotice"],
      [arn, "STOPPED", "TerminationNotice"],
    ]);
    expect(third.events).to.deep.equal([]);
  });

  it("is told of after a stop as well: who looks at failed tasks was stopping then, too", async () => {
    const first = await start();
    const arn = await runIdle(first);
    first.events.splice(0);
    await first.ecs.stop();

    const again = await startWith();

    expect(first.events).to.deep.equal([]);
    expect(again.events.at(-1)?.detail).to.include({ taskArn: arn, lastStatus: "STOPPED" });
  });

  it("is not told of where it came to its end while the local cloud stopped", async () => {
    const first = await start();
    const main = "process.once('SIGTERM', () => process.exit(0)); console.log('ready'); setInterval(() => {}, 1000);";
    first.run(first.define(await first.image(main)));
    await first.until(() => first.lines.length > 0);
    await first.ecs.stop();

    const again = await startWith();

    expect(again.events).to.deep.equal([]);
  });

  it("is told of when its definition is there again, if not at the next start", async () => {
    const first = await start();
    const arn = await runIdle(first);
    const without = await start();
    without.ecs.resume();

    const again = await startWith();

    expect(without.events).to.deep.equal([]);
    expect(again.events.at(-1)?.detail).to.include({ taskArn: arn, lastStatus: "STOPPED" });
  });

  it("is not told of where it had ended before, or belonged to a service", async () => {
    const first = await start();
    const definition = first.define(await first.image("process.exit(0);"));
    const { arn } = first.run(definition);
    await first.until(() => first.task(arn).status === "STOPPED");
    await first.service(first.define(await first.image(IDLE)));
    await first.until(() => first.lines.length > 0);

    const again = await startWith();

    expect(again.events).to.deep.equal([]);
  });

  it("was started once by its client token, whoever asks after the kill", async () => {
    const call = async (underTest: EcsUnderTest) => {
      const { body } = await underTest.call("RunTask", {
        ...{ cluster: CLUSTER, taskDefinition: "worker", launchType: "FARGATE", clientToken: "once" },
        networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
      });
      return (body.tasks as { taskArn: string }[]).map(({ taskArn }) => taskArn);
    };
    const first = await startWith();
    const arns = await call(first);

    const again = await startWith();

    expect(await call(again)).to.deep.equal(arns);
    expect(arns).to.have.length(1);
  });
});
