import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";
import { parseColumnType } from "./columnTypes";
import type { DatabaseSpec, Glue, Table, TableSpec } from "./glue";
import { glueApi } from "./glueApi";
import { readProjection } from "./projection";
import { checkSerde } from "./serdeProperties";

/**
 * Glue's catalog in memory: as much of it as Athena and its clients ask for.
 *
 * Known differences from AWS:
 * - tables of JSON lines only (`org.openx.data.jsonserde.JsonSerDe`); partitions come from projection, none are registered;
 * - no crawlers, jobs, schema registries, Lake Formation, and no catalogs of other accounts;
 * - a partition column has the type string.
 */
export function createGlue({ clock }: Pick<Services, "clock">): Glue {
  const databases = new Map<string, DatabaseSpec>();
  const tables = new Map<string, Map<string, Table>>();

  const glue: Omit<Glue, "api"> = {
    putDatabase(database) {
      databases.set(database.name, database);
      if (!tables.has(database.name)) tables.set(database.name, new Map());
    },
    deleteDatabase(name) {
      databases.delete(name);
      tables.delete(name);
    },
    putTable(spec) {
      const known = tables.get(spec.databaseName);
      if (!known) throw new AwsError("EntityNotFoundException", `Database ${spec.databaseName} not found.`);
      known.set(spec.name, tableOf(spec, known.get(spec.name)?.createdAt ?? clock.now()));
    },
    deleteTable: (databaseName, name) => void tables.get(databaseName)?.delete(name),
    database: (name) => databases.get(name),
    databases: () => [...databases.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    table: (databaseName, name) => tables.get(databaseName)?.get(name),
    tables: (databaseName) =>
      [...(tables.get(databaseName)?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
  return { ...glue, api: glueApi(glue) };
}

function tableOf(spec: TableSpec, createdAt: number): Table {
  checkSerde(spec);
  const types = new Map(
    [...spec.columns, ...spec.partitionKeys].map(({ name, type }) => [name, parseColumnType(type)] as const),
  );
  if (types.size < spec.columns.length + spec.partitionKeys.length) {
    throw new Error("storageDescriptor.columns and partitionKeys must have names of their own");
  }
  for (const { name, type } of spec.partitionKeys) {
    if (type.toLowerCase() !== "string") {
      throw new Error(`partitionKeys: "${name}" must be a string locally, got ${type}`);
    }
  }
  const keys = spec.partitionKeys.map(({ name }) => name);
  const projection = keys.length > 0 ? readProjection(keys, spec.parameters, spec.location) : undefined;
  return { ...spec, createdAt, types, projection };
}
