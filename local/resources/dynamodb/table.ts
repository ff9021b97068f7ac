import { AwsError } from "../../base/awsError";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { StreamViewType, TableSpec } from "../../services/dynamodb/dynamodb";

type Index = TableSpec["globalSecondaryIndexes"][number];

type IndexInputs = Omit<Index, "hashKey"> & {
  hashKey?: string;
  keySchemas?: readonly { attributeName: string; keyType: string }[];
};

interface TableInputs {
  name?: string;
  attributes?: TableSpec["attributeDefinitions"];
  hashKey?: string;
  serverSideEncryption?: { enabled: boolean; kmsKeyArn?: string };
  rangeKey?: string;
  billingMode?: string;
  readCapacity?: number;
  writeCapacity?: number;
  streamEnabled?: boolean;
  streamViewType?: StreamViewType;
  globalSecondaryIndexes?: readonly (IndexInputs & Properties)[];
  localSecondaryIndexes?: NonNullable<TableSpec["localSecondaryIndexes"]>;
  ttl?: { attributeName?: string; enabled?: boolean };
  deletionProtectionEnabled?: boolean;
}

const MAX_NAME_LENGTH = 255;
const NO_CAPACITY_LIMIT = {
  noEffect: "throughput is not limited here; --chaos throttles a share of the calls instead",
};
const INDEX_PROPERTIES = [
  "name",
  "hashKey",
  "rangeKey",
  "keySchemas",
  "projectionType",
  "nonKeyAttributes",
  "readCapacity",
  "writeCapacity",
  "onDemandThroughput",
  "warmThroughput",
];

/** `aws.dynamodb.Table`. */
export function table({ dynamodb, kms }: Pick<Services, "dynamodb" | "kms">): ResourceHandler {
  const encrypted = (made: ResourceState): ResourceState => {
    const { serverSideEncryption: sse } = made.state as TableInputs;
    kms.encrypt(String(made.state.arn), sse?.enabled === true ? sse.kmsKeyArn : undefined);
    return made;
  };
  return {
    type: "aws:dynamodb/table:Table",
    properties: {
      name: "honoured",
      attributes: "honoured",
      hashKey: "honoured",
      rangeKey: "honoured",
      streamEnabled: "honoured",
      streamViewType: "honoured",
      globalSecondaryIndexes: "honoured",
      localSecondaryIndexes: "honoured",
      ttl: "honoured",
      deletionProtectionEnabled: "honoured",
      billingMode: NO_CAPACITY_LIMIT,
      readCapacity: NO_CAPACITY_LIMIT,
      writeCapacity: NO_CAPACITY_LIMIT,
      onDemandThroughput: NO_CAPACITY_LIMIT,
      warmThroughput: NO_CAPACITY_LIMIT,
      tableClass: { noEffect: "it changes prices only" },
      serverSideEncryption: "honoured",
      pointInTimeRecovery: { noEffect: "there are no backups to restore from here" },
    },
    replaceOn: ["name", "hashKey", "rangeKey", "localSecondaryIndexes"],
    async create(context, properties) {
      const inputs = properties as TableInputs;
      const spec = specOf(context.physicalName(inputs.name, MAX_NAME_LENGTH), inputs);
      try {
        return encrypted(stateOf(properties, spec, await dynamodb.createTable(spec)));
      } catch (error) {
        if (error instanceof AwsError && error.code === "ResourceInUseException") throw nameTaken(spec.name, error);
        throw error;
      }
    },
    async update(_context, current, properties) {
      const spec = specOf(current.id, properties as TableInputs);
      return encrypted(stateOf(properties, spec, await dynamodb.updateTable(spec)));
    },
    refusesDeletion: ({ state }) =>
      state.deletionProtectionEnabled === true
        ? "its deletion protection is on: set `deletionProtectionEnabled` to false in an evaluation of its own first"
        : undefined,
    delete: (_context, current) => dynamodb.deleteTable(current.id),
  };
}

function specOf(name: string, inputs: TableInputs): TableSpec {
  const { attributes = [], hashKey, rangeKey, globalSecondaryIndexes = [], localSecondaryIndexes = [], ttl } = inputs;
  if (hashKey === undefined) throw new Error("hashKey: a table needs one");
  if (inputs.streamEnabled && inputs.streamViewType === undefined) {
    throw new Error("streamViewType: a stream needs one (KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES)");
  }
  if (ttl?.enabled && !ttl.attributeName)
    throw new Error("ttl.attributeName: it names the attribute that holds the time");
  const spec: TableSpec = {
    name,
    attributeDefinitions: attributes,
    hashKey,
    ...(rangeKey !== undefined && { rangeKey }),
    globalSecondaryIndexes: globalSecondaryIndexes.map((index) => ({
      ...globalIndex(index),
      ...capacityOf(index as TableInputs, inputs.billingMode),
    })),
    localSecondaryIndexes,
    ...(inputs.streamEnabled && inputs.streamViewType && { streamViewType: inputs.streamViewType }),
    ...(ttl?.enabled && ttl.attributeName && { ttlAttribute: ttl.attributeName }),
    deletionProtection: inputs.deletionProtectionEnabled ?? false,
    ...capacityOf(inputs, inputs.billingMode),
    ...(inputs.serverSideEncryption?.enabled &&
      inputs.serverSideEncryption.kmsKeyArn !== undefined && { keyArn: inputs.serverSideEncryption.kmsKeyArn }),
  };
  checkAttributes(spec);
  return spec;
}

