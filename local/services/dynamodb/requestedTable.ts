import type { CreateTableCommandInput, GlobalSecondaryIndex } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../base/awsError";
import type { Given } from "../../edge/wireTypes";
import type { Capacity, TableSpec } from "./dynamodb";
import { FULL_STREAM } from "./tableRequests";

type Index = TableSpec["globalSecondaryIndexes"][number];
type GivenIndex = Given<GlobalSecondaryIndex>;
type GivenKeys = readonly { readonly AttributeName?: string | undefined; readonly KeyType?: string | undefined }[];

/** A call that makes or changes a table, as far as both say the same. */
export type TableRequest = Given<CreateTableCommandInput>;

/** Parameters of `CreateTable` that say how a table is stored or paid for, and that the local DynamoDB has no use for. */
const WITHOUT_EFFECT = [
  ...["ProvisionedThroughput", "OnDemandThroughput", "WarmThroughput"],
  ...["SSESpecification", "TableClass", "Tags"],
];

/** The table that a call asks for. Its keys are checked by DynamoDB itself, by {@link storedRequest}. @throws AwsError */
export function requestedTable(request: TableRequest, keyArn: string | undefined): TableSpec {
  const { StreamSpecification: stream } = request;
  const capacity = requestedCapacity(request.BillingMode, request.ProvisionedThroughput);
  if (request.ResourcePolicy !== undefined) throw invalid("ResourcePolicy is not supported locally");
  return {
    name: request.TableName ?? "",
    attributeDefinitions: attributeDefinitions(request.AttributeDefinitions),
    ...keys(request.KeySchema),
    globalSecondaryIndexes: (request.GlobalSecondaryIndexes ?? []).map((index) => ({
      ...requestedIndex(index),
      ...(capacity && optional("capacity", requestedCapacity(request.BillingMode, index.ProvisionedThroughput))),
    })),
    localSecondaryIndexes: (request.LocalSecondaryIndexes ?? []).map((index) => {
      const { hashKey: _, rangeKey = "", ...rest } = requestedIndex(index as GivenIndex);
      return { ...rest, rangeKey };
    }),
    ...(stream?.StreamEnabled && stream.StreamViewType && { streamViewType: stream.StreamViewType }),
    deletionProtection: request.DeletionProtectionEnabled ?? false,
    ...optional("capacity", capacity),
    ...optional("keyArn", keyArn),
  };
}

/** The parameters with which the table is made in the local DynamoDB, which checks them. */
export function storedRequest(request: TableRequest): object {
  const stored = Object.entries(request).filter(([name]) => !WITHOUT_EFFECT.includes(name));
  const indexes = request.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
    ...{ IndexName, KeySchema, Projection },
  }));
  return {
    ...Object.fromEntries(stored),
    BillingMode: "PAY_PER_REQUEST",
    ...(indexes && { GlobalSecondaryIndexes: indexes }),
    ...(request.StreamSpecification?.StreamEnabled && { StreamSpecification: FULL_STREAM }),
  };
}

export function requestedIndex({ IndexName = "", KeySchema, Projection }: GivenIndex): Index {
  return {
    name: IndexName,
    ...keys(KeySchema),
    projectionType: Projection?.ProjectionType ?? "ALL",
    ...optional("nonKeyAttributes", Projection?.NonKeyAttributes),
  };
}

export function attributeDefinitions(given: TableRequest["AttributeDefinitions"]): TableSpec["attributeDefinitions"] {
  return (given ?? []).map(({ AttributeName = "", AttributeType = "S" }) => ({
    name: AttributeName,
    type: AttributeType as "S" | "N" | "B",
  }));
}

/**
 * Reads how a table or an index is paid for.
 * Source: Amazon DynamoDB API Reference, "CreateTable": `BillingMode`, `ProvisionedThroughput`.
 * @throws AwsError `ValidationException`
 */
export function requestedCapacity(
  billingMode: string = "PROVISIONED",
  given: TableRequest["ProvisionedThroughput"],
): Capacity | undefined {
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = given ?? {};
  if (billingMode !== "PROVISIONED") {
    if (read === undefined && write === undefined) return undefined;
    throw invalid(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (read === undefined || write === undefined) {
    throw invalid("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
  }
  for (const [name, value] of Object.entries({ readCapacityUnits: read, writeCapacityUnits: write })) {
    if (value >= 1) continue;
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${value}' at 'provisionedThroughput.${name}' failed to satisfy constraint: ` +
        "Member must have value greater than or equal to 1",
    );
  }
  return { read, write };
}

export function invalid(problem: string): AwsError {
  return new AwsError("ValidationException", `One or more parameter values were invalid: ${problem}`);
}

function keys(schema: GivenKeys | undefined = []): { hashKey: string; rangeKey?: string } {
  const of = (type: string) => schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  return { hashKey: of("HASH") ?? "", ...optional("rangeKey", of("RANGE")) };
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { [K in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [K in Name]: Value });
}
