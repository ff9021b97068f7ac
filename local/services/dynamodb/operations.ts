import { AwsError } from "../../base/awsError";
import type { AwsCall } from "../../edge/awsService";
import type { Permission } from "../../iam/iam";
import { leadingKeysOf, leadingKeysOfBatch } from "./leadingKeys";
import { tableArn, tableNameOf } from "./tableArn";

type Params = Readonly<Record<string, unknown>>;

const ON_ONE_TABLE = new Set(["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"]);
const DESCRIPTIONS = new Set(["DescribeTable", "DescribeTimeToLive"]);
const BATCHES = new Set(["BatchGetItem", "BatchWriteItem"]);
const TRANSACTIONS = new Set(["TransactGetItems", "TransactWriteItems"]);
const WRITES = new Set(["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"]);

const PARTIQL =
  "PartiQL is not run here, because what a statement may touch could not be checked. Use Query, PutItem and the like.";
const DECLARED = "tables are resources of the Pulumi program here: declare an aws.dynamodb.Table.";
const REFUSED: Readonly<Record<string, string>> = {
  ExecuteStatement: PARTIQL,
  BatchExecuteStatement: PARTIQL,
  ExecuteTransaction: PARTIQL,
  CreateTable: DECLARED,
  UpdateTable: DECLARED,
  DeleteTable: DECLARED,
  UpdateTimeToLive: DECLARED,
};

/** Permission that each action of a transaction needs: a transaction has none of its own. */
const TRANSACTED_ACTIONS: Readonly<Record<string, string>> = {
  Get: "dynamodb:GetItem",
  Put: "dynamodb:PutItem",
  Update: "dynamodb:UpdateItem",
  Delete: "dynamodb:DeleteItem",
  ConditionCheck: "dynamodb:ConditionCheckItem",
};

/** Looks up the partition key of a table, or of one of its indexes; `undefined` where there is none of that name. */
export type HashKeys = (tableName: string, indexName?: string) => string | undefined;

/**
 * Lists the permissions that a call needs, with the condition key `dynamodb:LeadingKeys`.
 * Sources: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB"; Developer Guide,
 * "Using IAM with DynamoDB transactions".
 *
 * @throws AwsError for an operation that the local cloud does not run
 */
export function tablePermissions({ operation, params }: AwsCall, hashKeys: HashKeys): readonly Permission[] {
  const action = `dynamodb:${operation}`;
  if (DESCRIPTIONS.has(operation)) return [{ action, resource: tableArn(tableNameOf(params.TableName)) }];
  if (ON_ONE_TABLE.has(operation)) {
    const name = tableNameOf(params.TableName);
    const index = params.IndexName === undefined ? undefined : String(params.IndexName);
    const hashKey = hashKeys(name, index);
    return [
      {
        action,
        resource: index === undefined ? tableArn(name) : `${tableArn(name)}/index/${index}`,
        ...leadingKeys(hashKey && leadingKeysOf(operation, params, hashKey)),
      },
    ];
  }
  if (BATCHES.has(operation)) {
    return Object.entries(batchOf(params)).map(([given, requests]) => {
      const name = tableNameOf(given);
      const hashKey = hashKeys(name);
      return { action, resource: tableArn(name), ...leadingKeys(hashKey && leadingKeysOfBatch(requests, hashKey)) };
    });
  }
  if (TRANSACTIONS.has(operation)) {
    return transactionOf(params).map(([kind, item]) => {
      const name = tableNameOf(item.TableName);
      const hashKey = hashKeys(name);
      return {
        action: TRANSACTED_ACTIONS[kind] ?? `dynamodb:${kind}`,
        resource: tableArn(name),
        ...leadingKeys(hashKey && leadingKeysOf(kind, item, hashKey)),
      };
    });
  }
  if (operation === "ListTables") return [{ action, resource: "*" }];
  const reason = REFUSED[operation];
  throw new AwsError(
    "UnknownOperationException",
    `The local cloud does not run dynamodb:${operation}${reason ? `: ${reason}` : "."}`,
  );
}

function leadingKeys(keys: readonly string[] | "" | undefined): Pick<Permission, "context"> {
  return keys ? { context: { "dynamodb:LeadingKeys": keys } } : {};
}

/** The tables that a call may have written to. */
export function writtenTables(call: AwsCall): readonly string[] {
  return WRITES.has(call.operation) ? movedTables(call) : [];
}

/** The tables whose items a call reads or writes, each once. */
export function movedTables({ operation, params }: AwsCall): readonly string[] {
  if (ON_ONE_TABLE.has(operation)) return [tableNameOf(params.TableName)];
  if (BATCHES.has(operation)) return Object.keys(batchOf(params)).map(tableNameOf);
  if (TRANSACTIONS.has(operation)) {
    return [...new Set(transactionOf(params).map(([, item]) => tableNameOf(item.TableName)))];
  }
  return [];
}

/**
 * AWS takes a table's ARN wherever it takes its name; dynoxide takes names only.
 * @returns the parameters with names, or `undefined` where the call holds no ARN and can be forwarded as it is
 */
export function withTableNames({ operation, params }: AwsCall): Params | undefined {
  if (BATCHES.has(operation)) {
    const tables = Object.entries(batchOf(params));
    if (!tables.some(([name]) => isArn(name))) return undefined;
    return { ...params, RequestItems: Object.fromEntries(tables.map(([name, items]) => [tableNameOf(name), items])) };
  }
  if (TRANSACTIONS.has(operation)) {
    const items = transactionOf(params);
    if (!items.some(([, item]) => isArn(item.TableName))) return undefined;
    return {
      ...params,
      TransactItems: items.map(([kind, item]) => ({ [kind]: { ...item, TableName: tableNameOf(item.TableName) } })),
    };
  }
  return isArn(params.TableName) ? { ...params, TableName: tableNameOf(params.TableName) } : undefined;
}

/** A batch's answer speaks of tables as the request did: by ARN where it gave an ARN. */
export function withNamesOfRequest(call: AwsCall, reply: Record<string, unknown>): Record<string, unknown> {
  if (!BATCHES.has(call.operation)) return reply;
  const given = new Map(Object.keys(batchOf(call.params)).map((name) => [tableNameOf(name), name]));
  const renamed = (tables: unknown) =>
    isRecord(tables)
      ? Object.fromEntries(Object.entries(tables).map(([name, value]) => [given.get(name) ?? name, value]))
      : tables;
  return Object.fromEntries(Object.entries(reply).map(([member, value]) => [member, renamed(value)]));
}

function batchOf(params: Params): Record<string, unknown> {
  if (!isRecord(params.RequestItems)) throw invalid("RequestItems");
  return params.RequestItems;
}

function transactionOf(params: Params): readonly (readonly [kind: string, item: Params])[] {
  if (!Array.isArray(params.TransactItems)) throw invalid("TransactItems");
  return params.TransactItems.map((each: unknown) => {
    const [kind, item] = isRecord(each) ? (Object.entries(each)[0] ?? []) : [];
    if (kind === undefined || !isRecord(item)) throw invalid("TransactItems");
    return [kind, item] as const;
  });
}

function invalid(parameter: string): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: '${parameter}' is missing or not well-formed`,
  );
}

function isArn(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("arn:");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
