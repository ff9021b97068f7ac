import { REGION } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { checkDomain, REGIONAL_ZONE_ID } from "../apigateway/domainName";
import { ownIdentifierOf } from "./identifier";

interface DomainNameInputs {
  domainName: string;
  domainNameConfiguration: { certificateArn?: string; endpointType?: string; securityPolicy?: string };
}

/** `aws.apigatewayv2.DomainName`: custom domains of HTTP APIs. */
export function domainName(services: Pick<Services, "httpApis" | "restApis">): ResourceHandler {
  const put = (properties: Properties, targetDomainName: string): ResourceState => {
    const { domainName: name, domainNameConfiguration: configuration } = properties as unknown as DomainNameInputs;
    checkDomain(name, {
      types: ["domainNameConfiguration.endpointType", configuration.endpointType],
      certificate: ["domainNameConfiguration.certificateArn", configuration.certificateArn],
    });
    if (configuration.securityPolicy !== "TLS_1_2") {
      // "TLS 1.2 is the only supported TLS version" (API Gateway Developer Guide, "Custom domain names for HTTP APIs").
      throw new Error(
        `domainNameConfiguration.securityPolicy must be "TLS_1_2" for an HTTP API, got "${configuration.securityPolicy}"`,
      );
    }
    if (services.restApis.hasDomain(name)) throw new Error("The domain name you provided already exists.");
    services.httpApis.putDomain(name);
    return {
      id: name,
      state: {
        ...properties,
        domainNameConfiguration: { ...configuration, targetDomainName, hostedZoneId: REGIONAL_ZONE_ID },
        apiMappingSelectionExpression: "$request.basepath",
        arn: `arn:aws:apigateway:${REGION}::/domainnames/${name}`,
      },
    };
  };
  return {
    type: "aws:apigatewayv2/domainName:DomainName",
    properties: {
      domainName: "honoured",
      domainNameConfiguration: "honoured",
    },
    replaceOn: ["domainName"],
    create: async (context, inputs) =>
      put(inputs, `d-${ownIdentifierOf(context, 10)}.execute-api.${REGION}.amazonaws.com`),
    update: async (_context, { state }, inputs) =>
      put(inputs, String((state.domainNameConfiguration as { targetDomainName: string }).targetDomainName)),
    delete: async (_context, { id }) => services.httpApis.deleteDomain(id),
  };
}
