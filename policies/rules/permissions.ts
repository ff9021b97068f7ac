import { all, each, type Rule, violation } from "../rule";
import { isOfIdentity, type Statement, statementsOf } from "../statements";

/** Condition keys by which a service's request is known to be for a resource or an account. */
const SOURCE_KEYS: ReadonlySet<string> = new Set([
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceorgid",
  "sts:externalid",
  "kms:encryptioncontext:aws:logs:arn",
  "kms:viaservice",
]);

/**
 * Services that tell a role's trust policy nothing of the resource that they act for, so that it can demand nothing.
 * Source: AWS Lambda Developer Guide, "Lambda execution role"; IAM User Guide, "The confused deputy problem".
 */
const WITHOUT_SOURCE: ReadonlySet<string> = new Set([
  "lambda.amazonaws.com",
  "apigateway.amazonaws.com",
  "ec2.amazonaws.com",
]);

/** Actions that know no resource: AWS takes nothing but `*` for them. Source: Service Authorization Reference, each service's "Actions". */
const WITHOUT_RESOURCE: ReadonlySet<string> = new Set([
  "cloudwatch:PutMetricData",
  "dynamodb:ListStreams",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ecr:GetAuthorizationToken",
  "ecs:ListTasks",
  "kinesis:ListStreams",
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "logs:GetLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:UpdateLogDelivery",
  "sts:GetCallerIdentity",
  "states:SendTaskFailure",
  "states:SendTaskHeartbeat",
  "states:SendTaskSuccess",
  "xray:GetSamplingRules",
  "xray:GetSamplingStatisticSummaries",
  "xray:GetSamplingTargets",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
]);

/** Source: IAM User Guide, "Security best practices in IAM", "Apply least-privilege permissions". */
export const noWildcards: Rule = {
  name: "no-wildcards",
  description:
    "No policy allows every action of a service, or an action on every resource where AWS can name resources.",
  check: (stack) =>
    statementsOf(stack)
      .filter((statement) => statement.effect === "Allow" && isOfIdentity(statement))
      .flatMap((statement) => wildcards(statement).map((message) => violation(statement.resource, message))),
};

function wildcards({ actions, resources }: Statement): readonly string[] {
  const whole = actions.filter((action) => /^(\*|[^:]+:\*)$/.test(action));
  const unbound = resources.includes("*")
    ? actions.filter((action) => !WITHOUT_RESOURCE.has(action) && !whole.includes(action))
    : [];
  return [
    ...whole.map((action) => `it allows ${action}: name the actions that are used`),
    ...(unbound.length > 0 ? [`it allows ${unbound.join(", ")} on every resource: name the resources`] : []),
  ];
}

/** Source: IAM User Guide, "The confused deputy problem". */
export const sourceConditions: Rule = {
  name: "source-conditions",
  description: "A service that acts for others is let in for this account's resources only.",
  check: all(
    (stack) =>
      statementsOf(stack)
        .filter(({ effect, conditions }) => effect === "Allow" && !conditions.some(({ key }) => SOURCE_KEYS.has(key)))
        .flatMap(({ resource, principals: { Service = [] } }) =>
          Service.filter((service) => resource.type !== "aws:iam/role:Role" || !WITHOUT_SOURCE.has(service)).map(
            (service) =>
              violation(
                resource,
                `it lets ${service} in for whomever it acts: add a condition on aws:SourceArn or aws:SourceAccount`,
              ),
          ),
        ),
    each("aws:lambda/permission:Permission", ({ principal, sourceArn, sourceAccount }) =>
      String(principal).endsWith(".amazonaws.com") && !sourceArn && !sourceAccount
        ? `it lets ${principal} call for whomever it acts: set sourceArn`
        : undefined,
    ),
  ),
};
