import { expect } from "chai";
import type { Properties } from "../../../local/engine/resourceHandler";
import { schedule } from "../../../local/resources/scheduler/schedule";
import { scheduleGroup } from "../../../local/resources/scheduler/scheduleGroup";
import type { Services } from "../../../local/services";
import type { Scheduler, ScheduleSpec } from "../../../local/services/scheduler/scheduler";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

const GROUP_ARN = "arn:aws:scheduler:us-east-1:000000000000:schedule-group/jobs-1a2b3c4";
const TARGET = {
  arn: "arn:aws:lambda:us-east-1:000000000000:function:f",
  roleArn: "arn:aws:iam::000000000000:role/r",
};
const INPUTS = { scheduleExpression: "rate(1 hour)", flexibleTimeWindow: { mode: "OFF" }, target: TARGET };
const TASK = { taskDefinitionArn: "job:1", networkConfiguration: { subnets: ["subnet-1"] } };

function underTest() {
  const put: unknown[] = [];
  const deleted: string[] = [];
  const scheduler = {
    putGroup: (group: unknown) => void put.push(group),
    deleteGroup: (name: string) => void deleted.push(name),
    putSchedule: (spec: ScheduleSpec) => void put.push(spec),
    deleteSchedule: (arn: string) => void deleted.push(arn),
    times: (arn: string) => (arn.endsWith("/taken") ? { createdAt: 0, changedAt: 0 } : undefined),
  } as Partial<Scheduler> as Scheduler;
  const ec2 = {
    subnet(id: string) {
      if (id !== "subnet-1") throw new Error(`the subnet ${id} does not exist`);
    },
    securityGroup() {},
  } as unknown as Services["ec2"];
  return { services: { scheduler, ec2 }, put, deleted };
}

describe("aws.scheduler.ScheduleGroup", () => {
  it("is created with a name of its own, and deleted", async () => {
    const { services, put, deleted } = underTest();
    const handler = scheduleGroup(services);

    const created = await handler.create(resourceContext("jobs"), {});
    await handler.delete(resourceContext("jobs"), created);

    expect(created).to.deep.equal({
      id: "jobs-1a2b3c4",
      state: { name: "jobs-1a2b3c4", arn: GROUP_ARN, state: "ACTIVE" },
    });
    expect(put).to.deep.equal([{ arn: GROUP_ARN, name: "jobs-1a2b3c4" }]);
    expect(deleted).to.deep.equal(["jobs-1a2b3c4"]);
  });
});

