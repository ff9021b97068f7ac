import path from "node:path";
import { REGION } from "../../base/arn";
import { prepared } from "../../edge/awsApi";
import type { Answer, AwsCall, AwsService } from "../../edge/awsService";
import type { Services } from "../../services";
import { findBinary } from "./binary";
import { createDatabaseFile, removeDatabaseFile } from "./databaseFile";
import type { DynamoDb } from "./dynamodb";
import { movedTables, tablePermissions, withNamesOfRequest, withTableNames, writtenTables } from "./operations";
import { type DynamoServer, startServer } from "./server";
import { Streams } from "./streams";
import { answerStreams, isStreamsOperation, streamsPermissions } from "./streamsApi";
import { tableNameOf } from "./tableArn";
import { Tables } from "./tables";
import { templateDatabase } from "./template";
import { throttle } from "./throttle";
import { TimeToLive } from "./timeToLive";
import { WriteSignal } from "./writeSignal";

const CACHE_FOLDER = path.join(__dirname, "..", "..", "..", "node_modules", ".cache", "sluice");

/**
 * DynamoDB on dynoxide, a server with its tables in SQLite, in a file below `workFolder` that starts empty: data lives as
 * long as the local cloud, reloads included.
 *
 * Known differences from AWS:
 * - a stream has one shard, and the stream of a table is gone when it is turned off (AWS keeps it readable for 24 hours);
 * - capacity is counted (`ReturnConsumedCapacity`) but not limited, and reads are always consistent;
 * - indexes are ready at once; a table's size and item count are current (AWS: every six hours);
 * - PartiQL, backups, exports, global tables and table changes through the API are refused.
 *
 * @throws Error that says what to install, when there is no dynoxide for this platform
 */
export async function createDynamoDb(
  deps: Pick<Services, "chaos" | "clock" | "report" | "metrics" | "workFolder">,
): Promise<DynamoDb> {
  const binary = findBinary();
  const template = await templateDatabase(binary, CACHE_FOLDER);
  const databaseFile = await createDatabaseFile(template, deps.workFolder);
  const server = await startServer(binary.path, databaseFile, (lastLine) =>
    deps.report.warn(
      "dynamodb",
      `The local DynamoDB ended by itself; start again. Its last words: ${lastLine || "none"}`,
    ),
  );

  const tables = new Tables(server, deps.clock);
  const writes = new WriteSignal();
  const streams = new Streams(server, tables, writes);
  const timeToLive = new TimeToLive(server, tables, streams, writes, deps);
  timeToLive.start();

  return {
    api: createApi({ ...deps, server, tables, streams, writes, countSuccess: successCounter(deps.metrics) }),
    createTable: (spec) => tables.create(spec),
    updateTable: (spec) => tables.update(spec),
    async deleteTable(name) {
      await tables.delete(name);
      writes.notify(name);
    },
    streams,
    async stop() {
      timeToLive.stop();
      writes.notifyAll();
      await server.stop();
      await removeDatabaseFile(databaseFile);
    },
  };
}

interface Parts extends Pick<Services, "chaos" | "clock"> {
  countSuccess: ReturnType<typeof successCounter>;
  server: DynamoServer;
  tables: Tables;
  streams: Streams;
  writes: WriteSignal;
}

function createApi(parts: Parts): AwsService {
  return prepared({
    signingName: "dynamodb",
    protocol: "json-1.0",
    fault: throttle(parts.chaos),
    permissions: (call) =>
      isStreamsOperation(call.operation)
        ? streamsPermissions(call)
        : tablePermissions(call, (table, index) => parts.tables.hashKey(table, index)),
    async handle(call) {
      if (isStreamsOperation(call.operation)) {
        return { result: await answerStreams(call, parts.streams, parts.tables) };
      }
      if (call.operation === "DescribeTable") return { result: await describeTable(call, parts) };
      return forward(call, parts);
    },
  });
}

/** Hands the body on as it came, and the answer back as it is, unless a table was named by its ARN. */
async function forward(call: AwsCall, { server, writes, clock, countSuccess }: Parts): Promise<Answer> {
  const startedAt = clock.now();
  const target = `DynamoDB_20120810.${call.operation}`;
  const params = withTableNames(call);
  const raw = await server.forward(target, params ? JSON.stringify(params) : call.body);
  if (raw.status === 200) {
    for (const table of writtenTables(call)) writes.notify(table);
    countSuccess(call, clock.now() - startedAt);
    if (params) return { result: withNamesOfRequest(call, JSON.parse(raw.body.toString())) };
  }
  return { raw };
}

/**
 * `SuccessfulRequestLatency`, whose number of samples tells how often each operation was used on each table
 * (DynamoDB Developer Guide, "DynamoDB Metrics and dimensions").
 */
function successCounter(metrics: Services["metrics"]): (call: AwsCall, latencyMs: number) => void {
  const held = new Map<string, Readonly<Record<string, string>>>();
  const dimensionsOf = (TableName: string, Operation: string) => {
    const name = `${TableName} ${Operation}`;
    const dimensions = held.get(name) ?? { TableName, Operation };
    held.set(name, dimensions);
    return dimensions;
  };
  return (call, value) => {
    for (const table of movedTables(call)) {
      const dimensions = dimensionsOf(table, call.operation);
      const metric = { namespace: "AWS/DynamoDB", metricName: "SuccessfulRequestLatency", dimensions };
      metrics.put({ ...metric, value, unit: "Milliseconds" });
    }
  };
}

/** dynoxide's description, with the ARNs of the local cloud and the stream as the program asked for it. */
async function describeTable(call: AwsCall, { server, tables }: Parts): Promise<Record<string, unknown>> {
  const TableName = tableNameOf(call.params.TableName);
  const { Table: described } = await server.call<{ Table: Record<string, unknown> }>("DescribeTable", { TableName });
  const { LatestStreamArn: _, LatestStreamLabel: __, StreamSpecification: ___, ...rest } = described;
  const stream = tables.find(TableName)?.stream;
  const text = JSON.stringify(rest).replaceAll(":dynamodb:dynoxide:", `:dynamodb:${REGION}:`);
  return {
    Table: {
      ...JSON.parse(text),
      ...(stream && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
        LatestStreamArn: stream.arn,
        LatestStreamLabel: stream.label,
      }),
    },
  };
}
