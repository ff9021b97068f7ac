// AWS's language of schedule expressions is read once, for the jobs that know their own times and for the schedules here.
import { isTimeZone, readTimetable, type Timetable } from "../../../functions/shared/schedule/timetable";
import { AwsError } from "../../base/awsError";

/**
 * Reads the expression of a schedule as EventBridge Scheduler does.
 * @throws AwsError `ValidationException`
 */
export function scheduleTimetable(expression: string, timeZone: string): Timetable {
  if (!isTimeZone(timeZone)) {
    throw new AwsError("ValidationException", `Invalid Schedule Expression Timezone ${timeZone}.`);
  }
  try {
    return readTimetable(expression, timeZone);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AwsError("ValidationException", `Invalid Schedule Expression ${expression}: ${why}.`);
  }
}
