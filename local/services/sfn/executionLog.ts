import type { Services } from "../../services";
import type { RecordedEvent } from "./asl/past";
import type { Execution } from "./execution";

/** Members of an event's details that hold what people sent, each with a member beside it in answers and logs where that has one. */
const DATA: Readonly<Record<string, string | undefined>> = {
  input: "inputDetails",
  output: "outputDetails",
  assignedVariables: "assignedVariablesDetails",
  parameters: undefined,
};

/** The details of an event as history and logs show them. @param withData false: without what people sent */
export function shownDetails(details: RecordedEvent["details"], withData: boolean): Record<string, unknown> {
  const shown = Object.entries(details).flatMap(([name, value]): [string, unknown][] => {
    if (!Object.hasOwn(DATA, name)) return [[name, value]];
    if (!withData) return [];
    const beside = DATA[name];
    return [[name, value], ...(beside === undefined ? [] : [[beside, { truncated: false }] as [string, unknown]])];
  });
  return Object.fromEntries(shown);
}

/**
 * Writes an event to the machine's log group, in the form and by the level of
 * "Using CloudWatch Logs to log execution history in Step Functions".
 */
export function logEvent(
  { logs, report }: Pick<Services, "logs" | "report">,
  { arn, machine }: Execution,
  { id, type, previousId, timestamp, details }: RecordedEvent,
): void {
  const { logging } = machine;
  if (logging === undefined || !isLogged(logging.level, type)) return;
  const message = JSON.stringify({
    id: String(id),
    type,
    details: shownDetails(details, logging.includeExecutionData),
    previous_event_id: String(previousId),
    event_timestamp: String(timestamp),
    execution_arn: arn,
    redrive_count: "0",
  });
  try {
    logs.write(logging.logGroupName, `states/${machine.name}`, [{ timestamp, message }]);
  } catch (error) {
    report.warn(machine.label, `no log of ${arn}: ${(error as Error).message}`);
  }
}

function isLogged(level: string, type: string): boolean {
  if (level === "ALL") return true;
  const isFatal = /^Execution(Failed|Aborted|TimedOut)$/.test(type);
  if (level === "FATAL") return isFatal;
  return level === "ERROR" && (isFatal || /(Failed|Aborted|TimedOut)$/.test(type));
}
