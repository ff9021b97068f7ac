import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { Big } from "big.js";

type Item = Record<string, AttributeValue>;

/**
 * A summary table in memory that knows the aggregator's two updates, expression by expression, and refuses any other. What a test
 * leaves to chance is when and whether a write happens, so one write is one synchronous step.
 */
export class FakeSummaryTable {
  readonly items = new Map<string, Item>();
  writes = 0;

  /** A client whose writes go through `deliver`, which may hold them, repeat them, or fail. */
  client(
    deliver: (write: () => UpdateItemCommandOutput) => Promise<UpdateItemCommandOutput> = async (write) => write(),
  ) {
    const send = (command: unknown) => {
      if (!(command instanceof UpdateItemCommand)) throw new TypeError("The fake table knows UpdateItem only");
      return deliver(() => this.update(command.input));
    };
    return { send } as unknown as DynamoDBClient;
  }

  update(input: UpdateItemCommandInput): UpdateItemCommandOutput {
    this.writes += 1;
    const id = input.Key?.SummaryID?.S ?? "";
    const before = this.items.get(id);
    if (!holds(input, before)) {
      throw new ConditionalCheckFailedException({
        message: "The conditional request failed",
        $metadata: {},
        ...(before !== undefined &&
          input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" && { Item: structuredClone(before) }),
      });
    }
    const after = updated(input, before ?? { SummaryID: { S: id } });
    this.items.set(id, after);
    return { $metadata: {}, ...(input.ReturnValues === "ALL_NEW" && { Attributes: structuredClone(after) }) };
  }
}

function holds(
  { ConditionExpression: condition = "", ...input }: UpdateItemCommandInput,
  item: Item | undefined,
): boolean {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input;
  const numberOf = (token: string) => item?.[names[token] as string]?.N;
  const [first = "", ...others] = condition.split(" AND ");
  if (/^\(?attribute_not_exists\(#mark\) OR #mark < :first\)?$/.test(first)) {
    const mark = item?.[names["#mark"] as string]?.S;
    if (mark !== undefined && mark >= (values[":first"]?.S as string)) return false;
    return others.every((term) => {
      const [, absent, name = "", operator = "", value = ""] =
        /^\(?(attribute_not_exists\(#e\d+\) OR )?(#e\d+) (<=|>=|<|>) (:e\d+)\)?$/.exec(term) ?? [];
      if (name === "") throw new TypeError(`Unknown condition: ${term}`);
      const present = numberOf(name);
      if (present === undefined) return absent !== undefined && item?.[names[name] as string] === undefined;
      const order = new Big(present).cmp(values[value]?.N as string);
      return { "<=": order <= 0, ">=": order >= 0, "<": order < 0, ">": order > 0 }[operator] as boolean;
    });
  }
  return condition.split(" AND ").every((comparison) => {
    const [, name, value] = /^(#m\d+) = (:m\d+)$/.exec(comparison) ?? [];
    if (name === undefined || value === undefined) throw new TypeError(`Unknown condition: ${comparison}`);
    return item?.[names[name] as string]?.S === values[value]?.S;
  });
}

function updated({ UpdateExpression: update = "", ...input }: UpdateItemCommandInput, item: Item): Item {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input;
  const nameOf = (token: string) => (token.startsWith("#") ? (names[token] as string) : token);
  const after = structuredClone(item);
  const [, removed] = /^REMOVE (.*)$/.exec(update) ?? [];
  if (removed !== undefined) {
    for (const token of removed.split(", ")) delete after[nameOf(token)];
    return after;
  }
  const [, set, add] = /^SET (.*) ADD (.*)$/.exec(update) ?? [];
  if (set === undefined || add === undefined) throw new TypeError(`Unknown update: ${update}`);
  for (const assignment of set.split(", ")) {
    const [token = "", value = ""] = assignment.split(" = ");
    after[nameOf(token)] = values[value] as AttributeValue;
  }
  for (const term of add.split(", ")) {
    const [token = "", value = ""] = term.split(" ");
    const sum = new Big(after[nameOf(token)]?.N ?? "0").plus(values[value]?.N as string);
    after[nameOf(token)] = { N: sum.toFixed() };
  }
  return after;
}
