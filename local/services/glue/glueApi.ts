import { ACCOUNT_ID, arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { pageOf } from "../../base/page";
import { awsApi, type Operation } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import type { Permission } from "../../iam/iam";
import type { DatabaseSpec, Glue, Table } from "./glue";

type Catalog = Omit<Glue, "api">;

/** An operation on the catalog. Glue's SDK is not among the packages of the local cloud: its few requests are written down here. */
type GlueOperation<Input extends object> = Operation<Catalog, Input & InCatalog, object>;

interface InCatalog {
  CatalogId?: string | undefined;
}

/** Glue's API, as far as clients read the catalog: operations that make databases and tables are in `control/glue.ts`. */
export function glueApi(catalog: Catalog): AwsService {
  return awsApi({
    signingName: "glue",
    protocol: "json-1.1",
    parts: catalog,
    operations: {
      GetDatabase: getDatabase,
      GetDatabases: getDatabases,
      GetTable: getTable,
      GetTables: getTables,
      GetPartitions: getPartitions,
    },
    unknown: (operation) => new AwsError("InvalidAction", `glue:${operation} is not supported locally yet`),
    refused: ({ parameter }) =>
      new AwsError("InvalidInputException", `${parameter} must be a text of at least one character`),
  });
}

/**
 * A call on the catalog needs its action on every level down to what it is about.
 * Source: AWS Glue Developer Guide, "Specifying AWS Glue resource ARNs".
 */
export function catalogPermissions(action: string, database?: string, table?: string): readonly Permission[] {
  return [
    "catalog",
    ...(database === undefined ? [] : [`database/${database}`]),
    ...(table === undefined ? [] : [`table/${database}/${table}`]),
  ].map((resource) => ({ action, resource: arn("glue", resource) }));
}

const getDatabase: GlueOperation<{ Name: string | undefined }> = {
  parameters: { Name: "text" },
  permissions: ({ Name }) => catalogPermissions("glue:GetDatabase", Name),
  run(input, catalog) {
    checkCatalog(input);
    return { Database: describeDatabase(databaseOf(catalog, input.Name)) };
  },
};

const getDatabases: GlueOperation<{ NextToken?: string | undefined; MaxResults?: number | undefined }> = {
  parameters: { NextToken: "text?", MaxResults: "number?" },
  permissions: () => catalogPermissions("glue:GetDatabases"),
  run({ NextToken, MaxResults, ...input }, catalog) {
    checkCatalog(input);
    const place = { token: NextToken, limit: MaxResults };
    const invalid = () => new AwsError("InvalidInputException", "NextToken is none of this list");
    const { items, next } = pageOf(catalog.databases(), place, invalid);
    return { DatabaseList: items.map(describeDatabase), ...(next !== undefined && { NextToken: next }) };
  },
};

const getTable: GlueOperation<{ DatabaseName: string | undefined; Name: string | undefined }> = {
  parameters: { DatabaseName: "text", Name: "text" },
  permissions: ({ DatabaseName, Name }) => catalogPermissions("glue:GetTable", DatabaseName, Name),
  run(input, catalog) {
    checkCatalog(input);
    return { Table: describeTable(tableOf(catalog, input.DatabaseName, input.Name)) };
  },
};

const getTables: GlueOperation<{ DatabaseName: string | undefined; Expression?: string | undefined }> = {
  parameters: { DatabaseName: "text" },
  permissions: ({ DatabaseName }) => catalogPermissions("glue:GetTables", DatabaseName),
  run(input, catalog) {
    checkCatalog(input);
    const { name } = databaseOf(catalog, input.DatabaseName);
    if (input.Expression !== undefined) {
      throw new AwsError("InvalidInputException", "Expression is not supported locally yet: filter the answer.");
    }
    return { TableList: catalog.tables(name).map(describeTable) };
  },
};

/** Finds nothing: a table with projection has no partitions in the catalog. */
const getPartitions: GlueOperation<{ DatabaseName: string | undefined; TableName: string | undefined }> = {
  parameters: { DatabaseName: "text", TableName: "text" },
  permissions: ({ DatabaseName, TableName }) => catalogPermissions("glue:GetPartitions", DatabaseName, TableName),
  run(input, catalog) {
    checkCatalog(input);
    tableOf(catalog, input.DatabaseName, input.TableName);
    return { Partitions: [] };
  },
};

function checkCatalog({ CatalogId = ACCOUNT_ID }: InCatalog): void {
  if (CatalogId === ACCOUNT_ID) return;
  throw new AwsError("EntityNotFoundException", `Catalog ${String(CatalogId)} not found: here is ${ACCOUNT_ID} only.`);
}

function databaseOf(catalog: Catalog, name: string): DatabaseSpec {
  const database = catalog.database(name.toLowerCase());
  if (database) return database;
  throw new AwsError("EntityNotFoundException", `Database ${name} not found.`);
}

function tableOf(catalog: Catalog, databaseName: string, name: string): Table {
  const table = catalog.table(databaseOf(catalog, databaseName).name, name.toLowerCase());
  if (table) return table;
  throw new AwsError("EntityNotFoundException", `Entity Not Found (Table ${name} not found.)`);
}

function describeDatabase({ name, description, locationUri, parameters }: DatabaseSpec) {
  return {
    Name: name,
    CatalogId: ACCOUNT_ID,
    Parameters: parameters,
    ...(description !== undefined && { Description: description }),
    ...(locationUri !== undefined && { LocationUri: locationUri }),
  };
}

function describeTable(table: Table) {
  const columns = (list: Table["columns"]) =>
    list.map(({ name, type, comment }) => ({
      Name: name,
      Type: type,
      ...(comment !== undefined && { Comment: comment }),
    }));
  return {
    Name: table.name,
    DatabaseName: table.databaseName,
    CatalogId: ACCOUNT_ID,
    CreateTime: table.createdAt / 1000,
    TableType: table.tableType,
    Parameters: table.parameters,
    PartitionKeys: columns(table.partitionKeys),
    ...(table.description !== undefined && { Description: table.description }),
    ...(table.owner !== undefined && { Owner: table.owner }),
    StorageDescriptor: {
      Columns: columns(table.columns),
      Location: table.location,
      ...(table.inputFormat !== undefined && { InputFormat: table.inputFormat }),
      ...(table.outputFormat !== undefined && { OutputFormat: table.outputFormat }),
      SerdeInfo: { SerializationLibrary: table.serdeLibrary, Parameters: table.serdeParameters },
    },
  };
}
