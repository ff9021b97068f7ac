import { randomUUID } from "node:crypto";
import type { Timer } from "../../base/clock";
import type { Services } from "../../services";
import type {
  AutoScaling,
  ScalableTargetSpec,
  ScalingActivity,
  StepScalingSpec,
  TargetTrackingSpec,
} from "./autoscaling";
import { steppedCapacity } from "./stepScaling";
import { createTargetTracking, type TargetTracking } from "./targetTracking";

type Dependencies = Pick<Services, "ecs" | "metrics" | "alarms" | "clock" | "report">;

/** Target tracking looks at its metric once a minute. */
const MINUTE_MS = 60_000;
/** Activities that are remembered. */
const MOST_ACTIVITIES = 200;

/** A policy's last scaling activity in one direction. */
interface Activity {
  /** Milliseconds since the Unix epoch. */
  at: number;
  capacityBefore: number;
}

interface Target {
  spec: ScalableTargetSpec;
  tracking: Map<string, TargetTracking>;
  steps: Map<string, StepScalingSpec>;
  /** By the policy that scaled. */
  outs: Map<string, Activity>;
  ins: Map<string, Activity>;
}

/**
 * Application Auto Scaling of ECS services.
 *
 * - Scaling out wins over scaling in, and of several policies the largest capacity; target tracking scales in only if every policy of the
 *   target that may scale in agrees.
 * - Within its cooldown after scaling out, a policy reckons from the capacity before, so that it adds only what is asked for beyond what
 *   it gave. Within its cooldown after scaling in, it does not scale in; scaling out waits for no scaling in, and ends such a wait.
 * - A metric without data scales nothing. A backlog for each running task has none while no task runs: from zero, only step scaling
 *   on the backlog itself wakes a service.
 *
 * Source: Application Auto Scaling User Guide, "How target tracking scaling works" and "How step scaling works". Differences: all policies
 * are evaluated together at the end of each minute, where AWS has two alarms of each policy; and how gently AWS scales in is not
 * published: here it goes straight to what the metric asks for.
 *
 * @param options `timeScale` divides minutes and cooldowns: 60 makes a minute a second. A period is never below a second. @default 1
 */
