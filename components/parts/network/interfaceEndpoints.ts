import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checked, type Subject } from "../arguments/arguments";
import type { ChildOptions } from "../arguments/childOptions";
import { HTTPS_PORT } from "../arguments/httpUrl";
import { type Transform, transformed } from "../arguments/transform";
import { whereaboutsOf } from "../regions/regions";

/** Services whose gateway endpoints every network has, at no cost. */
const WITH_GATEWAYS: readonly string[] = ["s3", "dynamodb"];

interface InterfaceEndpointsArgs {
  services: readonly string[];
  vpcId: pulumi.Input<string>;
  subnetIds: pulumi.Input<string[]>;
  /** Those who may call them: the VPC's addresses. */
  cidrBlock: string;
  tags: Record<string, string>;
  transform: { endpoint?: Transform<aws.ec2.VpcEndpointArgs> };
}

/**
 * Checks names of services.
 * @throws RunError naming the one that breaks the rule
 */
export function interfaceEndpointsOf(subject: Subject, services: readonly string[] = []): readonly string[] {
  for (const [index, service] of services.entries()) {
    const argument = `interfaceEndpoints.${index}`;
    checked(subject, argument, service, 'the name of a service, such as "ecr.api" or "logs"', (known) =>
      /^[a-z0-9]+([.-][a-z0-9]+)*$/.test(known),
    );
    checked(subject, argument, service, "another than s3 and dynamodb, which have gateway endpoints", (known) => {
      return !WITH_GATEWAYS.includes(known);
    });
    checked(subject, argument, service, "another than those before it", (known) => services.indexOf(known) === index);
  }
  return services;
}

/**
 * Ways of the private subnets to services of AWS without the internet, by the services' own names (AWS PrivateLink Guide, "Access an AWS service
 * using an interface VPC endpoint", https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html).
 */
export function interfaceEndpoints(
  name: string,
  { services, vpcId, subnetIds, cidrBlock, tags, transform }: InterfaceEndpointsArgs,
  opts: ChildOptions,
): Readonly<Record<string, aws.ec2.VpcEndpoint>> {
  if (services.length === 0) return {};
  const { region } = whereaboutsOf(opts.parent);
  const group = new aws.ec2.SecurityGroup(
    `${name}-endpoints-group`,
    { description: "Endpoints of AWS services: the network calls them by HTTPS.", vpcId, tags },
    opts,
  );
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-endpoints-from-network`,
    {
      description: "Whatever is in the network.",
      securityGroupId: group.id,
      cidrIpv4: cidrBlock,
      ipProtocol: "tcp",
      fromPort: HTTPS_PORT,
      toPort: HTTPS_PORT,
      tags,
    },
    opts,
  );
  return Object.fromEntries(
    services.map((service) => [
      service,
      new aws.ec2.VpcEndpoint(
        `${name}-${service.replaceAll(".", "-")}`,
        transformed(transform.endpoint, {
          vpcId,
          serviceName: pulumi.interpolate`com.amazonaws.${region}.${service}`,
          vpcEndpointType: "Interface",
          subnetIds,
          securityGroupIds: [group.id],
          privateDnsEnabled: true,
          tags,
        }),
        opts,
      ),
    ]),
  );
}
