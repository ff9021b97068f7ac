import path from "node:path";
import { nothingKept } from "../../base/dataFolder";
import { keptMaps } from "../../base/keptMaps";
import { CACHE_FOLDER } from "../../base/workFolder";
import type { Services } from "../../services";
import { findBinary } from "./binary";
import { createDatabaseFile, keptDatabaseFile } from "./databaseFile";
import { dynamoApi } from "./dynamoApi";
import type { DynamoDb } from "./dynamodb";
import { KeptStreams } from "./keptStreams";
import type { DynamoParts } from "./operations/dynamoOperation";
import { RestartingServer } from "./restartingServer";
import { startServer } from "./server";
import { Streams } from "./streams";
import { tableArn } from "./tableArn";
import { Tables } from "./tables";
import { templateDatabase } from "./template";
import { TimeToLive } from "./timeToLive";
import { WriteSignal } from "./writeSignal";

const TEMPLATES = path.join(CACHE_FOLDER, "sluice");

/**
 * DynamoDB on dynoxide, a server with its tables in SQLite, in a file of the data folder: a table that is created again at the next
 * start is the one it was, with its stream. Where nothing is kept, the file is below `workFolder`, and starts empty. A server that
 * ends by itself is started again.
 *
 * Known differences from AWS:
 * - a stream has one shard, and the stream of a table is gone when it is turned off (AWS keeps it readable for 24 hours);
 * - capacity is counted (`ReturnConsumedCapacity`) but not limited, and reads are always consistent;
 * - indexes are ready at once; a table's size and item count are current (AWS: every six hours);
 * - syntax errors of expressions are worded in dynoxide's way; a list that is set behind its end is filled with nulls up to there; a
 *   query by a value of another type than the key's finds nothing (AWS refuses it);
 * - a table is there as soon as it is made, and gone as soon as it is deleted;
 * - PartiQL, backups, exports and global tables are refused; recovery to a point in time is turned on and off, and does nothing.
 *
 * @throws Error that says what to install, when there is no dynoxide for this platform
 */
export async function createDynamoDb(
  deps: Pick<Services, "chaos" | "clock" | "inventory" | "kms" | "report" | "metrics" | "workFolder"> &
    Partial<Pick<Services, "data">>,
): Promise<DynamoDb> {
  const binary = findBinary();
  const template = await templateDatabase(binary, TEMPLATES);
  const { data = nothingKept } = deps;
  const databaseFile = data.keeps
    ? await keptDatabaseFile(template, data, binary.version)
    : await createDatabaseFile(template, deps.workFolder);
  const server = await RestartingServer.begin(() => startServer(binary.path, databaseFile.path), deps);

  const kept = new KeptStreams(keptMaps(data, "dynamodb"));
  const tables = new Tables(server, kept, deps);
  await tables.findLeft();
  const writes = new WriteSignal();
  const streams = new Streams(server, tables, writes, kept);
  const timeToLive = new TimeToLive(server, tables, streams, writes, deps);
  timeToLive.start();

  const deleteTable = async (name: string) => {
    await tables.delete(name);
    deps.kms.encrypt(tableArn(name), undefined);
    writes.notify(name);
  };

  return {
    api: dynamoApi(
      { ...deps, server, tables, streams, writes, deleteTable, countSuccess: successCounter(deps.metrics) },
      deps.chaos,
    ),
    createTable: (spec) => tables.create(spec),
    updateTable: (spec) => tables.update(spec),
    deleteTable,
    streams,
    async stop() {
      timeToLive.stop();
      writes.notifyAll();
      await server.stop();
      await databaseFile.release();
    },
  };
}

/**
 * `SuccessfulRequestLatency`, whose number of samples tells how often each operation was used on each table
 * (DynamoDB Developer Guide, "DynamoDB Metrics and dimensions").
 */
function successCounter(metrics: Services["metrics"]): DynamoParts["countSuccess"] {
  const held = new Map<string, Readonly<Record<string, string>>>();
  const dimensionsOf = (TableName: string, Operation: string) => {
    const name = `${TableName} ${Operation}`;
    const dimensions = held.get(name) ?? { TableName, Operation };
    held.set(name, dimensions);
    return dimensions;
  };
  return (operation, tables, value) => {
    for (const table of tables) {
      const dimensions = dimensionsOf(table, operation);
      const metric = { namespace: "AWS/DynamoDB", metricName: "SuccessfulRequestLatency", dimensions };
      metrics.put({ ...metric, value, unit: "Milliseconds" });
    }
  };
}
