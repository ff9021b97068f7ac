import { REGION } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ownIdentifierOf } from "../apigatewayv2/identifier";

interface DomainNameInputs {
  domainName: string;
  regionalCertificateArn?: string;
  endpointConfiguration?: { types?: string };
}

/** Route 53's zone of regional endpoints in us-east-1 ("Amazon API Gateway endpoints and quotas"). */
export const REGIONAL_ZONE_ID = "Z1UJRXOUMOOFQ8";

/** `aws.apigateway.DomainName`: regional custom domains. */
export function domainName(services: Pick<Services, "restApis" | "httpApis">): ResourceHandler {
  const put = (properties: Properties, regionalDomainName: string): ResourceState => {
    const inputs = properties as unknown as DomainNameInputs;
    const { domainName: name, endpointConfiguration, regionalCertificateArn } = inputs;
    checkDomain(name, {
      types: ["endpointConfiguration: types", endpointConfiguration?.types],
      certificate: ["regionalCertificateArn", regionalCertificateArn],
    });
    if (services.httpApis.hasDomain(name)) throw new Error("The domain name you provided already exists.");
    services.restApis.putDomain(name);
    return {
      id: name,
      state: {
        ...properties,
        ...{ regionalDomainName, regionalZoneId: REGIONAL_ZONE_ID },
        arn: `arn:aws:apigateway:${REGION}::/domainnames/${name}`,
      },
    };
  };
  return {
    type: "aws:apigateway/domainName:DomainName",
    properties: {
      domainName: "honoured",
      regionalCertificateArn: "honoured",
      endpointConfiguration: "honoured",
      securityPolicy: { noEffect: "the local cloud speaks plain HTTP on loopback" },
    },
    replaceOn: ["domainName"],
    create: async (context, inputs) =>
      put(inputs, `d-${ownIdentifierOf(context, 10)}.execute-api.${REGION}.amazonaws.com`),
    update: async (_context, { state }, inputs) => put(inputs, String(state.regionalDomainName)),
    delete: async (_context, { id }) => services.restApis.deleteDomain(id),
  };
}

/**
 * Checks what custom domains of both versions of the API have in common.
 * @param inputs each with its property's name
 * @throws Error for a name, a type or a certificate that AWS refuses, or that is not supported locally
 */
export function checkDomain(
  name: string,
  inputs: {
    types: [property: string, value: string | undefined];
    certificate: [property: string, arn: string | undefined];
  },
): void {
  if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(name)) {
    throw new Error(`domainName must be a host name in lower case without a wildcard, got "${name}"`);
  }
  const [property, type = "none, which means EDGE"] = inputs.types;
  if (type !== "REGIONAL") throw new Error(`${property} must be "REGIONAL" locally, got "${type}"`);
  const [certificateProperty, certificate = ""] = inputs.certificate;
  if (!/^arn:aws:acm:[^:]+:[^:]+:certificate\/.+$/.test(certificate)) {
    throw new Error(`${certificateProperty} must be the ARN of a certificate of ACM, got "${certificate}"`);
  }
}
