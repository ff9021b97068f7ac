import type { AwsCall } from "../../edge/awsService";

type Params = Readonly<Record<string, unknown>>;

/**
 * The partition key values that a call names, for the condition key `dynamodb:LeadingKeys`.
 *
 * @param hashKey the partition key of the table, or of the index that a query names
 * @param params the call's parameters, or those of one item of a transaction
 * @returns `undefined` for a scan: AWS gives none either, so a policy must not allow scans beside such a condition
 */
export function leadingKeysOf(
  operation: AwsCall["operation"],
  params: Params,
  hashKey: string,
): readonly string[] | undefined {
  if (operation === "Scan") return undefined;
  if (operation === "Query") return [queriedKey(params, hashKey)];
  return [keyValue(PUTS.has(operation) ? params.Item : params.Key, hashKey)];
}

/** The actions that name their item whole; a key beside it means nothing to them, and must mean nothing here. */
const PUTS = new Set(["PutItem", "Put"]);

/** The same for one table of a batch: the value under its name in `RequestItems`. */
export function leadingKeysOfBatch(requests: unknown, hashKey: string): readonly string[] {
  const keys = Array.isArray(requests)
    ? requests.map((request: unknown) => {
        const { PutRequest, DeleteRequest } = asParams(request);
        return PutRequest === undefined ? asParams(DeleteRequest).Key : asParams(PutRequest).Item;
      })
    : asParams(requests).Keys;
  return Array.isArray(keys) ? [...new Set(keys.map((key: unknown) => keyValue(key, hashKey)))] : [];
}

/** A query's key condition tests the partition key for equality: `#user = :user`, or `KeyConditions` in older programs. */
function queriedKey(params: Params, hashKey: string): string {
  const legacy = asParams(asParams(params.KeyConditions)[hashKey]).AttributeValueList;
  const names = asParams(params.ExpressionAttributeNames);
  const values = asParams(params.ExpressionAttributeValues);
  const expressed = [...String(params.KeyConditionExpression).matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)]
    .filter(([, name = ""]) => (names[name] ?? name) === hashKey)
    .map(([, , value = ""]) => scalar(values[value]));
  const tested = [...(Array.isArray(legacy) ? legacy.map(scalar) : []), ...expressed];
  // A query tests its partition key once. One that does so twice is not valid, and which of the two counts is not for here to guess.
  return tested.length === 1 ? (tested[0] ?? NO_KEY) : NO_KEY;
}

function keyValue(item: unknown, hashKey: string): string {
  return scalar(asParams(item)[hashKey]);
}

// A call without the key is not valid, and fails later; until then it must not pass for one that touches no key at all.
const NO_KEY = "";

function scalar(value: unknown): string {
  const [content] = Object.values(asParams(value));
  return typeof content === "string" ? content : NO_KEY;
}

function asParams(value: unknown): Params {
  return typeof value === "object" && value !== null ? (value as Params) : {};
}
