import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { DESK_ROUTES } from "../../functions/access-cards/portal/desk";
import { QUERY_ROUTES } from "../../functions/access-cards/portal/queries";
import { httpApi } from "../parts/api/httpApi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { alarms } from "./alarms";
import type { PortalApiArgs } from "./args";
import { desk, queries } from "./functions";

export interface PortalApi {
  api: aws.apigatewayv2.Api;
  stage: aws.apigatewayv2.Stage;
  /** Base URL, without a slash at its end; known once all routes answer there. */
  endpoint: pulumi.Output<string>;
  /** Answers all that needs no query. */
  desk: aws.lambda.Function;
  /** Asks the archive. */
  queries: aws.lambda.Function;
  alarms: readonly aws.cloudwatch.MetricAlarm[];
}

/** Seconds that a browser remembers that it may call the API. */
const PREFLIGHT_SECONDS = 3_600;

/** The portal's backend: an HTTP API for those with a token of the user pool, called from the portal's pages only. */
export function portalApi(name: string, args: PortalApiArgs, opts: ChildOptions): PortalApi {
  const { tags, transform } = args;
  const deskFunction = desk(`${name}-desk`, args, opts);
  const queryFunction = queries(`${name}-queries`, args, opts);
  const { api, stage, endpoint } = httpApi(
    name,
    {
      routes: [
        { name: "desk", function: deskFunction, keys: DESK_ROUTES },
        { name: "queries", function: queryFunction, keys: QUERY_ROUTES },
      ],
      auth: { jwt: { issuer: args.issuer, audiences: [args.clientId] } },
      cors: {
        allowOrigins: [args.origin],
        allowMethods: ["GET", "POST", "DELETE"],
        allowHeaders: ["authorization", "content-type", "idempotency-key"],
        maxAge: PREFLIGHT_SECONDS,
      },
      throttleRateLimit: args.throttleRateLimit ?? 100,
      throttleBurstLimit: args.throttleBurstLimit ?? 200,
      logRetentionDays: args.logRetentionDays,
      keyArn: args.key.arn,
      tags,
      transform: { api: transform?.api, stage: transform?.stage },
    },
    opts,
  );
  const functions = { desk: deskFunction, queries: queryFunction };
  return { api, stage, endpoint, ...functions, alarms: alarms(name, { ...args, api, functions }, opts) };
}
