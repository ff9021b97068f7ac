import type * as pulumi from "@pulumi/pulumi";

/** Properties that all charts of a dashboard share. */
export interface Charts {
  region: pulumi.Input<string>;
  periodSeconds: number;
}

/** One widget, as the body of a dashboard has it (CloudWatch API reference, "Dashboard Body Structure and Syntax"). */
export interface Widget {
  type: "metric" | "alarm";
  width: number;
  height: number;
  properties: Record<string, unknown>;
}

const HEIGHT = 6;
/** A widget's share of the 24 columns: four in a row. */
const WIDTH = 6;

const RED = "#d62728";
const GREEN = "#2ca02c";
const ORANGE = "#ff7f0e";

/** Calls, durations, rates and what concurrency allows, of one function (Lambda Developer Guide, "Types of metrics"). */
export function functionRow(title: string, functionName: pulumi.Input<string>, charts: Charts): Widget[] {
  const metric = (name: string, options: object) => ["AWS/Lambda", name, "FunctionName", functionName, options];
  return [
    chart(`${title}: invocations`, charts, {}, [
      metric("Invocations", { stat: "Sum", label: "invocations" }),
      metric("Errors", { stat: "Sum", label: "errors", color: RED }),
    ]),
    durations(`${title}: duration (ms)`, charts, (options) => metric("Duration", options)),
    rates(`${title}: success and errors (%)`, charts, [
      metric("Invocations", { id: "calls", stat: "Sum", visible: false }),
      metric("Errors", { id: "failed", stat: "Sum", visible: false }),
      [{ id: "errors", expression: "100 * failed / calls", label: "errors %", color: RED }],
      [{ id: "success", expression: "100 - errors", label: "success %", color: GREEN }],
    ]),
    chart(`${title}: throttles and concurrency`, charts, {}, [
      metric("Throttles", { stat: "Sum", label: "throttles", color: ORANGE }),
      metric("ConcurrentExecutions", { stat: "Maximum", label: "at a time" }),
    ]),
  ];
}

/** Names of an API's metrics: HTTP APIs and REST APIs call the same things by different names. */
export interface ApiMetrics {
  dimension: string;
  value: pulumi.Input<string>;
  /** Requests answered with a status of 400 to 499. */
  refused: string;
  /** Requests answered with 500 and more. */
  failed: string;
}

/** Names the metrics of an HTTP API (API Gateway Developer Guide, "CloudWatch metrics for HTTP APIs"). */
export function ofHttpApi(apiId: pulumi.Input<string>): ApiMetrics {
  return { dimension: "ApiId", value: apiId, refused: "4xx", failed: "5xx" };
}

/** Names the metrics of a REST API (API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics"). */
export function ofRestApi(apiName: pulumi.Input<string>): ApiMetrics {
  return { dimension: "ApiName", value: apiName, refused: "4XXError", failed: "5XXError" };
}

/** Requests, durations and rates of one API. */
export function apiRow(title: string, { dimension, value, refused, failed }: ApiMetrics, charts: Charts): Widget[] {
  const metric = (name: string, options: object) => ["AWS/ApiGateway", name, dimension, value, options];
  return [
    chart(`${title}: requests`, charts, {}, [metric("Count", { stat: "Sum", label: "requests" })]),
    durations(`${title}: latency (ms)`, charts, (options) => metric("Latency", options)),
    rates(`${title}: success and errors (%)`, charts, [
      metric("Count", { id: "calls", stat: "Sum", visible: false }),
      metric(refused, { id: "refused", stat: "Sum", visible: false }),
      metric(failed, { id: "failed", stat: "Sum", visible: false }),
      [{ id: "refusals", expression: "100 * refused / calls", label: "4xx %", color: ORANGE }],
      [{ id: "errors", expression: "100 * failed / calls", label: "5xx %", color: RED }],
      [{ id: "success", expression: "100 - refusals - errors", label: "success %", color: GREEN }],
    ]),
    chart(`${title}: refused and failed`, charts, {}, [
      // A throttled request is answered with 429 and counted here: APIs have no metric of their own for it.
      metric(refused, { stat: "Sum", label: "4xx, throttled ones included", color: ORANGE }),
      metric(failed, { stat: "Sum", label: "5xx", color: RED }),
    ]),
  ];
}

export function alarmWidget(arns: readonly pulumi.Input<string>[]): Widget {
  return { type: "alarm", width: 2 * WIDTH, height: HEIGHT, properties: { title: "Alarms", alarms: arns } };
}

/** Charges have one region, whatever the stack's is, and come a few times a day. */
export function chargesWidget(): Widget {
  return {
    type: "metric",
    width: 2 * WIDTH,
    height: HEIGHT,
    properties: {
      title: "Estimated charges of the account this month (USD)",
      view: "singleValue",
      region: "us-east-1",
      period: 21_600,
      stat: "Maximum",
      metrics: [["AWS/Billing", "EstimatedCharges", "Currency", "USD", { label: "all services" }]],
    },
  };
}

function durations(title: string, charts: Charts, metric: (options: object) => unknown[]): Widget {
  return chart(
    title,
    charts,
    {},
    ["p50", "p90", "p99"].map((stat) => metric({ stat, label: stat })),
  );
}

function rates(title: string, charts: Charts, metrics: unknown[][]): Widget {
  return chart(title, charts, { max: 100 }, metrics);
}

function chart(title: string, { region, periodSeconds }: Charts, axis: object, metrics: unknown[][]): Widget {
  return {
    type: "metric",
    width: WIDTH,
    height: HEIGHT,
    properties: {
      title,
      view: "timeSeries",
      region,
      period: periodSeconds,
      yAxis: { left: { min: 0, showUnits: false, ...axis } },
      metrics,
    },
  };
}
