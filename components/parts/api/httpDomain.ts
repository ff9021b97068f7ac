import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type ApiDomain, aliasRecords, certificateOf, endpointOf } from "./domain";

/**
 * Lets an HTTP API answer under a host name of one's own, with TLS 1.2 at least.
 * @returns the domain, whose target a DNS record leads to; and the base URL, without a slash at its end
 */
export function httpDomain(
  name: string,
  args: {
    domain: ApiDomain;
    api: aws.apigatewayv2.Api;
    stage: aws.apigatewayv2.Stage;
    tags: Record<string, string>;
  },
  opts: pulumi.CustomResourceOptions,
): { domain: aws.apigatewayv2.DomainName; endpoint: pulumi.Output<string> } {
  const { domain: own, api, stage, tags } = args;
  const domain = new aws.apigatewayv2.DomainName(
    name,
    {
      domainName: own.name,
      domainNameConfiguration: {
        certificateArn: certificateOf(name, { domain: own, tags }, opts),
        endpointType: "REGIONAL",
        securityPolicy: "TLS_1_2",
      },
      tags,
    },
    opts,
  );
  const mapping = new aws.apigatewayv2.ApiMapping(
    name,
    { apiId: api.id, domainName: domain.domainName, stage: stage.name },
    opts,
  );
  const { domainNameConfiguration: answered } = domain;
  const records = aliasRecords(
    name,
    {
      domain: own,
      target: {
        name: answered.apply(({ targetDomainName }) => targetDomainName),
        zoneId: answered.apply(({ hostedZoneId }) => hostedZoneId),
      },
    },
    opts,
  );
  return { domain, endpoint: endpointOf(domain.domainName, [mapping, ...records]) };
}
