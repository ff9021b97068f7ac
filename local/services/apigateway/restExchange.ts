import { type ApiDatum, putApiMetrics } from "../../http/apiMetrics";
import type { Services } from "../../services";
import { type CallFacts, type ContextVariables, contextVariables } from "./callFacts";
import { errorVariables } from "./gatewayResponse";
import type { IntegrationFacts } from "./integrationCall";
import type { Refusal } from "./refusal";

/** All that is known of a request to a REST API once it is answered. */
export interface RestExchange {
  apiName: string;
  facts: CallFacts;
  /** The method's own, `"POST"` or `"ANY"`; absent where no method matched. */
  httpMethod?: string;
  status: number;
  /** Bytes of the response's body. */
  responseLength: number;
  /** Milliseconds from the request's arrival to its answer. */
  latencyMs: number;
  refusal?: Refusal;
  integration?: IntegrationFacts;
}

/**
 * Counts one request, by API, by stage, and by method where the stage's settings ask for detailed metrics
 * ("Amazon API Gateway dimensions and metrics"). `4XXError` and `5XXError` get a 0 for every other request, so that their average is
 * the share of errors.
 */
export function countRestExchange(metrics: Services["metrics"], exchange: RestExchange, byMethod: boolean): void {
  const { apiName: ApiName, facts, httpMethod: Method, status, latencyMs, integration } = exchange;
  const byStage = { ApiName, Stage: facts.stage };
  const Resource = facts.method?.resourcePath;
  const isDetailed = byMethod && Resource !== undefined && Method !== undefined;
  const data: ApiDatum[] = [
    ["Count", 1, "Count"],
    ["4XXError", status >= 400 && status < 500 ? 1 : 0, "Count"],
    ["5XXError", status >= 500 ? 1 : 0, "Count"],
    ["Latency", latencyMs, "Milliseconds"],
  ];
  if (integration !== undefined) data.push(["IntegrationLatency", integration.latencyMs, "Milliseconds"]);
  putApiMetrics(metrics, [{ ApiName }, byStage, ...(isDetailed ? [{ ...byStage, Method, Resource }] : [])], data);
}

/** `$context` of access logs ("Variables for access logging for API Gateway"). */
export function logVariables(exchange: RestExchange): ContextVariables {
  const { facts, refusal, integration } = exchange;
  return {
    ...contextVariables(facts),
    ...(refusal !== undefined && errorVariables(refusal)),
    // The log's own form puts the quotes around it.
    "error.messageString": refusal?.message,
    awsEndpointRequestId: integration?.requestId,
    "integration.error": integration?.error,
    "integration.integrationStatus": integration?.status,
    "integration.latency": integration?.latencyMs,
    "integration.requestId": integration?.requestId,
    "integration.status": integration?.serviceStatus,
    integrationErrorMessage: integration?.error,
    integrationLatency: integration?.latencyMs,
    integrationStatus: integration?.serviceStatus,
    responseLatency: exchange.latencyMs,
    responseLength: exchange.responseLength,
    status: exchange.status,
  };
}
