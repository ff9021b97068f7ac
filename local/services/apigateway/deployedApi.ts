import { AwsError } from "../../base/awsError";
import { candidate } from "../../http/selectRoute";
import type { DeployedApi, DeployedMethod, DeployedResponse } from "./apiSnapshot";
import { type DefinedApi, methodKey, resourcePath } from "./definedApi";
import { mappingTemplates } from "./mappingTemplate";
import { parameterMappings } from "./parameterMapping";
import { requestValidation } from "./requestValidation";
import type { IntegrationSpec, MethodSpec, MockIntegrationSpec, ServiceIntegrationSpec } from "./restApi";

/**
 * Takes the snapshot.
 * @throws AwsError `BadRequestException`, as CreateDeployment answers
 */
export function deployedApi(api: DefinedApi): DeployedApi {
  if (api.methods.size === 0) {
    throw new AwsError("BadRequestException", "The REST API doesn't contain any methods");
  }
  return {
    methods: [...api.methods.values()].map((method) => candidate(deployedMethod(api, method))),
    gatewayResponses: new Map(api.gatewayResponses),
    disableExecuteApiEndpoint: api.spec.disableExecuteApiEndpoint,
    binaryMediaTypes: api.spec.binaryMediaTypes ?? [],
  };
}

function deployedMethod(api: DefinedApi, method: MethodSpec): DeployedMethod {
  const path = resourcePath(api, method.resourceId);
  const integration = api.integrations.get(methodKey(method));
  if (integration === undefined) {
    throw new AwsError(
      "BadRequestException",
      `No integration defined for method (${method.httpMethod} ${path}): let the deployment depend on the method's integration`,
    );
  }
  return {
    routeKey: `${method.httpMethod} ${path}`,
    httpMethod: method.httpMethod,
    resourceId: method.resourceId,
    resourcePath: path,
    apiKeyRequired: method.apiKeyRequired,
    validation: requestValidation(api, method),
    integration,
    requestTemplates: mappingTemplates(isMapped(integration) ? integration.requestTemplates : {}),
    requestParameters: parameterMappings(integration.type === "AWS" ? integration.requestParameters : {}),
    responses: responsesOf(api, method),
  };
}

function isMapped(integration: IntegrationSpec): integration is ServiceIntegrationSpec | MockIntegrationSpec {
  return integration.type !== "AWS_PROXY";
}

function responsesOf(api: DefinedApi, method: MethodSpec): DeployedResponse[] {
  return [...api.integrationResponses.values()]
    .filter((response) => methodKey(response) === methodKey(method))
    .map(({ statusCode, selectionPattern, responseTemplates, responseParameters }) => ({
      status: Number(statusCode),
      ...(selectionPattern !== undefined && { pattern: new RegExp(`^(?:${selectionPattern})$`, "s") }),
      templates: mappingTemplates(responseTemplates),
      parameters: parameterMappings(responseParameters),
    }));
}
