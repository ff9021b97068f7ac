import { ANY, type Table } from "../table";
import {
  alternator,
  api,
  get,
  guide,
  invalid,
  invalidWrite,
  item,
  N,
  put,
  row,
  S,
  update,
  values,
  wrongValue,
} from "./rows";
import type { DynamoInput } from "./subject";

const limits = guide("Quotas in Amazon DynamoDB", "ServiceQuotas");
const naming = guide("Supported data types and naming rules in Amazon DynamoDB", "HowItWorks.NamingRulesDataTypes");

const numbers = (test: string) => alternator("test_number", test);
const kept = (behaviour: string, given: string, answer: string) =>
  row(behaviour, numbers("test_number_magnitude_allowed"), [put("a", { n: N(given) }), get("a")], N(answer), {
    see: "Item.n",
  });
const KEY_MISMATCH = invalid("The provided key element does not match the schema");
const NO_TABLE = { error: "ResourceNotFoundException", message: "Requested resource not found", status: 400 };

export const items: Table<DynamoInput> = {
  service: "Amazon DynamoDB",
  topic: "items",
  rows: [
    row("an item is given back as it was put", api("GetItem"), [put("a", { n: N(1), t: S("x") }), get("a")], {
      Item: item("a", { n: N(1), t: S("x") }),
    }),
    row("an item that is not there is nothing", api("GetItem"), [get("absent")], {}),
    row("a put answers nothing by itself", api("PutItem"), [put("a")], {}),
    row(
      "a put answers with what it replaced",
      api("PutItem"),
      [put("a", { n: N(2) }, { ReturnValues: "ALL_OLD" })],
      { Attributes: item("a", { n: N(1) }) },
      {
        items: [item("a", { n: N(1) })],
      },
    ),
    row("a put that replaced nothing answers nothing", api("PutItem"), [put("a", {}, { ReturnValues: "ALL_OLD" })], {}),
    row(
      "a put has no new values to answer with",
      api("PutItem"),
      [put("a", {}, { ReturnValues: "ALL_NEW" })],
      invalidWrite("ReturnValues can only be ALL_OLD or NONE"),
    ),
    row(
      "a deletion answers with what it took away",
      api("DeleteItem"),
      [["DeleteItem", { Key: { id: S("a") }, ReturnValues: "ALL_OLD" }]],
      { Attributes: item("a") },
      {
        items: [item("a")],
      },
    ),
    row(
      "deleting what is not there is no error",
      api("DeleteItem"),
      [["DeleteItem", { Key: { id: S("absent") } }]],
      {},
    ),
    row(
      "a deletion has no new values to answer with",
      api("DeleteItem"),
      [["DeleteItem", { Key: { id: S("a") }, ReturnValues: "UPDATED_NEW" }]],
      invalidWrite("ReturnValues can only be ALL_OLD or NONE"),
    ),
    row(
      "an update makes an item that is not there",
      api("UpdateItem"),
      [update("a", "SET n = :n", values({ ":n": N(1) })), get("a")],
      {
        Item: item("a", { n: N(1) }),
      },
    ),
    row(
      "an update without an expression makes an item of its key",
      api("UpdateItem"),
      [["UpdateItem", { Key: { id: S("a") } }], get("a")],
      {
        Item: item("a"),
      },
    ),
    ...(
      [
        ["ALL_OLD", item("a", { n: N(1), o: S("o") })],
        ["UPDATED_OLD", { n: N(1) }],
        ["ALL_NEW", item("a", { n: N(2), o: S("o") })],
        ["UPDATED_NEW", { n: N(2) }],
        ["NONE", undefined],
      ] as const
    ).map(([ReturnValues, answer]) =>
      row(
        `an update answers with its values: ${ReturnValues}`,
        api("UpdateItem"),
        [update("a", "SET n = :n", { ...values({ ":n": N(2) }), ReturnValues })],
        answer,
        { items: [item("a", { n: N(1), o: S("o") })], see: "Attributes" },
      ),
    ),
    row(
      "an update that removes an attribute has no new value of it",
      alternator("test_returnvalues", "test_update_item_returnnamingupdated_new"),
      [update("a", "REMOVE n", { ReturnValues: "UPDATED_NEW" })],
      {},
      { items: [item("a", { n: N(1) })] },
    ),
    row(
      "a key that has another name is refused",
      api("GetItem"),
      [["GetItem", { Key: { other: S("a") } }]],
      KEY_MISMATCH,
    ),
    row("a key of another type is refused", api("GetItem"), [["GetItem", { Key: { id: N(1) } }]], KEY_MISMATCH),
    row(
      "a key with more than the key is refused",
      api("GetItem"),
      [["GetItem", { Key: { id: S("a"), n: N(1) } }]],
      KEY_MISMATCH,
    ),
    row("a key without the attribute to sort by is refused", api("GetItem"), [get("a")], KEY_MISMATCH, {
      table: "sorted",
    }),
    row(
      "an item without its key is refused",
      api("PutItem"),
      [["PutItem", { Item: { n: N(1) } }]],
      wrongValue("Missing the key id in the item"),
    ),
    row(
      "an item whose key has another type is refused",
      api("PutItem"),
      [["PutItem", { Item: { id: N(1) } }]],
      wrongValue("Type mismatch for key id expected: S actual: N"),
    ),
    row(
      "a key is no empty text",
      naming,
      [put("")],
      invalid(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id",
      ),
    ),
    row("another attribute may be an empty text", naming, [put("a", { t: S("") }), get("a")], S(""), { see: "Item.t" }),
    row(
      "another attribute may be empty bytes",
      naming,
      [put("a", { b: { B: "" } }), get("a")],
      { B: "" },
      { see: "Item.b" },
    ),
    row(
      "bytes are given back as they were put",
      naming,
      [put("a", { b: { B: "AQI=" } }), get("a")],
      { B: "AQI=" },
      { see: "Item.b" },
    ),
    row(
      "lists and maps nest",
      naming,
      [put("a", { l: { L: [N(1), { M: { t: S("x") } }] } }), get("a")],
      { L: [N(1), { M: { t: S("x") } }] },
      { see: "Item.l" },
    ),
    row(
      "a null is true",
      naming,
      [put("a", { x: { NULL: false } })],
      invalidWrite("One or more parameter values were invalid: Null attribute value types must have the value of true"),
    ),
    row(
      "a value has a type",
      naming,
      [put("a", { x: {} })],
      invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
    ),
    row(
      "a value has one type",
      naming,
      [put("a", { x: { S: "a", N: "1" } })],
      invalid(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
      ),
    ),
    row(
      "a set of texts is not empty",
      naming,
      [put("a", { x: { SS: [] } })],
      invalidWrite("One or more parameter values were invalid: An string set  may not be empty"),
    ),
    row(
      "a set of numbers is not empty",
      naming,
      [put("a", { x: { NS: [] } })],
      invalidWrite("One or more parameter values were invalid: An number set  may not be empty"),
    ),
    row(
      "a set has each member once",
      naming,
      [put("a", { x: { SS: ["a", "a"] } })],
      invalidWrite("One or more parameter values were invalid: Input collection [a, a] contains duplicates."),
    ),
    row(
      "a set may hold an empty text",
      naming,
      [put("a", { x: { SS: [""] } }), get("a")],
      { SS: [""] },
      { see: "Item.x" },
    ),
    kept("a number loses its zeros", "1.500", "1.5"),
    kept("a number loses zeros at its front", "007", "7"),
    kept("a number with an exponent is written out", "1e3", "1000"),
    kept("a number has 38 digits", "12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
    kept("a small number is written out", "1e-5", "0.00001"),
    kept("minus nothing is nothing", "-0", "0"),
    row(
      "a number has 38 digits at most",
      numbers("test_number_precision_not_allowed"),
      [put("a", { n: N("123456789012345678901234567890123456789") })],
      invalid("Attempting to store more than 38 significant digits in a Number"),
    ),
    row(
      "a number may be too large",
      numbers("test_number_magnitude_not_allowed"),
      [put("a", { n: N("1e126") })],
      invalid("Number overflow. Attempting to store a number with magnitude larger than supported range"),
    ),
    row(
      "a number may be too small",
      numbers("test_number_magnitude_not_allowed"),
      [put("a", { n: N("1e-131") })],
      invalid("Number underflow. Attempting to store a number with magnitude smaller than supported range"),
    ),
    row(
      "a number is one",
      numbers("test_invalid_numbers"),
      [put("a", { n: N("abc") })],
      invalid("The parameter cannot be converted to a numeric value: abc"),
    ),
    row(
      "a number is not empty",
      numbers("test_invalid_numbers"),
      [put("a", { n: N("") })],
      invalid("The parameter cannot be converted to a numeric value"),
    ),
    row(
      "an item has 400 KB at most",
      limits,
      [put("a", { t: S("x".repeat(409_600)) })],
      invalid("Item size has exceeded the maximum allowed size"),
    ),
    row("an item of 400 KB is taken", limits, [put("a", { t: S("x".repeat(409_600 - 4)) })], {}),
    row(
      "an update makes no item that is too large",
      limits,
      [update("a", "SET t = :t", values({ ":t": S("x".repeat(409_600)) }))],
      invalid("Item size to update has exceeded the maximum allowed size"),
    ),
    row(
      "a partition key has 2,048 bytes at most",
      limits,
      [put("x".repeat(2049))],
      wrongValue("Size of hashkey has exceeded the maximum size limit of2048 bytes"),
    ),
    row(
      "values nest 32 levels at most",
      limits,
      [put("a", { l: nested(33) })],
      invalid(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
      ),
    ),
    row("a table that is not there is refused", api("GetItem"), [get("a", { TableName: "absent" })], NO_TABLE),
    row(
      "a put to a table that is not there is refused",
      api("PutItem"),
      [put("a", {}, { TableName: "absent" })],
      NO_TABLE,
    ),
    row(
      "what a call took is told where it is asked for",
      api("GetItem"),
      [get("a", { ReturnConsumedCapacity: "TOTAL" })],
      { TableName: "plain", CapacityUnits: 0.5 },
      { items: [item("a")], see: "ConsumedCapacity" },
    ),
    row(
      "a consistent read takes twice as much",
      api("GetItem"),
      [get("a", { ReturnConsumedCapacity: "TOTAL", ConsistentRead: true })],
      { TableName: "plain", CapacityUnits: 1 },
      { items: [item("a")], see: "ConsumedCapacity" },
    ),
    row(
      "a table may be named by its ARN",
      api("GetItem"),
      [get("a", { TableName: "arn:aws:dynamodb:us-east-1:000000000000:table/plain" })],
      item("a"),
      {
        items: [item("a")],
        see: "Item",
      },
    ),
  ],
};

function nested(levels: number): object {
  return levels === 0 ? S("x") : { L: [nested(levels - 1)] };
}

const provisioned = {
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  ...{ TableStatus: "ACTIVE", TableSizeBytes: 0, ItemCount: 0, CreationDateTime: ANY, TableId: ANY },
  DeletionProtectionEnabled: false,
};
const arn = (name: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;

export const tables: Table<DynamoInput> = {
  service: "Amazon DynamoDB",
  topic: "tables",
  rows: [
    row(
      "a provisioned table has its capacity, and no mode of billing",
      guide("Getting started with DynamoDB", "GettingStartedDynamoDB"),
      [["DescribeTable", {}]],
      {
        ...provisioned,
        ...{ TableName: "provisioned", TableArn: arn("provisioned") },
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2, NumberOfDecreasesToday: 0 },
      },
      { table: "provisioned", see: "Table" },
    ),
    row(
      "a table that is paid for by the request has no capacity",
      guide("DynamoDB on-demand capacity mode", "on-demand-capacity-mode"),
      [["DescribeTable", {}]],
      { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
      { see: "Table.ProvisionedThroughput" },
    ),
    row(
      "a table that is paid for by the request says so",
      guide("DynamoDB on-demand capacity mode", "on-demand-capacity-mode"),
      [["DescribeTable", {}]],
      "PAY_PER_REQUEST",
      {
        see: "Table.BillingModeSummary.BillingMode",
      },
    ),
    row(
      "an index is described with what it holds",
      api("DescribeTable"),
      [["DescribeTable", {}]],
      { ProjectionType: "INCLUDE", NonKeyAttributes: ["name"] },
      { table: "indexed", see: "Table.GlobalSecondaryIndexes.0.Projection" },
    ),
    row(
      "a local index is described with its keys",
      api("DescribeTable"),
      [["DescribeTable", {}]],
      [
        { AttributeName: "id", KeyType: "HASH" },
        { AttributeName: "rank", KeyType: "RANGE" },
      ],
      { table: "locallyIndexed", see: "Table.LocalSecondaryIndexes.0.KeySchema" },
    ),
    row(
      "a stream is described with its view",
      api("DescribeTable"),
      [["DescribeTable", {}]],
      { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
      { table: "new", see: "Table.StreamSpecification" },
    ),
    row(
      "a table that is not there is not described",
      api("DescribeTable"),
      [["DescribeTable", { TableName: "absent" }]],
      {
        error: "ResourceNotFoundException",
        message: "Requested resource not found: Table: absent not found",
        status: 400,
      },
    ),
    row(
      "times to live are on",
      api("DescribeTimeToLive"),
      [["DescribeTimeToLive", {}]],
      { TimeToLiveStatus: "ENABLED", AttributeName: "expiresAt" },
      {
        table: "expiring",
        see: "TimeToLiveDescription",
      },
    ),
    row(
      "times to live are off",
      api("DescribeTimeToLive"),
      [["DescribeTimeToLive", {}]],
      { TimeToLiveStatus: "DISABLED" },
      {
        see: "TimeToLiveDescription",
      },
    ),
  ],
};
