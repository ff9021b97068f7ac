import { AwsError } from "../../base/awsError";

type Params = Readonly<Record<string, unknown>>;

const EXPRESSIONS = [
  "UpdateExpression",
  "ConditionExpression",
  "KeyConditionExpression",
  "FilterExpression",
  "ProjectionExpression",
] as const;
/** The beginning of the messages of writes, in most regions, us-east-1 among them. */
const ENVELOPE = "1 validation error detected: ";
const WRITES: ReadonlySet<string> = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

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
  for (const given of ["ExpressionAttributeNames", "ExpressionAttributeValues"] as const) {
    const unused = Object.keys((params[given] ?? {}) as object).filter((key) => !used.has(key));
    if (unused.length === 0) continue;
    throw new AwsError(
      "ValidationException",
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

function envelopeOf(operation: string): string {
  return WRITES.has(operation) ? ENVELOPE : "";
}

function expressionsOf(params: Params): (readonly [string, string])[] {
  return EXPRESSIONS.flatMap((name) => {
    const expression = params[name];
    return typeof expression === "string" && expression !== "" ? [[name, expression] as const] : [];
  });
}
