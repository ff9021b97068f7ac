import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { type EcsUnderTest, ecsUnderTest, NOW, SERVICE } from "./support";

const MINUTE = 60_000;
/** Prints its version, and goes on until it is told to stop. */
const worker = (version: string) => `console.log("${version} up"); setInterval(() => {}, 1000);`;

describe("a service", () => {
  let underTest: EcsUnderTest;
  let isStriking: boolean;

  beforeEach(async () => {
    isStriking = false;
    underTest = await ecsUnderTest({
      chaos: { strikes: (fault) => fault === "killTask" && isStriking, draw: () => 0.5 },
    });
  });
  afterEach(() => underTest.stop());

  const alive = () => underTest.ecs.tasks({ serviceArn: SERVICE }).filter(({ status }) => status === "RUNNING");
  const count = (line: string) => underTest.lines.filter((printed) => printed === `worker ${line}`).length;
  /** Resolves when so many tasks run and none is on its way out. */
  const settled = (running: number) =>
    underTest.until(() => {
      const live = underTest.ecs.tasks({ serviceArn: SERVICE }).filter(({ status }) => status !== "STOPPED");
      return live.length === running && alive().length === running;
    });
  const deploymentEvents = () =>
    underTest.events
      .filter(({ detailType }) => detailType === "ECS Deployment State Change")
      .map(({ detail: { eventType, eventName, deploymentId, reason } }) => [
        eventType,
        eventName,
        deploymentId,
        reason,
      ]);
  /** The ids of all deployments, in order. */
  const deployments = () => [...new Set(deploymentEvents().map(([, , id]) => id))];
  /** Has the task on this place of the list send itself a request, as its program would. */
  const protect = async (arn: string, minutes: number) => {
    const reply = await underTest.call("UpdateTaskProtection", {
      cluster: "orders",
      tasks: [arn],
      protectionEnabled: true,
      expiresInMinutes: minutes,
    });
    expect(reply.status).to.equal(200);
  };

  it("runs as many tasks as it is told to, and says how many there are", async () => {
    await underTest.service(underTest.define(await underTest.image(worker("v1"))), { desiredCount: 3 });
    await underTest.until(() => count("v1 up") === 3);

    expect(underTest.ecs.counts(SERVICE)).to.deep.equal({ desired: 3, running: 3, pending: 0 });
    for (const [metricName, value] of [
      ["DesiredTaskCount", 3],
      ["RunningTaskCount", 3],
      ["PendingTaskCount", 0],
    ] as const) {
      const metric = {
        namespace: "ECS/ContainerInsights",
        metricName,
        dimensions: { ClusterName: "orders", ServiceName: "worker" },
      };
      const average = underTest.metrics.statistic({ ...metric, statistic: "Average", from: NOW, to: NOW + MINUTE });
      expect(average, metricName).to.equal(value);
    }
  });

  it("has no metrics in a cluster without Container Insights", async () => {
    const [definition] = [underTest.define(await underTest.image(worker("v1")))];
    underTest.ecs.putCluster({ arn: definition.arn, name: "orders", containerInsights: false });
    await underTest.service(definition, { clusterArn: definition.arn });

    const running = underTest.metrics.statistic({
      namespace: "ECS/ContainerInsights",
      metricName: "RunningTaskCount",
      dimensions: { ClusterName: "orders", ServiceName: "worker" },
      statistic: "Average",
      from: NOW,
      to: NOW + MINUTE,
    });

    expect(running).to.equal(undefined);
  });

  it("has no metrics while no task runs", async () => {
    await underTest.service(underTest.define(await underTest.image(worker("v1"))));
    underTest.ecs.setDesiredCount(SERVICE, 0);
    await settled(0);

    const desired = underTest.metrics.statistic({
      namespace: "ECS/ContainerInsights",
      metricName: "DesiredTaskCount",
      dimensions: { ClusterName: "orders", ServiceName: "worker" },
      statistic: "Average",
      from: NOW,
      to: NOW + MINUTE,
    });

    expect(desired).to.equal(undefined);
  });

  it("scales out and in", async () => {
    await underTest.service(underTest.define(await underTest.image(worker("v1"))));
    underTest.ecs.setDesiredCount(SERVICE, 3);
    await settled(3);

    underTest.ecs.setDesiredCount(SERVICE, 0);
    await settled(0);

    expect(underTest.ecs.counts(SERVICE)).to.deep.equal({ desired: 0, running: 0, pending: 0 });
    expect(underTest.warnings).to.deep.equal([]);
    const reasons = new Set(underTest.ecs.tasks({ serviceArn: SERVICE }).map(({ stoppedReason }) => stoppedReason));
    expect([...reasons]).to.have.length(1);
    expect([...reasons][0]).to.match(/^Scaling activity initiated by \(deployment ecs-svc\/\d{19}\)$/);
  });

  describe("whose tasks die", () => {
    const DYING = 'console.log("up"); process.exit(1);';

    it("starts others, later and later", async () => {
      await underTest.service(underTest.define(await underTest.image(DYING)));
      const starts: number[] = [];
      for (const [index, backoffMs] of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000].entries()) {
        await underTest.until(() => underTest.warnings.length === index + 1);
        underTest.clock.advance(backoffMs - 1);
        starts.push(underTest.ecs.tasks({ serviceArn: SERVICE }).length);
        underTest.clock.advance(1);
      }

      expect(starts).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
      await underTest.until(() => count("up") === 8);
      expect(underTest.warnings[0]).to.match(
        /^worker: task [0-9a-f]{8} stopped: Essential container in task exited \(app exited with 1\)$/,
      );
    });

    it("replaces one that has lived a while at once", async () => {
      await underTest.service(underTest.define(await underTest.image(worker("v1"))));
      await underTest.until(() => count("v1 up") === 1);
      underTest.clock.advance(9_000);

      isStriking = true;
      underTest.clock.advance(1_000);
      await underTest.until(() => count("v1 up") === 2);

      expect(underTest.warnings[0]).to.match(/^worker: chaos kills task [0-9a-f]{8}$/);
      expect(underTest.warnings[1]).to.match(/ stopped: Essential container in task exited \(app exited with 137\)$/);
      expect(underTest.ecs.counts(SERVICE).running).to.equal(1);
    });
  });

  describe("with protected tasks", () => {
    it("takes others first when it scales in, and protected ones when their protection ends", async () => {
      await underTest.service(underTest.define(await underTest.image(worker("v1"))), { desiredCount: 3 });
      await settled(3);
      const [oldest, second, youngest] = alive().map(({ arn }) => arn);
      await protect(youngest ?? "", 10);
      await protect(second ?? "", 5);

      underTest.ecs.setDesiredCount(SERVICE, 1);
      await settled(2);
      const left = alive().map(({ arn }) => arn);
      underTest.clock.advance(5 * MINUTE);
      await settled(1);

      expect(left).to.deep.equal([second, youngest]);
      expect(alive().map(({ arn }) => arn)).to.deep.equal([youngest]);
      expect(oldest).not.to.equal(undefined);
    });

    it("does not replace them in a deployment before their protection ends", async () => {
      await underTest.service(underTest.define(await underTest.image(worker("v1"))));
      await underTest.until(() => count("v1 up") === 1);
      const [first] = alive();
      await protect(first?.arn ?? "", 1);

      await underTest.service(underTest.define(await underTest.image(worker("v2"))));
      await settled(2);
      underTest.clock.advance(MINUTE);
      await settled(1);

      expect(underTest.task(first?.arn ?? "").status).to.equal("STOPPED");
      await underTest.until(() => count("v2 up") === 1);
    });
  });

  describe("that gets another task definition", () => {
    // Is well as soon as it is asked, which is when the test says so.
    const healthCheck = {
      command: ["CMD", "true"],
      intervalSeconds: 10,
      timeoutSeconds: 5,
      retries: 1,
      startPeriodSeconds: 0,
    };

    it("starts new tasks before it stops old ones, and is complete when only healthy new ones are left", async () => {
      const old = underTest.define(await underTest.image(worker("v1")));
      await underTest.service(old, { desiredCount: 2 });
      await settled(2);

      const next = underTest.define(await underTest.image(worker("v2")), { healthCheck });
      await underTest.service(next, { desiredCount: 2 });
      await settled(4);
      const steady = underTest.ecs.steady(SERVICE);
      underTest.clock.advance(10_000);
      await settled(2);
      await steady;

      expect(alive().map(({ taskDefinitionArn }) => taskDefinitionArn)).to.deep.equal([next.arn, next.arn]);
      expect(underTest.warnings).to.deep.equal([]);
    });

    it("stops an old task first where it may not have more", async () => {
      await underTest.service(underTest.define(await underTest.image(worker("v1"))));
      await settled(1);

      const next = underTest.define(await underTest.image(worker("v2")), { healthCheck });
      await underTest.service(next, { minimumHealthyPercent: 0, maximumPercent: 100 });
      await settled(1);

      expect(alive().map(({ taskDefinitionArn }) => taskDefinitionArn)).to.deep.equal([next.arn]);
    });

    it("keeps the number of tasks that scaling has made of it", async () => {
      await underTest.service(underTest.define(await underTest.image(worker("v1"))), { desiredCount: 1 });
      underTest.ecs.setDesiredCount(SERVICE, 2);

      await underTest.service(underTest.define(await underTest.image(worker("v2"))), { desiredCount: 1 });

      expect(underTest.ecs.counts(SERVICE).desired).to.equal(2);
    });

    it("goes back to the last good one when the new one's tasks fail, where the circuit breaker is told to", async () => {
      const circuitBreaker = { enable: true, rollback: true };
      const good = underTest.define(await underTest.image(worker("v1")));
      await underTest.service(good, { circuitBreaker });
      await underTest.until(() => count("v1 up") === 1);
      underTest.clock.advance(5000);

      const failing = underTest.define(await underTest.image("process.exit(1);"));
      await underTest.service(failing, { circuitBreaker });
      const failed = rejection(underTest.ecs.steady(SERVICE));
      for (const failures of [1, 2, 3]) {
        await underTest.until(
          () => underTest.warnings.filter((line) => line.includes("exited with 1")).length === failures,
        );
        underTest.clock.advance(4000);
      }
      await underTest.until(() => count("v1 up") === 2);
      underTest.clock.advance(5000);
      await settled(1);

      expect((await failed).message).to.equal(
        "Service deployment rolled back because the circuit breaker threshold was exceeded.",
      );
      const [first, second, third] = deployments();
      expect(deploymentEvents()).to.deep.equal([
        ["INFO", "SERVICE_DEPLOYMENT_IN_PROGRESS", first, `ECS deployment ${first} in progress.`],
        ["INFO", "SERVICE_DEPLOYMENT_COMPLETED", first, `ECS deployment ${first} completed.`],
        ["INFO", "SERVICE_DEPLOYMENT_IN_PROGRESS", second, `ECS deployment ${second} in progress.`],
        ["ERROR", "SERVICE_DEPLOYMENT_FAILED", second, "ECS deployment circuit breaker: task failed to start."],
        [
          "INFO",
          "SERVICE_DEPLOYMENT_IN_PROGRESS",
          third,
          `ECS deployment circuit breaker: rolling back to deploymentId ${first}.`,
        ],
        ["INFO", "SERVICE_DEPLOYMENT_COMPLETED", third, `ECS deployment ${third} completed.`],
      ]);
      expect(alive()[0]?.taskDefinitionArn).to.equal(good.arn);
      expect(underTest.warnings.at(-1)).to.match(
        /^worker: \(service worker\) \(deployment ecs-svc\/\d{19}\) deployment failed: tasks failed to start\. Rolling back to worker:1\.$/,
      );
    });

    it("deploys the same definition again when it is told to after a rollback", async () => {
      const circuitBreaker = { enable: true, rollback: true };
      const good = underTest.define(await underTest.image(worker("v1")));
      await underTest.service(good, { circuitBreaker });
      await underTest.until(() => count("v1 up") === 1);
      underTest.clock.advance(5000);
      const failing = underTest.define(await underTest.image("process.exit(1);"));
      await underTest.service(failing, { circuitBreaker });
      for (const failures of [1, 2, 3]) {
        await underTest.until(
          () => underTest.warnings.filter((line) => line.includes("exited with 1")).length === failures,
        );
        underTest.clock.advance(4000);
      }

      await underTest.service(failing, { circuitBreaker });
      await underTest.until(() => underTest.warnings.filter((line) => line.includes("exited with 1")).length === 4);

      expect(deployments()).to.have.length(4);
    });

    it("gives up on it where the circuit breaker is on without going back", async () => {
      const circuitBreaker = { enable: true, rollback: false };
      await underTest.service(underTest.define(await underTest.image("process.exit(1);")), { circuitBreaker });
      const steady = underTest.ecs.steady(SERVICE).then(
        () => "steady",
        (error: Error) => error.message,
      );
      for (const failures of [1, 2, 3]) {
        await underTest.until(
          () => underTest.warnings.filter((line) => line.includes("exited with 1")).length === failures,
        );
        underTest.clock.advance(4000);
      }

      expect(await steady).to.contain("deployment failed: tasks failed to start.");
      expect(underTest.ecs.tasks({ serviceArn: SERVICE })).to.have.length(3);
      underTest.metrics.stop();
      expect(underTest.clock.pending).to.equal(0);
    });
  });

  it("starts all tasks anew when it is told to", async () => {
    await underTest.service(underTest.define(await underTest.image(worker("v1"))));
    await underTest.until(() => count("v1 up") === 1);
    const [first] = alive();

    underTest.ecs.redeploy(SERVICE);
    await underTest.until(() => count("v1 up") === 2);
    await settled(1);

    expect(alive()[0]?.arn).not.to.equal(first?.arn);
  });

  it("ends with its tasks, the protected ones too", async () => {
    await underTest.service(underTest.define(await underTest.image(worker("v1"))), { desiredCount: 2 });
    await settled(2);
    await protect(alive()[0]?.arn ?? "", 60);

    await underTest.ecs.deleteService(SERVICE);

    expect(alive()).to.deep.equal([]);
    expect(() => underTest.ecs.counts(SERVICE)).to.throw("Service not found.");
  });

  describe("with a health check", () => {
    const CHECK = { intervalSeconds: 10, timeoutSeconds: 5, retries: 2, startPeriodSeconds: 2 };
    // The check runs beside the container, with its environment.
    const HEALTHY = `require("node:fs").writeFileSync(process.env.TMPDIR + "/well", ""); ${worker("v1")}`;
    it("is steady when its tasks are healthy, which it looks for early", async () => {
      const command = ["CMD-SHELL", "test -f $TMPDIR/well"];
      await underTest.service(underTest.define(await underTest.image(HEALTHY), { healthCheck: { ...CHECK, command } }));
      await underTest.until(() => count("v1 up") === 1);
      let isSteady = false;
      const steady = underTest.ecs.steady(SERVICE).then(() => {
        isSteady = true;
      });
      await new Promise(setImmediate);
      const before = isSteady;

      underTest.clock.advance(1000);
      await steady;

      expect(before).to.equal(false);
    });

    it("replaces tasks that are not", async () => {
      const command = ["CMD", "node", "-e", "process.exit(1)"];
      const once = { ...CHECK, command, retries: 1, startPeriodSeconds: 0 };
      await underTest.service(underTest.define(await underTest.image(worker("v1")), { healthCheck: once }));
      await underTest.until(() => count("v1 up") === 1);

      underTest.clock.advance(10_000);
      await underTest.until(() => underTest.warnings.length > 0);
      await underTest.until(() => count("v1 up") === 2);

      expect(underTest.warnings[0]).to.match(/^worker: task [0-9a-f]{8} stopped: Task failed container health checks$/);
    });

    it("replaces tasks whose check takes too long", async () => {
      const command = ["CMD", "sleep", "1000"];
      const once = { ...CHECK, command, retries: 1, startPeriodSeconds: 0 };
      await underTest.service(underTest.define(await underTest.image(worker("v1")), { healthCheck: once }));
      await underTest.until(() => count("v1 up") === 1);

      underTest.clock.advance(10_000);
      underTest.clock.advance(5_000);
      await underTest.until(() => underTest.warnings.length > 0);

      expect(underTest.warnings[0]).to.contain("Task failed container health checks");
    });
  });
});
