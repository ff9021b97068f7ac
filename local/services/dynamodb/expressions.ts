import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";

const NOT_ASCII = /[^\0-\x7f]/;
/** A character that belongs into no expression, with what it stands in: names and placeholders end at other characters. */
const STRANGE = /[\w#:]*([^\0-\x7f])[\w\u0080-\uffff]*/;
const EXPRESSIONS = [
  "KeyConditionExpression",
  "FilterExpression",
  "ConditionExpression",
  "UpdateExpression",
  "ProjectionExpression",
] as const;
/** Members that hold a program's own names and values, and no expressions. */
const DATA = new Set(["Item", "Key", "ExpressionAttributeNames", "ExpressionAttributeValues", "ExclusiveStartKey"]);

/**
 * Refuses characters besides ASCII's in expressions, and in the names of placeholders. dynoxide 1.2.1 ends, with all tables' server, where
 * a placeholder has one (`:é`): it cuts a text amid a character.
 *
 * Source: DynamoDB Developer Guide, "Expression attribute names (aliases) in DynamoDB": a name is `#` and alphanumeric characters
 *
 * @param body the parameters as text, which says at little cost that there is nothing to look for
 * @throws AwsError `ValidationException`
 */
export function checkExpressions(params: Readonly<Record<string, unknown>>, body: string): void {
  if (NOT_ASCII.test(body)) checkMembers(params);
}

function checkMembers(members: Readonly<Record<string, unknown>>): void {
  for (const kind of ["ExpressionAttributeNames", "ExpressionAttributeValues"]) {
    const names = members[kind];
    const strange = isRecord(names) ? Object.keys(names).find((name) => NOT_ASCII.test(name)) : undefined;
    if (strange !== undefined) throw refusal(`${kind} contains invalid key: Syntax error; key: "${strange}"`);
  }
  for (const kind of EXPRESSIONS) {
    const text = members[kind];
    const [near, token] = (typeof text === "string" && text.match(STRANGE)) || [];
    if (token !== undefined) throw refusal(`Invalid ${kind}: Syntax error; token: "${token}", near: "${near}"`);
  }
  for (const [name, value] of Object.entries(members)) {
    if (DATA.has(name)) continue;
    for (const each of Array.isArray(value) ? value : [value]) if (isRecord(each)) checkMembers(each);
  }
}

function refusal(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
