import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../arguments/childOptions";
import { type Transform, transformed } from "../arguments/transform";
import type { ApiDomain } from "./domain";
import { jsonAccessLog } from "./restApi/accessLog";
import { customDomain } from "./restApi/customDomain";
import { type DeviceKeys, type DevicePlan, deviceKeys } from "./restApi/deviceKeys";
import { type MadeMethod, method, type RestMethod } from "./restApi/method";

export type { RestMethod } from "./restApi/method";

export interface RestApiArgs {
  /** Tells people who look at the account's APIs what it is. */
  description: string;
  /** The methods that it answers. */
  methods: readonly RestMethod[];
  /** The devices that may call it, and how often. */
  plan: DevicePlan;
  /** A host name of one's own; the one that AWS gives is switched off then. */
  domain?: ApiDomain | undefined;
  /** Requests a second that each method takes from all devices together, best effort. */
  throttleRateLimit: pulumi.Input<number>;
  /** Requests at once that each method takes beyond its rate, best effort. */
  throttleBurstLimit: pulumi.Input<number>;
  /** Gives API Gateway the role by which it writes the logs of all REST APIs of the account and region. */
  logRole: boolean;
  logRetentionDays: pulumi.Input<number>;
  /** ARN of a key of the account to encrypt the access log and the devices' keys with. */
  keyArn: pulumi.Input<string>;
  tags: Record<string, string>;
  transform?:
    | {
        restApi?: Transform<aws.apigateway.RestApiArgs> | undefined;
        stage?: Transform<aws.apigateway.StageArgs> | undefined;
        usagePlan?: Transform<aws.apigateway.UsagePlanArgs> | undefined;
      }
    | undefined;
}

export interface RestApi {
  restApi: aws.apigateway.RestApi;
  stage: aws.apigateway.Stage;
  accessLog: aws.cloudwatch.LogGroup;
  /** The devices' keys, as JSON by device. */
  keys: DeviceKeys;
  /** The host name of one's own, where there is one. */
  domain: aws.apigateway.DomainName | undefined;
  /** Base URL, without a slash at its end; known once all methods answer there. */
  endpoint: pulumi.Output<string>;
}

/** The first part of the URL's path, where there is no domain of one's own. */
const STAGE_NAME = "v1";

/**
 * A REST API for devices that have a key each. Bodies are checked against models before anything is called, devices are throttled one
 * by one, and every request is in the access log as JSON.
 */
export function restApi(name: string, args: RestApiArgs, opts: ChildOptions): RestApi {
  const { domain, tags } = args;
  const settings = transformed(args.transform?.restApi, {
    description: args.description,
    endpointConfiguration: { types: "REGIONAL" },
    disableExecuteApiEndpoint: domain !== undefined,
    tags,
  });
  const api = new aws.apigateway.RestApi(name, settings, opts);
  const methods = methodsOf(name, api, args.methods, opts);
  const deployment = new aws.apigateway.Deployment(
    `${name}-deployment`,
    // A deployment is a snapshot of the API: every change of a method, or of the API's own settings, needs another one. Until then AWS's
    // own URL answers, although it is switched off (API Gateway Developer Guide, "Disable the default endpoint for REST APIs").
    { restApi: api.id, triggers: { api: digestOf(methods, settings) } },
    { ...opts, dependsOn: methods.flatMap(({ children }) => children) },
  );
  const { accessLog, dependencies } = jsonAccessLog(`${name}-access-log`, args, opts);
  const stage = new aws.apigateway.Stage(
    `${name}-stage`,
    transformed(args.transform?.stage, {
      restApi: api.id,
      deployment: deployment.id,
      stageName: STAGE_NAME,
      xrayTracingEnabled: true,
      accessLogSettings: { destinationArn: accessLog.arn, format: ACCESS_LOG_FORMAT },
      tags,
    }),
    { ...opts, dependsOn: dependencies },
  );
  new aws.apigateway.MethodSettings(
    `${name}-settings`,
    {
      restApi: api.id,
      stageName: stage.stageName,
      methodPath: "*/*",
      settings: {
        metricsEnabled: true,
        throttlingRateLimit: args.throttleRateLimit,
        throttlingBurstLimit: args.throttleBurstLimit,
      },
    },
    opts,
  );
  const keys = deviceKeys(name, { ...args, api, stage, transform: args.transform?.usagePlan }, opts);
  const own = domain && customDomain(`${name}-domain`, { domain, api, stage, tags }, opts);
  const endpoint = own?.endpoint ?? stage.invokeUrl;
  return { restApi: api, stage, accessLog, keys, domain: own?.domain, endpoint };
}

/**
 * One line a request. Numbers are JSON numbers, which metric filters can compare. `error` is API Gateway's reason to refuse, such as
 * `BAD_REQUEST_BODY` or `INVALID_API_KEY`, and `-` where it did not. Nothing that a client sent is in it, but for the gate in the path.
 */
const ACCESS_LOG_FORMAT = [
  '{"requestId":"$context.requestId"',
  '"extendedRequestId":"$context.extendedRequestId"',
  '"apiId":"$context.apiId"',
  '"requestTime":"$context.requestTime"',
  '"sourceIp":"$context.identity.sourceIp"',
  '"apiKeyId":"$context.identity.apiKeyId"',
  '"method":"$context.httpMethod"',
  '"resource":"$context.resourcePath"',
  '"path":"$context.path"',
  '"status":$context.status',
  '"error":"$context.error.responseType"',
  '"integrationStatus":"$context.integration.status"',
  '"integrationLatencyMs":"$context.integration.latency"',
  '"latencyMs":$context.responseLatency',
  '"responseLength":$context.responseLength',
  '"traceId":"$context.xrayTraceId"}',
].join(",");

function methodsOf(
  name: string,
  api: aws.apigateway.RestApi,
  methods: readonly RestMethod[],
  opts: pulumi.CustomResourceOptions,
): MadeMethod[] {
  const validator = new aws.apigateway.RequestValidator(
    `${name}-validator`,
    { restApi: api.id, validateRequestBody: true, validateRequestParameters: true },
    opts,
  );
  const resources = new Map<string, aws.apigateway.Resource>();
  const resourceOf = (path: readonly string[]): pulumi.Output<string> => {
    if (path.length === 0) return api.rootResourceId;
    const key = path.join("/");
    const known = resources.get(key);
    if (known !== undefined) return known.id;
    const made = new aws.apigateway.Resource(
      `${name}-${path.join("-").replaceAll(/[{}]/g, "")}`,
      { restApi: api.id, parentId: resourceOf(path.slice(0, -1)), pathPart: path.at(-1) ?? "" },
      opts,
    );
    resources.set(key, made);
    return made.id;
  };
  return methods.map((one) =>
    method(`${name}-${one.name}`, one, { api, validator, resourceId: resourceOf(one.path.split("/").slice(1)) }, opts),
  );
}

function digestOf(
  methods: readonly MadeMethod[],
  { tags: _, ...settings }: aws.apigateway.RestApiArgs,
): pulumi.Output<string> {
  return pulumi
    .jsonStringify({ settings, methods: methods.map(({ definition }) => definition) })
    .apply((text) => createHash("sha256").update(text).digest("hex"));
}
