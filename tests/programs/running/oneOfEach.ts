import * as aws from "@pulumi/aws";

/** One resource of each of many kinds. */
export function oneOfEach() {
  new aws.cloudwatch.Dashboard("one-dashboard", {
    dashboardName: "one-of-each",
    dashboardBody: JSON.stringify({
      widgets: [{ type: "text", x: 0, y: 0, width: 3, height: 3, properties: { markdown: "hello" } }],
    }),
  });
  new aws.cloudwatch.EventRule("one-rule", {
    eventPattern: JSON.stringify({ "detail-type": ["AWS Console Sign In via CloudTrail"] }),
  });
  new aws.cloudwatch.LogGroup("one-log-group");
  new aws.cloudwatch.MetricAlarm("one-alarm", {
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    evaluationPeriods: 2,
    metricName: "CPUUtilization",
    namespace: "AWS/EC2",
    period: 120,
    statistic: "Average",
    threshold: 80,
  });
  new aws.dynamodb.Table("one-table", {
    attributes: [{ name: "Id", type: "S" }],
    hashKey: "Id",
    readCapacity: 1,
    writeCapacity: 1,
  });
  new aws.ecr.Repository("one-repository");
  new aws.kinesis.Stream("one-stream", { shardCount: 1 });
  new aws.kms.Key("one-key", { deletionWindowInDays: 10 });
  new aws.sns.Topic("one-topic");
  new aws.sqs.Queue("one-queue");

  const network = new aws.ec2.Vpc("one-network", { cidrBlock: "10.10.0.0/16" });
  const gateway = new aws.ec2.InternetGateway("one-gateway", { vpcId: network.id });
  const routes = new aws.ec2.RouteTable("one-table-of-routes", { vpcId: network.id });
  new aws.ec2.Route("one-route", {
    destinationCidrBlock: "0.0.0.0/0",
    routeTableId: routes.id,
    gatewayId: gateway.id,
  });
  const subnet = new aws.ec2.Subnet("one-subnet", { vpcId: network.id, cidrBlock: "10.10.1.0/24" });
  new aws.ec2.RouteTableAssociation("one-association", { subnetId: subnet.id, routeTableId: routes.id });
  const firewall = new aws.ec2.SecurityGroup("one-firewall", {
    vpcId: network.id,
    ingress: [{ protocol: "tcp", cidrBlocks: ["0.0.0.0/0"], fromPort: 80, toPort: 80 }],
  });
  new aws.ec2.SecurityGroupRule("one-firewall-rule", {
    securityGroupId: firewall.id,
    type: "egress",
    protocol: "-1",
    fromPort: 0,
    toPort: 0,
    cidrBlocks: ["0.0.0.0/0"],
  });

  const group = new aws.iam.Group("one-group");
  const user = new aws.iam.User("one-user");
  new aws.iam.GroupMembership("one-membership", { group: group.name, users: [user.name] });
  const mayDescribe = aws.iam.getPolicyDocumentOutput({
    statements: [{ actions: ["ec2:Describe*"], resources: ["*"] }],
  });
  const policy = new aws.iam.Policy("one-policy", { policy: mayDescribe.json });
  const results = new aws.s3.Bucket("one-results", { forceDestroy: true });
  const database = new aws.athena.Database("one_database", { bucket: results.id, forceDestroy: true });
  new aws.athena.NamedQuery("one-query", { database: database.id, query: "SELECT 1" });
  new aws.iam.UserPolicyAttachment("one-attachment", { user: user.name, policyArn: policy.arn });
  const key = new aws.iam.AccessKey("one-access-key", { user: user.name });
  return { network: network.id, keyId: key.id, secret: key.secret, database: database.id };
}
