import { randomUUID } from "node:crypto";
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { z } from "zod";
import { readJsonBody } from "../shared/jsonBody";
import { type HttpHandler, headerOf, jsonReply, problem, problemReply } from "../shared/reply";

export interface ExternalApiDependencies {
  dynamo: DynamoDBClient;
  /** Keeps what was set at run time, in its item `{ id: "settings" }`. */
  settingsTable: string;
  /** What holds until something is set. */
  defaults?: Partial<ExternalApiSettings>;
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
  /** @default waits for real */
  wait?: (ms: number) => Promise<void>;
  /** @default `Math.random` */
  random?: () => number;
}

/** How the API behaves. */
export interface ExternalApiSettings {
  /** Milliseconds until it answers. */
  latencyMs: number;
  /** Share of calls that fail with 503, from 0 to 1: 1 is an outage. */
  failureRate: number;
  /** Bodies that hold this text are refused with 422; none where empty. */
  refusedText: string;
}

/** Made when the handler is: a schema that exists already cannot be serialised with it. */
const makeSettingsSchema = () =>
  z.strictObject({
    latencyMs: z.number().int().min(0).max(25_000),
    failureRate: z.number().min(0).max(1),
    refusedText: z.string().max(1000),
  });

const SETTINGS_KEY = { id: { S: "settings" } };
/** What is set takes effect within this time, and a read of the table serves many calls. */
const FRESH_MS = 500;
const MAX_SETTINGS_BYTES = 10_000;

/**
 * An API that stands in for somebody else's, to be hammered, slowed down and broken:
 * - `POST /external`: 200 `{ id }` after `latencyMs`, 503 for a `failureRate` of the calls, 422 for a body with `refusedText`
 * - `GET /external/settings`: how it behaves
 * - `PUT /external/settings`: changes those settings that the JSON object names
 *
 * @throws what the SDK throws on faults of DynamoDB
 */
export function createExternalApi(dependencies: ExternalApiDependencies): HttpHandler {
  const { dynamo, settingsTable, now = Date.now, random = Math.random } = dependencies;
  const wait = dependencies.wait ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const settingsSchema = makeSettingsSchema();
  const defaults = settingsSchema.parse({
    latencyMs: 50,
    failureRate: 0,
    refusedText: "",
    ...dependencies.defaults,
  });
  let known: { settings: ExternalApiSettings; readAt: number } | undefined;

  const readSettings = async (): Promise<ExternalApiSettings> => {
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName: settingsTable, Key: SETTINGS_KEY, ConsistentRead: true }),
    );
    const settings = settingsSchema.parse({ ...defaults, ...JSON.parse(Item?.settings?.S ?? "{}") });
    known = { settings, readAt: now() };
    return settings;
  };
  const freshSettings = async () =>
    known !== undefined && now() - known.readAt < FRESH_MS ? known.settings : readSettings();

  const change = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const read = readJsonBody(event, MAX_SETTINGS_BYTES);
    if ("problem" in read) return problemReply(read.problem);
    const changes = settingsSchema.partial().safeParse(read.body.value);
    if (!changes.success) {
      return problemReply(problem("invalid-settings", 400, "Invalid settings", z.prettifyError(changes.error)));
    }
    const settings = { ...(await readSettings()), ...changes.data } as ExternalApiSettings;
    const Item = { ...SETTINGS_KEY, settings: { S: JSON.stringify(settings) } };
    await dynamo.send(new PutItemCommand({ TableName: settingsTable, Item }));
    known = { settings, readAt: now() };
    return jsonReply(200, settings);
  };

  const answer = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { latencyMs, failureRate, refusedText } = await freshSettings();
    await wait(latencyMs);
    if (random() < failureRate) {
      return problemReply(problem("unavailable", 503, "Unavailable", "This API fails as often as it was told to."));
    }
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
        return jsonReply(200, await readSettings());
      case "PUT /external/settings":
        return change(event);
      default:
        return problemReply(problem("no-such-route", 404, "No such route", `Nothing answers ${event.routeKey} here.`));
    }
  };
}
