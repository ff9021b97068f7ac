import type { Candidate } from "../../http/selectRoute";
import type { Model } from "./bodyModel";
import type { Templates } from "./mappingTemplate";
import type { ParameterMapping } from "./parameterMapping";
import type { GatewayResponseSpec, IntegrationSpec } from "./restApi";

/** The checks of a method's validator. */
export interface RequestValidation {
  /** `method.request.header.x-id` and the like, that must be there and not blank. */
  required: readonly string[];
  /** Models by content type; empty where bodies are not checked. */
  models: ReadonlyMap<string, Model>;
}

/** A method as a deployment holds it: everything read, nothing that a later edit could reach. */
export interface DeployedMethod {
  /** `"POST /gates/{gateId}/enter"` */
  routeKey: string;
  /** `"POST"` or `"ANY"` */
  httpMethod: string;
  resourceId: string;
  resourcePath: string;
  apiKeyRequired: boolean;
  validation: RequestValidation;
  integration: IntegrationSpec;
  /** Templates of an integration that is no proxy. */
  requestTemplates: Templates;
  requestParameters: readonly ParameterMapping[];
  responses: readonly DeployedResponse[];
}

export interface DeployedResponse {
  status: number;
  /** Absent of the default response. */
  pattern?: RegExp;
  templates: Templates;
  parameters: readonly ParameterMapping[];
}

/** An API as a deployment took it when it was made. */
export interface DeployedApi {
  methods: readonly Candidate<DeployedMethod>[];
  /** By type. */
  gatewayResponses: ReadonlyMap<string, GatewayResponseSpec>;
  /** Only custom domains reach it. */
  disableExecuteApiEndpoint: boolean;
  /** Types of bodies that functions get, and give, in base64: `"image/png"`, or by wildcards. */
  binaryMediaTypes: readonly string[];
}
