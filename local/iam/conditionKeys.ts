/** The facts of one request by condition key. Names of keys are compared without case, as IAM does. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/**
 * The condition keys that the local cloud supplies, or that are rightly absent from every request here. A policy that tests
 * another key is refused: an unsupplied key would quietly make its statement match never, or (`...IfExists`) always.
 * A service that starts to pass a key of its own in `Permission.context` adds it here.
 *
 * Source: IAM User Guide, "AWS global condition context keys".
 */
const SUPPORTED_KEYS: ReadonlySet<string> = new Set(
  [
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:PrincipalType",
    "aws:RequestedRegion",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:TagKeys",
    "aws:userid",
    "aws:username",
    // Absent from every request: the local account belongs to no organization and no VPC.
    "aws:PrincipalOrgID",
    "aws:SourceOrgID",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "application-autoscaling:scalable-dimension",
    "application-autoscaling:service-namespace",
    "cloudwatch:AlarmActions",
    "cloudwatch:namespace",
    "dynamodb:LeadingKeys",
    "ec2:CreateAction",
    "ecs:cluster",
    "ecs:CreateAction",
    "events:detail-type",
    "events:source",
    "events:TargetArn",
    "ecs:task-definition",
    "iam:PassedToService",
    "iam:PolicyARN",
    "kms:CallerAccount",
    "kms:EncryptionContext:aws:logs:arn",
    "kms:EncryptionContext:aws:s3:arn",
    "kms:EncryptionContext:PARAMETER_ARN",
    "kms:ViaService",
    "lambda:FunctionArn",
    "lambda:FunctionUrlAuthType",
    "lambda:InvokedViaFunctionUrl",
    "lambda:Principal",
    "lambda:SourceFunctionArn",
    "s3:delimiter",
    "s3:max-keys",
    "s3:prefix",
    "secretsmanager:BlockPublicPolicy",
    "secretsmanager:Description",
    "secretsmanager:ForceDeleteWithoutRecovery",
    "secretsmanager:KmsKeyId",
    "secretsmanager:Name",
    "secretsmanager:RecoveryWindowInDays",
    "secretsmanager:VersionStage",
    "ssm:Overwrite",
    "ssm:Recursive",
    "sts:ExternalId",
  ].map((key) => key.toLowerCase()),
);

/** The keys that tell who a service acts for. */
export const SOURCE_KEYS = ["aws:SourceArn", "aws:SourceAccount"] as const;

/** The keys whose values follow from who asks, or are the same for everybody: no service gives them with a permission. */
export const CALLER_KEYS = [
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:PrincipalIsAWSService",
  "aws:PrincipalServiceName",
  "aws:PrincipalType",
  "aws:RequestedRegion",
  "aws:SecureTransport",
] as const;

/** Beginnings of keys that end with a tag's: those of a request, of its resource and of its principal. */
const TAG_KEYS: readonly string[] = ["aws:requesttag/", "aws:resourcetag/", "aws:principaltag/"];

export function isSupportedKey(key: string): boolean {
  const name = key.toLowerCase();
  return SUPPORTED_KEYS.has(name) || TAG_KEYS.some((prefix) => name.startsWith(prefix) && name !== prefix);
}

/** The facts of a request that gives tags, or takes some away. */
export function requestTags(tags: Readonly<Record<string, string>>): RequestContext {
  const keys = Object.keys(tags);
  if (keys.length === 0) return {};
  const values = Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value] as const);
  return { ...Object.fromEntries(values), "aws:TagKeys": keys };
}

/** The values of a key in a request; an empty list where the request does not have it. */
export function valuesOf(context: RequestContext, key: string): readonly string[] {
  const direct = context[key];
  if (direct !== undefined) return typeof direct === "string" ? [direct] : direct;
  const wanted = key.toLowerCase();
  const name = Object.keys(context).find((candidate) => candidate.toLowerCase() === wanted);
  const found = name === undefined ? undefined : context[name];
  if (found === undefined) return [];
  return typeof found === "string" ? [found] : found;
}
