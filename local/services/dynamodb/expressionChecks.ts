import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";

type Params = Readonly<Record<string, unknown>>;

const EXPRESSIONS = [
  "UpdateExpression",
  "ConditionExpression",
  "KeyConditionExpression",
  "FilterExpression",
  "ProjectionExpression",
] as const;
/** Members that stand for names and values in expressions. */
const PLACEHOLDERS = ["ExpressionAttributeNames", "ExpressionAttributeValues"] as const;
/** Members that hold a program's own names and values, and no expressions. */
const DATA: ReadonlySet<string> = new Set(["Item", "Key", "ExclusiveStartKey", ...PLACEHOLDERS]);
const NOT_ASCII = /[^\0-\x7f]/;
/** A character that belongs into no expression, with what it stands in: names and placeholders end at other characters. */
const STRANGE = /[\w#:]*([^\0-\x7f])[\w\u0080-\uffff]*/;
/** The beginning of the messages of writes, in most regions, us-east-1 among them. */
const ENVELOPE = "1 validation error detected: ";
const WRITES: ReadonlySet<string> = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

/**
 * Refuses characters besides ASCII's in expressions, and in the names of placeholders. dynoxide 1.2.1 ends, with all tables' server, where
 * a placeholder has one (`:é`): it cuts a text amid a character.
 *
 * Source: DynamoDB Developer Guide, "Expression attribute names (aliases) in DynamoDB": a name is `#` and alphanumeric characters
 *
 * @param body the parameters as text, which says at little cost that there is nothing to look for
 * @throws AwsError `ValidationException`
 */
export function refuseOtherThanAscii(params: Params, body: string): void {
  if (NOT_ASCII.test(body)) checkMembers(params);
}

function checkMembers(members: Params): void {
  for (const given of PLACEHOLDERS) {
    const names = members[given];
    const strange = isRecord(names) ? Object.keys(names).find((name) => NOT_ASCII.test(name)) : undefined;
    if (strange !== undefined) throw refusal(`${given} contains invalid key: Syntax error; key: "${strange}"`);
  }
  for (const [name, expression] of expressionsOf(members)) {
    const [near, token] = expression.match(STRANGE) ?? [];
    if (token !== undefined) throw refusal(`Invalid ${name}: Syntax error; token: "${token}", near: "${near}"`);
  }
  for (const [name, value] of Object.entries(members)) {
    if (DATA.has(name)) continue;
    for (const each of Array.isArray(value) ? value : [value]) if (isRecord(each)) checkMembers(each);
  }
}

/**
 * Refuses names and values that no expression uses. AWS looks for them before it looks at the item; dynoxide does after a condition,
 * whose failure would hide them.
 *
 * @throws AwsError `ValidationException`
 */
export function refuseUnused(operation: string, params: Params): void {
  const text = expressionsOf(params).map(([, expression]) => expression);
  if (text.length === 0) return;
  const used = new Set(text.flatMap((expression) => expression.match(/[#:][\w.-]+/g) ?? []).flatMap(withoutPath));
  for (const given of PLACEHOLDERS) {
    const unused = Object.keys((params[given] ?? {}) as object).filter((key) => !used.has(key));
    if (unused.length === 0) continue;
    throw refusal(
      `${envelopeOf(operation)}Value provided in ${given} unused in expressions: keys: {${unused.join(", ")}}`,
    );
  }
}

/** A name may be followed by a path: `#map.member` uses `#map`. */
function withoutPath(token: string): readonly string[] {
  return [token, token.split(".")[0] ?? token];
}

/**
 * Says what dynoxide refuses in AWS's words, where those are known and dynoxide has its own.
 * Source: paritysuite/dynamodb-conformance, which is held against DynamoDB in several regions; the Developer Guide's pages on expressions.
 */
export function inAwsWords(operation: string, params: Params, message: string): string {
  for (const [pattern, words] of WORDS) if (pattern.test(message)) return message.replace(pattern, words);
  if (/^1 validation error detected: Value at 'Limit' /.test(message)) {
    return message.replace("Value at 'Limit'", `Value '${String(params.Limit)}' at 'limit'`);
  }
  if (/operator: (ADD|DELETE), operand type: \w+$/.test(message)) {
    return message.replace(/operator: (ADD|DELETE), (.*)$/, "operator: $1, $2, typeSet: ALLOWED_FOR_$1_OPERAND");
  }
  const [, token] = message.match(UNNAMED) ?? [];
  const named = token && expressionsOf(params).find(([, expression]) => expression.includes(token));
  return named ? `${envelopeOf(operation)}Invalid ${named[0]}: ${message}` : message;
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Operands for [+-] must be numbers$/, "An operand in the update expression has an incorrect data type"],
  [/^Invalid KeyConditionExpression: partition key must use equality$/, "Query key condition not supported"],
  [/^Unexpected token in KeyConditionExpression: (OR)$/, "Invalid operator used in KeyConditionExpression: $1"],
  [
    /^1 validation error detected: Value '\w+' at 'returnValues' .*\[ALL_OLD, NONE\]$/,
    `${ENVELOPE}ReturnValues can only be ALL_OLD or NONE`,
  ],
];

/** Messages that say what is wrong in an expression, and not in which. */
const UNNAMED =
  /^(?:An expression attribute (?:value|name) used in .*; attribute (?:value|name): |Attribute name is a reserved keyword; reserved keyword: )(\S+)$/;

function refusal(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

function envelopeOf(operation: string): string {
  return WRITES.has(operation) ? ENVELOPE : "";
}

function expressionsOf(params: Params): (readonly [string, string])[] {
  return EXPRESSIONS.flatMap((name) => {
    const expression = params[name];
    return typeof expression === "string" && expression !== "" ? [[name, expression] as const] : [];
  });
}
