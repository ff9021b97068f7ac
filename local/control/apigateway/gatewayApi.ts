import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { badRequest } from "../../services/apigateway/definedApi";
import { accountOperations } from "./account";
import { apiPartOperations } from "./apiParts";
import { customDomainOperations } from "./customDomains";
import type { GatewayParts } from "./gatewayOperation";
import { httpApiOperations } from "./httpApis";
import { methodOperations } from "./methods";
import { restApiOperations } from "./restApis";
import { stageOperations } from "./stages";
import { usagePlanOperations } from "./usagePlans";

const OPERATIONS = {
  ...restApiOperations,
  ...methodOperations,
  ...apiPartOperations,
  ...stageOperations,
  ...usagePlanOperations,
  ...customDomainOperations,
  ...accountOperations,
  ...httpApiOperations,
};

/**
 * API Gateway's API, of REST APIs and of HTTP APIs, which its version 2 is about.
 *
 * Known differences from AWS: stages of HTTP APIs deploy by themselves, so that there are no deployments to make, and they have no
 * custom domains; authorizers of REST APIs, imports of OpenAPI documents, SDKs and WebSocket APIs are not there; lists have one page.
 */
export function gatewayApi(parts: GatewayParts): AwsService {
  return awsApi({
    signingName: "apigateway",
    protocol: "rest-json",
    routes: Object.fromEntries(Object.entries(OPERATIONS).map(([name, { route }]) => [name, route])),
    operations: Object.fromEntries(Object.entries(OPERATIONS).map(([name, { operation }]) => [name, operation])),
    parts,
    unknown: (operation) =>
      new AwsError("UnknownOperationException", `The local cloud does not run API Gateway's ${operation}.`, 404),
    refused: ({ parameter, kind }) => badRequest(`Invalid request input: ${parameter} must be a ${kind}`),
  });
}
