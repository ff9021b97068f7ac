import type { LoggingConfiguration } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../base/awsError";
import type { Given } from "../../../edge/wireTypes";
import type { LoggingRequest } from "../sfn";

/** The service that a machine's role is handed to (Service Authorization Reference, dependent actions of CreateStateMachine). */
export const STATES = "states.amazonaws.com";

/** @throws AwsError `InvalidLoggingConfiguration` where there are several destinations */
export function loggingIn(given: Given<LoggingConfiguration> | undefined): LoggingRequest | undefined {
  if (given === undefined) return undefined;
  const { level, includeExecutionData, destinations = [] } = given;
  if (destinations.length > 1 || (destinations.length === 0 && level !== undefined && level !== "OFF")) {
    throw new AwsError(
      "InvalidLoggingConfiguration",
      "Invalid Logging Configuration: Must specify exactly one Log Destination.",
    );
  }
  const logDestination = destinations[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  return { level, includeExecutionData, logDestination };
}

/** @throws AwsError for what no version can be made of here */
export function requireUnpublished(publish: boolean | undefined): void {
  if (publish !== true) return;
  throw new AwsError("ValidationException", "publish must be false locally: versions and aliases are not supported");
}
