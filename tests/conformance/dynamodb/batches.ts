import type { Step } from "../calls";
import { ANY, type Table } from "../table";
import { api, get, guide, invalid, item, N, row, S, values } from "./rows";
import type { DynamoInput } from "./subject";

const transactionGuide = guide("Amazon DynamoDB Transactions: How it works", "transaction-apis");
const write = (...requests: object[]): Step => ["BatchWriteItem", { RequestItems: { plain: requests } }];
const read = (...Keys: object[]): Step => ["BatchGetItem", { RequestItems: { plain: { Keys } } }];
const putting = (id: string) => ({ PutRequest: { Item: item(id) } });
const deleting = (id: string) => ({ DeleteRequest: { Key: item(id) } });
const many = (count: number) => Array.from({ length: count }, (_, at) => `k${at}`);
const NO_TABLE = { error: "ResourceNotFoundException", message: "Requested resource not found", status: 400 };

export const batches: Table<DynamoInput> = {
  service: "Amazon DynamoDB",
  topic: "batches",
  rows: [
    row(
      "a batch puts and deletes",
      api("BatchWriteItem"),
      [write(putting("b"), deleting("a")), ["Scan", {}]],
      [item("b")],
      { items: [item("a")], see: "Items" },
    ),
    row("a batch that is done leaves nothing", api("BatchWriteItem"), [write(putting("b"))], { UnprocessedItems: {} }),
    row("a batch has 25 writes", api("BatchWriteItem"), [write(...many(25).map(putting))], { UnprocessedItems: {} }),
    row("a batch has 25 writes at most", api("BatchWriteItem"), [write(...many(26).map(putting))], invalid(ANY)),
    row(
      "a batch writes an item once",
      api("BatchWriteItem"),
      [write(putting("a"), deleting("a"))],
      invalid("Provided list of item keys contains duplicates"),
    ),
    row("a batch has tables", api("BatchWriteItem"), [["BatchWriteItem", { RequestItems: {} }]], invalid(ANY)),
    row(
      "a batch with a key that is none is refused",
      api("BatchWriteItem"),
      [write({ DeleteRequest: { Key: { other: S("a") } } })],
      invalid("The provided key element does not match the schema"),
    ),
    row(
      "a batch for a table that is not there is refused",
      api("BatchWriteItem"),
      [["BatchWriteItem", { RequestItems: { absent: [putting("a")] } }]],
      NO_TABLE,
    ),
    row(
      "a batch reads what is there",
      api("BatchGetItem"),
      [read(item("a"), item("absent"))],
      { Responses: { plain: [item("a")] }, UnprocessedKeys: {} },
      { items: [item("a")] },
    ),
    row(
      "a batch of reads has 100 keys at most",
      api("BatchGetItem"),
      [read(...many(101).map((id) => item(id)))],
      invalid(ANY),
    ),
    row(
      "a batch reads an item once",
      api("BatchGetItem"),
      [read(item("a"), item("a"))],
      invalid("Provided list of item keys contains duplicates"),
    ),
    row(
      "a batch may pick attributes",
      api("BatchGetItem"),
      [["BatchGetItem", { RequestItems: { plain: { Keys: [item("a")], ProjectionExpression: "n" } } }]],
      { plain: [{ n: N(1) }] },
      { items: [item("a", { n: N(1) })], see: "Responses" },
    ),
  ],
};

