import { AwsError } from "../../base/awsError";
import { compileFilter, parse } from "../lambda/filter";
import { invalid, listOf } from "./publication";
import type { MessageAttribute, Publication, SubscriptionSpec } from "./sns";

/** Decides if a subscriber wants a message; `text` is what its protocol gets. */
export type Wanted = (publication: Publication, text: string) => boolean;

/**
 * Compiles a subscription's filter policy. Its operators are the ones that event filters of Lambda have, too; of those that only SNS
 * has (`cidr`, `anything-but` with a prefix), each is refused by name.
 * Source: Amazon SNS Developer Guide, "Amazon SNS subscription filter policies".
 *
 * @throws AwsError `InvalidParameter`
 */
export function compileFilterPolicy({ policy, scope }: NonNullable<SubscriptionSpec["filter"]>): Wanted {
  const matches = inWords(() => compileFilter(policy));
  if (scope === "MessageBody") return (_publication, text) => matches(objectOf(text));
  refuseNesting(inWords(() => parse(policy)));
  return ({ attributes = {} }) => matches(valuesOf(attributes));
}

function inWords<T>(compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(
      `FilterPolicy: ${error.message.replace(", which Lambda's event filters do not have", ", which is not supported locally")}`,
    );
  }
}

function refuseNesting(policy: Readonly<Record<string, unknown>>): void {
  const nested = Object.entries(policy).find(([key, rule]) => key !== "$or" && !Array.isArray(rule));
  if (nested === undefined) return;
  throw invalid(
    `FilterPolicy: "${nested[0]}" must be a list: only a filterPolicyScope of MessageBody knows nested properties`,
  );
}

/** Binary attributes cannot be filtered by. */
function valuesOf(attributes: Readonly<Record<string, MessageAttribute>>): Record<string, unknown> {
  const filterable = Object.entries(attributes).filter(([, { type }]) => !type.startsWith("Binary"));
  return Object.fromEntries(filterable.map(([name, attribute]) => [name, comparable(attribute)]));
}

function comparable({ type, value }: MessageAttribute): unknown {
  if (type === "String.Array") return listOf(value);
  return type.startsWith("Number") ? Number(value) : value;
}

/** A body that is no JSON object matches no policy. */
function objectOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
