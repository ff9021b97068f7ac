import type { QueueRoute } from "../../api/queueRoutes";
import type { SourceSettings } from "./sources";

export interface RoutesArgs {
  sources: readonly SourceSettings[];
  acceptsOtherSources: boolean;
  /** Of a FIFO queue. */
  fifo?: { groupIdHeader: string } | undefined;
}

/**
 * One route a source that is known, and one for all others. API Gateway has no defaults: a header that a route asks for is required,
 * so only a route of its own can ask for a source's headers (docs/http-api-to-sqs.md).
 */
export function routesOf({ sources, acceptsOtherSources, fifo }: RoutesArgs): QueueRoute[] {
  const routes = sources.map((source) => routeOf(source, fifo));
  return acceptsOtherSources ? [...routes, otherSources(fifo)] : routes;
}

const REQUEST_ID = inBraces("context.requestId");

function routeOf(source: SourceSettings, fifo: RoutesArgs["fifo"]): QueueRoute {
  const { name, signature, deliveryIdHeader } = source;
  return {
    name: `from-${name}`,
    key: `POST /webhook/${name}`,
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

function otherSources(fifo: RoutesArgs["fifo"]): QueueRoute {
  return {
    name: "from-others",
    key: "POST /webhook/{source}",
    attributes: { source: inBraces("request.path.source"), requestId: REQUEST_ID },
    fifo: fifo && { groupId: `$request.header.${fifo.groupIdHeader}`, deduplicationId: "$context.requestId" },
  };
}

/** The headers that a known source must send, in lower case. */
export interface SourceHeaders {
  deliveryIdHeader?: string;
  signatureHeader?: string;
}

export function headersOf(sources: readonly SourceSettings[]): Record<string, SourceHeaders> {
  return Object.fromEntries(
    sources.map(({ name, deliveryIdHeader, signature }) => [
      name,
      {
        ...(deliveryIdHeader !== undefined && { deliveryIdHeader }),
        ...(signature !== undefined && { signatureHeader: signature.header }),
      },
    ]),
  );
}

/** A variable of API Gateway's within a text. */
function inBraces(variable: string): string {
  return `\${${variable}}`;
}
