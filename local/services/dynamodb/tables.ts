import { AwsError } from "../../base/awsError";
import { callOf } from "../../base/calledAs";
import type { Clock } from "../../base/clock";
import type { Report } from "../../base/report";
import type { StreamViewType, TableSpec } from "./dynamodb";
import type { KeptStreams } from "./keptStreams";
import type { DynamoServer } from "./server";
import { streamArn, tableArn } from "./tableArn";
import type { TableDescription } from "./tableDescription";
import { createTableRequest, FULL_STREAM, hasSameKeys, indexChanges } from "./tableRequests";
import type { TableStream } from "./tableStream";

/** The facts of a table that dynoxide does not keep. */
export interface Table {
  name: string;
  spec: TableSpec;
  /** Milliseconds since the Unix epoch from which it could be restored, where that is turned on. */
  recoverableSince?: number;
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
  readonly #report: Report;
  readonly #kept: KeptStreams;
  readonly #tables = new Map<string, Table>();
  /** Tables that an earlier start has left, until they are declared. */
  readonly #left = new Set<string>();
  #lastStreamAt = 0;

  constructor(server: DynamoServer, kept: KeptStreams, { clock, report }: { clock: Clock; report: Report }) {
    this.#server = server;
    this.#kept = kept;
    this.#clock = clock;
    this.#report = report;
  }

  /** Finds what an earlier start has left: before anything is created. */
  async findLeft(): Promise<void> {
    let ExclusiveStartTableName: string | undefined;
    do {
      const page: { TableNames: string[]; LastEvaluatedTableName?: string } = await this.#server.call("ListTables", {
        ...(ExclusiveStartTableName !== undefined && { ExclusiveStartTableName }),
      });
      for (const name of page.TableNames) this.#left.add(name);
      ExclusiveStartTableName = page.LastEvaluatedTableName;
    } while (ExclusiveStartTableName !== undefined);
  }

  find(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  of(name: string): Table {
    const table = this.#tables.get(name);
    if (table) return table;
    throw new AwsError("ResourceNotFoundException", `Requested resource not found: Table: ${name} not found`);
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

  /**
   * Creates the table. The program's adopts the one of this name that an earlier start has left; a caller of the API is told that
   * there is one.
   * @param request the parameters of `CreateTable`, where a caller gave them: DynamoDB checks them then
   */
  async create(spec: TableSpec, request?: object): Promise<{ arn: string; streamArn?: string }> {
    if (request === undefined && this.#left.has(spec.name)) {
      const current = await this.#describe(spec.name);
      if (hasSameKeys(current, spec)) return this.#adopt(spec, current);
      await this.#makeRoom(spec.name, current);
    }
    await this.#server.call("CreateTable", request ?? createTableRequest(spec));
    const table = tableOf(spec);
    this.#tables.set(spec.name, table);
    if (spec.streamViewType) await this.#openStream(table, spec.streamViewType);
    await this.#setTimeToLive(table, spec.ttlAttribute);
    return arnsOf(table);
  }

  async update(spec: TableSpec): Promise<{ arn: string; streamArn?: string }> {
    const table = this.of(spec.name);
    const current = await this.#describe(spec.name);
    for (const change of indexChanges(current, spec)) await this.#change(table, change);
    table.indexHashKeys = indexHashKeys(spec);
    table.spec = spec;
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
    this.#kept.closed(name);
  }

  /** Takes on a table with its items and its stream, and brings its settings to the specification. */
  async #adopt(spec: TableSpec, current: TableDescription): Promise<{ arn: string; streamArn?: string }> {
    const { name } = spec;
    const { TimeToLiveDescription: ttl } = await this.#server.call<{
      TimeToLiveDescription: { AttributeName?: string; TimeToLiveStatus: string };
    }>("DescribeTimeToLive", { TableName: name });
    const stream = this.#kept.of(name);
    const hasStream = current.StreamSpecification?.StreamEnabled === true;
    const table: Table = {
      ...tableOf(spec),
      ...(ttl.TimeToLiveStatus === "ENABLED" && ttl.AttributeName && { ttlAttribute: ttl.AttributeName }),
      ...(hasStream && stream && { stream }),
    };
    this.#lastStreamAt = Math.max(this.#lastStreamAt, stream?.createdAt ?? 0);
    // The end came between the two: nobody has been told of the stream.
    if (hasStream && !stream) await this.#change(table, { StreamSpecification: { StreamEnabled: false } });
    this.#left.delete(name);
    this.#tables.set(name, table);
    return this.update(spec);
  }

  /** Removes a table that has other keys than the program gives it by now, which is a replacement. */
  async #makeRoom(name: string, current: TableDescription): Promise<void> {
    if (current.DeletionProtectionEnabled) {
      throw new AwsError(
        "ValidationException",
        `the table ${name} that was kept has other keys, and deletion protection: give it the keys it had and set ` +
          `\`deletionProtectionEnabled\` to false first, or empty it with ${callOf("reset")}`,
      );
    }
    this.#report.warn("dynamodb", `the table ${name} has other keys than it had: it is replaced, its items are gone`);
    await this.#server.call("DeleteTable", { TableName: name });
    this.#left.delete(name);
    this.#kept.closed(name);
  }

  async #describe(TableName: string): Promise<TableDescription> {
    const { Table } = await this.#server.call<{ Table: TableDescription }>("DescribeTable", { TableName });
    return Table;
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
      this.#kept.closed(table.name);
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
    this.#kept.opened(table.name, table.stream);
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

function tableOf(spec: TableSpec): Table {
  return {
    name: spec.name,
    spec,
    keyAttributes: [spec.hashKey, ...(spec.rangeKey ? [spec.rangeKey] : [])],
    indexHashKeys: indexHashKeys(spec),
  };
}

function indexHashKeys(spec: TableSpec): ReadonlyMap<string, string> {
  return new Map(spec.globalSecondaryIndexes.map(({ name, hashKey }) => [name, hashKey]));
}

function arnsOf(table: Table): { arn: string; streamArn?: string } {
  return { arn: tableArn(table.name), ...(table.stream && { streamArn: table.stream.arn }) };
}
