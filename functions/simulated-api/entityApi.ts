import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { z } from "zod/mini";
import { invalidJson, readJsonBody } from "../shared/http/jsonBody";
import { interoperabilityFault } from "../shared/http/jsonText";
import { type HttpHandler, jsonReply, problem, problemReply } from "../shared/http/reply";
import { check } from "../shared/schema";
import { type ApiBehaviour, createBehaviour } from "./behaviour";
import { noSuchRoute, unavailable } from "./externalApi";

export interface EntityApiDependencies {
  dynamo: DynamoDBClient;
  /** Keeps entities, the requests for them, and what was set at run time; by `id`. */
  table: string;
  /** The settings that hold until some are set. */
  defaults?: Partial<ApiBehaviour>;
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
  /** @default waits for real */
  wait?: (ms: number) => Promise<void>;
  /** @default `Math.random` */
  random?: () => number;
}

/** An entity as `GET /entities/{entityId}` answers it. */
export interface EntityState {
  entityId: string;
  /** The number of its last change. */
  change: number;
}

/** The answer of `POST /entities/requests` about one entity. */
export interface EntityRequests {
  entityId: string;
  /** When its state was asked for and given, in milliseconds since the Unix epoch, with the change that was given. */
  answered: { at: number; change: number }[];
  /** How often it was asked for in vain. */
  failed: number;
}

/** Made when the handler is: schemas that exist already cannot be serialised with it. */
const makeSchemas = () => {
  const entityId = z.string().check(z.minLength(1), z.maxLength(200));
  return {
    entities: z.strictObject({
      entities: z
        .array(z.strictObject({ entityId, change: z.number().check(z.int(), z.gte(0)) }))
        .check(z.minLength(1), z.maxLength(500)),
    }),
    // BatchGetItem reads 100 items at most (Amazon DynamoDB API Reference, BatchGetItem).
    requests: z.strictObject({ entityIds: z.array(entityId).check(z.minLength(1), z.maxLength(100)) }),
  };
};

const MAX_BODY_BYTES = 200_000;
/** Writes under way at once: the keep-alive connections of one SDK client. */
const WRITES_AT_ONCE = 50;

/**
 * An API that stands in for the one that knows the state of entities, to be hammered, slowed down and broken. It keeps books on who
 * asked for what:
 * - `GET /entities/{entityId}`: the entity as it was when the request came, after `latencyMs`; 404, 422 or 503
 * - `PUT /entities` with `{ entities: [{ entityId, change }] }`, 500 at most: changes entities
 * - `POST /entities/requests` with `{ entityIds }`, 100 at most: the requests for these entities so far
 * - `GET /entities/settings` and `PUT /entities/settings`: how it behaves
 *
 * @throws what the SDK throws on faults of DynamoDB
 */
export function createEntityApi(dependencies: EntityApiDependencies): HttpHandler {
  const { dynamo, table, defaults, now = Date.now, random = Math.random } = dependencies;
  const wait = dependencies.wait ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const behaviour = createBehaviour({ dynamo, table, defaults, now });
  const schemas = makeSchemas();

  // Before those that use it: Pulumi serialises a function with what is known where it is made.
  const book = (entityId: string, what: "answered" | "failed", value: { N: string } | { SS: string[] }) =>
    dynamo.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf("requests", entityId),
        UpdateExpression: "ADD #what :value",
        ExpressionAttributeNames: { "#what": what },
        ExpressionAttributeValues: { ":value": value },
      }),
    );

  const answer = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const entityId = event.pathParameters?.entityId ?? "";
    const { latencyMs, failureRate, refusedText } = await behaviour.current();
    const at = now();
    if (random() < failureRate) {
      await wait(latencyMs);
      await book(entityId, "failed", { N: "1" });
      return unavailable();
    }
    if (refusedText !== "" && entityId.includes(refusedText)) {
      return problemReply(problem("refused", 422, "Refused", `The id holds ${JSON.stringify(refusedText)}.`));
    }
    // Read before the wait: an answer tells how things were, and may be out of date when it arrives.
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName: table, Key: keyOf("entity", entityId), ConsistentRead: true }),
    );
    const change = Item?.change?.N;
    if (change === undefined) {
      await wait(latencyMs);
      return problemReply(problem("no-such-entity", 404, "No such entity", `There is no ${JSON.stringify(entityId)}.`));
    }
    await book(entityId, "answered", { SS: [`${at} ${change} ${event.requestContext.requestId}`] });
    await wait(latencyMs);
    return jsonReply(200, { entityId, change: Number(change) } satisfies EntityState);
  };

  const change = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const read = bodyAs(schemas.entities, event);
    if ("problem" in read) return read.problem;
    const { entities } = read.value;
    const waiting = entities.values();
    const writer = async () => {
      // The writers share one iterator: each takes the next entity that nobody has taken yet.
      for (const { entityId, change } of waiting) {
        const Item = { ...keyOf("entity", entityId), change: { N: String(change) } };
        await dynamo.send(new PutItemCommand({ TableName: table, Item }));
      }
    };
    await Promise.all(Array.from({ length: WRITES_AT_ONCE }, writer));
    return jsonReply(200, { changed: entities.length });
  };

  const requests = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const read = bodyAs(schemas.requests, event);
    if ("problem" in read) return read.problem;
    const entityIds = [...new Set(read.value.entityIds)];
    let Keys = entityIds.map((entityId) => keyOf("requests", entityId));
    const found = new Map<string, EntityRequests>();
    while (Keys.length > 0) {
      const { Responses = {}, UnprocessedKeys = {} } = await dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
      );
      for (const { id, answered, failed } of Responses[table] ?? []) {
        const entityId = (id?.S ?? "").slice("requests#".length);
        found.set(entityId, {
          entityId,
          answered: (answered?.SS ?? []).map(parseAnswer).sort((a, b) => a.at - b.at),
          failed: Number(failed?.N ?? 0),
        });
      }
      Keys = (UnprocessedKeys[table]?.Keys ?? []) as typeof Keys;
    }
    return jsonReply(200, {
      requests: entityIds.map((entityId) => found.get(entityId) ?? { entityId, answered: [], failed: 0 }),
    });
  };

  return async (event) => {
    switch (event.routeKey) {
      case "GET /entities/{entityId}":
        return answer(event);
      case "PUT /entities":
        return change(event);
      case "POST /entities/requests":
        return requests(event);
      case "GET /entities/settings":
        return behaviour.show();
      case "PUT /entities/settings":
        return behaviour.change(event);
      default:
        return noSuchRoute(event);
    }
  };
}

function keyOf(kind: "entity" | "requests", entityId: string) {
  return { id: { S: `${kind}#${entityId}` } };
}

/** `"<ms> <change> <request id>"`: the id keeps two requests of one millisecond apart. */
function parseAnswer(text: string): { at: number; change: number } {
  const [at, change] = text.split(" ");
  return { at: Number(at), change: Number(change) };
}

function bodyAs<T>(
  schema: z.ZodMiniType<T>,
  event: APIGatewayProxyEventV2,
): { value: T } | { problem: APIGatewayProxyStructuredResultV2 } {
  const read = readJsonBody(event, MAX_BODY_BYTES);
  if ("problem" in read) return { problem: problemReply(read.problem) };
  const fault = interoperabilityFault(read.body.text, read.body.value);
  if (fault !== undefined) return { problem: problemReply(invalidJson(`The body ${fault}.`)) };
  const { success, data, error } = check(schema, read.body.value);
  if (success) return { value: data };
  return { problem: problemReply(problem("invalid-body", 400, "Invalid body", z.prettifyError(error))) };
}
