import { randomUUID } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type HttpHandler, headerOf, jsonReply, problem, problemReply } from "../shared/http/reply";
import { type ApiBehaviour, createBehaviour } from "./behaviour";

export interface ExternalApiDependencies {
  dynamo: DynamoDBClient;
  /** Keeps what was set at run time, in its item `{ id: "settings" }`. */
  settingsTable: string;
  /** The settings that hold until some are set. */
  defaults?: Partial<ApiBehaviour>;
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
  /** @default waits for real */
  wait?: (ms: number) => Promise<void>;
  /** @default `Math.random` */
  random?: () => number;
}

/**
 * An API that stands in for somebody else's, to be hammered, slowed down and broken:
 * - `POST /external`: 200 `{ id }` after `latencyMs`, 503 for a `failureRate` of the calls, 422 for a body with `refusedText`
 * - `GET /external/settings`: how it behaves
 * - `PUT /external/settings`: changes those settings that the JSON object names
 *
 * @throws what the SDK throws on faults of DynamoDB
 */
export function createExternalApi(dependencies: ExternalApiDependencies): HttpHandler {
  const { dynamo, settingsTable: table, defaults, now = Date.now, random = Math.random } = dependencies;
  const wait = dependencies.wait ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const behaviour = createBehaviour({ dynamo, table, defaults, now });

  const answer = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { latencyMs, failureRate, refusedText } = await behaviour.current();
    await wait(latencyMs);
    if (random() < failureRate) return unavailable();
    const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8").toString();
    if (refusedText !== "" && body.includes(refusedText)) {
      return problemReply(problem("refused", 422, "Refused", `The body holds ${JSON.stringify(refusedText)}.`));
    }
    return jsonReply(200, { id: headerOf(event, "idempotency-key") ?? randomUUID() });
  };

  return async (event) => {
    switch (event.routeKey) {
      case "POST /external":
        return answer(event);
      case "GET /external/settings":
        return behaviour.show();
      case "PUT /external/settings":
        return behaviour.change(event);
      default:
        return noSuchRoute(event);
    }
  };
}

/** 503, as often as the API was told to fail. */
export function unavailable(): APIGatewayProxyStructuredResultV2 {
  return problemReply(problem("unavailable", 503, "Unavailable", "This API fails as often as it was told to."));
}

/** 404 for a route that the API's configuration has and its function does not. */
export function noSuchRoute({ routeKey }: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
  return problemReply(problem("no-such-route", 404, "No such route", `Nothing answers ${routeKey} here.`));
}
