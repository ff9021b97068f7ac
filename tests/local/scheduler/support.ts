import type { Chaos } from "../../../local/base/chaos";
import { noChaos } from "../../../local/base/chaos";
import { type DataFolder, nothingKept } from "../../../local/base/dataFolder";
import { Inventory } from "../../../local/base/inventory";
import { keptMaps } from "../../../local/base/keptMaps";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import { createMetrics, type Metrics } from "../../../local/services/cloudwatch/metrics";
import { createScheduler, type SchedulerDependencies } from "../../../local/services/scheduler/createScheduler";
import type { Scheduler, ScheduleSpec, ScheduleTarget } from "../../../local/services/scheduler/scheduler";
import { createSqs } from "../../../local/services/sqs/createSqs";
import type { QueueMessage, Sqs } from "../../../local/services/sqs/sqs";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";

export const GROUP_ARN = "arn:aws:scheduler:us-east-1:000000000000:schedule-group/jobs";
export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:listener";
export const CLUSTER_ARN = "arn:aws:ecs:us-east-1:000000000000:cluster/jobs";
export const ROLE_ARN = "arn:aws:iam::000000000000:role/caller";
export const START = "2026-03-02T12:00:00.000Z";

export interface SchedulerUnderTest {
  scheduler: Scheduler;
  sqs: Sqs;
  iam: Iam;
  metrics: Metrics;
  clock: HeldClock;
  /** Events that functions were called with, in order. */
  events: unknown[];
  /** Parameters that `RunTask` was called with, in order. */
  tasks: Record<string, unknown>[];
  /** Thrown, one after the other, instead of calling a function. */
  errors: Error[];
  /** Reasons for which `RunTask` starts nothing, one after the other. */
  failures: string[];
  warnings: string[];
  /** A schedule of the group `jobs` that calls the function each minute, unless told otherwise. */
  put(changes?: Partial<Omit<ScheduleSpec, "target">>, target?: Partial<ScheduleTarget>): ScheduleSpec;
  /** Serves what is due by now. */
  now(): Promise<void>;
  /** Moves the clock by steps of a minute. */
  minutes(count: number): Promise<void>;
  sum(metricName: string): number | undefined;
  received(queueArn: string): Promise<readonly QueueMessage[]>;
  stop(): Promise<void>;
}

export function schedulerUnderTest(
  options: { start?: string; timeScale?: number; chaos?: Chaos; clock?: HeldClock; data?: DataFolder } = {},
): SchedulerUnderTest {
  const clock = options.clock ?? new HeldClock(Date.parse(options.start ?? START));
  const warnings: string[] = [];
  const report = { stage() {}, log() {}, warn: (_source: string, line: string) => void warnings.push(line) };
  const iam = createIam({ report });
  const metrics = createMetrics({ clock });
  const edgeUrl = "http://127.0.0.1:1";
  const sqs = createSqs({ clock, edgeUrl, iam, kms: localKms(), inventory: new Inventory(report), metrics });
  const events: unknown[] = [];
  const tasks: Record<string, unknown>[] = [];
  const errors: Error[] = [];
  const failures: string[] = [];
  const lambda: SchedulerDependencies["lambda"] = {
    invokeAsync(_arn, payload) {
      const error = errors.shift();
      if (error) throw error;
      events.push(payload);
    },
  };
  const ecs: SchedulerDependencies["ecs"] = {
    api: {
      signingName: "ecs",
      protocol: "json-1.1",
      prepare: ({ params }) => ({
        permissions: [{ action: "ecs:RunTask", resource: "arn:aws:ecs:us-east-1:000000000000:task-definition/job:1" }],
        async run() {
          const reason = failures.shift();
          if (reason !== undefined) return { result: { tasks: [], failures: [{ reason }] } };
          tasks.push(params);
          return { result: { tasks: [{}], failures: [] } };
        },
      }),
    },
  };
  const { timeScale = 1, chaos = noChaos, data = nothingKept } = options;
  const scheduler = createScheduler(
    { iam, lambda, ecs, sqs, metrics, chaos, clock, report, edgeUrl },
    { timeScale },
    keptMaps(data, "scheduler"),
  );
  scheduler.putGroup({ arn: GROUP_ARN, name: "jobs" });
  iam.putRole({ arn: ROLE_ARN, name: "caller", trustPolicy: trust({ "aws:SourceArn": GROUP_ARN }) });
  iam.putRolePolicy(ROLE_ARN, "call", allow("lambda:InvokeFunction", "ecs:RunTask", "sqs:SendMessage"));

  return {
    ...{ scheduler, sqs, iam, metrics, clock, events, tasks, errors, failures, warnings },
    put(changes = {}, target = {}) {
      const name = changes.name ?? "tick";
      const spec: ScheduleSpec = {
        ...{ name, groupName: "jobs", label: name, expression: "cron(* * * * ? *)", timeZone: "UTC" },
        ...{ enabled: true, deleteAfterCompletion: false },
        arn: `arn:aws:scheduler:us-east-1:000000000000:schedule/jobs/${name}`,
        ...changes,
        target: {
          ...{ arn: FUNCTION_ARN, roleArn: ROLE_ARN, maximumRetryAttempts: 0, maximumEventAgeSeconds: 86_400 },
          ...target,
        },
      };
      scheduler.putSchedule(spec);
      return spec;
    },
    async now() {
      clock.advance(0);
      await scheduler.delivered();
    },
    async minutes(count) {
      for (let minute = 0; minute < count; minute += 1) {
        clock.advance(60_000);
        await scheduler.delivered();
      }
    },
    sum: (metricName) =>
      metrics.statistic({
        ...{ namespace: "AWS/Scheduler", metricName, dimensions: { ScheduleGroup: "jobs" }, statistic: "Sum" },
        ...{ from: Date.parse(START), to: clock.now() + 60_000 },
      }),
    received: (queueArn) => sqs.receive(queueArn, { max: 10, waitSeconds: 0, signal: new AbortController().signal }),
    async stop() {
      await scheduler.stop();
      await sqs.stop();
      metrics.stop();
    },
  };
}

/** A trust policy that lets Scheduler in where the facts are these. */
export function trust(facts: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: facts },
      },
    ],
  });
}

export function allow(...actions: string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
  });
}
