import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { Principal } from "../../iam/iam";
import { uniqueId } from "../../iam/uniqueId";

/** STS: who am I. */
export function createSts(): AwsService {
  return {
    signingName: "sts",
    protocol: "query",
    // "No permissions are required to perform this operation" (AWS STS API Reference, GetCallerIdentity).
    permissions(call) {
      if (call.operation === "GetCallerIdentity") return [];
      throw unknownOperation(call);
    },
    async handle(call) {
      if (call.operation !== "GetCallerIdentity") throw unknownOperation(call);
      return { result: callerIdentity(call.principal) };
    },
  };
}

function callerIdentity(principal: Principal): Record<string, unknown> {
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

function unknownOperation(call: AwsCall): AwsError {
  return new AwsError(
    "InvalidAction",
    `sts:${call.operation} is not supported locally yet (supported: GetCallerIdentity); add it to local/services/sts/sts.ts`,
  );
}