const Put = (id: string, more: object = {}) => ({ Put: { TableName: "plain", Item: item(id), ...more } });
const Update = (id: string, UpdateExpression: string, more: object = {}) => ({
  Update: { TableName: "plain", Key: item(id), UpdateExpression, ...more },
});
const Check = (id: string, ConditionExpression: string, more: object = {}) => ({
  ConditionCheck: { TableName: "plain", Key: item(id), ConditionExpression, ...more },
});
const transact = (...TransactItems: object[]): Step => ["TransactWriteItems", { TransactItems }];
const cancelled = (...reasons: object[]) => ({
  error: "TransactionCanceledException",
  message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map((reason) => (reason as { Code: string }).Code).join(", ")}]`,
  status: 400,
  CancellationReasons: reasons,
});
const NONE = { Code: "None" };
const FAILED = { Code: "ConditionalCheckFailed", Message: "The conditional request failed" };

export const transactions: Table<DynamoInput> = {
  service: "Amazon DynamoDB",
  topic: "transactions",
  rows: [
    row("a transaction writes everything", transactionGuide, [transact(Put("a"), Put("b")), ["Scan", {}]], 2, {
      see: "Count",
    }),
    row("a transaction answers nothing", api("TransactWriteItems"), [transact(Put("a"))], {}),
    row(
      "a transaction with a condition that fails writes nothing, and says which",
      transactionGuide,
      [transact(Put("a", { ConditionExpression: "attribute_not_exists(id)" }), Put("b"))],
      cancelled(FAILED, NONE),
      { items: [item("a")] },
    ),
    row(
      "a transaction says each condition that failed",
      transactionGuide,
      [transact(Check("a", "n = :n", values({ ":n": N(2) })), Put("b"), Check("c", "attribute_exists(id)"))],
      cancelled(FAILED, NONE, FAILED),
      { items: [item("a", { n: N(1) })] },
    ),
    row(
      "a transaction tells the item that a condition failed on",
      api("TransactWriteItems"),
      [
        transact(
          Put("a", { ConditionExpression: "attribute_not_exists(id)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
        ),
      ],
      cancelled({ ...FAILED, Item: item("a", { n: N(1) }) }),
      { items: [item("a", { n: N(1) })] },
    ),
    row(
      "a transaction updates",
      api("TransactWriteItems"),
      [transact(Update("a", "SET n = n + :n", values({ ":n": N(2) }))), get("a")],
      N(3),
      {
        items: [item("a", { n: N(1) })],
        see: "Item.n",
      },
    ),
    row(
      "a transaction deletes",
      api("TransactWriteItems"),
      [transact({ Delete: { TableName: "plain", Key: item("a") } }), get("a")],
      {},
      { items: [item("a")] },
    ),
    row(
      "a transaction touches an item once",
      api("TransactWriteItems"),
      [transact(Put("a"), Check("a", "attribute_exists(id)"))],
      invalid("Transaction request cannot include multiple operations on one item"),
    ),
    row("a transaction has 100 actions", api("TransactWriteItems"), [transact(...many(100).map((id) => Put(id)))], {}),
    row(
      "a transaction has 100 actions at most",
      api("TransactWriteItems"),
      [transact(...many(101).map((id) => Put(id)))],
      invalid(ANY),
    ),
    row("a transaction has an action", api("TransactWriteItems"), [transact()], invalid(ANY)),
    row(
      "a transaction on a table that is not there is refused",
      api("TransactWriteItems"),
      [transact({ Put: { TableName: "absent", Item: item("a") } })],
      NO_TABLE,
    ),
    row(
      "a transaction that is sent again with its token is done once",
      transactionGuide,
      [
        [
          "TransactWriteItems",
          { ClientRequestToken: "token-1", TransactItems: [Update("a", "ADD n :n", values({ ":n": N(1) }))] },
        ],
        [
          "TransactWriteItems",
          { ClientRequestToken: "token-1", TransactItems: [Update("a", "ADD n :n", values({ ":n": N(1) }))] },
        ],
        get("a"),
      ],
      N(1),
      { see: "Item.n" },
    ),
    row(
      "a token stands for one transaction",
      transactionGuide,
      [
        ["TransactWriteItems", { ClientRequestToken: "token-2", TransactItems: [Put("a")] }],
        ["TransactWriteItems", { ClientRequestToken: "token-2", TransactItems: [Put("b")] }],
      ],
      { error: "IdempotentParameterMismatchException", message: ANY, status: 400 },
    ),
    row(
      "a transaction reads in the order in which it was asked",
      api("TransactGetItems"),
      [
        [
          "TransactGetItems",
          { TransactItems: ["b", "absent", "a"].map((id) => ({ Get: { TableName: "plain", Key: item(id) } })) },
        ],
      ],
      [{ Item: item("b") }, {}, { Item: item("a") }],
      { items: [item("a"), item("b")], see: "Responses" },
    ),
  ],
};
