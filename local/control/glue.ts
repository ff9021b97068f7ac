import { ACCOUNT_ID } from "../base/arn";
import { AwsError } from "../base/awsError";
import type { KeptResource, Tags } from "../base/inventory";
import { type Operation, withOperations } from "../edge/awsApi";
import type { AwsService } from "../edge/awsService";
import type { Properties } from "../engine/resourceHandler";
import { requestTags } from "../iam/conditionKeys";
import type { Permission } from "../iam/iam";
import { catalogPermissions } from "../services/glue/glueApi";
import type { Controlled } from "./controlled";
import { allInputsIn, inputsIn, type Members } from "./members";

const DATABASE = "aws:glue/catalogDatabase:CatalogDatabase";
const TABLE = "aws:glue/catalogTable:CatalogTable";

/** An operation on the catalog: Glue's SDK is not among the packages of the project, so its requests are written down here. */
type GlueControl<Input extends object> = Operation<Controlled, Input & { CatalogId?: string | undefined }, object>;

interface Named {
  readonly Name: string;
}

const DATABASE_MEMBERS: Members = {
  Name: { input: "name", read: smallLetters },
  Description: { input: "description" },
  LocationUri: { input: "locationUri" },
  Parameters: { input: "parameters" },
};
const TABLE_MEMBERS: Members = {
  Name: { input: "name", read: smallLetters },
  Description: { input: "description" },
  Owner: { input: "owner" },
  Parameters: { input: "parameters" },
  PartitionKeys: { input: "partitionKeys", read: columnsIn },
  Retention: { input: "retention" },
  StorageDescriptor: { input: "storageDescriptor", read: storageIn },
  TableType: { input: "tableType" },
};
const STORAGE_MEMBERS: Members = {
  Columns: { input: "columns", read: columnsIn },
  Compressed: { input: "compressed" },
  InputFormat: { input: "inputFormat" },
  Location: { input: "location" },
  NumberOfBuckets: { input: "numberOfBuckets" },
  OutputFormat: { input: "outputFormat" },
  Parameters: { input: "parameters" },
  SerdeInfo: { input: "serDeInfo", read: serdeIn },
  StoredAsSubDirectories: { input: "storedAsSubDirectories" },
};
const COLUMN_MEMBERS: Members = { Name: { input: "name" }, Type: { input: "type" }, Comment: { input: "comment" } };
const SERDE_MEMBERS: Members = {
  Name: { input: "name" },
  Parameters: { input: "parameters" },
  SerializationLibrary: { input: "serializationLibrary" },
};

const createDatabase: GlueControl<{ DatabaseInput: Named; Tags?: Tags }> = {
  parameters: { DatabaseInput: "map", Tags: "map?" },
  permissions: ({ DatabaseInput, Tags = {} }) =>
    catalogPermissions("glue:CreateDatabase", smallLetters(DatabaseInput.Name)).map((permission) => ({
      ...permission,
      context: requestTags(Tags),
    })),
  async run({ DatabaseInput, Tags = {} }, resources) {
    const inputs = allInputsIn(DatabaseInput, DATABASE_MEMBERS, invalidInput);
    if (findDatabase(resources, DatabaseInput.Name)) throw exists("Database already exists.");
    await resources.create(DATABASE, inputs, { tags: Tags });
    return {};
  },
};

const updateDatabase: GlueControl<Named & { DatabaseInput: Named }> = {
  parameters: { Name: "text", DatabaseInput: "map" },
  permissions: ({ Name }) => catalogPermissions("glue:UpdateDatabase", smallLetters(Name)),
  async run({ Name, DatabaseInput }, resources) {
    const database = databaseIn(resources, Name);
    const { name, ...changes } = allInputsIn(DatabaseInput, DATABASE_MEMBERS, invalidInput);
    if (name !== database.state.name) throw invalidInput("a database keeps its name: make another one");
    await resources.update(database, changes);
    return {};
  },
};

/** Its tables go with it. */
const deleteDatabase: GlueControl<Named> = {
  parameters: { Name: "text" },
  permissions: ({ Name }, resources) => {
    const tables = tablesOf(resources, Name).flatMap(({ state }) => onTable("glue:DeleteDatabase", Name, state.name));
    return [...catalogPermissions("glue:DeleteDatabase", smallLetters(Name)), ...tables];
  },
  async run({ Name }, resources) {
    const database = databaseIn(resources, Name);
    for (const table of tablesOf(resources, Name)) await resources.delete(table);
    await resources.delete(database);
    return {};
  },
};

