import { resourceOf } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import type { LoggingRequest, LogLevel, MachineSpec } from "./sfn";

/** "Using CloudWatch Logs to log execution history", the policy for logging: AWS accepts no narrower resource. */
const DELIVERY_ACTIONS = [
  ...["CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries"],
  ...["PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"],
];

/** From the same policy: whoever writes needs them, and the log group is resource enough. */
const WRITING_ACTIONS = ["CreateLogStream", "PutLogEvents"];

const LEVELS: readonly string[] = ["ALL", "ERROR", "FATAL", "OFF"];

/**
 * Finds where a machine logs to, and whether its role may; `undefined` where it does not log.
 * @param principal the machine's role
 * @throws AwsError `InvalidLoggingConfiguration`, or `AccessDeniedException` that names what the role lacks
 */
export function loggingOf(
  { iam, logs }: Pick<Services, "iam" | "logs">,
  { level = "OFF", logDestination, includeExecutionData = false }: LoggingRequest = {},
  principal: Principal,
  name: string,
): MachineSpec["logging"] {
  if (!LEVELS.includes(level)) {
    const message = `loggingConfiguration.level must be ALL, ERROR, FATAL or OFF, got ${JSON.stringify(level)}`;
    throw new AwsError("ValidationException", message);
  }
  if (level === "OFF") return undefined;
  const [kind, logGroupName, star] = resourceOf(logDestination ?? "").split(":");
  if (kind !== "log-group" || logGroupName === undefined || star !== "*") {
    throw new AwsError(
      "InvalidLoggingConfiguration",
      `loggingConfiguration.logDestination must be the ARN of a log group with ":*" behind it, got ${JSON.stringify(logDestination)}`,
    );
  }
  if (!logs.hasLogGroup(logGroupName)) {
    throw new AwsError("InvalidLoggingConfiguration", `there is no log group "${logGroupName}"`);
  }
  const lacking = (actions: readonly string[], resource: string) =>
    actions.filter((action) => !iam.allows(principal, { action: `logs:${action}`, resource }));
  const missing = lacking(DELIVERY_ACTIONS, "*");
  if (missing.length > 0) throw noLogging("*", missing);
  const unwritable = lacking(WRITING_ACTIONS, `${logDestination?.replace(/:\*$/, "")}:log-stream:${name}`);
  if (unwritable.length > 0) throw noLogging(String(logDestination), unwritable);
  return { level: level as LogLevel, logGroupName, includeExecutionData };
}

function noLogging(resource: string, missing: readonly string[]): AwsError {
  return new AwsError(
    "AccessDeniedException",
    `The state machine IAM Role is not authorized to access the Log Destination: it lacks, on resource "${resource}", ` +
      missing.map((action) => `logs:${action}`).join(", "),
  );
}
