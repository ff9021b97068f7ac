import type { Services } from "../services";
import type { Exchange } from "./accessLog";
import { parseRouteKey } from "./routeKey";

/**
 * Counts one request as HTTP APIs do, by API, by stage, and by route where the stage asks for detailed metrics
 * ("CloudWatch metrics and dimensions for HTTP APIs in API Gateway"). `4xx` and `5xx` get a 0 for every other request,
 * so that their average is the share of errors.
 */
export function countExchange(metrics: Services["metrics"], exchange: Exchange, byRoute: boolean): void {
  const { request, stage, routeKey } = exchange;
  const route = byRoute ? routeKey : undefined;
  const place = JSON.stringify([request.apiId, stage, route]);
  const dimensionSets = heldSets.get(place) ?? dimensionSetsOf(request.apiId, stage, route);
  heldSets.set(place, dimensionSets);
  putApiMetrics(metrics, dimensionSets, dataOf(exchange));
}

type DimensionSets = readonly Readonly<Record<string, string>>[];

/** Dimensions by API, stage and route: the same objects for every request, which finds their metrics at once. */
const heldSets = new Map<string, DimensionSets>();

function dimensionSetsOf(ApiId: string, Stage: string, routeKey: string | undefined): DimensionSets {
  const byStage = { ApiId, Stage };
  return [{ ApiId }, byStage, ...(routeKey !== undefined ? [{ ...byStage, ...routeOf(routeKey) }] : [])];
}

export type ApiDatum = readonly [name: string, value: number, unit: string];

/** Puts every datum for every set of dimensions. */
export function putApiMetrics(
  metrics: Services["metrics"],
  dimensionSets: DimensionSets,
  data: readonly ApiDatum[],
): void {
  for (const dimensions of dimensionSets) {
    for (const [metricName, value, unit] of data) {
      metrics.put({ namespace: "AWS/ApiGateway", metricName, dimensions, value, unit });
    }
  }
}

function dataOf(exchange: Exchange): readonly ApiDatum[] {
  const { status, integration } = exchange;
  return [
    ["Count", 1, "Count"],
    ["4xx", status >= 400 && status < 500 ? 1 : 0, "Count"],
    ["5xx", status >= 500 ? 1 : 0, "Count"],
    ["Latency", exchange.latencyMs, "Milliseconds"],
    ["DataProcessed", exchange.requestLength + exchange.responseLength, "Bytes"],
    ...(integration === undefined ? [] : [["IntegrationLatency", integration.latencyMs, "Milliseconds"] as const]),
  ];
}

function routeOf(routeKey: string): Record<string, string> {
  const key = parseRouteKey(routeKey);
  return key.kind === "default"
    ? { Method: "$default", Resource: "$default" }
    : { Method: key.method, Resource: key.path };
}