describe("aws.scheduler.Schedule", () => {
  it("has a name that neither the program nor a call has taken", async () => {
    const { services } = underTest();
    const create = (name: string) => schedule(services).create(resourceContext("tick"), { ...INPUTS, name });

    expect((await rejection(create("taken"))).message).to.equal("Schedule taken already exists.");
    expect((await create("free")).id).to.equal("default/free");
  });

  const refusal = async (changes: Properties) =>
    (await rejection(schedule(underTest().services).create(resourceContext("tick"), { ...INPUTS, ...changes })))
      .message;

  it("has AWS's defaults", async () => {
    const { services, put } = underTest();

    const created = await schedule(services).create(resourceContext("tick"), INPUTS);

    const arn = "arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick-1a2b3c4";
    expect(created.id).to.equal("default/tick-1a2b3c4");
    expect(created.state).to.include({
      arn,
      state: "ENABLED",
      scheduleExpressionTimezone: "UTC",
      groupName: "default",
    });
    expect(put).to.deep.equal([
      {
        ...{ name: "tick-1a2b3c4", groupName: "default", label: "tick", arn },
        ...{ expression: "rate(1 hour)", timeZone: "UTC", enabled: true, deleteAfterCompletion: false },
        target: { ...TARGET, maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400 },
      },
    ]);
  });

  it("passes everything on", async () => {
    const { services, put } = underTest();

    await schedule(services).create(resourceContext("tick"), {
      ...INPUTS,
      ...{ name: "nightly", groupName: "jobs", scheduleExpressionTimezone: "Europe/Berlin", state: "DISABLED" },
      ...{ startDate: "2026-01-01T00:00:00Z", endDate: "2026-02-01T00:00:00Z", actionAfterCompletion: "DELETE" },
      target: {
        ...{ arn: "arn:aws:ecs:us-east-1:000000000000:cluster/c", roleArn: TARGET.roleArn, input: "{}" },
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 600 },
        deadLetterConfig: { arn: "arn:aws:sqs:us-east-1:000000000000:dead" },
        ecsParameters: {
          ...TASK,
          taskCount: 2,
          capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
          propagateTags: "TASK_DEFINITION",
          enableEcsManagedTags: true,
          tags: { team: "a" },
        },
      },
    });

    expect(put).to.deep.equal([
      {
        ...{ name: "nightly", groupName: "jobs", label: "tick" },
        arn: "arn:aws:scheduler:us-east-1:000000000000:schedule/jobs/nightly",
        ...{ expression: "rate(1 hour)", timeZone: "Europe/Berlin", enabled: false, deleteAfterCompletion: true },
        ...{ startDate: Date.parse("2026-01-01T00:00:00Z"), endDate: Date.parse("2026-02-01T00:00:00Z") },
        target: {
          ...{ arn: "arn:aws:ecs:us-east-1:000000000000:cluster/c", roleArn: TARGET.roleArn, input: "{}" },
          ...{ maximumRetryAttempts: 3, maximumEventAgeSeconds: 600 },
          deadLetterQueueArn: "arn:aws:sqs:us-east-1:000000000000:dead",
          runTask: {
            taskDefinition: "job:1",
            count: 2,
            capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
            networkConfiguration: {
              awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: [], assignPublicIp: "DISABLED" },
            },
            propagateTags: "TASK_DEFINITION",
            enableECSManagedTags: true,
            tags: [{ key: "team", value: "a" }],
          },
        },
      },
    ]);
  });

  it("keeps its name when it changes, and is deleted by its ARN", async () => {
    const { services, put, deleted } = underTest();
    const handler = schedule(services);

    const created = await handler.create(resourceContext("tick"), INPUTS);
    await handler.update?.(resourceContext("tick"), created, { ...INPUTS, state: "DISABLED" });
    await handler.delete(resourceContext("tick"), created);

    expect(put.map((spec) => (spec as ScheduleSpec).name)).to.deep.equal(["tick-1a2b3c4", "tick-1a2b3c4"]);
    expect(deleted).to.deep.equal([created.state.arn]);
  });

  for (const [what, changes, message] of [
    [
      "a flexible time window without its length",
      { flexibleTimeWindow: { mode: "FLEXIBLE" } },
      "flexibleTimeWindow.maximumWindowInMinutes must be a whole number from 1 to 1440 with the mode FLEXIBLE, got undefined",
    ],
    [
      "a flexible time window of more than a day",
      { flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 1_441 } },
      "with the mode FLEXIBLE, got 1441",
    ],
    ["another kind of time window", { flexibleTimeWindow: { mode: "WIDE" } }, "flexibleTimeWindow.mode must be one of"],
    ["an unknown state", { state: "PAUSED" }, 'state must be one of ENABLED, DISABLED, got "PAUSED"'],
    ["an unknown action", { actionAfterCompletion: "STOP" }, "actionAfterCompletion must be one of NONE, DELETE"],
    ["a start date that is none", { startDate: "soon" }, "startDate must be a time such as"],
    ["a name that Scheduler refuses", { name: "a b" }, 'got "a b"'],
    ["another kind of target", { target: { ...TARGET, kinesisParameters: {} } }, "target.kinesisParameters"],
    [
      "too many retries",
      { target: { ...TARGET, retryPolicy: { maximumRetryAttempts: 186 } } },
      "from 0 to 185, got 186",
    ],
    [
      "too short an age",
      { target: { ...TARGET, retryPolicy: { maximumEventAgeInSeconds: 59 } } },
      "60 to 86400, got 59",
    ],
    ["a task without a network", { target: { ...TARGET, ecsParameters: { taskDefinitionArn: "j" } } }, "one subnet"],
    ["a task on EC2", { target: { ...TARGET, ecsParameters: { ...TASK, launchType: "EC2" } } }, 'must be "FARGATE"'],
    [
      "a subnet that does not exist",
      { target: { ...TARGET, ecsParameters: { ...TASK, networkConfiguration: { subnets: ["subnet-2"] } } } },
      "the subnet subnet-2 does not exist",
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect(await refusal(changes)).to.contain(message);
    });
  }
});
