import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface CustomDomain {
  /** Host name in lower case; the caller makes its DNS record from what {@link customDomain} returns. */
  domainName: pulumi.Input<string>;
  /** ARN of a certificate of ACM for it, in the API's region. */
  certificateArn: pulumi.Input<string>;
}

/**
 * Lets a REST API answer under a host name of one's own, with TLS 1.2 at least.
 * @returns the domain, whose `regionalDomainName` and `regionalZoneId` the DNS record leads to; and the base URL, without a slash at its
 * end
 */
export function customDomain(
  name: string,
  args: CustomDomain & {
    api: aws.apigateway.RestApi;
    stage: aws.apigateway.Stage;
    tags: Record<string, string>;
  },
  opts: pulumi.CustomResourceOptions,
): { domain: aws.apigateway.DomainName; endpoint: pulumi.Output<string> } {
  const domain = new aws.apigateway.DomainName(
    name,
    {
      domainName: args.domainName,
      regionalCertificateArn: args.certificateArn,
      endpointConfiguration: { types: "REGIONAL" },
      securityPolicy: "TLS_1_2",
      tags: args.tags,
    },
    opts,
  );
  const mapping = new aws.apigateway.BasePathMapping(
    name,
    { restApi: args.api.id, stageName: args.stage.stageName, domainName: domain.domainName },
    opts,
  );
  const endpoint = pulumi.all([domain.domainName, mapping.id]).apply(([host]) => `https://${host}`);
  return { domain, endpoint };
}
