/** The account that the ARNs of what is made name. */
export const ACCOUNT = "111122223333";

/** Attributes that AWS makes up, where other resources refer to them. */
export function outputsOf(type: string, name: string): Record<string, unknown> {
  const account = `us-east-1:${ACCOUNT}`;
  switch (type) {
    case "aws:dynamodb/table:Table":
      return {
        name: `${name}-name`,
        arn: `arn:aws:dynamodb:${account}:table/${name}-name`,
        streamArn: `arn:aws:dynamodb:${account}:table/${name}-name/stream/2026-01-01T00:00:00.000`,
      };
    case "aws:sqs/queue:Queue":
      return {
        name: `${name}-name`,
        arn: `arn:aws:sqs:${account}:${name}-name`,
        url: `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/${name}-name`,
      };
    case "aws:lambda/function:Function":
      return {
        name: `${name}-name`,
        arn: `arn:aws:lambda:${account}:function:${name}-name`,
        invokeArn: `${name}-invoke-arn`,
      };
    case "aws:apigateway/restApi:RestApi":
      return {
        name: `${name}-name`,
        rootResourceId: `${name}-root`,
        executionArn: `arn:aws:execute-api:${account}:${name}-id`,
      };
    case "aws:apigateway/stage:Stage":
      return { invokeUrl: `https://${name}-id.execute-api.us-east-1.amazonaws.com/v1` };
    case "aws:apigateway/apiKey:ApiKey":
      return { value: `${name}-value` };
    case "aws:iam/role:Role":
      return { name: `${name}-name`, arn: `arn:aws:iam::${ACCOUNT}:role/${name}-name` };
    case "aws:cloudwatch/logGroup:LogGroup":
      return { name: `${name}-name`, arn: `arn:aws:logs:${account}:log-group:${name}-name` };
    case "aws:apigatewayv2/api:Api":
      return {
        apiEndpoint: `https://${name}-id.execute-api.us-east-1.amazonaws.com`,
        executionArn: `arn:aws:execute-api:${account}:${name}-id`,
      };
    case "aws:apigatewayv2/domainName:DomainName":
      return {
        domainNameConfiguration: {
          ...{ targetDomainName: `${name}.execute-api.us-east-1.amazonaws.com`, hostedZoneId: "Z1UJRXOUMOOFQ8" },
        },
      };
    case "aws:apigateway/domainName:DomainName":
      return { regionalDomainName: `${name}.execute-api.us-east-1.amazonaws.com`, regionalZoneId: "Z1UJRXOUMOOFQ8" };
    case "aws:acm/certificate:Certificate":
      return {
        arn: `arn:aws:acm:${account}:certificate/${name}`,
        domainValidationOptions: [
          { resourceRecordName: `_${name}.`, resourceRecordType: "CNAME", resourceRecordValue: `_${name}-value.` },
        ],
      };
    case "aws:route53/record:Record":
      return { fqdn: `${name}-fqdn` };
    case "aws:ecr/repository:Repository":
      return {
        name: `${name}-name`,
        arn: `arn:aws:ecr:${account}:repository/${name}-name`,
        repositoryUrl: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/${name}-name`,
      };
    case "aws:ecs/cluster:Cluster":
      return { name: `${name}-name`, arn: `arn:aws:ecs:${account}:cluster/${name}-name` };
    case "aws:ecs/service:Service":
      return { name: `${name}-name` };
    case "aws:ecs/taskDefinition:TaskDefinition":
      return { arn: `arn:aws:ecs:${account}:task-definition/${name}-name:1` };
    case "aws:scheduler/scheduleGroup:ScheduleGroup":
      return { name: `${name}-name`, arn: `arn:aws:scheduler:${account}:schedule-group/${name}-name` };
    case "aws:cloudwatch/eventRule:EventRule":
      return { name: `${name}-name`, arn: `arn:aws:events:${account}:rule/${name}-name` };
    case "aws:iam/policy:Policy":
      return { arn: `arn:aws:iam::${ACCOUNT}:policy/${name}-name` };
    case "aws:iam/group:Group":
      return { name: `${name}-name` };
    case "aws:cloudwatch/metricAlarm:MetricAlarm":
      return { name: `${name}-name`, arn: `arn:aws:cloudwatch:${account}:alarm:${name}-name` };
    case "aws:cloudwatch/compositeAlarm:CompositeAlarm":
      return { arn: `arn:aws:cloudwatch:${account}:alarm:${name}-name` };
    case "aws:sns/topic:Topic":
      return { name: `${name}-name`, arn: `arn:aws:sns:${account}:${name}-name` };
    case "aws:kms/key:Key":
      return { keyId: `${name}-id`, arn: `arn:aws:kms:${account}:key/${name}-id` };
    case "aws:appautoscaling/policy:Policy":
      return { arn: `arn:aws:autoscaling:${account}:scalingPolicy:${name}-name` };
    case "aws:secretsmanager/secret:Secret":
      return { arn: `arn:aws:secretsmanager:${account}:secret:${name}-name` };
    case "aws:sfn/stateMachine:StateMachine":
      return { arn: `arn:aws:states:${account}:stateMachine:${name}-name` };
    case "aws:lambda/functionUrl:FunctionUrl":
      return { functionUrl: `https://${name}.lambda-url.us-east-1.on.aws/` };
    case "aws:secretsmanager/secretVersion:SecretVersion":
      return { versionId: `${name}-version` };
    case "aws:rds/subnetGroup:SubnetGroup":
    case "aws:rds/parameterGroup:ParameterGroup":
      return { name: `${name}-name` };
    case "aws:rds/instance:Instance":
      return {
        identifier: `${name}-name`,
        address: `${name}-name.rds.amazonaws.com`,
        endpoint: `${name}-name.rds.amazonaws.com:5432`,
        masterUserSecrets: [{ secretArn: `arn:aws:secretsmanager:${account}:secret:rds!${name}-name` }],
      };
    case "aws:kinesis/stream:Stream":
      return { name: `${name}-name`, arn: `arn:aws:kinesis:${account}:stream/${name}-name` };
    case "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream":
      return { name: `${name}-name`, arn: `arn:aws:firehose:${account}:deliverystream/${name}-name` };
    case "aws:glue/catalogDatabase:CatalogDatabase":
      return { arn: `arn:aws:glue:${account}:database/${name}-name` };
    case "aws:glue/catalogTable:CatalogTable":
      return { arn: `arn:aws:glue:${account}:table/${name}-name` };
    case "aws:athena/workgroup:Workgroup":
      return { name: `${name}-name`, arn: `arn:aws:athena:${account}:workgroup/${name}-name` };
    case "aws:cloudwatch/logStream:LogStream":
      return { name: `${name}-name` };
    case "aws:s3/bucket:Bucket":
      return {
        bucket: `${name}-name`,
        arn: `arn:aws:s3:::${name}-name`,
        bucketRegionalDomainName: `${name}-name.s3.us-east-1.amazonaws.com`,
      };
    case "aws:cognito/userPool:UserPool":
      return {
        arn: `arn:aws:cognito-idp:${account}:userpool/${name}-id`,
        endpoint: `cognito-idp.us-east-1.amazonaws.com/${name}-id`,
      };
    case "aws:cloudfront/distribution:Distribution":
      return {
        arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/${name}-id`,
        domainName: `${name}.cloudfront.net`,
        hostedZoneId: "Z2FDTNDATAQYW2",
      };
    case "aws:ec2/vpcEndpoint:VpcEndpoint":
      return { prefixListId: `pl-${name}` };
    case "aws:ec2/eip:Eip":
      return { allocationId: `${name}-allocation`, publicIp: `${name}-ip` };
    case "aws:ec2/instance:Instance":
      return {
        arn: `arn:aws:ec2:${account}:instance/${name}-id`,
        privateIp: `${name}-private-ip`,
        tagsAll: {},
      };
    case "aws:iam/instanceProfile:InstanceProfile":
      return { name: `${name}-name` };
    case "aws:ec2/keyPair:KeyPair":
      return { keyName: `${name}-name` };
    case "tls:index/privateKey:PrivateKey":
      return { publicKeyOpenssh: `ssh-ed25519 ${name}`, privateKeyOpenssh: `${name}-private` };
    case "awsx:ec2:Vpc":
      return {
        vpcId: `${name}-vpc-id`,
        privateSubnetIds: [`${name}-private-1`, `${name}-private-2`],
        publicSubnetIds: [`${name}-public-1`, `${name}-public-2`],
        routeTables: [{ id: `${name}-table-1` }, { id: `${name}-table-2` }],
      };
    case "awsx:ecr:Image":
      return { imageUri: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/images@sha256:0a1b2c` };
    default:
      return {};
  }
}
