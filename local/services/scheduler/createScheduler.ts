import type { Timetable } from "../../../functions/shared/schedule/timetable";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { DueTimes } from "../../base/dueTimes";
import { fastClock } from "../../base/fastClock";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { Services } from "../../services";
import { type InvocationDependencies, Invocations } from "./invocations";
import type { Scheduler, ScheduleSpec } from "./scheduler";
import { checkTarget } from "./targets";
import { scheduleTimetable } from "./timetable";

export type SchedulerDependencies = InvocationDependencies & Pick<Services, "clock">;

/** The part of a schedule that decides what it does next. */
interface Progress {
  readonly spec: Pick<ScheduleSpec, "expression" | "enabled">;
  /** When the schedule was made; what a rate counts from where it has no start date. */
  readonly createdAt: number;
  /** The last time that has been served. */
  readonly servedUntil: number;
}

interface Entry extends Progress {
  spec: ScheduleSpec;
  timetable: Timetable;
  servedUntil: number;
  changedAt: number;
  times?: DueTimes;
}

interface Group {
  readonly arn: string;
  readonly createdAt: number;
  readonly changedAt: number;
}

/**
 * EventBridge Scheduler: every schedule has a timer for its next time.
 *
 * Known difference from AWS: targets are called at once, not at any second of the minute.
 *
 * @param options `timeScale`: how many times as fast as the machine's own the clock is by which schedules are due, which starts with
 *   the machine's. Scheduled times, retries and the age of an invocation go by it. @default 1
 * @param kept how far schedules were in an earlier process. Times that fell due since are made up for, but for those that are older than
 *   the schedule's maximum age of an event: AWS would not try these any more
 */
export function createScheduler(
  deps: SchedulerDependencies,
  { timeScale = 1 }: { timeScale?: number } = {},
  kept: KeptMaps = noMaps,
): Scheduler {
  const clock = fastClock(deps.clock, timeScale);
  const groups = new Map<string, Group>();
  const putGroup = ({ name, arn }: { name: string; arn: string }): void => {
    const now = clock.now();
    groups.set(name, { arn, createdAt: groups.get(name)?.createdAt ?? now, changedAt: now });
  };
  putGroup({ name: "default", arn: arn("scheduler", "schedule-group/default") });
  const entries = new Map<string, Entry>();
  const groupArn = (name: string): string => {
    const found = groups.get(name);
    if (found) return found.arn;
    throw new AwsError("ResourceNotFoundException", `Schedule group ${name} does not exist.`, 404);
  };
  // A faster clock starts with the machine's each time: what was done by an earlier one may lie ahead of it.
  const progress = (timeScale === 1 ? kept : noMaps).map<Progress>("schedules");
  const invocations = new Invocations(deps, clock, groupArn, kept);
  const remove = (scheduleArn: string): void => {
    entries.get(scheduleArn)?.times?.stop();
    entries.delete(scheduleArn);
  };
  const forget = (scheduleArn: string): void => {
    remove(scheduleArn);
    progress.delete(scheduleArn);
    invocations.forget(scheduleArn);
  };
  const record = ({ spec: { arn: scheduleArn, expression, enabled }, createdAt, servedUntil }: Entry): void =>
    progress.set(scheduleArn, { spec: { expression, enabled }, createdAt, servedUntil });
  const forgetCompleted = (entry: Entry): void => {
    if (nextTime(entry) === undefined && entry.spec.deleteAfterCompletion) entries.delete(entry.spec.arn);
  };
  const start = (entry: Entry): void => {
    entry.times = new DueTimes(
      clock,
      () => nextTime(entry),
      (due) => {
        entry.servedUntil = due;
        record(entry);
        invocations.start(entry.spec, due);
        forgetCompleted(entry);
      },
    );
    entry.times.start();
    forgetCompleted(entry);
  };

  return {
    putGroup,
    deleteGroup(name) {
      groups.delete(name);
      for (const { spec } of [...entries.values()]) {
        if (spec.groupName !== name) continue;
        forget(spec.arn);
      }
    },
    putSchedule(spec) {
      const timetable = scheduleTimetable(spec.expression, spec.timeZone);
      checkTarget(spec.target);
      if (spec.startDate !== undefined && spec.endDate !== undefined && spec.startDate >= spec.endDate) {
        throw new AwsError("ValidationException", "The StartDate you specify must come before the EndDate.");
      }
      groupArn(spec.groupName);
      checkRole(invocations, spec);
      const now = clock.now();
      const left = progress.entries().get(spec.arn);
      const known = entries.get(spec.arn) ?? (left && withoutTooOld(left, spec, now));
      remove(spec.arn);
      const entry: Entry = {
        spec,
        timetable,
        createdAt: known?.createdAt ?? now,
        servedUntil: servedBefore(known, spec, now),
        changedAt: now,
      };
      entries.set(spec.arn, entry);
      record(entry);
      if (!spec.enabled) return;
      invocations.resume(spec);
      start(entry);
    },
    deleteSchedule(scheduleArn) {
      forget(scheduleArn);
    },
    times(ofArn) {
      const found = entries.get(ofArn) ?? [...groups.values()].find(({ arn }) => arn === ofArn);
      return found && { createdAt: found.createdAt, changedAt: found.changedAt };
    },
    nextTimes(scheduleArn, most) {
      const entry = entries.get(scheduleArn);
      if (!entry?.spec.enabled) return [];
      const times: number[] = [];
      let { servedUntil } = entry;
      while (times.length < most) {
        const due = nextTime({ ...entry, servedUntil });
        if (due === undefined) break;
        times.push(due);
        servedUntil = due;
      }
      return times;
    },
    runNow(scheduleArn) {
      const entry = entries.get(scheduleArn);
      if (!entry) throw new AwsError("ResourceNotFoundException", `Schedule ${scheduleArn} does not exist.`, 404);
      invocations.start(entry.spec, clock.now());
    },
    now: () => clock.now(),
    delivered: () => invocations.delivered(),
    async stop() {
      for (const { times } of entries.values()) times?.stop();
      entries.clear();
      await invocations.stop();
    },
  };
}

/** A schedule that changes goes on from here: what it missed while it was disabled, or under another expression, is not made up for. */
function servedBefore(known: Progress | undefined, { expression, enabled }: ScheduleSpec, now: number): number {
  // A new rate is due at once (EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler").
  if (!known) return now - 1;
  const isSame = known.spec.enabled && enabled && known.spec.expression === expression;
  return isSame ? known.servedUntil : now;
}

/** Times that nobody would be told of any more, after a stop that was long. */
function withoutTooOld(progress: Progress, { target }: ScheduleSpec, now: number): Progress {
  const oldest = now - target.maximumEventAgeSeconds * 1000;
  return { ...progress, servedUntil: Math.max(progress.servedUntil, oldest - 1) };
}

function nextTime({ spec, timetable, createdAt, servedUntil }: Entry): number | undefined {
  const { startDate, endDate } = spec;
  const after = startDate === undefined ? servedUntil : Math.max(servedUntil, startDate - 1);
  const due = timetable.next(after, startDate ?? createdAt);
  return due !== undefined && (endDate === undefined || due <= endDate) ? due : undefined;
}

function checkRole(invocations: Invocations, spec: ScheduleSpec): void {
  try {
    invocations.assumeRole(spec, "validation");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError(
      "ValidationException",
      `The execution role you provide must allow AWS EventBridge Scheduler to assume the role: ${error.message}`,
    );
  }
}
