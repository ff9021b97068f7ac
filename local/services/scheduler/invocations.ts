import { randomBytes } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { Clock, Timer } from "../../base/clock";
import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import { withContext } from "./contextAttributes";
import type { ScheduleSpec } from "./scheduler";
import { callTarget, sendMessage, type TargetDependencies } from "./targets";

export type InvocationDependencies = TargetDependencies & Pick<Services, "chaos" | "metrics" | "report">;

/** Before a retry: AWS says that its delays grow, and not how. */
const FIRST_DELAY_MS = 60_000;
const LONGEST_DELAY_MS = 15 * 60_000;

const SCHEDULER = "scheduler.amazonaws.com";

/** An invocation that is not done with. */
interface UnderWay {
  readonly scheduleArn: string;
  readonly scheduledAt: number;
  readonly attempt: number;
}

/** Calls targets, tries again, and sends what could not be delivered to the dead-letter queue. */
export class Invocations {
  readonly #calls = new Set<Promise<void>>();
  readonly #retries = new Set<Timer>();
  readonly #underWay: KeptMap<UnderWay>;
  /** Left by an earlier process, by execution id. */
  readonly #left: Map<string, UnderWay>;
  #isStopped = false;

  /** @param clock the schedules' own */
  constructor(
    private readonly deps: InvocationDependencies,
    private readonly clock: Clock,
    private readonly groupArn: (name: string) => string,
    maps: KeptMaps,
  ) {
    this.#underWay = maps.map("invocations");
    this.#left = new Map(this.#underWay.entries());
  }

  /** Goes on with what an earlier process had begun of a schedule: a target that it had just told may hear it again. */
  resume(spec: ScheduleSpec): void {
    for (const [executionId, { scheduleArn, scheduledAt, attempt }] of this.#left) {
      if (scheduleArn !== spec.arn) continue;
      this.#left.delete(executionId);
      this.#begin(spec, scheduledAt, executionId, attempt);
    }
  }

  /** Drops what an earlier process had begun of a schedule that is deleted. */
  forget(scheduleArn: string): void {
    for (const [executionId, underWay] of this.#left) {
      if (underWay.scheduleArn !== scheduleArn) continue;
      this.#left.delete(executionId);
      this.#underWay.delete(executionId);
    }
  }

  /** At least once: chaos delivers some a second time, as AWS may. */
  start(spec: ScheduleSpec, scheduledAt: number): void {
    const times = this.deps.chaos.strikes("duplicateInvocation") ? 2 : 1;
    if (times === 2) this.deps.report.warn(spec.label, `chaos invokes the target of ${spec.name} twice`);
    const executionId = randomBytes(8).toString("hex");
    for (let copy = 0; copy < times; copy += 1) this.#begin(spec, scheduledAt, executionId, 1);
  }

  async delivered(): Promise<void> {
    while (this.#calls.size > 0) await Promise.all(this.#calls);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const retry of this.#retries) retry.cancel();
    await this.delivered();
  }

  /** @throws AwsError `AccessDenied` where the role's trust policy does not let the service in */
  assumeRole(spec: ScheduleSpec, sessionName: string): Principal {
    // The source is the group, not the schedule: EventBridge Scheduler User Guide, "Confused deputy prevention".
    const context = { "aws:SourceArn": this.groupArn(spec.groupName) };
    return this.deps.iam.assumeRole(spec.target.roleArn, sessionName, SCHEDULER, context).principal;
  }

  #begin(spec: ScheduleSpec, scheduledAt: number, executionId: string, attempt: number): void {
    this.#underWay.set(executionId, { scheduleArn: spec.arn, scheduledAt, attempt });
    const call = this.#attempt(spec, scheduledAt, executionId, attempt).finally(() => this.#calls.delete(call));
    this.#calls.add(call);
  }

