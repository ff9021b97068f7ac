import { ACCOUNT_ID, arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { prepared } from "../../edge/awsApi";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { Permission } from "../../iam/iam";
import type { DatabaseSpec, Glue, Table } from "./glue";

type Catalog = Omit<Glue, "api">;
type Reply = Record<string, unknown>;

interface Operation {
  /** Names of the parameters that say the database and the table, where there is one. */
  database?: string;
  table?: string;
  run(catalog: Catalog, call: AwsCall): Reply;
}

/** Glue's API, as far as clients read the catalog: databases and tables are made by the stack. */
export function glueApi(catalog: Catalog): AwsService {
  return prepared({
    signingName: "glue",
    protocol: "json-1.1",
    permissions(call) {
      const { database, table } = operationOf(call);
      return catalogPermissions(
        `glue:${call.operation}`,
        database === undefined ? undefined : text(call, database),
        table === undefined ? undefined : text(call, table),
      );
    },
    async handle(call) {
      const { CatalogId = ACCOUNT_ID } = call.params;
      if (CatalogId !== ACCOUNT_ID) {
        throw new AwsError(
          "EntityNotFoundException",
          `Catalog ${String(CatalogId)} not found: here is ${ACCOUNT_ID} only.`,
        );
      }
      return { result: operationOf(call).run(catalog, call) };
    },
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

const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetDatabase: {
    database: "Name",
    run: (catalog, call) => ({ Database: describeDatabase(databaseOf(catalog, text(call, "Name"))) }),
  },
  GetTable: {
    database: "DatabaseName",
    table: "Name",
    run: (catalog, call) => ({
      Table: describeTable(tableOf(catalog, text(call, "DatabaseName"), text(call, "Name"))),
    }),
  },
  GetTables: {
    database: "DatabaseName",
    run(catalog, call) {
      const { name } = databaseOf(catalog, text(call, "DatabaseName"));
      if (call.params.Expression !== undefined) {
        throw new AwsError("InvalidInputException", "Expression is not supported locally yet: filter the answer.");
      }
      return { TableList: catalog.tables(name).map(describeTable) };
    },
  },
  /** A table with projection has no partitions in the catalog. */
  GetPartitions: {
    database: "DatabaseName",
    table: "TableName",
    run(catalog, call) {
      tableOf(catalog, text(call, "DatabaseName"), text(call, "TableName"));
      return { Partitions: [] };
    },
  },
};

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

function describeDatabase({ name, description, locationUri, parameters }: DatabaseSpec): Reply {
  return {
    Name: name,
    CatalogId: ACCOUNT_ID,
    Parameters: parameters,
    ...(description !== undefined && { Description: description }),
    ...(locationUri !== undefined && { LocationUri: locationUri }),
  };
}

function describeTable(table: Table): Reply {
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

/** @throws AwsError `InvalidAction` for an operation that is not known */
function operationOf({ operation }: AwsCall): Operation {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (known) return known;
  throw new AwsError(
    "InvalidAction",
    `glue:${operation} is not supported locally (supported: ${Object.keys(OPERATIONS).join(", ")}): ` +
      "make databases and tables with aws.glue, or add it to local/services/glue/glueApi.ts",
  );
}

/** @throws AwsError `InvalidInputException` */
function text({ params }: AwsCall, parameter: string): string {
  const value = params[parameter];
  if (typeof value === "string" && value !== "") return value;
  throw new AwsError("InvalidInputException", `${parameter} must be a text of at least one character`);
}
