import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { noChaos } from "../../../local/base/chaos";
import { nothingKept } from "../../../local/base/dataFolder";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import { createMetrics, type Metrics } from "../../../local/services/cloudwatch/metrics";
import { createDynamoDb } from "../../../local/services/dynamodb/createDynamoDb";
import type { DynamoDb, TableSpec } from "../../../local/services/dynamodb/dynamodb";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { hostService, type ServiceHost } from "../../support/serviceHost";

export const NOW = Date.parse("2026-03-01T12:00:00.000Z");

/** A DynamoDB of its own, with clients that talk to it. */
export interface TestDynamoDb {
  dynamodb: DynamoDb;
  clock: HeldClock;
  metrics: Metrics;
  host: ServiceHost;
  client: DynamoDBClient;
  streamsClient: DynamoDBStreamsClient;
  close(): Promise<void>;
}

export async function startDynamoDb({ data = nothingKept, report = silentReport } = {}): Promise<TestDynamoDb> {
  const workFolder = await mkdtemp(path.join(tmpdir(), "sluice-dynamodb-"));
  const clock = new HeldClock(NOW);
  const metrics = createMetrics({ clock });
  const common = { chaos: noChaos, clock, data, report, metrics, workFolder };
  const inventory = new Inventory(silentReport);
  const dynamodb = await createDynamoDb({ ...common, inventory, kms: localKms() });
  const host = await hostService(dynamodb.api);
  const config = {
    endpoint: host.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  const client = new DynamoDBClient(config);
  const streamsClient = new DynamoDBStreamsClient(config);
  return {
    dynamodb,
    clock,
    metrics,
    host,
    client,
    streamsClient,
    async close() {
      client.destroy();
      streamsClient.destroy();
      await host.close();
      await dynamodb.stop();
      await rm(workFolder, { recursive: true, force: true });
    },
  };
}

/** A table with the text key `id` and nothing else, but for what is given. */
export function tableSpec(name: string, more: Partial<TableSpec> = {}): TableSpec {
  return {
    name,
    attributeDefinitions: [{ name: "id", type: "S" }],
    hashKey: "id",
    globalSecondaryIndexes: [],
    deletionProtection: false,
    ...more,
  };
}
