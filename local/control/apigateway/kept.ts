import { ACCOUNT_ID } from "../../base/arn";
import type { KeptResource } from "../../base/inventory";
import { notFound } from "../../services/apigateway/definedApi";
import type { GatewayParts, Params } from "./gatewayOperation";

/** The types of what REST APIs are made of. */
export const TYPES = {
  api: "aws:apigateway/restApi:RestApi",
  resource: "aws:apigateway/resource:Resource",
  method: "aws:apigateway/method:Method",
  methodResponse: "aws:apigateway/methodResponse:MethodResponse",
  integration: "aws:apigateway/integration:Integration",
  integrationResponse: "aws:apigateway/integrationResponse:IntegrationResponse",
  model: "aws:apigateway/model:Model",
  validator: "aws:apigateway/requestValidator:RequestValidator",
  gatewayResponse: "aws:apigateway/response:Response",
  deployment: "aws:apigateway/deployment:Deployment",
  stage: "aws:apigateway/stage:Stage",
  methodSettings: "aws:apigateway/methodSettings:MethodSettings",
} as const;

/** The API that a call names. @throws AwsError `NotFoundException` */
export function apiIn({ restApiId }: Params, { resources }: GatewayParts): KeptResource {
  const found = resources.find(TYPES.api, String(restApiId));
  if (found) return found;
  throw notFound(`Invalid API identifier specified ${ACCOUNT_ID}:${restApiId}`);
}

/** Everything of a type that belongs to an API, which gateway responses call otherwise. */
export function ofApi(type: string, apiId: string, { resources }: GatewayParts): readonly KeptResource[] {
  return resources.all(type).filter(({ state }) => state.restApi === apiId || state.restApiId === apiId);
}
