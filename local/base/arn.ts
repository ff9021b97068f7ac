/** The region and account of the local cloud: valid in form, owned by nobody. */
export const REGION = "us-east-1";
export const ACCOUNT_ID = "000000000000";

/** Builds an ARN of the local cloud. IAM is global, so its ARNs carry no region. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${service === "iam" ? "" : REGION}:${ACCOUNT_ID}:${resource}`;
}

/** The part of an ARN behind the account: `"table/events/stream/2026-..."`, `"function:producer"`. */
export function resourceOf(resourceArn: string): string {
  return resourceArn.split(":").slice(5).join(":");
}