const createTable: GlueControl<{ DatabaseName: string; TableInput: Named }> = {
  parameters: { DatabaseName: "text", TableInput: "map" },
  permissions: ({ DatabaseName, TableInput }) => onTable("glue:CreateTable", DatabaseName, TableInput.Name),
  async run({ DatabaseName, TableInput, ...others }, resources) {
    const { state } = databaseIn(resources, DatabaseName);
    refuseOthers(others);
    const inputs = allInputsIn(TableInput, TABLE_MEMBERS, invalidInput);
    if (findTable(resources, DatabaseName, TableInput.Name)) throw exists("Table already exists.");
    await resources.create(TABLE, { ...inputs, databaseName: state.name });
    return {};
  },
};

/** Says all of the table anew. */
const updateTable: GlueControl<{ DatabaseName: string; TableInput: Named; SkipArchive?: boolean }> = {
  parameters: { DatabaseName: "text", TableInput: "map" },
  permissions: ({ DatabaseName, TableInput }) => onTable("glue:UpdateTable", DatabaseName, TableInput.Name),
  async run({ DatabaseName, TableInput, SkipArchive: _noVersions, ...others }, resources) {
    const table = tableIn(resources, DatabaseName, TableInput.Name);
    refuseOthers(others);
    const { name: _same, ...changes } = allInputsIn(TableInput, TABLE_MEMBERS, invalidInput);
    await resources.update(table, changes);
    return {};
  },
};

const deleteTable: GlueControl<Named & { DatabaseName: string }> = {
  parameters: { DatabaseName: "text", Name: "text" },
  permissions: ({ DatabaseName, Name }) => onTable("glue:DeleteTable", DatabaseName, Name),
  async run({ DatabaseName, Name }, resources) {
    await resources.delete(tableIn(resources, DatabaseName, Name));
    return {};
  },
};

/** Glue's API with the operations that make and change the catalog. */
export function glueControl(service: AwsService, resources: Controlled): AwsService {
  return withOperations(service, {
    parts: resources,
    operations: {
      CreateDatabase: createDatabase,
      CreateTable: createTable,
      DeleteDatabase: deleteDatabase,
      DeleteTable: deleteTable,
      UpdateDatabase: updateDatabase,
      UpdateTable: updateTable,
    },
    refused: ({ parameter }) => invalidInput(`${parameter} must be there`),
  });
}

function onTable(action: string, database: string, table: unknown): readonly Permission[] {
  return catalogPermissions(action, smallLetters(database), smallLetters(table));
}

/** @throws AwsError for what a table cannot have here, such as an open table format */
function refuseOthers({ CatalogId = ACCOUNT_ID, ...others }: Properties): void {
  if (CatalogId !== ACCOUNT_ID) throw invalidInput(`CatalogId must be ${ACCOUNT_ID} locally`);
  const other = Object.keys(others).find((name) => others[name] !== undefined);
  if (other !== undefined) throw invalidInput(`${other} is not supported locally yet: leave it out`);
}

function findDatabase(resources: Controlled, name: string): KeptResource | undefined {
  return resources.find(DATABASE, `${ACCOUNT_ID}:${smallLetters(name)}`);
}

/** @throws AwsError `EntityNotFoundException` */
function databaseIn(resources: Controlled, name: string): KeptResource {
  const found = findDatabase(resources, name);
  if (found) return found;
  throw new AwsError("EntityNotFoundException", `Database ${name} not found.`);
}

function tablesOf(resources: Controlled, database: string): readonly KeptResource[] {
  return resources.all(TABLE).filter(({ state }) => state.databaseName === smallLetters(database));
}

function findTable(resources: Controlled, database: string, name: string): KeptResource | undefined {
  return resources.find(TABLE, `${ACCOUNT_ID}:${smallLetters(database)}:${smallLetters(name)}`);
}

/** @throws AwsError `EntityNotFoundException` */
function tableIn(resources: Controlled, database: string, name: string): KeptResource {
  databaseIn(resources, database);
  const found = findTable(resources, database, name);
  if (found) return found;
  throw new AwsError("EntityNotFoundException", `Table ${name} not found.`);
}

/** Glue keeps names in small letters. */
function smallLetters(name: unknown): string {
  return String(name ?? "").toLowerCase();
}

function columnsIn(columns: unknown): readonly Properties[] {
  return (columns as readonly object[]).map((column) => inputsIn(column, COLUMN_MEMBERS, invalidInput));
}

function storageIn(storage: unknown): Properties {
  return inputsIn(storage as object, STORAGE_MEMBERS, invalidInput);
}

function serdeIn(serde: unknown): Properties {
  return inputsIn(serde as object, SERDE_MEMBERS, invalidInput);
}

function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInputException", message);
}

function exists(message: string): AwsError {
  return new AwsError("AlreadyExistsException", message);
}
