import * as aws from "@pulumi/aws";
import type * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../arguments/childOptions";
import { type Transform, transformed } from "../arguments/transform";
import { whereaboutsOf } from "../regions/regions";

interface GatewayEndpointsArgs {
  vpc: awsx.ec2.Vpc;
  tags: Record<string, string>;
  transform: { endpoint?: Transform<aws.ec2.VpcEndpointArgs> };
}

/**
 * Ways of all subnets to S3 and DynamoDB past the NAT gateway, where every byte costs: gateway endpoints are free (AWS PrivateLink Guide,
 * "Gateway endpoints", https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html).
 *
 * They are made here, and named after the network, because `awsx.ec2.Vpc` names its endpoints after the service: a URN has the types of the
 * parents and not their names, so a second network in a stack would be refused as `Duplicate resource URN` (pulumi-awsx,
 * `awsx/ec2/vpc.ts`).
 */
export function gatewayEndpoints(name: string, { vpc, tags, transform }: GatewayEndpointsArgs, opts: ChildOptions) {
  // The service's name has this beginning in every partition (the same page; "AWS services in China", "Amazon VPC").
  const { region } = whereaboutsOf(opts.parent);
  const endpoint = (service: string) =>
    new aws.ec2.VpcEndpoint(
      `${name}-${service}`,
      transformed(transform.endpoint, {
        vpcId: vpc.vpcId,
        serviceName: pulumi.interpolate`com.amazonaws.${region}.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map(({ id }) => id))),
        tags,
      }),
      opts,
    );
  return { s3: endpoint("s3"), dynamodb: endpoint("dynamodb") };
}
