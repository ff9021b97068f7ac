import { AwsError } from "../../../base/awsError";
import { RawAnswer } from "../../../edge/awsApi";
import type { AwsCall, RawReply } from "../../../edge/awsService";
import type { Permission } from "../../../iam/iam";
import { inAwsWords, refuseOtherThanAscii, refuseUnused } from "../expressionChecks";
import type { DynamoParts } from "./dynamoOperation";

interface Forwarded {
  /** The tables whose items the call reads or writes, each once. */
  tables: readonly string[];
  writes: boolean;
  /** The parameters with names of tables, where the call gave an ARN: AWS takes one wherever it takes a name, dynoxide does not. */
  params?: object | undefined;
  /** Turns names in the answer into what the request gave, where `params` are given. */
  renamed?(answer: Record<string, unknown>): Record<string, unknown>;
}

/**
 * Hands the parameters on, and the answer back as it is, unless a table was named by its ARN.
 *
 * The request is written anew from what was authorised: two parsers read one body differently where it names a member twice.
 */
export async function forward<Output extends object>(
  { operation, params: authorised }: AwsCall,
  { server, writes, clock, countSuccess }: DynamoParts,
  { tables, writes: isWrite, params, renamed }: Forwarded,
): Promise<Output | RawAnswer> {
  const startedAt = clock.now();
  const body = JSON.stringify(params ?? authorised);
  refuseOtherThanAscii(authorised, body);
  refuseUnused(operation, authorised);
  const raw = await server.forward(`DynamoDB_20120810.${operation}`, body);
  if (raw.status !== 200) return new RawAnswer(inWords(raw, operation, authorised));
  if (isWrite) for (const table of tables) writes.notify(table);
  countSuccess(operation, tables, clock.now() - startedAt);
  if (params === undefined || renamed === undefined) return new RawAnswer(raw);
  return renamed(JSON.parse(raw.body.toString())) as Output;
}

function inWords(raw: RawReply, operation: string, params: AwsCall["params"]): RawReply {
  const text = raw.body.toString();
  if (!text.startsWith("{")) return raw;
  const document = JSON.parse(text) as Record<string, unknown>;
  const name = "message" in document ? "message" : "Message";
  const message = String(document[name]);
  const words = inAwsWords(operation, params, message);
  return words === message ? raw : { ...raw, body: Buffer.from(JSON.stringify({ ...document, [name]: words })) };
}

/** The condition key `dynamodb:LeadingKeys` of a permission. */
export function leadingKeys(keys: readonly string[] | undefined): Pick<Permission, "context"> {
  return keys ? { context: { "dynamodb:LeadingKeys": keys } } : {};
}

export function isArn(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("arn:");
}

export function malformed(parameter: string): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: '${parameter}' is missing or not well-formed`,
  );
}
