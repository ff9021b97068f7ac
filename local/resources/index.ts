import type { ComponentHandler } from "../engine/componentHandler";
import type { ResourceHandler } from "../engine/resourceHandler";
import type { Services } from "../services";
import { certificate } from "./acm/certificate";
import { certificateValidation } from "./acm/certificateValidation";
import { account as apiGatewayAccount } from "./apigateway/account";
import { apiKey } from "./apigateway/apiKey";
import { basePathMapping } from "./apigateway/basePathMapping";
import { deployment as restDeployment } from "./apigateway/deployment";
import { domainName } from "./apigateway/domainName";
import { integration as restIntegration } from "./apigateway/integration";
import { integrationResponse } from "./apigateway/integrationResponse";
import { method as restMethod } from "./apigateway/method";
import { methodResponse } from "./apigateway/methodResponse";
import { methodSettings } from "./apigateway/methodSettings";
import { model as restModel } from "./apigateway/model";
import { requestValidator } from "./apigateway/requestValidator";
import { resource as restResource } from "./apigateway/resource";
import { response as gatewayResponse } from "./apigateway/response";
import { restApi } from "./apigateway/restApi";
import { stage as restStage } from "./apigateway/stage";
import { usagePlan } from "./apigateway/usagePlan";
import { usagePlanKey } from "./apigateway/usagePlanKey";
import { api } from "./apigatewayv2/api";
import { apiMapping } from "./apigatewayv2/apiMapping";
import { authorizer } from "./apigatewayv2/authorizer";
import { domainName as httpDomainName } from "./apigatewayv2/domainName";
import { integration } from "./apigatewayv2/integration";
import { route } from "./apigatewayv2/route";
import { stage } from "./apigatewayv2/stage";
import { policy as scalingPolicy } from "./appautoscaling/policy";
import { target as scalableTarget } from "./appautoscaling/target";
import { database } from "./athena/database";
import { namedQuery } from "./athena/namedQuery";
import { workgroup } from "./athena/workgroup";
import { awsxImage } from "./awsx/image";
import { awsxRepository } from "./awsx/repository";
import { awsxVpc } from "./awsx/vpc";
import { distribution } from "./cloudfront/distribution";
import { originAccessControl } from "./cloudfront/originAccessControl";
import { responseHeadersPolicy } from "./cloudfront/responseHeadersPolicy";
import { compositeAlarm } from "./cloudwatch/compositeAlarm";
import { dashboard } from "./cloudwatch/dashboard";
import { logGroup } from "./cloudwatch/logGroup";
import { logMetricFilter } from "./cloudwatch/logMetricFilter";
import { logStream } from "./cloudwatch/logStream";
import { metricAlarm } from "./cloudwatch/metricAlarm";
import { user } from "./cognito/user";
import { userGroup } from "./cognito/userGroup";
import { userInGroup } from "./cognito/userInGroup";
import { userPool } from "./cognito/userPool";
import { userPoolClient } from "./cognito/userPoolClient";
import { userPoolDomain } from "./cognito/userPoolDomain";
import { dockerImage } from "./docker-build/image";
import { table } from "./dynamodb/table";
import { defaultSecurityGroup } from "./ec2/defaultSecurityGroup";
import { eip } from "./ec2/eip";
import { flowLog } from "./ec2/flowLog";
import { instance as ec2Instance } from "./ec2/instance";
import { internetGateway } from "./ec2/internetGateway";
import { keyPair } from "./ec2/keyPair";
import { natGateway } from "./ec2/natGateway";
import { route as ec2Route, routeTable, routeTableAssociation } from "./ec2/routeTable";
import { securityGroup } from "./ec2/securityGroup";
import { classicSecurityGroupRule } from "./ec2/securityGroupRule";
import { subnet } from "./ec2/subnet";
import { ec2Vpc } from "./ec2/vpc";
import { vpcEndpoint } from "./ec2/vpcEndpoint";
import { lifecyclePolicy, repository } from "./ecr/repository";
import { cluster } from "./ecs/cluster";
import { clusterCapacityProviders } from "./ecs/clusterCapacityProviders";
import { service } from "./ecs/service";
import { taskDefinition } from "./ecs/taskDefinition";
import { eventBus } from "./events/eventBus";
import { eventRule } from "./events/eventRule";
import { eventTarget } from "./events/eventTarget";
import { catalogDatabase } from "./glue/catalogDatabase";
import { catalogTable } from "./glue/catalogTable";
import { accessKey } from "./iam/accessKey";
import { group } from "./iam/group";
import { identityPolicy, identityPolicyAttachment } from "./iam/identityPolicies";
import { instanceProfile } from "./iam/instanceProfile";
import { groupMembership, userGroupMembership } from "./iam/memberships";
import { policy } from "./iam/policy";
import { role } from "./iam/role";
import { rolePolicy } from "./iam/rolePolicy";
import { rolePolicyAttachment } from "./iam/rolePolicyAttachment";
import { user as iamUser } from "./iam/user";
import { firehoseDeliveryStream } from "./kinesis/firehoseDeliveryStream";
import { stream } from "./kinesis/stream";
import { alias } from "./kms/alias";
import { key } from "./kms/key";
import { eventSourceMapping } from "./lambda/eventSourceMapping";
import { lambdaFunction } from "./lambda/function";
import { functionEventInvokeConfig } from "./lambda/functionEventInvokeConfig";
import { functionUrl } from "./lambda/functionUrl";
import { permission } from "./lambda/permission";
import { awsProvider } from "./pulumi/aws";
import { randomValues } from "./random/random";
import { instance } from "./rds/instance";
import { parameterGroup } from "./rds/parameterGroup";
import { subnetGroup } from "./rds/subnetGroup";
import { recorded } from "./recorded";
import { record as dnsRecord } from "./route53/record";
import { bucket } from "./s3/bucket";
import { bucketLifecycle } from "./s3/bucketLifecycle";
import { bucketNotification } from "./s3/bucketNotification";
import { bucketObject } from "./s3/bucketObject";
import { bucketOwnershipControls } from "./s3/bucketOwnershipControls";
import { bucketPolicy } from "./s3/bucketPolicy";
import { bucketPublicAccessBlock } from "./s3/bucketPublicAccessBlock";
import { bucketServerSideEncryption } from "./s3/bucketServerSideEncryption";
import { bucketVersioning } from "./s3/bucketVersioning";
import { bucketWebsite } from "./s3/bucketWebsite";
import { schedule } from "./scheduler/schedule";
import { scheduleGroup } from "./scheduler/scheduleGroup";
import { secret } from "./secretsmanager/secret";
import { secretVersion } from "./secretsmanager/secretVersion";
import { activity } from "./sfn/activity";
import { stateMachine } from "./sfn/stateMachine";
import { topic } from "./sns/topic";
import { topicPolicy } from "./sns/topicPolicy";
import { topicSubscription } from "./sns/topicSubscription";
import { queue } from "./sqs/queue";
import { queuePolicy } from "./sqs/queuePolicy";
import { redriveAllowPolicy, redrivePolicy } from "./sqs/redrivePolicy";
import { parameter } from "./ssm/parameter";
import { privateKey } from "./tls/privateKey";
import { securityGroupEgressRule } from "./vpc/securityGroupEgressRule";
import { securityGroupIngressRule } from "./vpc/securityGroupIngressRule";

