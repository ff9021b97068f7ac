import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";

// A container behind a load balancer.
const cluster = new aws.ecs.Cluster("service");
const balancer = new awsx.lb.ApplicationLoadBalancer("service");
new awsx.ecs.FargateService("service", {
  cluster: cluster.arn,
  taskDefinitionArgs: {
    container: {
      name: "web",
      image: "nginx:latest",
      portMappings: [{ containerPort: 80, targetGroup: balancer.defaultTargetGroup }],
    },
  },
});

// A site with a name of its own and a certificate.
new aws.s3.Bucket("site");
new aws.acm.Certificate("site", { domainName: "example.com", validationMethod: "DNS" });
const zone = aws.route53.getZoneOutput({ name: "example.com" });
new aws.route53.Record("site", { zoneId: zone.zoneId, name: "www", type: "CNAME", ttl: 60, records: ["example.com"] });

// A GraphQL API.
new aws.appsync.GraphQLApi("graph", { authenticationType: "API_KEY" });

// A Kubernetes cluster.
new aws.eks.Cluster("kubernetes", { roleArn: cluster.arn, vpcConfig: { subnetIds: [] } });

// A function out of a container's image.
new aws.lambda.Function("image", { role: cluster.arn, packageType: "Image", imageUri: "example.com/image:1" });
