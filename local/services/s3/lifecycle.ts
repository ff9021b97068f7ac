import { AwsError } from "../../base/awsError";
import { elementOf, malformedXml, textOf } from "../../edge/xmlDocument";
import type { LifecycleRule } from "./bucketSettings";

const MAX_RULES = 1000;
const ACTIONS = [
  ...["Expiration", "Transition", "NoncurrentVersionTransition", "NoncurrentVersionExpiration"],
  "AbortIncompleteMultipartUpload",
];

/**
 * Checks the rules of a bucket's lifecycle, which are not run: they work over days.
 * Source: Amazon S3 API Reference, "PutBucketLifecycleConfiguration" and "LifecycleRule".
 * @throws AwsError `MalformedXML`, `InvalidArgument`, `InvalidRequest`
 */
export function checkLifecycle(rules: readonly LifecycleRule[]): void {
  if (rules.length === 0 || rules.length > MAX_RULES) throw malformedXml();
  const ids = new Set<string>();
  for (const rule of rules) {
    const id = textOf(rule, "ID") ?? "";
    if (id.length > 255) throw new AwsError("InvalidArgument", "ID length should not exceed allowed limit of 255");
    if (ids.has(id)) {
      throw new AwsError("InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule");
    }
    ids.add(id);
    const status = textOf(rule, "Status");
    if (status !== "Enabled" && status !== "Disabled") throw malformedXml();
    if (rule.Filter === undefined && rule.Prefix === undefined) throw malformedXml();
    if (!ACTIONS.some((action) => rule[action] !== undefined)) {
      throw new AwsError("InvalidRequest", "At least one action needs to be specified in a rule");
    }
    const expiration = elementOf(rule, "Expiration");
    const days = expiration && textOf(expiration, "Days");
    if (days !== undefined && !/^0*[1-9]\d*$/.test(days)) {
      throw new AwsError("InvalidArgument", "'Days' for Expiration action must be a positive integer");
    }
  }
}