function capacityOf({ readCapacity: read, writeCapacity: write }: TableInputs, billingMode = "PROVISIONED") {
  const isProvisioned = billingMode === "PROVISIONED" && read !== undefined && write !== undefined;
  return isProvisioned ? { capacity: { read, write } } : {};
}

function globalIndex(index: IndexInputs & Properties): Index {
  const unknown = Object.keys(index).find((property) => !INDEX_PROPERTIES.includes(property));
  if (unknown) throw new Error(`globalSecondaryIndexes["${index.name}"].${unknown}: not supported locally yet`);
  const { name, projectionType, nonKeyAttributes } = index;
  const { hashKey, rangeKey } = keysOf(index);
  return {
    name,
    hashKey,
    projectionType,
    ...(rangeKey !== undefined && { rangeKey }),
    ...(nonKeyAttributes !== undefined && { nonKeyAttributes }),
  };
}

/**
 * The keys of an index, in either of the two ways to say them (Pulumi registry, `aws.dynamodb.Table`, `globalSecondaryIndexes`).
 * @throws Error for both ways at once, for none, and for keys of several attributes, which the local DynamoDB does not know
 */
function keysOf({ name, hashKey, rangeKey, keySchemas = [] }: IndexInputs): { hashKey: string; rangeKey?: string } {
  const property = `globalSecondaryIndexes["${name}"]`;
  if (keySchemas.length === 0) {
    if (!hashKey) throw new Error(`${property}.hashKey: an index needs one, or keySchemas`);
    return { hashKey, ...(rangeKey !== undefined && { rangeKey }) };
  }
  if (hashKey !== undefined || rangeKey !== undefined) {
    throw new Error(`${property}.keySchemas: they take the place of hashKey and rangeKey, so give one or the other`);
  }
  const attributesOf = (type: string) =>
    keySchemas.filter(({ keyType }) => keyType === type).map(({ attributeName }) => attributeName);
  const [partition, ...otherPartitions] = attributesOf("HASH");
  const [sort, ...otherSorts] = attributesOf("RANGE");
  if (partition === undefined) throw new Error(`${property}.keySchemas: an index needs one of keyType HASH`);
  if (otherPartitions.length + otherSorts.length > 0) {
    throw new Error(`${property}.keySchemas: keys of several attributes are not supported locally yet`);
  }
  return { hashKey: partition, ...(sort !== undefined && { rangeKey: sort }) };
}

/** DynamoDB defines the attributes that are keys, and no others. */
function checkAttributes(spec: TableSpec): void {
  const keys = new Set(
    [spec, ...spec.globalSecondaryIndexes, ...(spec.localSecondaryIndexes ?? [])].flatMap((schema) => [
      ...("hashKey" in schema ? [schema.hashKey] : []),
      ...(schema.rangeKey === undefined ? [] : [schema.rangeKey]),
    ]),
  );
  const defined = new Set(spec.attributeDefinitions.map(({ name }) => name));
  const missing = [...keys].filter((key) => !defined.has(key));
  const unused = [...defined].filter((name) => !keys.has(name));
  if (missing.length > 0) throw new Error(`attributes: define the type of the key ${missing.join(", ")}`);
  if (unused.length > 0) {
    throw new Error(
      `attributes: ${unused.join(", ")} is no key of the table or of an index; only keys are defined, all else needs no schema`,
    );
  }
}

function stateOf(inputs: Properties, { name }: TableSpec, made: { arn: string; streamArn?: string }): ResourceState {
  return {
    id: name,
    state: {
      billingMode: "PROVISIONED",
      streamEnabled: false,
      deletionProtectionEnabled: false,
      ...inputs,
      name,
      arn: made.arn,
      streamArn: made.streamArn ?? "",
      streamLabel: made.streamArn?.split("/stream/")[1] ?? "",
    },
  };
}

function nameTaken(name: string, cause: AwsError): Error {
  return new Error(
    `name: there is a table "${name}" already. A replacement is created before the old table is deleted, so it cannot have ` +
      "the same name: leave `name` unset, or set the option `deleteBeforeReplace`.",
    { cause },
  );
}
