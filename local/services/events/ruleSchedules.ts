// AWS's language of schedule expressions is read once, for EventBridge Scheduler and for rules.
import { readTimetable, type Timetable } from "../../../functions/shared/schedule/timetable";
import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import { DueTimes } from "../../base/dueTimes";
import type { KeptMap, KeptMaps } from "../../base/keptMaps";

/** One minute is "1 minute" and two are "2 minutes". Source: Amazon EventBridge User Guide, "Rate expressions". */
const RATE = /^rate\((1 (minute|hour|day)|(?!1 )[1-9]\d* (minutes|hours|days))\)$/;
const CRON = /^cron\(.+\)$/;

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
  readonly #running = new Map<string, DueTimes>();
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
    let servedUntil = now;
    const times = new DueTimes(
      this.clock,
      () => timetable.next(servedUntil, since),
      (time) => {
        servedUntil = time;
        this.due(ruleArn, time);
      },
    );
    this.#running.set(ruleArn, times);
    times.start();
  }

  /** Stops a schedule for a while: its rule is disabled. */
  pause(ruleArn: string): void {
    this.#running.get(ruleArn)?.stop();
    this.#running.delete(ruleArn);
  }

  delete(ruleArn: string): void {
    this.pause(ruleArn);
    this.#since.delete(ruleArn);
    this.#kept.delete(ruleArn);
  }

  stop(): void {
    for (const times of this.#running.values()) times.stop();
    this.#running.clear();
  }
}
