import type {
  TransactGetItemsCommandInput,
  TransactGetItemsCommandOutput,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../../base/awsError";
import { isRecord } from "../../../base/isRecord";
import type { RawAnswer } from "../../../edge/awsApi";
import type { AwsCall } from "../../../edge/awsService";
import type { Permission } from "../../../iam/iam";
import { leadingKeysOf } from "../leadingKeys";
import { tableArn, tableNameOf } from "../tableArn";
import type { DynamoOperation, DynamoParts } from "./dynamoOperation";
import { forward, isArn, leadingKeys, malformed } from "./forward";

/** Permission that each action of a transaction needs: a transaction has none of its own. */
const TRANSACTED_ACTIONS: Readonly<Record<string, string>> = {
  Get: "dynamodb:GetItem",
  Put: "dynamodb:PutItem",
  Update: "dynamodb:UpdateItem",
  Delete: "dynamodb:DeleteItem",
  ConditionCheck: "dynamodb:ConditionCheckItem",
};

export const transactGetItems: DynamoOperation<TransactGetItemsCommandInput, TransactGetItemsCommandOutput> = {
  parameters: { TransactItems: "list" },
  permissions: ({ TransactItems }, parts) => onItems(TransactItems, parts),
  run: (input, parts, call) => transact(input, parts, call, false),
};

export const transactWriteItems: DynamoOperation<TransactWriteItemsCommandInput, TransactWriteItemsCommandOutput> = {
  parameters: { TransactItems: "list" },
  permissions: ({ TransactItems }, parts) => onItems(TransactItems, parts),
  run: (input, parts, call) => transact(input, parts, call, true),
};

type Action = readonly [kind: string, item: Readonly<Record<string, unknown>>];

/** Source: DynamoDB Developer Guide, "Using IAM with DynamoDB transactions". */
function onItems(items: readonly unknown[], { tables }: DynamoParts): readonly Permission[] {
  return items.map(actionOf).map(([kind, item]) => {
    const name = tableNameOf(item.TableName);
    const hashKey = tables.hashKey(name);
    return {
      action: TRANSACTED_ACTIONS[kind] ?? `dynamodb:${kind}`,
      resource: tableArn(name),
      ...leadingKeys(hashKey === undefined ? undefined : leadingKeysOf(kind, item, hashKey)),
    };
  });
}

function transact(
  input: { readonly TransactItems: readonly unknown[] },
  parts: DynamoParts,
  call: AwsCall,
  writes: boolean,
): Promise<RawAnswer> {
  const actions = input.TransactItems.map(actionOf);
  const TransactItems = actions.map(([kind, item]) => ({
    [kind]: { ...item, TableName: tableNameOf(item.TableName) },
  }));
  return forward<RawAnswer>(call, parts, {
    tables: [...new Set(actions.map(([, item]) => tableNameOf(item.TableName)))],
    writes,
    params: actions.some(([, item]) => isArn(item.TableName)) ? { ...input, TransactItems } : undefined,
  });
}

/** @throws AwsError unless it is one action: another beside it would be carried out on the permission of the first */
function actionOf(given: unknown): Action {
  const actions = isRecord(given) ? Object.entries(given) : [];
  const [kind, item] = actions[0] ?? [];
  if (kind === undefined || !isRecord(item)) throw malformed("TransactItems");
  if (actions.length > 1) {
    throw new AwsError("ValidationException", "TransactItems can only contain one of Check, Put, Update or Delete");
  }
  return [kind, item];
}
