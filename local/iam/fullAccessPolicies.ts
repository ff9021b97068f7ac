/** A statement of a policy of AWS's own. All of them allow. */
export interface ManagedStatement {
  readonly sid?: string;
  /** Actions by their service, with spaces between them. */
  readonly allow: Readonly<Record<string, string>>;
  /** @default every resource */
  readonly on?: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Statements that both policies of EventBridge begin with: its older name has one, too. */
const EVENT_BRIDGE: readonly ManagedStatement[] = [
  { sid: "EventBridgeActions", allow: { events: "*", schemas: "*", scheduler: "*", pipes: "*" } },
  {
    sid: "IAMCreateServiceLinkedRoleForApiDestinations",
    allow: { iam: "CreateServiceLinkedRole" },
    on: [
      "arn:aws:iam::*:role/aws-service-role/apidestinations.events.amazonaws.com/AWSServiceRoleForAmazonEventBridgeApiDestinations",
    ],
    condition: { StringEquals: { "iam:AWSServiceName": "apidestinations.events.amazonaws.com" } },
  },
  {
    sid: "IAMCreateServiceLinkedRoleForAmazonEventBridgeSchemas",
    allow: { iam: "CreateServiceLinkedRole" },
    on: ["arn:aws:iam::*:role/aws-service-role/schemas.amazonaws.com/AWSServiceRoleForSchemas"],
    condition: { StringEquals: { "iam:AWSServiceName": "schemas.amazonaws.com" } },
  },
  {
    sid: "SecretsManagerAccessForApiDestinations",
    allow: { secretsmanager: "CreateSecret UpdateSecret DeleteSecret GetSecretValue PutSecretValue" },
    on: ["arn:aws:secretsmanager:*:*:secret:events!*"],
  },
];

/**
 * Statements of the AWS-managed policies that allow all of a service, or all of its reading.
 * Source: AWS Managed Policy Reference Guide, a page a policy, as they stood in February 2026.
 */
export const FULL_ACCESS: Readonly<Record<string, readonly ManagedStatement[]>> = {
  AdministratorAccess: [{ allow: { "*": "" } }],
  AmazonCognitoPowerUser: [
    {
      allow: {
        "cognito-identity": "*",
        "cognito-idp": "*",
        "cognito-sync": "*",
        iam: "ListRoles ListOpenIdConnectProviders GetRole ListSAMLProviders GetSAMLProvider",
        kinesis: "ListStreams",
        lambda: "GetPolicy ListFunctions",
        sns: "GetSMSSandboxAccountStatus ListPlatformApplications",
        ses: "ListIdentities GetIdentityVerificationAttributes",
        mobiletargeting: "GetApps",
        acm: "ListCertificates",
        "sms-voice": "DescribeAccountAttributes",
      },
    },
    {
      allow: { iam: "CreateServiceLinkedRole" },
      condition: {
        StringEquals: { "iam:AWSServiceName": ["cognito-idp.amazonaws.com", "email.cognito-idp.amazonaws.com"] },
      },
    },
    {
      allow: { iam: "DeleteServiceLinkedRole GetServiceLinkedRoleDeletionStatus" },
      on: [
        "arn:aws:iam::*:role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp*",
        "arn:aws:iam::*:role/aws-service-role/email.cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdpEmail*",
      ],
    },
  ],
  AmazonDynamoDBFullAccess: [
    {
      allow: {
        dynamodb: "*",
        dax: "*",
        "application-autoscaling":
          "DeleteScalingPolicy DeregisterScalableTarget DescribeScalableTargets DescribeScalingActivities DescribeScalingPolicies PutScalingPolicy RegisterScalableTarget",
        cloudwatch:
          "DeleteAlarms DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric GetMetricStatistics ListMetrics PutMetricAlarm GetMetricData",
        datapipeline:
          "ActivatePipeline CreatePipeline DeletePipeline DescribeObjects DescribePipelines GetPipelineDefinition ListPipelines PutPipelineDefinition QueryObjects",
        ec2: "DescribeVpcs DescribeSubnets DescribeSecurityGroups",
        iam: "GetRole ListRoles",
        kms: "DescribeKey ListAliases",
        sns: "CreateTopic DeleteTopic ListSubscriptions ListSubscriptionsByTopic ListTopics Subscribe Unsubscribe SetTopicAttributes",
        lambda:
          "CreateFunction ListFunctions ListEventSourceMappings CreateEventSourceMapping DeleteEventSourceMapping GetFunctionConfiguration DeleteFunction",
        "resource-groups": "ListGroups ListGroupResources GetGroup GetGroupQuery DeleteGroup CreateGroup",
        tag: "GetResources",
        kinesis: "ListStreams DescribeStream DescribeStreamSummary",
      },
    },
    {
      allow: { cloudwatch: "GetInsightRuleReport" },
      on: ["arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*"],
    },
    {
      allow: { iam: "PassRole" },
      condition: {
        StringLike: {
          "iam:PassedToService": [
            "application-autoscaling.amazonaws.com",
            "application-autoscaling.amazonaws.com.cn",
            "dax.amazonaws.com",
          ],
        },
      },
    },
    {
      allow: { iam: "CreateServiceLinkedRole" },
      condition: {
        StringEquals: {
          "iam:AWSServiceName": [
            "replication.dynamodb.amazonaws.com",
            "dax.amazonaws.com",
            "dynamodb.application-autoscaling.amazonaws.com",
            "contributorinsights.dynamodb.amazonaws.com",
            "kinesisreplication.dynamodb.amazonaws.com",
          ],
        },
      },
    },
  ],
  AmazonEventBridgeFullAccess: [
    ...EVENT_BRIDGE,
    {
      sid: "IAMPassRoleAccessForEventBridge",
      allow: { iam: "PassRole" },
      on: ["arn:aws:iam::*:role/*"],
      condition: { StringLike: { "iam:PassedToService": "events.amazonaws.com" } },
    },
    {
      sid: "IAMPassRoleAccessForScheduler",
      allow: { iam: "PassRole" },
      on: ["arn:aws:iam::*:role/*"],
      condition: { StringLike: { "iam:PassedToService": "scheduler.amazonaws.com" } },
    },
    {
      sid: "IAMPassRoleAccessForPipes",
      allow: { iam: "PassRole" },
      on: ["arn:aws:iam::*:role/*"],
      condition: { StringLike: { "iam:PassedToService": "pipes.amazonaws.com" } },
    },
  ],
  AmazonKinesisFullAccess: [{ allow: { kinesis: "*" } }],
  AmazonS3FullAccess: [{ allow: { s3: "*", "s3-object-lambda": "*" } }],
  AmazonS3ReadOnlyAccess: [{ allow: { s3: "Get* List* Describe*", "s3-object-lambda": "Get* List*" } }],
  AmazonSNSFullAccess: [
    { sid: "SNSFullAccess", allow: { sns: "*" } },
    {
      sid: "SMSAccessViaSNS",
      allow: {
        "sms-voice":
          "DescribeVerifiedDestinationNumbers CreateVerifiedDestinationNumber SendDestinationNumberVerificationCode SendTextMessage DeleteVerifiedDestinationNumber VerifyDestinationNumber DescribeAccountAttributes DescribeSpendLimits DescribePhoneNumbers SetTextMessageSpendLimitOverride DescribeOptedOutNumbers DeleteOptedOutNumber",
      },
      condition: { StringEquals: { "aws:CalledViaLast": "sns.amazonaws.com" } },
    },
  ],
  AmazonSQSFullAccess: [{ allow: { sqs: "*" } }],
  AWSLambda_FullAccess: [
    {
      allow: {
        cloudformation: "DescribeStacks ListStackResources",
        cloudwatch: "ListMetrics GetMetricData",
        ec2: "DescribeSecurityGroups DescribeSubnets DescribeVpcs",
        kms: "DescribeKey ListAliases",
        iam: "GetPolicy GetPolicyVersion GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies ListRoles",
        lambda: "*",
        logs: "DescribeLogGroups",
        states: "DescribeStateMachine ListStateMachines",
        tag: "GetResources",
        xray: "GetTraceSummaries BatchGetTraces",
      },
    },
    { allow: { iam: "PassRole" }, condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } } },
    {
      allow: { logs: "DescribeLogStreams GetLogEvents FilterLogEvents StartLiveTail StopLiveTail" },
      on: ["arn:aws:logs:*:*:log-group:/aws/lambda/*"],
    },
    {
      allow: { iam: "CreateServiceLinkedRole" },
      on: ["arn:aws:iam::*:role/aws-service-role/lambda.amazonaws.com/AWSServiceRoleForLambda"],
      condition: { StringEquals: { "iam:AWSServiceName": "lambda.amazonaws.com" } },
    },
  ],
  CloudWatchEventsFullAccess: [
    ...EVENT_BRIDGE,
    {
      sid: "IAMPassRoleForCloudWatchEvents",
      allow: { iam: "PassRole" },
      on: ["arn:aws:iam::*:role/AWS_Events_Invoke_Targets"],
    },
    {
      sid: "IAMPassRoleAccessForScheduler",
      allow: { iam: "PassRole" },
      on: ["arn:aws:iam::*:role/*"],
      condition: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
    },
    {
      sid: "IAMPassRoleAccessForPipes",
      allow: { iam: "PassRole" },
      on: ["arn:aws:iam::*:role/*"],
      condition: { StringEquals: { "iam:PassedToService": "pipes.amazonaws.com" } },
    },
  ],
  CloudWatchFullAccessV2: [
    {
      sid: "CloudWatchFullAccessPermissions",
      allow: {
        "application-autoscaling": "DescribeScalingPolicies",
        "application-signals": "*",
        autoscaling: "DescribeAutoScalingGroups DescribePolicies",
        cloudwatch: "*",
        logs: "*",
        sns: "CreateTopic ListSubscriptions ListSubscriptionsByTopic ListTopics Subscribe",
        iam: "GetPolicy GetPolicyVersion GetRole",
        oam: "ListSinks",
        observabilityadmin:
          "GetCentralizationRuleForOrganization ListCentralizationRulesForOrganization CreateCentralizationRuleForOrganization UpdateCentralizationRuleForOrganization DeleteCentralizationRuleForOrganization StartTelemetryEvaluation GetTelemetryEvaluationStatus ListResourceTelemetry StopTelemetryEvaluation StartTelemetryEvaluationForOrganization GetTelemetryEvaluationStatusForOrganization ListResourceTelemetryForOrganization StopTelemetryEvaluationForOrganization CreateTelemetryRule GetTelemetryRule ListTelemetryRules UpdateTelemetryRule DeleteTelemetryRule CreateTelemetryRuleForOrganization GetTelemetryRuleForOrganization ListTelemetryRulesForOrganization UpdateTelemetryRuleForOrganization DeleteTelemetryRuleForOrganization GetTelemetryEnrichmentStatus StartTelemetryEnrichment StopTelemetryEnrichment TagResource UntagResource ListTagsForResource CreateTelemetryPipeline GetTelemetryPipeline UpdateTelemetryPipeline DeleteTelemetryPipeline ListTelemetryPipelines TestTelemetryPipeline ValidateTelemetryPipelineConfiguration CreateS3TableIntegration GetS3TableIntegration ListS3TableIntegrations DeleteS3TableIntegration",
        rum: "*",
        synthetics: "*",
        xray: "*",
      },
    },
    {
      sid: "CloudWatchApplicationSignalsServiceLinkedRolePermissions",
      allow: { iam: "CreateServiceLinkedRole" },
      on: [
        "arn:aws:iam::*:role/aws-service-role/application-signals.cloudwatch.amazonaws.com/AWSServiceRoleForCloudWatchApplicationSignals",
      ],
      condition: { StringLike: { "iam:AWSServiceName": "application-signals.cloudwatch.amazonaws.com" } },
    },
    {
      sid: "EventsServicePermissions",
      allow: { iam: "CreateServiceLinkedRole" },
      on: ["arn:aws:iam::*:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForCloudWatchEvents*"],
      condition: { StringLike: { "iam:AWSServiceName": "events.amazonaws.com" } },
    },
    { sid: "OAMReadPermissions", allow: { oam: "ListAttachedLinks" }, on: ["arn:aws:oam:*:*:sink/*"] },
    {
      sid: "CloudWatchCloudTrailPermissions",
      allow: { cloudtrail: "CreateServiceLinkedChannel GetChannel" },
      on: ["arn:aws:cloudtrail:*:*:channel/aws-service-channel/application-signals/*"],
    },
    { sid: "CloudWatchApplicationSignalsCloudTrailListPermissions", allow: { cloudtrail: "ListChannels" } },
    {
      sid: "CloudWatchServiceQuotaPermissions",
      allow: { servicequotas: "GetServiceQuota" },
      on: [
        "arn:aws:servicequotas:*:*:s3/*",
        "arn:aws:servicequotas:*:*:dynamodb/*",
        "arn:aws:servicequotas:*:*:kinesis/*",
        "arn:aws:servicequotas:*:*:sns/*",
        "arn:aws:servicequotas:*:*:bedrock/*",
        "arn:aws:servicequotas:*:*:lambda/*",
        "arn:aws:servicequotas:*:*:fargate/*",
        "arn:aws:servicequotas:*:*:elasticloadbalancing/*",
        "arn:aws:servicequotas:*:*:ec2/*",
      ],
    },
    {
      sid: "CloudWatchResourceExplorerPermissions",
      allow: { "resource-explorer-2": "ListIndexes Search" },
      on: [
        "arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignals/service-view",
        "arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignalsOrgScopeProd/service-view",
      ],
    },
    {
      sid: "CloudWatchResourceExplorerSLRPermissions",
      allow: { iam: "CreateServiceLinkedRole" },
      on: ["arn:aws:iam::*:role/aws-service-role/resource-explorer-2.amazonaws.com/AWSServiceRoleForResourceExplorer"],
      condition: { StringEquals: { "iam:AWSServiceName": ["resource-explorer-2.amazonaws.com"] } },
    },
    {
      sid: "CloudWatchResourceExplorerCreateIndexPermissions",
      allow: { "resource-explorer-2": "CreateIndex" },
      on: ["arn:aws:resource-explorer-2:*:*:index/*"],
    },
    {
      allow: { iam: "PassRole" },
      condition: {
        ArnLike: { "iam:AssociatedResourceArn": "arn:aws:observabilityadmin:*:*:s3tableintegration/*" },
        StringEquals: { "iam:PassedToService": "logs.amazonaws.com" },
      },
    },
    {
      allow: { iam: "PassRole" },
      condition: {
        ArnLike: { "iam:AssociatedResourceArn": "arn:aws:observabilityadmin:*:*:telemetry-pipeline/*" },
        StringEquals: {
          "iam:PassedToService": ["logs.amazonaws.com", "telemetry-pipelines.observabilityadmin.amazonaws.com"],
        },
      },
    },
    {
      allow: { s3tables: "CreateTableBucket PutTableBucketEncryption" },
      on: ["arn:aws:s3tables:*:*:bucket/aws-cloudwatch"],
      condition: { "ForAnyValue:StringEquals": { "aws:CalledVia": "observabilityadmin.amazonaws.com" } },
    },
    { allow: { s3tables: "PutTableBucketPolicy" }, on: ["arn:aws:s3tables:*:*:bucket/aws-cloudwatch"] },
  ],
  CloudWatchLogsFullAccess: [
    {
      sid: "CloudWatchLogsFullAccess",
      allow: {
        logs: "*",
        cloudwatch: "GenerateQuery GenerateQueryResultsSummary",
        observabilityadmin: "GetS3TableIntegration ListS3TableIntegrations ListTelemetryPipelines",
      },
    },
  ],
};
