import type { Table } from "../table";
import { alternator, api, differing, guide, invalid, item, N, row, S, values } from "./rows";
import type { DynamoInput } from "./subject";

const queryGuide = guide("Querying tables in DynamoDB", "Query");
const keyGuide = guide(
  "Key condition expressions for the Query operation in DynamoDB",
  "Query.KeyConditionExpressions",
);
const scanGuide = guide("Scanning tables in DynamoDB", "Scan");
const indexGuide = guide("Using Global Secondary Indexes in DynamoDB", "GSI");
const localGuide = guide("Local secondary indexes", "LSI");
const keyCondition = (test: string) => alternator("test_key_condition_expression", test);

const numbered = {
  table: "sorted",
  items: [3, 1, 2].map((at) => item("a", { seq: N(at), even: { BOOL: at % 2 === 0 } })),
} as const;
const query = (KeyConditionExpression: string, given: Record<string, object>, more: object = {}, name?: string) => {
  const parameters = { KeyConditionExpression, ...values(given), ...more };
  return name === undefined ? (["Query", parameters] as const) : (["Query", parameters, name] as const);
};
const all = (more: object = {}, name?: string) => query("id = :id", { ":id": S("a") }, more, name);
const AT = "Items.*.seq.N";
const only = (condition: string, ...bounds: number[]) =>
  query(`id = :id AND ${condition}`, {
    ":id": S("a"),
    ...Object.fromEntries(bounds.map((bound, at) => [`:${"ab"[at]}`, N(bound)])),
  });

const kinds = {
  table: "indexed",
  items: [
    item("1", { kind: S("x"), rank: N(2), name: S("two"), other: S("o") }),
    item("2", { kind: S("x"), rank: N(1), name: S("one") }),
    item("3", { kind: S("y"), rank: N(1) }),
    item("4", { kind: S("x") }),
  ],
} as const;
const byKind = (more: object = {}) => query("kind = :k", { ":k": S("x") }, { IndexName: "byKind", ...more });
const three = { items: ["1", "2", "3"].map((id) => item(id)) };

