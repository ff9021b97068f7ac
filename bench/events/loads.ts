import { createHmac, randomUUID } from "node:crypto";
import path from "node:path";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Agent } from "undici";
import { secretText } from "../../cli/load/secretText";
import { readLocalAccess } from "../../cli/localAccess";
import { readOutputs } from "../../cli/outputsFile";

/** One request of a load. */
export interface LoadRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** The status of an accepted event. */
  accepted: number;
}

/** The events of one system: how to post them, and how many have come to their end. */
export interface EventLoad {
  /** @param index counts the events of one run, from 0 */
  request(index: number): LoadRequest;
  /** Events that have reached the last table so far; absent where the answer to the request is the end. */
  arrived?(): Promise<number>;
  close(): void;
}

/** Systems with the name of the load that each is for. */
export const SYSTEMS = ["event-aggregator", "webhooks", "access-cards"] as const;
export type SystemName = (typeof SYSTEMS)[number];

/** @param folder of the checkout that the system runs from */
export async function loadOf(system: SystemName, folder: string): Promise<EventLoad> {
  const workFolder = path.join(folder, ".sluice");
  const outputs = readOutputs(workFolder) ?? {};
  switch (system) {
    case "event-aggregator":
      return aggregatorLoad(textsOf(outputs.eventAggregator));
    case "webhooks":
      return webhookLoad(textsOf(outputs.webhooks));
    case "access-cards":
      return exitLoad(textsOf(outputs.accessCards), workFolder);
  }
}

const JSON_TYPE = { "content-type": "application/json" };
/** Distinct summaries that the events go to. */
const KEYS = 20;

/** Posts to the event aggregator's API, or to another one that runs its producer. */
export function eventPosts(apiEndpoint: string): EventLoad {
  return {
    request: (index) => ({
      url: `${apiEndpoint}/trigger-event`,
      headers: { ...JSON_TYPE, "idempotency-key": randomUUID() },
      body: JSON.stringify({ key: `k-${index % KEYS}`, value: index % KEYS }),
      accepted: 202,
    }),
    close: () => undefined,
  };
}

function aggregatorLoad({ apiEndpoint = "" }: Record<string, string>): EventLoad {
  const agent = new Agent();
  return {
    ...eventPosts(apiEndpoint),
    async arrived() {
      const { body } = await agent.request({
        origin: new URL(apiEndpoint).origin,
        path: `${new URL(apiEndpoint).pathname}/get-summary?limit=1000`,
        method: "GET",
      });
      const { summaries } = (await body.json()) as { summaries: { ItemCount: number | string }[] };
      return summaries.reduce((sum, { ItemCount }) => sum + Number(ItemCount), 0);
    },
    close: () => void agent.close(),
  };
}

/** As in `Pulumi.local.yaml`. */
const GITHUB_SECRET = "it-is-no-secret-here";

function webhookLoad({ apiEndpoint }: Record<string, string>): EventLoad {
  return {
    request(index) {
      const body = JSON.stringify({ number: index, note: "100 % of a+b & ü" });
      const signature = createHmac("sha256", GITHUB_SECRET).update(body).digest("hex");
      return {
        url: `${apiEndpoint}/webhook/github`,
        headers: { ...JSON_TYPE, "x-github-delivery": randomUUID(), "x-hub-signature-256": `sha256=${signature}` },
        body,
        accepted: 202,
      };
    },
    close: () => undefined,
  };
}

async function exitLoad(outputs: Record<string, string>, workFolder: string): Promise<EventLoad> {
  const access = readLocalAccess(workFolder);
  const secrets = new SecretsManagerClient(access);
  const dynamo = new DynamoDBClient(access);
  const keys = Object.values(JSON.parse(await secretText(secrets, outputs.deviceKeysSecretArn ?? "")) as object);
  const gates = ["hq-1", "hq-2", "hq-3", "lab-1", "lab-2", "annex-1", "annex-2"];
  const run = randomUUID().slice(0, 8);
  return {
    request: (index) => ({
      url: `${outputs.gateApiEndpoint}/gates/${gates[index % gates.length]}/exit`,
      headers: { ...JSON_TYPE, "x-api-key": String(keys[index % keys.length]) },
      // A card each, so that every exit leaves an item.
      body: JSON.stringify({ card_id: `${run}-${index}`, request_id: randomUUID() }),
      accepted: 202,
    }),
    async arrived() {
      let count = 0;
      let ExclusiveStartKey: Record<string, never> | undefined;
      do {
        const page = await dynamo.send(
          new ScanCommand({ TableName: outputs.cardTableName, Select: "COUNT", ExclusiveStartKey }),
        );
        count += page.Count ?? 0;
        ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
      } while (ExclusiveStartKey !== undefined);
      return count;
    },
    close() {
      secrets.destroy();
      dynamo.destroy();
    },
  };
}

function textsOf(outputs: unknown): Record<string, string> {
  if (typeof outputs !== "object" || outputs === null) throw new Error("the system that was started has no outputs");
  return outputs as Record<string, string>;
}
