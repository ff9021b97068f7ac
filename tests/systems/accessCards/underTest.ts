import path from "node:path";
import { Writable } from "node:stream";
import { DeleteItemCommand, DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { buildPortal } from "../../../cli/build";
import { type AccessCardsLoad, type AccessCardsResult, loadAccessCards } from "../../../cli/load/access-cards/load";
import { type AccessCardsTarget, connectAccessCards } from "../../../cli/load/access-cards/target";
import { secretText } from "../../../cli/load/secretText";
import { accessOf } from "../../../cli/localAccess";
import { type ReplayAccount, replay } from "../../../cli/replay/replay";
import type { ChaosOptions } from "../../../local/base/chaos";
import { systemClock } from "../../../local/base/clock";
import { outputOf, type RunningSystem, runSystem } from "../../support/runningSystem";
import { until } from "../../support/until";

const PROJECT = path.resolve(__dirname, "../../..");

/** Requests that each device may send in a day: enough for the tests, and few enough to use up. */
export const QUOTA = 400;

/** Types of the stream's events. */
const STREAM_TYPES = ["entered", "denied", "left"];

export const HR = "hr@example.com";
export const AUDITOR = "auditor@example.com";
export const PASSWORDS = { [HR]: "Local-hr-2026!", [AUDITOR]: "Local-auditor-2026!" };
/** Users of both groups, and of none. */
export const BOTH = "both@example.com";
export const NEITHER = "neither@example.com";

const SETTINGS = {
  deletionProtection: false,
  areas: {
    hq: { gates: ["hq-1", "hq-2", "hq-3"] },
    vault: { gates: ["vault-1"], maxOccupancy: 3 },
    annex: { gates: ["annex-1", "annex-2"] },
  },
  // One for each gate of the areas, one for the gate that is not there, and one that no gate has.
  devices: ["d-1", "d-2", "d-3", "d-4", "d-5", "d-6", "d-7", "spare"],
  deviceRateLimit: 5_000,
  deviceBurstLimit: 5_000,
  deviceQuotaPerDay: QUOTA,
  shards: 1,
  bufferSeconds: 60,
  artificialErrors: true,
  portal: {
    users: [
      { email: HR, password: PASSWORDS[HR], groups: ["hr"] },
      { email: AUDITOR, password: PASSWORDS[AUDITOR], groups: ["auditor"] },
      { email: BOTH, groups: ["hr", "auditor"] },
      { email: NEITHER, groups: [] },
    ],
  },
};

const terminal = new Writable({
  write: (chunk, _encoding, done) => {
    if (process.env.SHOW) process.stderr.write(chunk);
    done();
  },
});
const surroundings = { clock: systemClock, terminal };

export type Item = Readonly<Record<string, unknown>>;

/** The system `access-cards` on this machine, with the ways in and the looks into it that its tests need. */
export class AccessCardsUnderTest {
  private constructor(
    readonly system: RunningSystem,
    readonly target: AccessCardsTarget,
    private readonly clients: {
      dynamo: DynamoDBClient;
      kinesis: KinesisClient;
      s3: S3Client;
      secrets: SecretsManagerClient;
    },
  ) {}

  /** @param faults that happen once they are released */
  static async start(faults: ChaosOptions): Promise<AccessCardsUnderTest> {
    await buildPortal(PROJECT);
    const system = await runSystem(PROJECT, faults, {
      holdFaults: true,
      config: { systems: ["access-cards"], accessCards: SETTINGS },
      timeScale: 60,
    });
    const access = accessOf(system.cloud.services);
    const target = await connectAccessCards(system.cloud.outputs.accessCards?.value, access, {
      concurrency: 16,
      ...surroundings,
    });
    return new AccessCardsUnderTest(system, target, {
      dynamo: new DynamoDBClient(access),
      kinesis: new KinesisClient({ ...access, requestHandler: new NodeHttpHandler() }),
      s3: new S3Client(access),
      secrets: new SecretsManagerClient(access),
    });
  }

  async stop(): Promise<void> {
    await this.target?.close();
    for (const client of Object.values(this.clients)) client.destroy();
    await this.system.stop();
  }

  output(name: string): string {
    return outputOf(this.system, "accessCards", name);
  }

  load(load: Pick<AccessCardsLoad, "scenario" | "people">): Promise<AccessCardsResult> {
    const settle = { pollMs: 250, confirmMs: 500, quietMs: 120_000 };
    return loadAccessCards({ seed: 1, concurrency: 16, settle, ...load }, this.target.system, surroundings);
  }

  replay(range: { from: number; to: number }): Promise<ReplayAccount> {
    return replay(
      {
        ...{ range, rate: 5_000, isDryRun: false },
        bucket: this.output("archiveBucketName"),
        streamName: this.output("streamName"),
      },
      { ...this.clients, ...surroundings, signal: new AbortController().signal },
    );
  }

  /** Every item of a table, by key. */
  async items(table: string, key: string): Promise<Map<string, Item>> {
    const found = new Map<string, Item>();
    const scan = { TableName: this.output(table), ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client: this.clients.dynamo }, scan)) {
      for (const item of Items) found.set(item[key]?.S ?? "", item);
    }
    return found;
  }

  /** Deletes every item of a table. */
  async empty(table: string, key: string): Promise<void> {
    const TableName = this.output(table);
    for (const name of (await this.items(table, key)).keys()) {
      await this.clients.dynamo.send(new DeleteItemCommand({ TableName, Key: { [key]: { S: name } } }));
    }
  }

  /** Counts what was announced to other systems so far, and what the ledger says of the stream's events. */
  async told(): Promise<{ announced: number; produced: number; archived: number }> {
    const { produced, archived } = await this.target.system.holdings(Date.now());
    const sum = (counts: Readonly<Record<string, number>>) =>
      STREAM_TYPES.reduce((all, type) => all + (counts[type] ?? 0), 0);
    return { announced: this.announced(), produced: sum(produced), archived: sum(archived) };
  }

  /** Puts an exit behind all that is in the stream, and waits until every consumer has it. Its card is `<name>`. */
  async sentinel(name: string): Promise<void> {
    const before = await this.told();
    const at = Date.now();
    const event = { id: name, version: 1, type: "left", occurred_at: at, recorded_at: at, card_id: name };
    const Data = new TextEncoder().encode(JSON.stringify(event));
    await this.clients.kinesis.send(
      new PutRecordCommand({ StreamName: this.output("streamName"), PartitionKey: name, Data }),
    );
    await until(async () => (await this.items("cardTableName", "pk")).has(`card#${name}`));
    await until(async () => {
      const now = await this.told();
      return Object.entries(before).every(([what, count]) => now[what as keyof typeof now] > count);
    });
  }

  private announced(): number {
    const topics = Object.values(this.outputs.topicArns as Record<string, string>);
    return topics
      .map((arn) => {
        const dimensions = { TopicName: arn.split(":").at(-1) ?? "" };
        const metric = { namespace: "AWS/SNS", metricName: "NumberOfMessagesPublished", dimensions };
        const range = { from: Date.now() - 3_600_000, to: Date.now() + 1_000 };
        return this.system.cloud.services.metrics.statistic({ ...metric, ...range, statistic: "Sum" }) ?? 0;
      })
      .reduce((all, count) => all + count, 0);
  }

  private get outputs(): Readonly<Record<string, unknown>> {
    return this.system.cloud.outputs.accessCards?.value as Record<string, unknown>;
  }

  /** The API keys, by device. */
  async deviceKeys(): Promise<Readonly<Record<string, string>>> {
    return JSON.parse(await secretText(this.clients.secrets, this.output("deviceKeysSecretArn")));
  }

  /** Signs in and returns what the portal's pages send as a token. */
  async token(email: string, issuedAt?: number): Promise<string> {
    const { cognito } = this.system.cloud.services;
    const options = issuedAt === undefined ? {} : { issuedAt };
    const tokens = await cognito.signIn(this.output("userPoolId"), this.output("userPoolClientId"), email, options);
    return tokens.idToken ?? "";
  }
}
