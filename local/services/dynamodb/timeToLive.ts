import { AwsError } from "../../base/awsError";
import type { Clock, Timer } from "../../base/clock";
import type { Report } from "../../base/report";
import type { DynamoServer } from "./server";
import { keyText, type Streams } from "./streams";
import type { Table, Tables } from "./tables";
import type { WriteSignal } from "./writeSignal";

/** AWS deletes "within a few days" of the expiry; here an item is gone a minute after it, in the local cloud's time. */
const SWEEP_INTERVAL_MS = 60_000;
/** Source: DynamoDB Developer Guide, "Using time to live": older values are taken for a mistake, and the item is kept. */
const OLDEST_EXPIRY_SECONDS = 5 * 365 * 24 * 60 * 60;

/** Deletes items past their time to live, which dynoxide stores but does not act on. */
export class TimeToLive {
  readonly #server: DynamoServer;
  readonly #tables: Tables;
  readonly #streams: Streams;
  readonly #writes: WriteSignal;
  readonly #clock: Clock;
  readonly #report: Report;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(
    server: DynamoServer,
    tables: Tables,
    streams: Streams,
    writes: WriteSignal,
    { clock, report }: { clock: Clock; report: Report },
  ) {
    this.#server = server;
    this.#tables = tables;
    this.#streams = streams;
    this.#writes = writes;
    this.#clock = clock;
    this.#report = report;
  }

  start(): void {
    this.#timer = this.#clock.after(SWEEP_INTERVAL_MS, () => {
      this.#sweep()
        .catch((error: Error) => this.#stopped || this.#report.warn("dynamodb", `Expired items stay: ${error.message}`))
        .finally(() => this.#stopped || this.start());
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  async #sweep(): Promise<void> {
    const now = Math.floor(this.#clock.now() / 1000);
    for (const table of this.#tables.all()) {
      const { ttlAttribute } = table;
      if (ttlAttribute === undefined) continue;
      const keys = await this.#expiredKeys(table, ttlAttribute, now);
      if (keys.length === 0) continue;
      const expiring = this.#streams.whileExpiring(table, () => this.#deleteAll(table, keys, ttlAttribute, now));
      // Readers of the stream wait for this, and are not the ones to report it when it fails.
      table.expiring = expiring.catch(() => {});
      await expiring.finally(() => delete table.expiring);
      this.#writes.notify(table.name);
    }
  }

  async #expiredKeys(table: Table, ttlAttribute: string, now: number): Promise<Record<string, unknown>[]> {
    const keys: Record<string, unknown>[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page: ScanPage = await this.#server.call("Scan", {
        TableName: table.name,
        FilterExpression: "attribute_type(#ttl, :number) AND #ttl < :now AND #ttl > :oldest",
        ProjectionExpression: table.keyAttributes.map((_, position) => `#key${position}`).join(", "),
        ExpressionAttributeNames: {
          "#ttl": ttlAttribute,
          ...Object.fromEntries(table.keyAttributes.map((name, position) => [`#key${position}`, name])),
        },
        ExpressionAttributeValues: {
          ":number": { S: "N" },
          ":now": { N: `${now}` },
          ":oldest": { N: `${now - OLDEST_EXPIRY_SECONDS}` },
        },
        ExclusiveStartKey,
      });
      keys.push(...page.Items);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return keys;
  }

  /** @returns the keys of the items that were deleted: not of those whose expiry a program has meanwhile put off */
  async #deleteAll(
    table: Table,
    keys: readonly Record<string, unknown>[],
    ttlAttribute: string,
    now: number,
  ): Promise<ReadonlySet<string>> {
    const deleted = new Set<string>();
    for (const Key of keys) {
      try {
        await this.#server.call("DeleteItem", {
          TableName: table.name,
          Key,
          ConditionExpression: "#ttl < :now",
          ExpressionAttributeNames: { "#ttl": ttlAttribute },
          ExpressionAttributeValues: { ":now": { N: `${now}` } },
        });
        deleted.add(keyText(Key, table));
      } catch (error) {
        if (!(error instanceof AwsError && error.code === "ConditionalCheckFailedException")) throw error;
      }
    }
    return deleted;
  }
}

interface ScanPage {
  Items: Record<string, unknown>[];
  LastEvaluatedKey?: Record<string, unknown>;
}
