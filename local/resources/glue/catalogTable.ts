import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { Column, TableSpec } from "../../services/glue/glue";
import { catalogName, ownCatalog } from "./catalogName";

interface StorageDescriptor {
  columns?: Column[];
  location?: string;
  inputFormat?: string;
  outputFormat?: string;
  serDeInfo?: { serializationLibrary?: string; parameters?: Record<string, string> };
}

interface TableInputs {
  name?: string;
  databaseName: string;
  catalogId?: string;
  description?: string;
  owner?: string;
  parameters?: Record<string, string>;
  partitionKeys?: Column[];
  storageDescriptor?: StorageDescriptor;
  tableType?: string;
}

/** Members of a storage descriptor that are read, or mean nothing for text files. */
const KNOWN_STORAGE: ReadonlySet<string> = new Set([
  ...["columns", "location", "inputFormat", "outputFormat", "serDeInfo", "compressed", "storedAsSubDirectories"],
  ...["numberOfBuckets", "parameters"],
]);

/** `aws.glue.CatalogTable`: JSON lines in S3, with partition projection. */
export function catalogTable({ glue }: Pick<Services, "glue">): ResourceHandler {
  const put = (name: string, inputs: Properties): ResourceState => {
    const table = tableOf(name, inputs as unknown as TableInputs);
    glue.putTable(table);
    const { databaseName } = table;
    return {
      id: `${ACCOUNT_ID}:${databaseName}:${name}`,
      state: { ...inputs, name, catalogId: ACCOUNT_ID, arn: arn("glue", `table/${databaseName}/${name}`) },
    };
  };
  return {
    type: "aws:glue/catalogTable:CatalogTable",
    properties: {
      name: "honoured",
      databaseName: "honoured",
      catalogId: "honoured",
      description: "honoured",
      owner: "honoured",
      parameters: "honoured",
      partitionKeys: "honoured",
      storageDescriptor: "honoured",
      tableType: "honoured",
      retention: { noEffect: "a number for other tools" },
    },
    replaceOn: ["name", "databaseName", "catalogId"],
    async create(context, inputs) {
      const physical = context.physicalName(inputs.name, 255);
      const name = catalogName(
        "name",
        inputs.name === undefined ? physical.toLowerCase().replaceAll("-", "_") : physical,
      );
      const database = String(inputs.databaseName);
      if (glue.table(database, name)) throw new Error(`name: there is a table ${database}.${name} already`);
      return put(name, inputs);
    },
    update: async (_context, { state }, inputs) => put(String(state.name), inputs),
    delete: async (_context, { state }) => glue.deleteTable(String(state.databaseName), String(state.name)),
  };
}

function tableOf(name: string, inputs: TableInputs): TableSpec {
  const { databaseName, catalogId, description, owner, parameters = {}, partitionKeys = [] } = inputs;
  const { tableType = "EXTERNAL_TABLE", storageDescriptor = {} } = inputs;
  ownCatalog(catalogId, ACCOUNT_ID);
  if (tableType !== "EXTERNAL_TABLE") {
    throw new Error(`tableType "${tableType}" is not supported locally (supported: EXTERNAL_TABLE)`);
  }
  for (const [property, value] of Object.entries(storageDescriptor)) {
    if (KNOWN_STORAGE.has(property) || value === undefined || value === null) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    throw new Error(`storageDescriptor.${property} is not supported locally yet: unset it for this stack`);
  }
  const { columns = [], location, inputFormat, outputFormat, serDeInfo = {} } = storageDescriptor;
  if (location === undefined || !/^s3:\/\/[^/]+\//.test(location)) {
    throw new Error(`storageDescriptor.location must begin with s3://<bucket>/, got "${location ?? ""}"`);
  }
  if (columns.length === 0) throw new Error("storageDescriptor.columns must have at least one column");
  return {
    ...{ databaseName, name, description, owner, tableType, parameters },
    partitionKeys: partitionKeys.map((column) => checkedColumn("partitionKeys", column)),
    columns: columns.map((column) => checkedColumn("storageDescriptor.columns", column)),
    ...{ location, inputFormat, outputFormat },
    serdeLibrary: serDeInfo.serializationLibrary ?? "",
    serdeParameters: serDeInfo.parameters ?? {},
  };
}

function checkedColumn(property: string, { name, type = "string", comment }: Column): Column {
  if (!/^[a-z0-9_]{1,255}$/.test(name)) {
    throw new Error(`${property}: "${name}" must be small letters, digits and underscores`);
  }
  return { name, type, comment };
}
