const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/**
 * The AWS-managed policies that the local cloud knows: actions that each allows on every resource.
 * Source: AWS Managed Policy Reference Guide.
 */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  "service-role/AmazonECSTaskExecutionRolePolicy": [
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ],
  "service-role/AWSLambdaBasicExecutionRole": LOGS,
  "service-role/AWSLambdaDynamoDBExecutionRole": [
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    ...LOGS,
  ],
  "service-role/AWSLambdaSQSQueueExecutionRole": [
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    ...LOGS,
  ],
  AmazonSSMManagedInstanceCore: [
    ...["ssm:DescribeAssociation", "ssm:GetDeployablePatchSnapshotForInstance", "ssm:GetDocument"],
    ...["ssm:DescribeDocument", "ssm:GetManifest", "ssm:GetParameter", "ssm:GetParameters"],
    ...["ssm:ListAssociations", "ssm:ListInstanceAssociations", "ssm:PutInventory", "ssm:PutComplianceItems"],
    ...["ssm:PutConfigurePackageResult", "ssm:UpdateAssociationStatus", "ssm:UpdateInstanceAssociationStatus"],
    "ssm:UpdateInstanceInformation",
    ...["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel"],
    ...["ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"],
    ...["ec2messages:AcknowledgeMessage", "ec2messages:DeleteMessage", "ec2messages:FailMessage"],
    ...["ec2messages:GetEndpoint", "ec2messages:GetMessages", "ec2messages:SendReply"],
  ],
  AWSXRayDaemonWriteAccess: [
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:GetSamplingStatisticSummaries",
  ],
};

const PREFIX = "arn:aws:iam::aws:policy/";

export const managedPolicyArns: readonly string[] = Object.keys(ACTIONS).map((name) => PREFIX + name);

/** The document of an AWS-managed policy; `undefined` for one that the local cloud does not know. */
export function managedPolicy(arn: string): string | undefined {
  const name = arn.startsWith(PREFIX) ? arn.slice(PREFIX.length) : "";
  if (!Object.hasOwn(ACTIONS, name)) return undefined;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ACTIONS[name], Resource: "*" }],
  });
}
