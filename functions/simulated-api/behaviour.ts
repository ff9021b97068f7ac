import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { z } from "zod/mini";
import { readJsonBody } from "../shared/http/jsonBody";
import { jsonReply, problem, problemReply } from "../shared/http/reply";
import { check, checked } from "../shared/schema";

/** How a simulated API behaves. */
export interface ApiBehaviour {
  /** Milliseconds until it answers. */
  latencyMs: number;
  /** Share of calls that fail with 503, from 0 to 1: 1 is an outage. */
  failureRate: number;
  /** Calls that hold this text are refused with 422; none where empty. */
  refusedText: string;
}

export interface BehaviourDependencies {
  dynamo: DynamoDBClient;
  /** Keeps what was set at run time, in its item `{ id: "settings" }`. */
  table: string;
  /** The settings that hold until some are set. */
  defaults?: Partial<ApiBehaviour> | undefined;
  /** Milliseconds since the Unix epoch. */
  now: () => number;
}

export interface Behaviour {
  /** Reads the settings that hold now, or held half a second ago. */
  current(): Promise<ApiBehaviour>;
  /** Answers `GET .../settings`. */
  show(): Promise<APIGatewayProxyStructuredResultV2>;
  /** Answers `PUT .../settings`: changes what the JSON object names. */
  change(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
}

/** Made when the handler is: a schema that exists already cannot be serialised with it. */
const makeSchema = () =>
  z.strictObject({
    latencyMs: z.number().check(z.int(), z.gte(0), z.lte(25_000)),
    failureRate: z.number().check(z.gte(0), z.lte(1)),
    refusedText: z.string().check(z.maxLength(1000)),
  });

const KEY = { id: { S: "settings" } };
/** Time for which one read of the table serves all calls: settings take effect within it. */
const FRESH_MS = 500;
const MAX_SETTINGS_BYTES = 10_000;

/** Latency and faults that can be changed while an API runs, in all environments of its function. */
export function createBehaviour({ dynamo, table, defaults, now }: BehaviourDependencies): Behaviour {
  const schema = makeSchema();
  const atFirst = checked(schema, { latencyMs: 50, failureRate: 0, refusedText: "", ...defaults });
  let known: { behaviour: ApiBehaviour; readAt: number } | undefined;

  const read = async (): Promise<ApiBehaviour> => {
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }));
    const behaviour = checked(schema, { ...atFirst, ...JSON.parse(Item?.settings?.S ?? "{}") });
    known = { behaviour, readAt: now() };
    return behaviour;
  };

  return {
    current: async () => (known !== undefined && now() - known.readAt < FRESH_MS ? known.behaviour : read()),
    show: async () => jsonReply(200, await read()),
    async change(event) {
      const body = readJsonBody(event, MAX_SETTINGS_BYTES);
      if ("problem" in body) return problemReply(body.problem);
      const changes = check(z.partial(schema), body.body.value);
      if (!changes.success) {
        return problemReply(problem("invalid-settings", 400, "Invalid settings", z.prettifyError(changes.error)));
      }
      const behaviour = { ...(await read()), ...changes.data } as ApiBehaviour;
      const Item = { ...KEY, settings: { S: JSON.stringify(behaviour) } };
      await dynamo.send(new PutItemCommand({ TableName: table, Item }));
      known = { behaviour, readAt: now() };
      return jsonReply(200, behaviour);
    },
  };
}
