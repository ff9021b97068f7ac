import { AwsError } from "../../base/awsError";
import type { Tags } from "../../base/inventory";
import { tagList } from "../../base/tagList";
import type { RequestContext } from "../../iam/conditionKeys";
import type { Given, Params } from "./iamOperation";

/** The pattern of a tag's key, as AWS's model has it. */
const KEY = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+";
const MOST_TAGS = 50;

/** @param isCaseSensitive whether two keys may differ in case only: those of policies may. @throws AwsError in IAM's words */
export function checkTags({ Tags: given = [] }: Given, isCaseSensitive: boolean): void {
  const tags = given as readonly { readonly Key?: string; readonly Value?: string }[];
  if (tags.length > MOST_TAGS) throw breaks("tags", `have length less than or equal to ${MOST_TAGS}`);
  for (const [index, { Key = "", Value = "" }] of tags.entries()) {
    const at = `tags.${index + 1}.member`;
    if (Key.length > 128) throw breaks(`${at}.key`, "have length less than or equal to 128");
    if (!isKey(Key)) throw breaks(`${at}.key`, `satisfy regular expression pattern: ${KEY}`);
    if (Value.length > 256) throw breaks(`${at}.value`, "have length less than or equal to 256");
  }
  const keys = tags.map(({ Key = "" }) => (isCaseSensitive ? Key : Key.toLowerCase()));
  if (new Set(keys).size === keys.length) return;
  const rule = isCaseSensitive ? "" : " Please note that Tag keys are case insensitive.";
  throw new AwsError("InvalidInput", `Duplicate tag keys found.${rule}`);
}

/** The keys of tags to take away. @throws AwsError in IAM's words */
export function checkedKeys(given: Given): readonly string[] {
  const keys = keysIn(given);
  if (keys.length > MOST_TAGS) throw breaks("tagKeys", `have length less than or equal to ${MOST_TAGS}`);
  if (keys.every((key) => key.length <= 128 && isKey(key))) return keys;
  const rules = [
    "Member must have length less than or equal to 128",
    "Member must have length greater than or equal to 1",
    `Member must satisfy regular expression pattern: ${KEY}`,
    "Member must not be null",
  ];
  throw breaks("tagKeys", `satisfy constraint: [${rules.join(", ")}]`);
}

/** The facts of a request that takes tags away. */
export function untagging(_params: Params, given: Given): RequestContext {
  return { "aws:TagKeys": keysIn(given) };
}

function keysIn({ TagKeys = [] }: Given): readonly string[] {
  return TagKeys as readonly string[];
}

/** Tags as IAM lists them: capitals first. */
export function sortedTags(tags: Tags): readonly object[] {
  return tagList(tags).sort((a, b) => (a.Key < b.Key ? -1 : 1));
}

/** Refuses a member in IAM's words, which do not show its value. */
export function breaks(at: string, rule: string): AwsError {
  return new AwsError(
    "ValidationError",
    `1 validation error detected: Value at '${at}' failed to satisfy constraint: Member must ${rule}`,
  );
}

function isKey(text: string): boolean {
  return new RegExp(`^${KEY}$`, "u").test(text);
}