/** A handler for every resource type that the local cloud supports. */
export function resourceHandlers(services: Services): readonly ResourceHandler[] {
  return handlersOf(services).map((handler) => recorded(handler, services.inventory));
}

/** The handlers as they are: what calls of an API make with them is nothing that the program declares. */
export function handlersOf(services: Services): readonly ResourceHandler[] {
  return [
    awsProvider(),
    apiGatewayAccount(services),
    certificate(),
    certificateValidation(services),
    dnsRecord(services),
    apiKey(services),
    basePathMapping(services),
    restDeployment(services),
    domainName(services),
    restIntegration(services),
    integrationResponse(services),
    restMethod(services),
    methodResponse(services),
    methodSettings(services),
    restModel(services),
    requestValidator(services),
    restResource(services),
    gatewayResponse(services),
    restApi(services),
    restStage(services),
    usagePlan(services),
    usagePlanKey(services),
    api(services),
    apiMapping(services),
    authorizer(services),
    httpDomainName(services),
    integration(services),
    route(services),
    stage(services),
    scalableTarget(services),
    scalingPolicy(services),
    catalogDatabase(services),
    catalogTable(services),
    database(services),
    workgroup(services),
    namedQuery(services),
    ec2Vpc(services),
    subnet(services),
    internetGateway(services),
    routeTable(services),
    routeTableAssociation(services),
    ec2Route(services),
    natGateway(services),
    classicSecurityGroupRule(services),
    distribution(services),
    originAccessControl(),
    responseHeadersPolicy(services),
    dashboard(services),
    logGroup(services),
    logStream(services),
    logMetricFilter(services),
    compositeAlarm(services),
    metricAlarm(services),
    user(services),
    userGroup(services),
    userInGroup(services),
    userPool(services),
    userPoolClient(services),
    userPoolDomain(services),
    table(services),
    repository(services),
    lifecyclePolicy(),
    dockerImage(services),
    cluster(services),
    clusterCapacityProviders(services),
    taskDefinition(services),
    service(services),
    defaultSecurityGroup(services),
    eip(services),
    flowLog(services),
    ec2Instance(services),
    keyPair(services),
    instanceProfile(services),
    privateKey(),
    securityGroup(services),
    vpcEndpoint(services),
    eventBus(services),
    eventRule(services),
    eventTarget(services),
    accessKey(services),
    group(services),
    groupMembership(services),
    userGroupMembership(services),
    iamUser(services),
    ...(["user", "group"] as const).flatMap((kind) => [
      identityPolicy(kind, services),
      identityPolicyAttachment(kind, services),
    ]),
    policy(services),
    role(services),
    rolePolicy(services),
    rolePolicyAttachment(services),
    alias(services),
    key(services),
    firehoseDeliveryStream(services),
    stream(services),
    eventSourceMapping(services),
    lambdaFunction(services),
    functionEventInvokeConfig(services),
    functionUrl(services),
    permission(services),
    ...randomValues(services),
    instance(services),
    parameterGroup(services),
    subnetGroup(services),
    bucket(services),
    bucketLifecycle(services),
    bucketNotification(services),
    bucketObject("aws:s3/bucketObject:BucketObject", services),
    bucketObject("aws:s3/bucketObjectv2:BucketObjectv2", services),
    bucketOwnershipControls(services),
    bucketPolicy(services),
    bucketPublicAccessBlock(services),
    bucketServerSideEncryption(services),
    bucketVersioning(services),
    bucketWebsite(services),
    ...olderNames([
      ["aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2", bucketWebsite(services)],
      ["aws:s3/bucketV2:BucketV2", bucket(services)],
      ["aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2", bucketLifecycle(services)],
      [
        "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
        bucketServerSideEncryption(services),
      ],
      ["aws:s3/bucketVersioningV2:BucketVersioningV2", bucketVersioning(services)],
    ]),
    schedule(services),
    scheduleGroup(services),
    secret(services),
    secretVersion(services),
    parameter(services),
    topic(services),
    topicPolicy(services),
    topicSubscription(services),
    activity(services),
    stateMachine(services),
    queue(services),
    queuePolicy(services),
    redriveAllowPolicy(services),
    redrivePolicy(services),
    securityGroupEgressRule(services),
    securityGroupIngressRule(services),
  ];
}

/** Types that were renamed, and that the provider still has beside the new name. */
function olderNames(types: readonly (readonly [type: string, handler: ResourceHandler])[]): readonly ResourceHandler[] {
  return types.map(([type, handler]) => ({ ...handler, type }));
}

/** Every component of a Pulumi plugin that the local cloud makes. */
export const componentHandlers: readonly ComponentHandler[] = [awsxImage, awsxRepository, awsxVpc];
