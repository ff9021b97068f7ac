import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { HEADER_ATTRIBUTE } from "../../../functions/shared/webhooks/delivery";
import type { ApiDomain } from "../api/domain";
import { type FunctionRoutes, type HttpApi, httpApi } from "../api/httpApi";
import type { QueueRoute, RouteKey } from "../api/queueRoutes";
import type { ChildOptions } from "../arguments/childOptions";
import type { Transform } from "../arguments/transform";
import type { KeyedQueues } from "../existing/existingQueue";
import type { KeyArn } from "../existing/keyUse";
import { frontFunction } from "./front";
import type { SourceSettings } from "./sources";

export interface WebhookApiArgs extends Routing {
  /** Those that webhooks are put into. */
  queues: KeyedQueues;
  /** Holds what the sources sign with; absent where none signs. */
  secret: aws.secretsmanager.Secret | undefined;
  /** A host name of one's own. */
  domain?: ApiDomain | undefined;
  /** ARN of the key that encrypts it. @default a key of Secrets Manager's own */
  keyArn: KeyArn;
  throttleRateLimit: pulumi.Input<number>;
  throttleBurstLimit: pulumi.Input<number>;
  logRetentionDays: pulumi.Input<number>;
  tags: Record<string, string>;
  transform: {
    api?: Transform<aws.apigatewayv2.ApiArgs>;
    stage?: Transform<aws.apigatewayv2.StageArgs>;
  };
}

interface Routing {
  sources: readonly SourceSettings[];
  acceptsOtherSources: boolean;
  /** Names the header with the message group, where the queue is a FIFO queue. */
  fifo?: { groupIdHeader: string } | undefined;
}

/**
 * Takes webhooks in at `POST /webhook/{source}`: an HTTP API that puts them straight into a queue, but for those of sources that want a
 * function in front of it.
 */
export function webhookApi(name: string, args: WebhookApiArgs, opts: ChildOptions): HttpApi {
  return httpApi(
    name,
    {
      routes: frontRoutes(`${name}-front`, args, opts),
      auth: "iam",
      domain: args.domain,
      queue: { target: args.queues.queue, keyArn: args.queues.keyArn, routes: routesOf(args) },
      throttleRateLimit: args.throttleRateLimit,
      throttleBurstLimit: args.throttleBurstLimit,
      logRetentionDays: args.logRetentionDays,
      tags: args.tags,
      transform: { api: args.transform.api, stage: args.transform.stage },
    },
    opts,
  );
}

/**
 * Makes a route for each known source, and one for all others. A header that a route refers to is required, and API Gateway has no
 * defaults: only a route of its own can ask for a source's headers (docs/http-api-to-sqs.md).
 */
function routesOf({ sources, acceptsOtherSources, fifo }: Routing): QueueRoute[] {
  const routes = sources.filter(({ front }) => !front).map((source) => routeOf(source, fifo));
  return acceptsOtherSources ? [...routes, otherSources(fifo)] : routes;
}

/** The routes of the function in front, where a source wants it; Meta asks who is there by GET. */
function frontRoutes(name: string, args: WebhookApiArgs, opts: ChildOptions): FunctionRoutes[] {
  const { queues, secret, keyArn, fifo, logRetentionDays, tags } = args;
  const sources = args.sources.filter(({ front }) => front);
  if (secret === undefined || sources.length === 0) return [];
  const target = frontFunction(
    name,
    { queues, secret, keyArn, groupIdHeader: fifo?.groupIdHeader, logRetentionDays, tags },
    opts,
  );
  const keysOf = (open: boolean) =>
    sources
      .filter(({ auth }) => (auth === "public") === open)
      .flatMap(({ name: source, signature }): RouteKey[] => {
        const how = signature?.how;
        const isMeta = how !== undefined && "scheme" in how && how.scheme === "meta";
        return [`POST /webhook/${source}`, ...(isMeta ? ([`GET /webhook/${source}`] as const) : [])];
      });
  const publicKeys = keysOf(true);
  const auths = Object.fromEntries(publicKeys.map((key) => [key, "public" as const]));
  return [{ function: target, name: "front", keys: [...publicKeys, ...keysOf(false)], auths }];
}

const REQUEST_ID = inBraces("context.requestId");

/** Milliseconds since the Unix epoch (API Gateway docs, "Customize HTTP API access logs"). */
const RECEIVED_AT = inBraces("context.requestTimeEpoch");

function routeOf(source: SourceSettings, fifo: Routing["fifo"]): QueueRoute {
  const { name, auth, headers, alongHeaders } = source;
  const { signature, timestamp, deliveryId } = headers;
  return {
    name: `from-${name}`,
    key: `POST /webhook/${name}`,
    auth,
    attributes: {
      ...Object.fromEntries(
        alongHeaders.map((header) => [`${HEADER_ATTRIBUTE}${header}`, inBraces(`request.header.${header}`)]),
      ),
      ...(signature !== undefined && { signature: inBraces(`request.header.${signature}`) }),
      ...(timestamp !== undefined && { timestamp: inBraces(`request.header.${timestamp}`) }),
      ...(deliveryId !== undefined && { deliveryId: inBraces(`request.header.${deliveryId}`) }),
      requestId: REQUEST_ID,
      receivedAt: RECEIVED_AT,
      // Last, so that no header's value can name another source, and with it another secret.
      source: name,
    },
    fifo: fifo && {
      groupId: `$request.header.${fifo.groupIdHeader}`,
      deduplicationId: deliveryId === undefined ? "$context.requestId" : `$request.header.${deliveryId}`,
    },
  };
}

function otherSources(fifo: Routing["fifo"]): QueueRoute {
  return {
    name: "from-others",
    key: "POST /webhook/{source}",
    auth: "public",
    attributes: { source: inBraces("request.path.source"), requestId: REQUEST_ID, receivedAt: RECEIVED_AT },
    fifo: fifo && { groupId: `$request.header.${fifo.groupIdHeader}`, deduplicationId: "$context.requestId" },
  };
}

/** Writes a variable of API Gateway's for use within a text. */
function inBraces(variable: string): string {
  return `\${${variable}}`;
}
