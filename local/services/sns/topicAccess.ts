import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Permission, Principal } from "../../iam/iam";
import type { Kms } from "../kms/kms";
import type { TopicSpec } from "./sns";

/** The key that AWS manages for SNS, by its alias. */
const AWS_MANAGED_KEY = "alias/aws/sns";

export function isAwsManagedKey(kmsMasterKeyId: string): boolean {
  return kmsMasterKeyId === AWS_MANAGED_KEY || kmsMasterKeyId.endsWith(`:${AWS_MANAGED_KEY}`);
}

/**
 * The policy that a topic has until somebody sets another. AWS's lets in whatever acts for the owner's own resources, which it tells
 * by `AWS:SourceOwner`; of the services here only CloudWatch sends that, and the owner's roles need no more than their own policies.
 */
export function defaultPolicy(topicArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT_ID } },
      },
    ],
  });
}

/**
 * Lists what a publisher must be allowed to do with the key of an encrypted topic.
 *
 * AWS services cannot use the key `alias/aws/sns`: its policy, which nobody can change, lets principals of the account in and no
 * service. An alarm whose topic is encrypted with it tells nobody.
 * Source: Amazon SNS Developer Guide, "Key management" (with "Enable compatibility between event sources from AWS services and
 * encrypted topics").
 *
 * @throws AwsError `KMSAccessDenied` for a service and that key
 */
export function keyPermissions(
  kms: Pick<Kms, "keyArn">,
  principal: Principal,
  { name, kmsMasterKeyId }: TopicSpec,
): readonly Permission[] {
  if (kmsMasterKeyId === undefined) return [];
  if (!isAwsManagedKey(kmsMasterKeyId)) {
    const resource = kms.keyArn(kmsMasterKeyId);
    return ["kms:GenerateDataKey", "kms:Decrypt"].map((action) => ({ action, resource }));
  }
  if (principal.kind !== "service") return [];
  throw new AwsError(
    "KMSAccessDenied",
    `${principal.service} is not authorized to perform kms:GenerateDataKey* and kms:Decrypt on the key ${AWS_MANAGED_KEY}, ` +
      `with which the topic ${name} is encrypted, and nobody can change the policy of that key: encrypt the topic with a key of ` +
      `your own that allows ${principal.service}, or set no kmsMasterKeyId`,
  );
}