export const queries: Table<DynamoInput> = {
  service: "Amazon DynamoDB",
  topic: "queries and scans",
  rows: [
    row("a query is in the order of the key to sort by", queryGuide, [all()], ["1", "2", "3"], {
      ...numbered,
      see: AT,
    }),
    row("a query may go backwards", queryGuide, [all({ ScanIndexForward: false })], ["3", "2", "1"], {
      ...numbered,
      see: AT,
    }),
    row("a query finds what is greater", keyGuide, [only("seq > :a", 1)], ["2", "3"], { ...numbered, see: AT }),
    row(
      "a query finds what is between, both ends included",
      keyGuide,
      [only("seq BETWEEN :a AND :b", 1, 2)],
      ["1", "2"],
      { ...numbered, see: AT },
    ),
    row("a query finds one", keyGuide, [only("seq = :a", 2)], ["2"], { ...numbered, see: AT }),
    row(
      "a query's bounds are in order",
      keyGuide,
      [only("seq BETWEEN :a AND :b", 2, 1)],
      invalid(
        "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}",
      ),
      numbered,
    ),
    row(
      "a filter drops what was read",
      queryGuide,
      [query("id = :id", { ":id": S("a"), ":e": { BOOL: true } }, { FilterExpression: "even = :e" })],
      ["2"],
      { ...numbered, see: AT },
    ),
    row(
      "what a filter drops was read all the same",
      queryGuide,
      [query("id = :id", { ":id": S("a"), ":e": { BOOL: true } }, { FilterExpression: "even = :e" })],
      3,
      { ...numbered, see: "ScannedCount" },
    ),
    row(
      "a limit counts before the filter",
      queryGuide,
      [query("id = :id", { ":id": S("a"), ":e": { BOOL: true } }, { FilterExpression: "even = :e", Limit: 1 })],
      0,
      { ...numbered, see: "Count" },
    ),
    row(
      "a limit says where it ended",
      queryGuide,
      [all({ Limit: 2 })],
      { id: S("a"), seq: N(2) },
      { ...numbered, see: "LastEvaluatedKey" },
    ),
    row(
      "a limit that is just met says where it ended, too",
      alternator("test_query", "test_query_limit"),
      [all({ Limit: 3 })],
      { id: S("a"), seq: N(3) },
      { ...numbered, see: "LastEvaluatedKey" },
    ),
    row(
      "the next page begins behind",
      queryGuide,
      [all({ Limit: 2 }, "first"), all({ ExclusiveStartKey: "$first.LastEvaluatedKey" })],
      ["3"],
      { ...numbered, see: AT },
    ),
    row("the last page says so", queryGuide, [all()], undefined, { ...numbered, see: "LastEvaluatedKey" }),
    row("a query may only count", queryGuide, [all({ Select: "COUNT" })], { Count: 3, ScannedCount: 3 }, numbered),
    row("a query may only count, without items", queryGuide, [all({ Select: "COUNT" })], undefined, {
      ...numbered,
      see: "Items",
    }),
    row(
      "a limit is 1 at least",
      api("Query"),
      [all({ Limit: 0 })],
      invalid(
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ),
      numbered,
    ),
    row(
      "a query needs a condition",
      api("Query"),
      [["Query", {}]],
      invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."),
      numbered,
    ),
    row(
      "a query needs the partition key",
      keyCondition("test_key_condition_expression_missing_hash"),
      [query("seq = :a", { ":a": N(1) })],
      invalid("Query condition missed key schema element: id"),
      numbered,
    ),
    row(
      "a partition key is equal to something",
      keyGuide,
      [query("id > :id", { ":id": S("a") })],
      invalid("Query key condition not supported"),
      numbered,
    ),
    row(
      "a query has no alternatives",
      keyCondition("test_key_condition_expression_or"),
      [query("id = :id OR seq = :a", { ":id": S("a"), ":a": N(1) })],
      invalid("Invalid operator used in KeyConditionExpression: OR"),
      numbered,
    ),
    row(
      "a filter is not about the key",
      queryGuide,
      [query("id = :id", { ":id": S("a"), ":a": N(1) }, { FilterExpression: "seq = :a" })],
      invalid("Filter Expression can only contain non-primary key attributes: Primary key attribute: seq"),
      numbered,
    ),
    differing(
      row(
        "a query's value has the type of its key",
        keyGuide,
        [query("id = :id", { ":id": N(1) })],
        invalid("One or more parameter values were invalid: Condition parameter type does not match schema type"),
        numbered,
      ),
      { Items: [], Count: 0, ScannedCount: 0 },
      "the store finds nothing with a value of another type",
    ),
    row(
      "an older query is honoured",
      guide("KeyConditions (legacy)", "LegacyConditionalParameters.KeyConditions"),
      [["Query", { KeyConditions: { id: { ComparisonOperator: "EQ", AttributeValueList: [S("a")] } } }]],
      ["1", "2", "3"],
      { ...numbered, see: AT },
    ),
    row(
      "a key that is not there has no items",
      queryGuide,
      [query("id = :id", { ":id": S("absent") })],
      { Items: [], Count: 0, ScannedCount: 0 },
      numbered,
    ),
    row("a scan reads everything", scanGuide, [["Scan", {}]], 3, { ...three, see: "Count" }),
    row(
      "a scan may be filtered",
      scanGuide,
      [["Scan", { FilterExpression: "id = :id", ...values({ ":id": S("2") }) }]],
      [item("2")],
      { ...three, see: "Items" },
    ),
    row(
      "a scan's limit counts what it reads",
      scanGuide,
      [["Scan", { Limit: 1, FilterExpression: "attribute_exists(absent)" }]],
      0,
      { ...three, see: "Count" },
    ),
    row(
      "a scan's pages are all of it",
      scanGuide,
      [
        ["Scan", { Limit: 2 }, "first"],
        ["Scan", { ExclusiveStartKey: "$first.LastEvaluatedKey" }],
      ],
      1,
      { ...three, see: "Count" },
    ),
    row("a segment of one is all of it", scanGuide, [["Scan", { Segment: 0, TotalSegments: 1 }]], 3, {
      ...three,
      see: "Count",
    }),
    row(
      "a segment is less than their number",
      api("Scan"),
      [["Scan", { Segment: 1, TotalSegments: 1 }]],
      invalid(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 1 is not less than TotalSegments: 1",
      ),
      three,
    ),
    row(
      "a number of segments needs a segment",
      api("Scan"),
      [["Scan", { TotalSegments: 1 }]],
      invalid(
        "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
      ),
      three,
    ),
    row("an index has its own order", indexGuide, [byKind()], ["1", "2"], { ...kinds, see: "Items.*.rank.N" }),
    row(
      "an index holds its attributes and the keys",
      indexGuide,
      [byKind({ Limit: 1 })],
      [item("2", { kind: S("x"), rank: N(1), name: S("one") })],
      { ...kinds, see: "Items" },
    ),
    row(
      "an index does not hold others",
      indexGuide,
      [byKind({ ScanIndexForward: false, Limit: 1 })],
      [item("1", { kind: S("x"), rank: N(2), name: S("two") })],
      { ...kinds, see: "Items" },
    ),
    row(
      "an index of keys holds the keys",
      indexGuide,
      [query("kind = :k", { ":k": S("y") }, { IndexName: "keysByKind" })],
      [item("3", { kind: S("y") })],
      { ...kinds, see: "Items" },
    ),
    row("an item without the index's keys is not in it", indexGuide, [byKind()], 2, { ...kinds, see: "Count" }),
    row(
      "a page of an index ends with both keys",
      indexGuide,
      [byKind({ Limit: 1 })],
      item("2", { kind: S("x"), rank: N(1) }),
      { ...kinds, see: "LastEvaluatedKey" },
    ),
    row(
      "an index is not read consistently",
      indexGuide,
      [byKind({ ConsistentRead: true })],
      invalid("Consistent reads are not supported on global secondary indexes"),
      kinds,
    ),
    row(
      "an index that is not there is refused",
      api("Query"),
      [query("id = :id", { ":id": S("a") }, { IndexName: "absent" })],
      invalid("The table does not have the specified index: absent"),
      kinds,
    ),
    row(
      "an index does not give what it does not hold",
      indexGuide,
      [byKind({ Select: "ALL_ATTRIBUTES" })],
      invalid(
        "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index byKind because its projection type is not ALL",
      ),
      kinds,
    ),
    row("an index may be scanned", scanGuide, [["Scan", { IndexName: "keysByKind" }]], 4, { ...kinds, see: "Count" }),
    row(
      "a key of an index has its type",
      indexGuide,
      [["PutItem", { Item: item("5", { kind: N(1) }) }]],
      invalid(
        "One or more parameter values were invalid: Type mismatch for Index Key kind Expected: S Actual: N IndexName: byKind",
      ),
      kinds,
    ),
    row(
      "a key of an index is no empty text",
      indexGuide,
      [["PutItem", { Item: item("5", { kind: S("") }) }]],
      invalid(
        "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byKind, IndexKey: kind",
      ),
      kinds,
    ),
    row("a local index sorts otherwise", localGuide, [all({ IndexName: "byRank" })], ["2", "1"], {
      table: "locallyIndexed",
      items: [item("a", { seq: N(1), rank: N(9) }), item("a", { seq: N(2), rank: N(8) }), item("a", { seq: N(3) })],
      see: AT,
    }),
    row("a local index is read consistently", localGuide, [all({ IndexName: "byRank", ConsistentRead: true })], ["1"], {
      table: "locallyIndexed",
      items: [item("a", { seq: N(1), rank: N(9) })],
      see: AT,
    }),
  ],
};
