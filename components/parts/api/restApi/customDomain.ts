import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type ApiDomain, aliasRecords, certificateOf, endpointOf } from "../domain";

/**
 * Lets a REST API answer under a host name of one's own, with TLS 1.2 at least.
 * @returns the domain, whose `regionalDomainName` and `regionalZoneId` a DNS record leads to; and the base URL, without a slash at its end
 */
export function customDomain(
  name: string,
  args: {
    domain: ApiDomain;
    api: aws.apigateway.RestApi;
    stage: aws.apigateway.Stage;
    tags: Record<string, string>;
  },
  opts: pulumi.CustomResourceOptions,
): { domain: aws.apigateway.DomainName; endpoint: pulumi.Output<string> } {
  const { domain: own, api, stage, tags } = args;
  const domain = new aws.apigateway.DomainName(
    name,
    {
      domainName: own.name,
      regionalCertificateArn: certificateOf(name, { domain: own, tags }, opts),
      endpointConfiguration: { types: "REGIONAL" },
      securityPolicy: "TLS_1_2",
      tags,
    },
    opts,
  );
  const mapping = new aws.apigateway.BasePathMapping(
    name,
    { restApi: api.id, stageName: stage.stageName, domainName: domain.domainName },
    opts,
  );
  const target = { name: domain.regionalDomainName, zoneId: domain.regionalZoneId };
  const records = aliasRecords(name, { domain: own, target }, opts);
  return { domain, endpoint: endpointOf(domain.domainName, [mapping, ...records]) };
}
