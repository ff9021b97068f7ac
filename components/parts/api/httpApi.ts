import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";
import type { KeyArn } from "../existing/keyUse";
import { type Access, accessOf } from "./access";
import type { ApiAuth } from "./auth";
import type { ApiDomain } from "./domain";
import { httpDomain } from "./httpDomain";
import { type QueueRoute, queueRoutes, type RouteKey } from "./queueRoutes";

export interface HttpApiArgs {
  /** The functions that answer, and their routes. */
  routes: readonly FunctionRoutes[];
  /** Routes whose requests become messages of a queue, with no function in between. */
  queue?: { target: aws.sqs.Queue; keyArn?: KeyArn; routes: readonly QueueRoute[] };
  /** Those who may call the functions' routes, unless a route says otherwise. */
  auth: ApiAuth;
  /** A host name of one's own; the one that AWS gives is switched off then. */
  domain?: ApiDomain | undefined;
  cors?: pulumi.Input<aws.types.input.apigatewayv2.ApiCorsConfiguration> | undefined;
  /** Requests a second that each route takes, best effort (AWS docs, "Throttle requests to your HTTP APIs"). */
  throttleRateLimit: pulumi.Input<number>;
  /** Requests at once that each route takes beyond its rate, best effort. */
  throttleBurstLimit: pulumi.Input<number>;
  logRetentionDays: pulumi.Input<number>;
  /** ARN of a key of the account to encrypt the access log with. @default a key of CloudWatch Logs' own */
  keyArn?: pulumi.Input<string> | undefined;
  tags: Record<string, string>;
  transform?: {
    api?: Transform<aws.apigatewayv2.ApiArgs> | undefined;
    stage?: Transform<aws.apigatewayv2.StageArgs> | undefined;
    /** Applied to each route. */
    route?: Transform<aws.apigatewayv2.RouteArgs> | undefined;
  };
}

export interface FunctionRoutes {
  function: aws.lambda.Function;
  name: string;
  keys: readonly RouteKey[];
  /** Those who may call single routes of these. @default those who may call the API */
  auths?: Readonly<Partial<Record<RouteKey, ApiAuth>>>;
}

export interface HttpApi {
  api: aws.apigatewayv2.Api;
  stage: aws.apigatewayv2.Stage;
  /** The host name of one's own, where there is one. */
  domain: aws.apigatewayv2.DomainName | undefined;
  /** Base URL, without a slash at its end; known once all routes answer there. */
  endpoint: pulumi.Output<string>;
}

/** The stage whose name is no part of the URL. */
const STAGE_NAME = "$default";

/** Milliseconds; the longest an HTTP API waits for an answer (AWS docs, "Quotas for configuring and running an HTTP API"). */
const INTEGRATION_TIMEOUT_MS = 30_000;

/** One line a request: enough to tell whose fault a 5xx was, and how long it took. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  routeKey: "$context.routeKey",
  status: "$context.status",
  integrationStatus: "$context.integrationStatus",
  integrationError: "$context.integrationErrorMessage",
  responseLatencyMs: "$context.responseLatency",
  integrationLatencyMs: "$context.integrationLatency",
  responseLength: "$context.responseLength",
});

/**
 * An HTTP API with a function or a queue behind each route, throttled route by route, with an access log. Each route says who may call
 * it; `transform.route` has the last word.
 */