  async #attempt(spec: ScheduleSpec, scheduledAt: number, executionId: string, number: number): Promise<void> {
    const facts = { scheduleArn: spec.arn, scheduledTime: iso(scheduledAt), executionId, number };
    this.#count("InvocationAttemptCount", spec);
    try {
      await callTarget(this.deps, spec.target, facts, this.assumeRole(spec, executionId));
      this.#underWay.delete(executionId);
    } catch (error) {
      this.#count("TargetErrorCount", spec);
      const exhausted = this.#exhausted(spec, scheduledAt, number);
      if (exhausted === undefined) this.#retryLater(spec, scheduledAt, executionId, number);
      else {
        await this.#giveUp(spec, facts, error, exhausted);
        this.#underWay.delete(executionId);
      }
    }
  }

  #exhausted({ target }: ScheduleSpec, scheduledAt: number, attempt: number): string | undefined {
    if (attempt > target.maximumRetryAttempts) return "MaximumRetryAttempts";
    const retryAt = this.clock.now() + retryDelayMs(attempt);
    return retryAt - scheduledAt > target.maximumEventAgeSeconds * 1000 ? "MaximumEventAgeInSeconds" : undefined;
  }

  #retryLater(spec: ScheduleSpec, scheduledAt: number, executionId: string, attempt: number): void {
    if (this.#isStopped) return;
    const retry = this.clock.after(retryDelayMs(attempt), () => {
      this.#retries.delete(retry);
      this.#begin(spec, scheduledAt, executionId, attempt + 1);
    });
    this.#retries.add(retry);
  }

  /** Attributes as in the EventBridge Scheduler User Guide, "Configuring a schedule's dead-letter queue". */
  async #giveUp(
    spec: ScheduleSpec,
    facts: { scheduledTime: string; scheduleArn: string; executionId: string; number: number },
    error: unknown,
    exhausted: string,
  ): Promise<void> {
    const { target } = spec;
    const what = `${spec.name} of ${facts.scheduledTime} has failed ${facts.number} times: ${describe(error)}`;
    this.#count("InvocationDroppedCount", spec);
    if (target.deadLetterQueueArn === undefined) {
      this.deps.report.warn(spec.label, `${what}. It is lost: the schedule has no deadLetterConfig`);
      return;
    }
    const attributes = {
      ERROR_CODE: error instanceof AwsError ? error.code : "InternalError",
      ERROR_MESSAGE: describe(error),
      EXECUTION_ID: facts.executionId,
      EXHAUSTED_RETRY_CONDITION: exhausted,
      IS_PAYLOAD_TRUNCATED: "false",
      RETRY_ATTEMPTS: String(facts.number - 1),
      SCHEDULED_TIME: facts.scheduledTime,
      SCHEDULE_ARN: facts.scheduleArn,
      TARGET_ARN: target.arn,
    };
    try {
      await sendMessage(this.deps, target.deadLetterQueueArn, this.assumeRole(spec, facts.executionId), {
        MessageBody: withContext(target.input ?? "{}", facts),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
        ),
      });
      this.#count("InvocationsSentToDeadLetterCount", spec);
      this.deps.report.warn(spec.label, `${what}. It is in the dead-letter queue ${target.deadLetterQueueArn}`);
    } catch (failure) {
      this.#count("InvocationsFailedToBeSentToDeadLetterCount", spec);
      this.deps.report.warn(spec.label, `${what}. It is lost, for the dead-letter queue failed: ${describe(failure)}`);
    }
  }

  /** Source: EventBridge Scheduler User Guide, "Monitoring EventBridge Scheduler with Amazon CloudWatch". */
  #count(metricName: string, { groupName }: ScheduleSpec): void {
    this.deps.metrics.put({
      ...{ namespace: "AWS/Scheduler", metricName, value: 1, unit: "Count" },
      dimensions: { ScheduleGroup: groupName },
    });
  }
}

/** @param attempt the one that has failed, from 1 */
function retryDelayMs(attempt: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
}

function iso(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
