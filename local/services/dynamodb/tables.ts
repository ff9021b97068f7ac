import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import type { StreamViewType, TableSpec } from "./dynamodb";
import type { DynamoServer } from "./server";
import { streamArn, tableArn } from "./tableArn";
import type { TableDescription } from "./tableDescription";
import { createTableRequest, FULL_STREAM, indexChanges } from "./tableRequests";

export interface TableStream {
  arn: string;
  label: string;
  shardId: string;
  /** The view that the program asked for; underneath, the stream holds both images. */
  viewType: StreamViewType;
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
  /** dynoxide keeps one log per table; what is up to here belongs to an earlier stream of the table. */
  startsAfter: number;
  /** dynoxide's sequence numbers of the deletions that DynamoDB made itself. */
  expiries: Set<number>;
}

/** The facts of a table that dynoxide does not keep. */
export interface Table {
  name: string;
  keyAttributes: readonly string[];
  /** Partition keys of the global indexes, by index name. */
  indexHashKeys: ReadonlyMap<string, string>;
  ttlAttribute?: string;
  stream?: TableStream;
  /** Pending while expired items are being deleted: their records must not be read before they are marked. */
  expiring?: Promise<void>;
}

/** The tables of the local cloud, and the changes to them that resource handlers ask for. */
export class Tables {
  readonly #server: DynamoServer;
  readonly #clock: Clock;
  readonly #tables = new Map<string, Table>();
  #lastStreamAt = 0;

  constructor(server: DynamoServer, clock: Clock) {
    this.#server = server;
    this.#clock = clock;
  }

  find(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** The partition key of a table, or of one of its indexes: local ones share the table's. */
  hashKey(tableName: string, indexName?: string): string | undefined {
    const table = this.#tables.get(tableName);
    const ofIndex = indexName === undefined ? undefined : table?.indexHashKeys.get(indexName);
    return ofIndex ?? table?.keyAttributes[0];
  }

  all(): Iterable<Table> {
    return this.#tables.values();
  }

  async create(spec: TableSpec): Promise<{ arn: string; streamArn?: string }> {
    await this.#server.call("CreateTable", createTableRequest(spec));
    const table: Table = {
      name: spec.name,
      keyAttributes: [spec.hashKey, ...(spec.rangeKey ? [spec.rangeKey] : [])],
      indexHashKeys: indexHashKeys(spec),
    };
    this.#tables.set(spec.name, table);
    if (spec.streamViewType) await this.#openStream(table, spec.streamViewType);
    await this.#setTimeToLive(table, spec.ttlAttribute);
    return arnsOf(table);
  }

  async update(spec: TableSpec): Promise<{ arn: string; streamArn?: string }> {
    const table = this.#tables.get(spec.name);
    if (!table) throw new AwsError("ResourceNotFoundException", `Requested resource not found: Table: ${spec.name}`);
    const { Table: current } = await this.#server.call<{ Table: TableDescription }>("DescribeTable", {
      TableName: spec.name,
    });
    for (const change of indexChanges(current, spec)) await this.#change(table, change);
    table.indexHashKeys = indexHashKeys(spec);
    if ((current.DeletionProtectionEnabled ?? false) !== spec.deletionProtection) {
      await this.#change(table, { DeletionProtectionEnabled: spec.deletionProtection });
    }
    await this.#setStream(table, spec.streamViewType);
    await this.#setTimeToLive(table, spec.ttlAttribute);
    return arnsOf(table);
  }

  async delete(name: string): Promise<void> {
    await this.#server.call("DeleteTable", { TableName: name });
    this.#tables.delete(name);
  }

  #change(table: Table, change: object): Promise<unknown> {
    return this.#server.call("UpdateTable", { TableName: table.name, ...change });
  }

  /** A change of view is a new stream with a new ARN, as on AWS: the old one is closed first. */
  async #setStream(table: Table, viewType: StreamViewType | undefined): Promise<void> {
    if (table.stream?.viewType === viewType) return;
    if (table.stream) {
      await this.#change(table, { StreamSpecification: { StreamEnabled: false } });
      delete table.stream;
    }
    if (!viewType) return;
    await this.#change(table, { StreamSpecification: FULL_STREAM });
    await this.#openStream(table, viewType);
  }

  async #openStream(table: Table, viewType: StreamViewType): Promise<void> {
    const startsAfter = await this.#lastSequence(table);
    // A label is a time in milliseconds; a second stream of the table in the same one must not share its ARN.
    this.#lastStreamAt = Math.max(this.#clock.now(), this.#lastStreamAt + 1);
    const label = new Date(this.#lastStreamAt).toISOString().replace("Z", "");
    table.stream = {
      arn: streamArn(table.name, label),
      label,
      shardId: `shardId-${String(this.#lastStreamAt).padStart(20, "0")}-00000001`,
      viewType,
      createdAt: this.#lastStreamAt,
      startsAfter,
      expiries: new Set(),
    };
  }

  /** The highest sequence number in dynoxide's log of a table, which it describes as the end of the shard; 0 when empty. */
  async #lastSequence(table: Table): Promise<number> {
    const { StreamDescription } = await this.#server.call<{
      StreamDescription: { Shards: { SequenceNumberRange: { EndingSequenceNumber?: string } }[] };
    }>("DescribeStream", { StreamArn: tableArn(table.name) });
    return Number(StreamDescription.Shards[0]?.SequenceNumberRange.EndingSequenceNumber ?? 0);
  }

  async #setTimeToLive(table: Table, attribute: string | undefined): Promise<void> {
    if (table.ttlAttribute === attribute) return;
    const set = (AttributeName: string, Enabled: boolean) =>
      this.#server.call("UpdateTimeToLive", {
        TableName: table.name,
        TimeToLiveSpecification: { AttributeName, Enabled },
      });
    if (table.ttlAttribute) {
      await set(table.ttlAttribute, false);
      delete table.ttlAttribute;
    }
    if (attribute) {
      await set(attribute, true);
      table.ttlAttribute = attribute;
    }
  }
}

function indexHashKeys(spec: TableSpec): ReadonlyMap<string, string> {
  return new Map(spec.globalSecondaryIndexes.map(({ name, hashKey }) => [name, hashKey]));
}

function arnsOf(table: Table): { arn: string; streamArn?: string } {
  return { arn: tableArn(table.name), ...(table.stream && { streamArn: table.stream.arn }) };
}
