import { expect } from "chai";
import { CLUSTER, type EcsUnderTest, EXECUTION_ROLE, ecsUnderTest, SERVICE, TASK_ROLE } from "./support";

const IDLE = 'console.log("up"); setInterval(() => {}, 1000);';
const network = { awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"] } };
const TASKS = "arn:aws:ecs:us-east-1:000000000000:task/orders/*";

describe("ECS's API", () => {
  let underTest: EcsUnderTest;

  beforeEach(async () => {
    underTest = await ecsUnderTest();
  });
  afterEach(() => underTest.stop());

  const allow = (Action: string, Resource: string, Condition?: object) => ({
    Effect: "Allow",
    Action,
    Resource,
    Condition,
  });
  /** Calls with the credentials of a session of the task role. */
  const asTask = (operation: string, params: object) =>
    underTest.call(
      operation,
      params,
      underTest.iam.assumeRole(TASK_ROLE, "caller", "ecs-tasks.amazonaws.com", {
        "aws:SourceArn": TASKS,
      }).credentials,
    );
  const firstOf = (list: unknown) => (list as object[])[0];
  const tasksOf = ({ body }: { body: Record<string, unknown> }) => body.tasks as Record<string, unknown>[];

  it("runs a task, describes it, and stops it", async () => {
    underTest.define(await underTest.image(IDLE));
    const run = await underTest.call("RunTask", {
      cluster: "orders",
      taskDefinition: "worker",
      launchType: "FARGATE",
      networkConfiguration: network,
      startedBy: "test",
    });
    const [{ taskArn } = {}] = tasksOf(run);
    await underTest.until(() => underTest.lines.length === 1);

    const listed = await underTest.call("ListTasks", { cluster: CLUSTER, startedBy: "test" });
    const stopped = await underTest.call("StopTask", { cluster: "orders", task: taskArn, reason: "enough" });
    await underTest.until(() => underTest.ecs.tasks().every(({ status }) => status === "STOPPED"));
    const described = await underTest.call("DescribeTasks", { cluster: "orders", tasks: [taskArn, "0".repeat(32)] });

    expect(listed.body).to.deep.equal({ taskArns: [taskArn] });
    expect(stopped.body.task).to.include({ lastStatus: "STOPPING", desiredStatus: "STOPPED", stoppedReason: "enough" });
    const [task] = tasksOf(described);
    expect(task).to.deep.include({
      taskArn,
      clusterArn: CLUSTER,
      group: "family:worker",
      startedBy: "test",
      launchType: "FARGATE",
      cpu: "256",
      memory: "512",
      lastStatus: "STOPPED",
      stopCode: "UserInitiated",
      stoppedReason: "enough",
    });
    expect(firstOf(task?.containers)).to.include({ name: "app", exitCode: 143 });
    expect(described.body.failures).to.deep.equal([
      { arn: `arn:aws:ecs:us-east-1:000000000000:task/orders/${"0".repeat(32)}`, reason: "MISSING" },
    ]);
  });

  it("starts nothing twice for a repeat with the same token, and refuses it for another call", async () => {
    underTest.define(await underTest.image(IDLE));
    const call = { cluster: "orders", taskDefinition: "worker", networkConfiguration: network, clientToken: "t" };

    const first = await underTest.call("RunTask", call);
    const repeat = await underTest.call("RunTask", call);
    const other = await underTest.call("RunTask", { ...call, count: 2 });

    expect(tasksOf(repeat)[0]?.taskArn).to.equal(tasksOf(first)[0]?.taskArn);
    expect(underTest.ecs.tasks()).to.have.length(1);
    expect(other.body.__type).to.equal("ConflictException");
  });

  it("says that a container had no memory left", async () => {
    const image = await underTest.image("const all = []; for (;;) all.push(new Array(1e6).fill(all.length + 0.5));");
    const { arn } = underTest.run(underTest.define(image, {}, { memoryMb: 60 }));
    await underTest.until(() => underTest.task(arn).status === "STOPPED");

    const described = await underTest.call("DescribeTasks", { cluster: "orders", tasks: [arn] });

    expect(firstOf(tasksOf(described)[0]?.containers)).to.include({
      exitCode: 137,
      reason: "OutOfMemoryError: Container killed due to memory usage",
    });
  });

  it("describes a service", async () => {
    const definition = underTest.define(await underTest.image(IDLE));
    await underTest.service(definition);
    await underTest.until(() => underTest.lines.length === 1);

    underTest.ecs.setDesiredCount(SERVICE, 2);
    await underTest.until(() => underTest.lines.length === 2);
    const described = await underTest.call("DescribeServices", { cluster: "orders", services: [SERVICE, "other"] });

    const [service] = described.body.services as Record<string, unknown>[];
    expect(service).to.include({
      serviceName: "worker",
      desiredCount: 2,
      runningCount: 2,
      taskDefinition: definition.arn,
    });
    expect(firstOf(service?.deployments)).to.include({ status: "PRIMARY", rolloutState: "IN_PROGRESS" });
    expect(described.body.failures).to.deep.equal([
      { arn: "arn:aws:ecs:us-east-1:000000000000:service/orders/other", reason: "MISSING" },
    ]);
  });

  it("starts no task, and says why, where chaos leaves no capacity", async () => {
    await underTest.stop();
    underTest = await ecsUnderTest({ chaos: { strikes: (fault) => fault === "refuseTask", draw: () => 0 } });
    underTest.define(await underTest.image(IDLE));

    const { status, body } = await underTest.call("RunTask", {
      ...{ cluster: "orders", taskDefinition: "worker", networkConfiguration: network },
    });

    expect([status, body.tasks]).to.deep.equal([200, []]);
    expect(JSON.stringify(body.failures)).to.contain("Capacity is unavailable at this time");
    expect(underTest.ecs.tasks()).to.deep.equal([]);
  });

  for (const [operation, params, code, message] of [
    ["RunTask", { cluster: "orders", taskDefinition: "worker" }, "InvalidParameterException", "networkConfiguration"],
    [
      "RunTask",
      { cluster: "orders", taskDefinition: "worker", networkConfiguration: network, count: 11 },
      "InvalidParameterException",
      "count",
    ],
    [
      "RunTask",
      { cluster: "orders", taskDefinition: "worker", networkConfiguration: network, placementStrategy: [] },
      "InvalidParameterException",
      "placementStrategy",
    ],
    [
      "RunTask",
      { cluster: "other", taskDefinition: "worker", networkConfiguration: network },
      "ClusterNotFoundException",
      "Cluster not found.",
    ],
    ["RunTask", { cluster: "orders", taskDefinition: "other" }, "ClientException", "TaskDefinition not found."],
    ["StopTask", { cluster: "orders", task: "0" }, "InvalidParameterException", "The referenced task was not found."],
    [
      "UpdateTaskProtection",
      { cluster: "orders", tasks: ["0"], protectionEnabled: true, expiresInMinutes: 2881 },
      "InvalidParameterException",
      "from 1 to 2880, got 2881",
    ],
    ["ExecuteCommand", {}, "UnsupportedOperation", "does not run ecs:ExecuteCommand."],
  ] as const) {
    it(`answers ${operation} ${JSON.stringify(params)} with ${code}`, async () => {
      underTest.define(await underTest.image(IDLE));

      const { status, body } = await underTest.call(operation, params);

      expect(status).to.equal(400);
      expect(body.__type).to.equal(code);
      expect(body.message).to.contain(message);
    });
  }

  describe("to a role", () => {
    const definition = "arn:aws:ecs:us-east-1:000000000000:task-definition/worker:1";
    const passRoles = [TASK_ROLE, EXECUTION_ROLE].map((role) =>
      allow("iam:PassRole", role, { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } }),
    );
    const mayRun = allow("ecs:RunTask", definition, { ArnEquals: { "ecs:cluster": CLUSTER } });
    const params = { cluster: "orders", taskDefinition: "worker:1", networkConfiguration: network };

    it("runs tasks that it may run, with roles that it may pass", async () => {
      underTest.define(await underTest.image(IDLE));
      underTest.taskRole(mayRun, ...passRoles);

      const { status } = await asTask("RunTask", params);

      expect(status).to.equal(200);
    });

    for (const [what, statements, action] of [
      ["the task definition", passRoles, `ecs:RunTask on resource: ${definition}`],
      ["the task role", [mayRun, ...passRoles.slice(1)], `iam:PassRole on resource: ${TASK_ROLE}`],
      ["the execution role", [mayRun, ...passRoles.slice(0, 1)], `iam:PassRole on resource: ${EXECUTION_ROLE}`],
    ] as const) {
      it(`refuses RunTask without a statement about ${what}`, async () => {
        underTest.define(await underTest.image(IDLE));
        underTest.taskRole(...statements);

        const { status, body } = await asTask("RunTask", params);

        expect(status).to.equal(400);
        expect(body.__type).to.equal("AccessDeniedException");
        expect(body.message).to.contain(`is not authorized to perform: ${action} because`);
      });
    }

    describe("with tags", () => {
      const mayTag = allow("ecs:TagResource", TASKS, { StringEquals: { "ecs:CreateAction": "RunTask" } });
      const tagged = [{ propagateTags: "TASK_DEFINITION" }, { tags: [{ key: "team", value: "a" }] }];

      for (const tags of tagged) {
        it(`runs tasks with ${JSON.stringify(tags)} where it may tag them as they start`, async () => {
          underTest.define(await underTest.image(IDLE));
          underTest.taskRole(mayRun, mayTag, ...passRoles);

          const { status } = await asTask("RunTask", { ...params, ...tags, enableECSManagedTags: true });

          expect(status).to.equal(200);
        });

        it(`refuses RunTask with ${JSON.stringify(tags)} without a statement about tags`, async () => {
          underTest.define(await underTest.image(IDLE));
          underTest.taskRole(mayRun, ...passRoles);

          const { status, body } = await asTask("RunTask", { ...params, ...tags });

          expect(status).to.equal(400);
          expect(body.__type).to.equal("AccessDeniedException");
          expect(body.message).to.contain(`is not authorized to perform: ecs:TagResource on resource: ${TASKS}`);
        });
      }

      it("refuses the tags of a service, which such a task does not have", async () => {
        underTest.define(await underTest.image(IDLE));

        const { status, body } = await underTest.call("RunTask", { ...params, propagateTags: "SERVICE" });

        expect(status).to.equal(400);
        expect(body.__type).to.equal("InvalidParameterException");
        expect(body.message).to.contain("propagateTags");
      });
    });

    for (const [operation, extra] of [
      ["StopTask", { task: "0".repeat(32) }],
      ["DescribeTasks", { tasks: ["0".repeat(32)] }],
      ["GetTaskProtection", { tasks: ["0".repeat(32)] }],
      ["UpdateTaskProtection", { tasks: ["0".repeat(32)], protectionEnabled: true }],
    ] as const) {
      it(`refuses ${operation} on a task of another cluster`, async () => {
        underTest.taskRole(allow(`ecs:${operation}`, TASKS));

        const here = await asTask(operation, { cluster: "orders", ...extra });
        const there = await asTask(operation, { cluster: "other", ...extra });

        expect(here.body.__type).not.to.equal("AccessDeniedException");
        expect(there.body.__type).to.equal("AccessDeniedException");
      });
    }
  });

  it("protects tasks of services, and says when that ends", async () => {
    await underTest.service(underTest.define(await underTest.image(IDLE)));
    await underTest.until(() => underTest.lines.length === 1);
    const { arn: alone } = underTest.run(underTest.define(await underTest.image(IDLE)));
    const [{ arn: task } = { arn: "" }] = underTest.ecs.tasks({ serviceArn: SERVICE });

    const updated = await underTest.call("UpdateTaskProtection", {
      cluster: "orders",
      tasks: [task, alone],
      protectionEnabled: true,
    });
    const got = await underTest.call("GetTaskProtection", { cluster: "orders", tasks: [task] });
    await underTest.call("UpdateTaskProtection", { cluster: "orders", tasks: [task], protectionEnabled: false });
    const after = await underTest.call("GetTaskProtection", { cluster: "orders", tasks: [task] });

    const expirationDate = underTest.clock.now() / 1000 + 2 * 60 * 60;
    expect(updated.body).to.deep.equal({
      protectedTasks: [{ taskArn: task, protectionEnabled: true, expirationDate }],
      failures: [{ arn: alone, reason: "TASK_NOT_VALID", detail: "Task does not belong to a service" }],
    });
    expect(got.body.protectedTasks).to.deep.equal([{ taskArn: task, protectionEnabled: true, expirationDate }]);
    expect(after.body.protectedTasks).to.deep.equal([{ taskArn: task, protectionEnabled: false }]);
  });
});
