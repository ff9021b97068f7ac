import { isSupportedKey } from "./conditionKeys";
import { FULL_ACCESS } from "./fullAccessPolicies";

const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

const XRAY = [
  ...["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules"],
  ...["xray:GetSamplingTargets", "xray:GetSamplingStatisticSummaries"],
];

/**
 * AWS-managed policies of one statement without a condition: actions that each allows on every resource.
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
  "service-role/AWSLambdaKinesisExecutionRole": [
    ...["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator"],
    ...["kinesis:ListShards", "kinesis:ListStreams", "kinesis:SubscribeToShard"],
    ...LOGS,
  ],
  "service-role/AWSLambdaRole": ["lambda:InvokeFunction"],
  "service-role/AWSLambdaVPCAccessExecutionRole": [
    ...LOGS,
    ...["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
    ...["ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"],
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
  AWSXRayDaemonWriteAccess: XRAY,
  AWSXrayWriteOnlyAccess: XRAY,
};

const PREFIX = "arn:aws:iam::aws:policy/";

/** The AWS-managed policies that the local cloud knows. */
export const managedPolicyArns: readonly string[] = [...Object.keys(ACTIONS), ...Object.keys(FULL_ACCESS)].map(
  (name) => PREFIX + name,
);

/** The document of an AWS-managed policy; `undefined` for one that the local cloud does not know. */
export function managedPolicy(arn: string): string | undefined {
  const name = arn.startsWith(PREFIX) ? arn.slice(PREFIX.length) : "";
  const statements = statementsOf(name);
  return statements && JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/**
 * A managed policy as far as it can apply here: a statement whose condition tests a key that no request here has never does, and is
 * left out. A policy of the program's own is refused for such a key, for nobody would see why it allows nothing.
 */
export function effectiveManagedPolicy(arn: string): string | undefined {
  const document = managedPolicy(arn);
  if (document === undefined) return undefined;
  const { Statement, ...rest } = JSON.parse(document) as { Statement: readonly { Condition?: object }[] };
  const applies = ({ Condition = {} }: { Condition?: object }) =>
    Object.values(Condition).every((keys: object) => Object.keys(keys).every(isSupportedKey));
  return JSON.stringify({ ...rest, Statement: Statement.filter(applies) });
}

function statementsOf(name: string): readonly object[] | undefined {
  if (Object.hasOwn(ACTIONS, name)) return [{ Effect: "Allow", Action: ACTIONS[name], Resource: "*" }];
  if (!Object.hasOwn(FULL_ACCESS, name)) return undefined;
  return FULL_ACCESS[name]?.map(({ sid, allow, on = ["*"], condition }) => ({
    ...(sid !== undefined && { Sid: sid }),
    Effect: "Allow",
    Action: Object.entries(allow).flatMap(([service, actions]) =>
      service === "*" ? "*" : actions.split(" ").map((action) => `${service}:${action}`),
    ),
    Resource: on,
    ...(condition && { Condition: condition }),
  }));
}
