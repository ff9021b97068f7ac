import { BatchGetItemCommand, type DynamoDBClient, GetItemCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { depthOf } from "../systemState";
import type { Holdings } from "./account";
import type { CommandDesk } from "./commandDesk";
import type { Gates } from "./gates";
import type { AccessCardsOutputs } from "./outputs";
import type { Areas, CardHolder } from "./plan";
import type { ArchiveQueries } from "./queries";
import type { AccessCardsSystem } from "./system";

const HOUR_MS = 3_600_000;
/** Hours before a run that its events may belong to: gates report exits late. */
const HOURS_BEFORE = 1;

interface Parts {
  outputs: AccessCardsOutputs;
  gates: Gates;
  dynamo: DynamoDBClient;
  sqs: SQSClient;
  desk: CommandDesk;
  queries: ArchiveQueries;
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** A running system of access cards, looked at through the AWS APIs. */
export class LiveSystem implements AccessCardsSystem {
  constructor(private readonly parts: Parts) {}

  get areas(): Areas {
    return this.parts.outputs.areas;
  }

  get gates(): Gates {
    return this.parts.gates;
  }

  command(kind: "register" | "block", people: readonly CardHolder[], runId: string): Promise<ReadonlySet<string>> {
    return this.parts.desk.command(kind, people, runId);
  }

  async isInside(cardId: string): Promise<boolean> {
    const { dynamo, outputs } = this.parts;
    const { Item } = await dynamo.send(
      new GetItemCommand({
        TableName: outputs.cardTableName,
        Key: { pk: { S: `card#${cardId}` } },
        ConsistentRead: true,
      }),
    );
    return Item?.inside?.BOOL === true;
  }

  async inside(): Promise<ReadonlyMap<string, string>> {
    const { dynamo, outputs } = this.parts;
    const found = new Map<string, string>();
    const scan = {
      TableName: outputs.cardTableName,
      ConsistentRead: true,
      FilterExpression: "begins_with(pk, :card) AND inside = :true",
      ProjectionExpression: "card_id, area",
      ExpressionAttributeValues: { ":card": { S: "card#" }, ":true": { BOOL: true } },
    };
    for await (const { Items = [] } of paginateScan({ client: dynamo }, scan)) {
      for (const { card_id, area } of Items) found.set(card_id?.S ?? "", area?.S ?? "");
    }
    return found;
  }

  async holdings(since: number): Promise<Holdings> {
    const [inside, occupancy, hours, failed] = await Promise.all([
      this.inside(),
      this.occupancy(),
      this.hours(since),
      this.failed(),
    ]);
    return { inside, occupancy, produced: sums(hours, "produced_"), archived: sums(hours, "archived_"), failed };
  }

  queried(runId: string, since: number): Promise<Readonly<Record<string, number>>> {
    return this.parts.queries.countsByType(runId, since - HOURS_BEFORE * HOUR_MS, this.parts.now());
  }

  private async occupancy(): Promise<Record<string, number>> {
    const areas = Object.keys(this.areas);
    const items = await this.items(
      this.parts.outputs.occupancyTableName,
      "SummaryID",
      areas.map((area) => `area#${area}`),
    );
    return Object.fromEntries(areas.map((area) => [area, items.get(`area#${area}`)?.inside ?? 0]));
  }

  /** The ledger's items of the hours of a run. */
  private async hours(since: number): Promise<readonly Readonly<Record<string, number>>[]> {
    const keys: string[] = [];
    for (let hour = since - HOURS_BEFORE * HOUR_MS; hour < this.parts.now() + HOUR_MS; hour += HOUR_MS) {
      keys.push(`hour#${new Date(hour).toISOString().slice(0, 13)}`);
    }
    return [...(await this.items(this.parts.outputs.ledgerTableName, "pk", keys)).values()];
  }

  /** The numbers of items, at most a hundred, by key. */
  private async items(
    table: string,
    keyName: string,
    keys: readonly string[],
  ): Promise<Map<string, Record<string, number>>> {
    const Keys = keys.map((key) => ({ [keyName]: { S: key } }));
    const { Responses = {} } = await this.parts.dynamo.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    return new Map(
      (Responses[table] ?? []).map((item) => [
        item[keyName]?.S ?? "",
        Object.fromEntries(
          Object.entries(item).flatMap(([name, { N: number }]) =>
            number === undefined ? [] : [[name, Number(number)]],
          ),
        ),
      ]),
    );
  }

  private async failed(): Promise<number> {
    const { sqs, outputs } = this.parts;
    const depths = await Promise.all(Object.values(outputs.failureQueueUrls).map((url) => depthOf(sqs, url)));
    return depths.reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0);
  }
}

function sums(items: readonly Readonly<Record<string, number>>[], prefix: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, count] of items.flatMap((item) => Object.entries(item))) {
    if (!name.startsWith(prefix)) continue;
    const type = name.slice(prefix.length);
    counts[type] = (counts[type] ?? 0) + count;
  }
  return counts;
}
