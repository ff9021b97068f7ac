import type { Step } from "../calls";
import { apiPages, callsRow } from "../rows";
import type { Row, Source } from "../table";
import type { DynamoInput, Item } from "./subject";

export const api = apiPages(
  "Amazon DynamoDB API Reference",
  "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference",
);

/** A page of the Amazon DynamoDB Developer Guide. */
export function guide(title: string, page: string): Source {
  return {
    title: `${title} (Amazon DynamoDB Developer Guide)`,
    address: `https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/${page}.html`,
  };
}

/** A test of ScyllaDB's suite, which is run against AWS, too. */
export function alternator(file: string, test: string): Source {
  return {
    title: `held against AWS: ${test} (scylladb/scylladb)`,
    address: `https://github.com/scylladb/scylladb/blob/a55b434a2b6ad56bec7bf541f629214399daf065/test/alternator/${file}.py`,
  };
}

/** An answer that the suite of dynamodb-conformance has held against DynamoDB in several regions, us-east-1 among them. */
export const CHARACTERISED: Source = {
  title: "held against AWS in several regions (paritysuite/dynamodb-conformance)",
  address:
    "https://github.com/paritysuite/dynamodb-conformance/blob/45738507be784c6c8feeb58cdc0229eb397fe4ef/README.md",
};

export const row = callsRow<DynamoInput>;

/** The same row, with what is otherwise here. */
export function differing(of: Row<DynamoInput>, answer: unknown, why: string): Row<DynamoInput> {
  return { ...of, difference: { answer, why } };
}

export const S = (text: string) => ({ S: text });
export const N = (number: number | string) => ({ N: String(number) });
export const item = (id: string, more: Item = {}): Item => ({ id: S(id), ...more });
export const put = (id: string, attributes: Item = {}, more: object = {}): Step => [
  "PutItem",
  { Item: item(id, attributes), ...more },
];
export const get = (id: string, more: object = {}): Step => ["GetItem", { Key: { id: S(id) }, ...more }];
export const update = (id: string, UpdateExpression: string, more: object = {}): Step => [
  "UpdateItem",
  { Key: { id: S(id) }, UpdateExpression, ...more },
];
/** Names values of an expression: `{ ":v": ... }`. */
export const values = (given: Item) => ({ ExpressionAttributeValues: given });

export const invalid = (message: string) => ({ error: "ValidationException", message, status: 400 });
/** The same as writes are refused in us-east-1. */
export const invalidWrite = (message: string) => invalid(`1 validation error detected: ${message}`);
export const wrongValue = (message: string) => invalid(`One or more parameter values were invalid: ${message}`);
export const FAILED = {
  error: "ConditionalCheckFailedException",
  message: "The conditional request failed",
  status: 400,
};
