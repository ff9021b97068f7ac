// AWS's language of schedule expressions is read once, for EventBridge Scheduler and for rules.
import { readTimetable, type Timetable } from "../../../functions/shared/schedule/timetable";
import { AwsError } from "../../base/awsError";
import type { Clock, Timer } from "../../base/clock";
import type { KeptMap, KeptMaps } from "../../base/keptMaps";

/** Longest that a timer waits: a machine that was asleep must not learn of it days later. */
const LONGEST_WAIT_MS = 3_600_000;

/** One minute is "1 minute" and two are "2 minutes". Source: Amazon EventBridge User Guide, "Rate expressions". */
const RATE = /^rate\((1 (minute|hour|day)|(?!1 )[1-9]\d* (minutes|hours|days))\)$/;
const CRON = /^cron\(.+\)$/;

interface Entry {
  timetable: Timetable;
  since: number;
  servedUntil: number;
  timer?: Timer;
}

/** A schedule, and when it was given: a rate counts from there. */
interface Since {
  readonly expression: string;
  readonly since: number;
}

/**
 * The times of scheduled rules. A rate is due first when its time has gone by once.
 *
 * Known difference from AWS: what fell due while the local cloud was stopped is not made up for, for nobody would have seen it coming.
 */
export class RuleSchedules {
  readonly #entries = new Map<string, Entry>();
  readonly #since = new Map<string, Since>();
  readonly #kept: KeptMap<Since>;

  /** @param due is told the rule's ARN and the time that it was due at */
  constructor(
    private readonly clock: Clock,
    kept: KeptMaps,
    private readonly due: (ruleArn: string, time: number) => void,
  ) {
    this.#kept = kept.map("schedules");
  }

  /** Reads a schedule. @throws AwsError `ValidationException` */
  check(expression: string): Timetable {
    try {
      if (RATE.test(expression) || CRON.test(expression)) return readTimetable(expression, "UTC");
    } catch {
      // AWS says no more of it than of any other expression.
    }
    throw new AwsError("ValidationException", "Parameter ScheduleExpression is not valid.");
  }

  /** Starts a rule's schedule, or changes it: the same expression goes on as it was. */
  start(ruleArn: string, expression: string): void {
    const timetable = this.check(expression);
    this.pause(ruleArn);
    const now = this.clock.now();
    const known = this.#since.get(ruleArn) ?? this.#kept.entries().get(ruleArn);
    const since = known?.expression === expression ? known.since : now;
    this.#since.set(ruleArn, { expression, since });
    this.#kept.set(ruleArn, { expression, since });
    const entry: Entry = { timetable, since, servedUntil: now };
    this.#entries.set(ruleArn, entry);
    this.#plan(ruleArn, entry);
  }

  /** Stops a schedule for a while: its rule is disabled. */
  pause(ruleArn: string): void {
    this.#entries.get(ruleArn)?.timer?.cancel();
    this.#entries.delete(ruleArn);
  }

  delete(ruleArn: string): void {
    this.pause(ruleArn);
    this.#since.delete(ruleArn);
    this.#kept.delete(ruleArn);
  }

  stop(): void {
    for (const { timer } of this.#entries.values()) timer?.cancel();
    this.#entries.clear();
  }

  #plan(ruleArn: string, entry: Entry): void {
    const next = nextTime(entry);
    if (next === undefined) return;
    const waitMs = Math.min(Math.max(0, next - this.clock.now()), LONGEST_WAIT_MS);
    entry.timer = this.clock.after(waitMs, () => this.#serve(ruleArn, entry));
  }

  /** Serves whatever is due by now, in order: a timer may be late, and a held clock may jump. */
  #serve(ruleArn: string, entry: Entry): void {
    const now = this.clock.now();
    for (let next = nextTime(entry); next !== undefined && next <= now; next = nextTime(entry)) {
      entry.servedUntil = next;
      this.due(ruleArn, next);
    }
    this.#plan(ruleArn, entry);
  }
}

function nextTime({ timetable, since, servedUntil }: Entry): number | undefined {
  return timetable.next(servedUntil, since);
}
