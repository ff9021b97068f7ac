import type { Timetable } from "../../../functions/shared/schedule/timetable";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Timer } from "../../base/clock";
import type { Services } from "../../services";
import { fastClock } from "./fastClock";
import { type InvocationDependencies, Invocations } from "./invocations";
import type { Scheduler, ScheduleSpec } from "./scheduler";
import { checkTarget } from "./targets";
import { scheduleTimetable } from "./timetable";

export type SchedulerDependencies = InvocationDependencies & Pick<Services, "clock">;

/** Longest that a timer waits: a machine that was asleep must not learn of it days later, and Node's own timers end at 24 days. */
const LONGEST_WAIT_MS = 3_600_000;

interface Entry {
  spec: ScheduleSpec;
  timetable: Timetable;
  /** When the schedule was made; what a rate counts from where it has no start date. */
  createdAt: number;
  /** The last time that has been served. */
  servedUntil: number;
  timer?: Timer;
}

/**
 * EventBridge Scheduler: every schedule has a timer for its next time.
 *
 * Known differences from AWS:
 * - targets are called at once, not at any second of the minute;
 * - schedules are not changed through the API: they are resources of the program.
 *
 * @param options `timeScale`: how many times as fast as the machine's own the clock is by which schedules are due, which starts with
 *   the machine's. Scheduled times, retries and the age of an invocation go by it. @default 1
 */
export function createScheduler(
  deps: SchedulerDependencies,
  { timeScale = 1 }: { timeScale?: number } = {},
): Scheduler {
  const clock = fastClock(deps.clock, timeScale);
  const groups = new Map<string, string>([["default", arn("scheduler", "schedule-group/default")]]);
  const entries = new Map<string, Entry>();
  const groupArn = (name: string): string => {
    const found = groups.get(name);
    if (found) return found;
    throw new AwsError("ResourceNotFoundException", `Schedule group ${name} does not exist.`, 404);
  };
  const invocations = new Invocations(deps, clock, groupArn);
  const remove = (scheduleArn: string): void => {
    entries.get(scheduleArn)?.timer?.cancel();
    entries.delete(scheduleArn);
  };
  const plan = (entry: Entry): void => {
    entry.timer?.cancel();
    const due = nextTime(entry);
    if (due === undefined) {
      if (entry.spec.deleteAfterCompletion && entry.spec.enabled) entries.delete(entry.spec.arn);
      return;
    }
    if (!entry.spec.enabled) return;
    entry.timer = clock.after(Math.min(Math.max(0, due - clock.now()), LONGEST_WAIT_MS), () => serve(entry));
  };
  /** Serves whatever is due by now, in order: a timer may be late, and a held clock may jump. */
  const serve = (entry: Entry): void => {
    const now = clock.now();
    for (let due = nextTime(entry); due !== undefined && due <= now; due = nextTime(entry)) {
      entry.servedUntil = due;
      invocations.start(entry.spec, due);
    }
    plan(entry);
  };

  return {
    putGroup: (group) => void groups.set(group.name, group.arn),
    deleteGroup(name) {
      groups.delete(name);
      for (const { spec } of [...entries.values()]) if (spec.groupName === name) remove(spec.arn);
    },
    putSchedule(spec) {
      const timetable = scheduleTimetable(spec.expression, spec.timeZone);
      checkTarget(spec.target);
      groupArn(spec.groupName);
      checkRole(invocations, spec);
      const known = entries.get(spec.arn);
      remove(spec.arn);
      const now = clock.now();
      const entry = {
        spec,
        timetable,
        createdAt: known?.createdAt ?? now,
        servedUntil: servedBefore(known, spec, now),
      };
      entries.set(spec.arn, entry);
      plan(entry);
    },
    deleteSchedule: remove,
    now: () => clock.now(),
    delivered: () => invocations.delivered(),
    async stop() {
      for (const { timer } of entries.values()) timer?.cancel();
      entries.clear();
      await invocations.stop();
    },
  };
}

/** A schedule that changes goes on from here: what it missed while it was disabled, or under another expression, is not made up for. */
function servedBefore(known: Entry | undefined, { expression, enabled }: ScheduleSpec, now: number): number {
  // A new rate is due at once (EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler").
  if (!known) return now - 1;
  const isSame = known.spec.enabled && enabled && known.spec.expression === expression;
  return isSame ? known.servedUntil : now;
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
