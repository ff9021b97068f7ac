import { all, at, each, listOf, type Rule, violation } from "../rule";
import { statementsOf } from "../statements";

const ANYWHERE: ReadonlySet<string> = new Set(["0.0.0.0/0", "::/0"]);
const OPEN_INGRESS = "it lets the whole internet in: name the ranges that may connect, or go in by Session Manager";

interface InlineRule {
  cidrBlocks?: readonly string[];
  ipv6CidrBlocks?: readonly string[];
}

/** Source: AWS Foundational Security Best Practices, EC2.13, EC2.14 and EC2.18. */
export const noOpenIngress: Rule = {
  name: "no-open-ingress",
  description: "No security group lets the whole internet in.",
  check: all(
    each("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", ({ cidrIpv4, cidrIpv6 }) =>
      ANYWHERE.has(String(cidrIpv4)) || ANYWHERE.has(String(cidrIpv6)) ? OPEN_INGRESS : undefined,
    ),
    each("aws:ec2/securityGroupRule:SecurityGroupRule", ({ type, cidrBlocks, ipv6CidrBlocks }) =>
      type === "ingress" && isAnywhere({ cidrBlocks, ipv6CidrBlocks } as InlineRule) ? OPEN_INGRESS : undefined,
    ),
    each("aws:ec2/securityGroup:SecurityGroup", ({ ingress }) =>
      listOf(ingress as InlineRule[] | undefined).some(isAnywhere) ? OPEN_INGRESS : undefined,
    ),
  ),
};

function isAnywhere({ cidrBlocks, ipv6CidrBlocks }: InlineRule): boolean {
  return [...(cidrBlocks ?? []), ...(ipv6CidrBlocks ?? [])].some((range) => ANYWHERE.has(range));
}

/** Things that anybody on the internet may call or read are exceptions, each written down with a reason. */
export const nothingPublic: Rule = {
  name: "nothing-public",
  description: "No API, function, bucket, queue, topic or database answers everybody, unless an exception names it.",
  check: all(
    each("aws:apigatewayv2/route:Route", ({ authorizationType, apiKeyRequired }) =>
      (authorizationType ?? "NONE") === "NONE" && apiKeyRequired !== true
        ? "anybody may call this route: set an authorizationType"
        : undefined,
    ),
    each("aws:apigateway/method:Method", ({ httpMethod, authorization, apiKeyRequired }) =>
      // A browser asks with OPTIONS before it may send credentials.
      httpMethod !== "OPTIONS" && (authorization ?? "NONE") === "NONE" && apiKeyRequired !== true
        ? "anybody may call this method: set an authorization or apiKeyRequired"
        : undefined,
    ),
    each("aws:lambda/functionUrl:FunctionUrl", ({ authorizationType }) =>
      authorizationType === "NONE" ? 'anybody may call this URL: set authorizationType: "AWS_IAM"' : undefined,
    ),
    each("aws:rds/instance:Instance", ({ publiclyAccessible }) =>
      publiclyAccessible === true ? "it has a public address: set publiclyAccessible: false" : undefined,
    ),
    (stack) => {
      const guarded = new Set(
        stack
          .ofType("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
          .filter(({ properties }) =>
            ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
              (name) => properties[name] === true,
            ),
          )
          .map(({ properties }) => properties.bucket),
      );
      return each("aws:s3/bucket:Bucket", ({ id, bucket }) =>
        guarded.has(id) || guarded.has(bucket)
          ? undefined
          : "a policy could open it to everybody: give it a BucketPublicAccessBlock with all four settings",
      )(stack);
    },
    (stack) =>
      statementsOf(stack)
        .filter(
          ({ effect, principals, conditions }) =>
            effect === "Allow" && principals.AWS?.includes("*") === true && conditions.length === 0,
        )
        .map(({ resource, actions }) =>
          violation(resource, `it allows ${actions.join(", ")} to everybody: name a principal`),
        ),
  ),
};

/** Alarms that see something, and tell somebody. */
export const alarms: Rule = {
  name: "alarms",
  description: "An alarm on a metric of AWS names the resource by dimensions, and tells somebody.",
  check: each("aws:cloudwatch/metricAlarm:MetricAlarm", (properties) => {
    const { namespace, dimensions, alarmActions, actionsEnabled } = properties;
    if (isBlind(namespace, dimensions)) {
      return "without dimensions its metric has no values, so it never fires: name the resource in dimensions";
    }
    const queries = listOf(properties.metricQueries as unknown[] | undefined);
    if (queries.some((query) => isBlind(at(query, "metric", "namespace"), at(query, "metric", "dimensions")))) {
      return "one of its metrics has no dimensions, and so no values: name the resource";
    }
    if (actionsEnabled === false || listOf(alarmActions as string[] | undefined).length === 0) {
      return "nobody is told when it fires: set alarmActions";
    }
    return undefined;
  }),
};

/** Tells whether a metric of AWS has no values, for want of a resource that it is about. */
function isBlind(namespace: unknown, dimensions: unknown): boolean {
  return String(namespace ?? "").startsWith("AWS/") && Object.keys((dimensions ?? {}) as object).length === 0;
}
