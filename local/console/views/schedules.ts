import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";
import { type ConsoleParts, ofType, placeOf, type View } from "../parts";
import { placesOf } from "../places";
import { measured, RECENT_MS } from "./recent";

const SCHEDULE = "aws:scheduler/schedule:Schedule";
/** Times that are shown of a schedule. */
const NEXT = 5;

/** Every schedule with its target, when it is due next, and how it has done lately. */
export const schedules: View = ({ services, program }) => {
  const places = placesOf(program);
  return {
    now: services.scheduler.now(),
    recentMinutes: RECENT_MS / 60_000,
    schedules: ofType(program, SCHEDULE).map((resource) => {
      const { state } = resource;
      const { arn = "" } = (state.target ?? {}) as { arn?: string };
      const target = places.find(arn);
      const count = (metricName: string) =>
        measured(
          services,
          {
            namespace: "AWS/Scheduler",
            metricName,
            dimensions: { ScheduleGroup: String(state.groupName ?? "default") },
          },
          "Sum",
        ) ?? 0;
      return {
        ...placeOf(program, resource),
        ...{ name: String(state.name), arn: String(state.arn), expression: String(state.scheduleExpression) },
        timeZone: String(state.scheduleExpressionTimezone ?? "UTC"),
        enabled: state.state !== "DISABLED",
        target: places.labelOf(arn),
        ...(target !== undefined && { targetKind: target.kind }),
        next: services.scheduler.nextTimes(String(state.arn), NEXT),
        group: String(state.groupName ?? "default"),
        ...{ calls: count("InvocationAttemptCount"), errors: count("TargetErrorCount") },
      };
    }),
  };
};

/** Calls a schedule's target now: `{ arn }`. @throws AwsError for what is no schedule of the program */
export function runSchedule({ services, program }: Pick<ConsoleParts, "services" | "program">, asked: unknown): object {
  const { arn } = isRecord(asked) ? asked : {};
  if (typeof arn !== "string" || !ofType(program, SCHEDULE).some(({ state }) => state.arn === arn)) {
    throw new AwsError("NotFound", "The program has no such schedule.", 404);
  }
  services.scheduler.runNow(arn);
  return {};
}
