import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type HttpApi, httpApi } from "../api/httpApi";
import type { QueueRoute } from "../api/queueRoutes";
import type { Transform } from "../arguments/transform";
import type { SourceSettings } from "./sources";

export interface WebhookApiArgs extends Routing {
  /** The queue that webhooks are put into. */
  queue: aws.sqs.Queue;
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

/** Takes webhooks in at `POST /webhook/{source}`: an HTTP API that puts them straight into a queue. */
export function webhookApi(name: string, args: WebhookApiArgs, opts: pulumi.CustomResourceOptions): HttpApi {
  return httpApi(
    name,
    {
      routes: [],
      auth: "iam",
      queue: { target: args.queue, routes: routesOf(args) },
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
  const routes = sources.map((source) => routeOf(source, fifo));
  return acceptsOtherSources ? [...routes, otherSources(fifo)] : routes;
}

const REQUEST_ID = inBraces("context.requestId");

function routeOf(source: SourceSettings, fifo: Routing["fifo"]): QueueRoute {
  const { name, auth, signature, deliveryIdHeader } = source;
  return {
    name: `from-${name}`,
    key: `POST /webhook/${name}`,
    auth,
    attributes: {
      ...(signature !== undefined && { signature: inBraces(`request.header.${signature.header}`) }),
      ...(deliveryIdHeader !== undefined && { deliveryId: inBraces(`request.header.${deliveryIdHeader}`) }),
      requestId: REQUEST_ID,
      // Last, so that no header's value can name another source, and with it another secret.
      source: name,
    },
    fifo: fifo && {
      groupId: `$request.header.${fifo.groupIdHeader}`,
      deduplicationId: deliveryIdHeader === undefined ? "$context.requestId" : `$request.header.${deliveryIdHeader}`,
    },
  };
}

function otherSources(fifo: Routing["fifo"]): QueueRoute {
  return {
    name: "from-others",
    key: "POST /webhook/{source}",
    auth: "public",
    attributes: { source: inBraces("request.path.source"), requestId: REQUEST_ID },
    fifo: fifo && { groupId: `$request.header.${fifo.groupIdHeader}`, deduplicationId: "$context.requestId" },
  };
}

/** Writes a variable of API Gateway's for use within a text. */
function inBraces(variable: string): string {
  return `\${${variable}}`;
}
