import { ACCOUNT_ID } from "../base/arn";
import { AwsError } from "../base/awsError";
import { valuesOf } from "./conditionKeys";
import type { Decision, PolicySource, Request } from "./evaluate";
import type { Principal } from "./iam";

type Denied = Extract<Decision, { allowed: false }>;

/**
 * The error that a caller reads, in AWS's words (IAM User Guide, "Troubleshoot access denied error messages").
 *
 * @param implicitSource the kind of policy that could have allowed the request, for a denial that no statement made
 */
export function accessDenied(request: Request, decision: Denied, implicitSource: PolicySource): AwsError {
  const { principal, action, resource } = request;
  const because =
    decision.reason === "explicitDeny"
      ? `with an explicit deny in ${article(decision.source)} ${decision.source}`
      : `because no ${implicitSource} allows the ${action} action`;
  return new AwsError(
    "AccessDenied",
    `User: ${nameOf(principal)} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
    403,
  );
}

/** Says how to mend a denial: by the statement that is missing, ready to paste, or by the one that is in the way. */
export function remedy(request: Request, decision: Denied, implicitSource: PolicySource): string {
  const { principal, action, resource } = request;
  const who = nameOf(principal);
  if (decision.reason === "explicitDeny") {
    return `${who} may not ${action} on ${resource}: this statement of the ${decision.source} denies it: ${JSON.stringify(decision.statement.source)}`;
  }
  if (implicitSource === "identity-based policy") {
    const statement = { Effect: "Allow", Action: action, Resource: resource };
    return `${who} may not ${action} on ${resource}. Add to a policy of ${roleOf(principal)}: ${JSON.stringify(statement)}`;
  }
  const statement = {
    Effect: "Allow",
    Principal: principalElement(principal),
    Action: action,
    ...(implicitSource !== "role trust policy" && { Resource: resource }),
    ...sourceCondition(request),
  };
  return `${who} may not ${action} on ${resource}. Add to the policy of ${resource}: ${JSON.stringify(statement)}`;
}

function sourceCondition({ context }: Request): Record<string, unknown> {
  const [urlAuthType] = valuesOf(context, "lambda:FunctionUrlAuthType");
  if (urlAuthType !== undefined) {
    return { Condition: { StringEquals: { "lambda:FunctionUrlAuthType": urlAuthType } } };
  }
  if (valuesOf(context, "lambda:InvokedViaFunctionUrl").length > 0) {
    return { Condition: { Bool: { "lambda:InvokedViaFunctionUrl": "true" } } };
  }
  const [sourceArn] = valuesOf(context, "aws:SourceArn");
  return sourceArn === undefined ? {} : { Condition: { ArnLike: { "aws:SourceArn": sourceArn } } };
}

/** A principal as AWS names it in messages. */
export function nameOf(principal: Principal): string {
  if (principal.kind === "anonymous") return "anonymous";
  return principal.kind === "service" ? principal.service : principal.arn;
}

function principalElement(principal: Principal): string | Record<string, string> {
  if (principal.kind === "anonymous") return "*";
  return principal.kind === "service" ? { Service: principal.service } : { AWS: roleOf(principal) };
}

function roleOf(principal: Principal): string {
  if (principal.kind === "role") return principal.roleArn;
  return principal.kind === "operator" || principal.kind === "user" ? principal.arn : `account ${ACCOUNT_ID}`;
}

function article(source: PolicySource): "a" | "an" | "the" {
  if (source === "role trust policy") return "the";
  return source === "identity-based policy" ? "an" : "a";
}