export function createAutoScaling(deps: Dependencies, { timeScale = 1 }: { timeScale?: number } = {}): AutoScaling {
  const { clock, ecs, metrics, report } = deps;
  const targets = new Map<string, Target>();
  const periodMs = Math.max(1000, Math.round(MINUTE_MS / timeScale));
  const activities: ScalingActivity[] = [];
  let timer: Timer | undefined;

  const targetOf = (resourceId: string): Target => {
    const target = targets.get(resourceId);
    if (target) return target;
    throw new RangeError(
      `there is no scalable target ${resourceId}: a policy needs an aws.appautoscaling.Target of it`,
    );
  };
  const within = (activity: Activity | undefined, cooldownSeconds: number): boolean =>
    activity !== undefined && clock.now() - activity.at < (cooldownSeconds * 1000) / timeScale;
  const capacityOf = ({ spec }: Target): number => ecs.counts(spec.serviceArn).desired;
  const baseFor = ({ outs }: Target, policy: string, capacity: number, cooldownSeconds: number): number => {
    const last = outs.get(policy);
    return last && within(last, cooldownSeconds) ? last.capacityBefore : capacity;
  };

  const note = (resourceId: string, desired: number, cause: string): void => {
    activities.unshift({ id: randomUUID(), resourceId, at: clock.now(), desired, cause });
    activities.length = Math.min(activities.length, MOST_ACTIVITIES);
  };
  const bringIntoRange = ({ minCapacity, maxCapacity, serviceArn, resourceId }: ScalableTargetSpec): void => {
    const capacity = ecs.counts(serviceArn).desired;
    const desired = Math.min(maxCapacity, Math.max(minCapacity, capacity));
    if (desired === capacity) return;
    ecs.setDesiredCount(serviceArn, desired);
    const bound = desired > capacity ? "minimum" : "maximum";
    note(resourceId, desired, `${bound} capacity was set to ${desired}`);
    report.log(resourceId.split("/").at(-1) ?? resourceId, `scaling ${capacity} -> ${desired}: its ${bound} capacity`);
  };

  const scale = (target: Target, policy: string, wanted: number, why: string): void => {
    const { minCapacity, maxCapacity, serviceArn, resourceId } = target.spec;
    const capacity = capacityOf(target);
    const desired = Math.min(maxCapacity, Math.max(minCapacity, wanted));
    if (desired === capacity) return;
    const activity = { at: clock.now(), capacityBefore: capacity };
    if (desired > capacity) {
      target.outs.set(policy, activity);
      target.ins.clear();
    } else target.ins.set(policy, activity);
    ecs.setDesiredCount(serviceArn, desired);
    note(resourceId, desired, `policy ${policy} was triggered: ${why}`);
    report.log(
      resourceId.split("/").at(-1) ?? resourceId,
      `scaling ${capacity} -> ${desired}: policy ${policy}, ${why}`,
    );
  };

  const scaleByTracking = (target: Target): void => {
    const capacity = capacityOf(target);
    const verdicts = [...target.tracking.values()].map((tracking) => ({ tracking, verdict: tracking.verdict() }));
    const outs = verdicts.flatMap(({ tracking: { spec }, verdict }) => {
      if (verdict.kind !== "out") return [];
      const base = baseFor(target, spec.name, capacity, spec.scaleOutCooldownSeconds);
      return [{ spec, verdict, wanted: Math.ceil((base * verdict.metric) / spec.target) }];
    });
    const [largest] = outs.sort((a, b) => b.wanted - a.wanted);
    if (largest) {
      const { spec, verdict, wanted } = largest;
      if (wanted > capacity) scale(target, spec.name, wanted, reason(spec, verdict.metric));
      return;
    }
    const deciding = verdicts.filter(({ tracking }) => !tracking.spec.disableScaleIn);
    const ins = deciding.flatMap(({ tracking: { spec }, verdict }) => {
      if (verdict.kind !== "in" || within(target.ins.get(spec.name), spec.scaleInCooldownSeconds)) return [];
      return [{ spec, verdict, wanted: Math.ceil((capacity * verdict.metric) / spec.target) }];
    });
    const [gentlest] = ins.sort((a, b) => b.wanted - a.wanted);
    if (gentlest === undefined || ins.length < deciding.length || gentlest.wanted >= capacity) return;
    scale(target, gentlest.spec.name, gentlest.wanted, reason(gentlest.spec, gentlest.verdict.metric));
  };

  const evaluate = (): void => {
    schedule();
    const end = Math.floor(clock.now() / periodMs) * periodMs;
    for (const target of targets.values()) {
      for (const tracking of target.tracking.values()) {
        tracking.see((metric) => metrics.statistic({ ...metric, from: end - periodMs, to: end }));
      }
      if (target.tracking.size > 0) guarded(target, () => scaleByTracking(target));
    }
  };
  const schedule = (): void => {
    timer?.cancel();
    timer = clock.after(periodMs - (clock.now() % periodMs), evaluate);
  };

  const stepBy = (target: Target, policy: StepScalingSpec, values: readonly number[], threshold: number): void => {
    const metric = aggregated(policy, values);
    const capacity = capacityOf(target);
    const base = baseFor(target, policy.name, capacity, policy.cooldownSeconds);
    const wanted = steppedCapacity(policy, base, metric - threshold);
    if (wanted === undefined) return;
    const waits = base !== capacity || within(target.ins.get(policy.name), policy.cooldownSeconds);
    if (wanted > base ? wanted <= capacity : waits) return;
    scale(target, policy.name, wanted, `metric ${rounded(metric)} against ${threshold}`);
  };

  /** A service that is gone, or fails, must not end the process from a timer. */
  const guarded = (target: Target, work: () => void): void => {
    try {
      work();
    } catch (error) {
      report.warn("auto scaling", `${target.spec.resourceId} is not scaled: ${(error as Error).message}`);
    }
  };

  const alarmed: AutoScaling["alarmed"] = (policyArn, values, threshold) => {
    for (const target of targets.values()) {
      const policy = [...target.steps.values()].find(({ arn }) => arn === policyArn);
      if (policy) guarded(target, () => stepBy(target, policy, values, threshold));
    }
  };
  deps.alarms.onScaling(({ policyArns, values, threshold }) => {
    for (const policyArn of policyArns) alarmed(policyArn, values, threshold);
  });

  return {
    putTarget(spec) {
      const known = targets.get(spec.resourceId);
      if (known) known.spec = spec;
      else
        targets.set(spec.resourceId, { spec, tracking: new Map(), steps: new Map(), outs: new Map(), ins: new Map() });
      timer ?? schedule();
      if (ecs.describeService(spec.serviceArn) !== undefined) bringIntoRange(spec);
    },
    deleteTarget: (resourceId) => void targets.delete(resourceId),
    putPolicy(spec) {
      const { tracking, steps } = targetOf(spec.resourceId);
      if (spec.kind === "step") steps.set(spec.name, spec);
      else tracking.set(spec.name, createTargetTracking(spec));
    },
    deletePolicy(resourceId, name) {
      targets.get(resourceId)?.tracking.delete(name);
      targets.get(resourceId)?.steps.delete(name);
    },
    alarmed,
    activities: () => activities,
    stop() {
      timer?.cancel();
      targets.clear();
    },
  };
}

function reason({ target }: TargetTrackingSpec, metric: number): string {
  return `metric ${rounded(metric)} for a target of ${target}`;
}

function aggregated({ aggregation }: StepScalingSpec, values: readonly number[]): number {
  if (aggregation === "Minimum") return Math.min(...values);
  if (aggregation === "Maximum") return Math.max(...values);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
