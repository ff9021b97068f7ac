import { isDeepStrictEqual } from "node:util";
import type { TableSpec } from "./dynamodb";
import type { TableDescription } from "./tableDescription";

/** Underneath, every stream holds both images, so that a write that changed nothing can be told and left out. */
export const FULL_STREAM = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } as const;

/** The parameters of `CreateTable`. */
export function createTableRequest(spec: TableSpec): object {
  return {
    TableName: spec.name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributeDefinitions(spec),
    KeySchema: keySchema(spec),
    ...(spec.globalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes: spec.globalSecondaryIndexes.map(index) }),
    ...(spec.localSecondaryIndexes?.length && {
      LocalSecondaryIndexes: spec.localSecondaryIndexes.map((each) => index({ ...each, hashKey: spec.hashKey })),
    }),
    ...(spec.streamViewType && { StreamSpecification: FULL_STREAM }),
    DeletionProtectionEnabled: spec.deletionProtection,
  };
}

/** Tells if a table has what is fixed at its creation as the specification wants it. */
export function hasSameKeys(current: TableDescription, spec: TableSpec): boolean {
  const types = new Map(current.AttributeDefinitions.map((each) => [each.AttributeName, each.AttributeType]));
  const wanted = spec.attributeDefinitions.filter(({ name }) => [spec.hashKey, spec.rangeKey].includes(name));
  const local = (indexes: TableDescription["LocalSecondaryIndexes"] = []) =>
    new Map(indexes.map(({ IndexName, KeySchema, Projection }) => [IndexName, { KeySchema, Projection }]));
  const wantedIndexes = (spec.localSecondaryIndexes ?? []).map((each) => index({ ...each, hashKey: spec.hashKey }));
  return (
    isDeepStrictEqual(current.KeySchema, keySchema(spec)) &&
    wanted.every(({ name, type }) => types.get(name) === type) &&
    isDeepStrictEqual(local(current.LocalSecondaryIndexes), local(wantedIndexes))
  );
}

/** The `UpdateTable` calls that bring a table's global indexes to the specification: DynamoDB takes one index a call. */
export function indexChanges(current: TableDescription, spec: TableSpec): object[] {
  const existing = new Map(current.GlobalSecondaryIndexes?.map((each) => [each.IndexName, each]));
  const wanted = new Map(spec.globalSecondaryIndexes.map((each) => [each.name, index(each)]));
  const same = (name: string) => {
    const before = existing.get(name);
    const after = wanted.get(name);
    return isDeepStrictEqual(
      { KeySchema: before?.KeySchema, Projection: before?.Projection },
      { KeySchema: after?.KeySchema, Projection: after?.Projection },
    );
  };
  const removed = [...existing.keys()].filter((name) => !same(name));
  const added = [...wanted.keys()].filter((name) => !same(name));
  return [
    ...removed.map((name) => ({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }] })),
    ...added.map((name) => ({
      AttributeDefinitions: attributeDefinitions(spec),
      GlobalSecondaryIndexUpdates: [{ Create: wanted.get(name) }],
    })),
  ];
}

function attributeDefinitions(spec: TableSpec): object[] {
  return spec.attributeDefinitions.map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));
}

function keySchema({ hashKey, rangeKey }: { hashKey: string; rangeKey?: string }): object[] {
  return [
    { AttributeName: hashKey, KeyType: "HASH" },
    ...(rangeKey ? [{ AttributeName: rangeKey, KeyType: "RANGE" }] : []),
  ];
}

function index(each: TableSpec["globalSecondaryIndexes"][number]): {
  IndexName: string;
  KeySchema: object[];
  Projection: object;
} {
  return {
    IndexName: each.name,
    KeySchema: keySchema(each),
    Projection: {
      ProjectionType: each.projectionType,
      ...(each.nonKeyAttributes?.length && { NonKeyAttributes: each.nonKeyAttributes }),
    },
  };
}
