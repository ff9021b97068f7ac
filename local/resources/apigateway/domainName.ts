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
const REGIONAL_ZONE_ID = "Z1UJRXOUMOOFQ8";

/** `aws.apigateway.DomainName`: regional custom domains. */
export function domainName(services: Pick<Services, "restApis">): ResourceHandler {
  const put = (properties: Properties, regionalDomainName: string): ResourceState => {
    const inputs = properties as unknown as DomainNameInputs;
    check(inputs);
    const { domainName: name } = inputs;
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

function check({
  domainName: name,
  regionalCertificateArn: certificate = "",
  endpointConfiguration,
}: DomainNameInputs): void {
  if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(name)) {
    throw new Error(`domainName must be a host name in lower case without a wildcard, got "${name}"`);
  }
  if (endpointConfiguration?.types !== "REGIONAL") {
    throw new Error(
      `endpointConfiguration: types must be "REGIONAL" locally, got "${endpointConfiguration?.types ?? "none, which means EDGE"}"`,
    );
  }
  if (!/^arn:aws:acm:[^:]+:[^:]+:certificate\/.+$/.test(certificate)) {
    throw new Error(`regionalCertificateArn must be the ARN of a certificate of ACM, got "${certificate}"`);
  }
}
