import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Areas } from "../../functions/access-cards/areas";
import { DESK_ROUTES } from "../../functions/access-cards/portal/desk";
import { QUERY_ROUTES } from "../../functions/access-cards/portal/queries";
import type { EventArchive } from "../eventArchive";
import {
  type AlarmSettings,
  functionErrorsAlarm,
  functionThrottlesAlarm,
  serverErrorsAlarm,
} from "../parts/alarms/alarms";
import { httpApi } from "../parts/api/httpApi";
import type { Transform } from "../parts/arguments/transform";
import { desk, queries } from "./functions";

export interface PortalApiArgs {
  /** Of cards; see `functions/access-cards/cardItem.ts`. */
  cardTable: aws.dynamodb.Table;
  occupancyTable: aws.dynamodb.Table;
  /** Where commands about cards are published. */
  commandTopic: aws.sns.Topic;
  archive: Pick<EventArchive, "bucket" | "database" | "eventTable" | "workgroup">;
  /** Encrypts all of these, and what the API itself keeps. */
  key: aws.kms.Key;
  /** What there is to watch. The same object for the same areas: its functions are made once a program. */
  areas: Areas;
  /** Who makes the tokens: `webUrl(userPool.endpoint)`. */
  issuer: pulumi.Input<string>;
  /** For whom they are made: the id of the user pool's client. */
  clientId: pulumi.Input<string>;
  /** The only one whose pages may call the API from a browser, such as `"https://d111111abcdef8.cloudfront.net"`. */
  origin: pulumi.Input<string>;
  /** Requests a second that each route takes, best effort. @default 100 */
  throttleRateLimit?: pulumi.Input<number> | undefined;
  /** Requests at once that each route takes before the rate holds, best effort. @default 200 */
  throttleBurstLimit?: pulumi.Input<number> | undefined;
  /** MiB of each function; 128 to 10,240. */
  memoryMb: pulumi.Input<number>;
  logRetentionDays: pulumi.Input<number>;
  alarmTopicArns: AlarmSettings["topicArns"];
  tags: Record<string, string>;
  transform?:
    | {
        api?: Transform<aws.apigatewayv2.ApiArgs> | undefined;
        stage?: Transform<aws.apigatewayv2.StageArgs> | undefined;
        desk?: Transform<aws.lambda.FunctionArgs> | undefined;
        queries?: Transform<aws.lambda.FunctionArgs> | undefined;
        /** Applied to each alarm. */
        alarm?: Transform<aws.cloudwatch.MetricAlarmArgs> | undefined;
      }
    | undefined;
}

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
export function portalApi(
  name: string,
  args: PortalApiArgs,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): PortalApi {
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
      authorizer: { issuer: args.issuer, audiences: [args.clientId] },
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
  const settings: AlarmSettings = { topicArns: args.alarmTopicArns, tags, transform: transform?.alarm };
  const alarms = [
    serverErrorsAlarm(`${name}-5xx`, api, settings, opts),
    functionErrorsAlarm(`${name}-desk-errors`, deskFunction, settings, opts),
    functionThrottlesAlarm(`${name}-desk-throttles`, deskFunction, settings, opts),
    functionErrorsAlarm(`${name}-queries-errors`, queryFunction, settings, opts),
    functionThrottlesAlarm(`${name}-queries-throttles`, queryFunction, settings, opts),
  ];
  return { api, stage, endpoint, desk: deskFunction, queries: queryFunction, alarms };
}