export function httpApi(name: string, args: HttpApiArgs, opts: pulumi.CustomResourceOptions): HttpApi {
  const api = new aws.apigatewayv2.Api(
    name,
    transformed(args.transform?.api, {
      protocolType: "HTTP",
      ...(args.domain !== undefined && { disableExecuteApiEndpoint: true }),
      ...(args.cors !== undefined && { corsConfiguration: args.cors }),
      tags: args.tags,
    }),
    opts,
  );
  const access = accessOf(name, api, args.auth, opts);
  const routes = [
    ...args.routes.flatMap((route) =>
      routesTo(`${name}-${route.name}`, api, route, { access, transform: args.transform?.route }, opts),
    ),
    ...(args.queue === undefined ? [] : queueRoutes(name, api, { ...args.queue, tags: args.tags }, opts)),
  ];
  const stage = stageOf(name, api, args, { ...opts, dependsOn: routes });
  const own = args.domain && httpDomain(`${name}-domain`, { domain: args.domain, api, stage, tags: args.tags }, opts);
  // AWS names the endpoint with the API, but before the stage is there it answers 404.
  const endpoint = own?.endpoint ?? pulumi.all([api.apiEndpoint, stage.id]).apply(([url]) => url);
  return { api, stage, domain: own?.domain, endpoint };
}

function routesTo(
  name: string,
  api: aws.apigatewayv2.Api,
  { function: target, keys, auths = {} }: FunctionRoutes,
  { access, transform }: { access: Access; transform: Transform<aws.apigatewayv2.RouteArgs> | undefined },
  opts: pulumi.CustomResourceOptions,
): aws.apigatewayv2.Route[] {
  const integration = new aws.apigatewayv2.Integration(
    name,
    {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: target.arn,
      payloadFormatVersion: "2.0",
      timeoutMilliseconds: INTEGRATION_TIMEOUT_MS,
    },
    opts,
  );
  return keys.map((routeKey) => {
    const [method, path] = routeKey.split(" ") as [string, string];
    const childName = `${name}-${method.toLowerCase()}${path.replaceAll("/", "-").replaceAll(/[{}]/g, "")}`;
    const permission = new aws.lambda.Permission(
      childName,
      {
        action: "lambda:InvokeFunction",
        function: target.name,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/${STAGE_NAME}/${method}${anyParameters(path)}`,
      },
      opts,
    );
    const auth = auths[routeKey];
    return new aws.apigatewayv2.Route(
      childName,
      transformed(transform, {
        apiId: api.id,
        routeKey,
        target: pulumi.interpolate`integrations/${integration.id}`,
        ...(auth === undefined ? access : accessOf(childName, api, auth, opts)),
      }),
      // A route that may not call its function yet answers 500.
      { ...opts, dependsOn: [permission] },
    );
  });
}

/** The path of a route's ARN: `*` stands for each parameter. */
function anyParameters(path: string): string {
  return path.replaceAll(/\{[^}]+\}/g, "*");
}

function stageOf(
  name: string,
  api: aws.apigatewayv2.Api,
  args: HttpApiArgs,
  opts: pulumi.CustomResourceOptions,
): aws.apigatewayv2.Stage {
  const accessLog = new aws.cloudwatch.LogGroup(
    `${name}-access-log`,
    {
      // Log groups of this prefix share one statement of the account's resource policy, which has 5,120 characters at most; others
      // need one each (CloudWatch Logs docs, "Logs sent to CloudWatch Logs").
      namePrefix: `/aws/vendedlogs/${name}-`,
      retentionInDays: args.logRetentionDays,
      ...(args.keyArn !== undefined && { kmsKeyId: args.keyArn }),
      tags: args.tags,
    },
    // A renamed component, with an alias, keeps its log: another prefix would replace the group.
    { ...(opts.parent !== undefined && { parent: opts.parent }), ignoreChanges: ["namePrefix"] },
  );
  return new aws.apigatewayv2.Stage(
    `${name}-stage`,
    transformed(args.transform?.stage, {
      apiId: api.id,
      name: STAGE_NAME,
      autoDeploy: true,
      accessLogSettings: { destinationArn: accessLog.arn, format: ACCESS_LOG_FORMAT },
      defaultRouteSettings: {
        throttlingRateLimit: args.throttleRateLimit,
        throttlingBurstLimit: args.throttleBurstLimit,
      },
      tags: args.tags,
    }),
    opts,
  );
}
