import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { awsApi, type Operation } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import type { Principal } from "../../iam/iam";
import { uniqueId } from "../../iam/uniqueId";

interface CallerIdentity {
  UserId: string;
  Account: string;
  Arn: string;
}

/** STS: who am I. */
export function createSts(): AwsService {
  return awsApi({
    signingName: "sts",
    protocol: "query",
    parts: {},
    operations: { GetCallerIdentity: getCallerIdentity },
    unknown: (operation, known) =>
      new AwsError(
        "InvalidAction",
        `sts:${operation} is not supported locally yet (supported: ${known.join(", ")}); add it to local/services/sts/sts.ts`,
      ),
    refused: ({ parameter }) => new AwsError("ValidationError", `${parameter} is missing or malformed`),
  });
}

/** "No permissions are required to perform this operation" (AWS STS API Reference, GetCallerIdentity). */
const getCallerIdentity: Operation<object, Record<never, never>, CallerIdentity> = {
  parameters: {},
  permissions: () => [],
  run: (_input, _parts, { principal }) => callerIdentity(principal),
};

function callerIdentity(principal: Principal): CallerIdentity {
  if (principal.kind === "service" || principal.kind === "anonymous") {
    const who = principal.kind === "service" ? `the service ${principal.service}` : "an anonymous caller";
    throw new AwsError("AccessDenied", `${who} has no identity of its own in STS`, 403);
  }
  const sessionName = principal.arn.split("/").at(-1);
  const userId =
    principal.kind === "role"
      ? `${uniqueId("AROA", principal.roleArn)}:${sessionName}`
      : uniqueId("AIDA", principal.arn);
  return { UserId: userId, Account: ACCOUNT_ID, Arn: principal.arn };
}
