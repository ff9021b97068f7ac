import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checked, type Subject } from "../arguments/arguments";

export interface ExistingKeyArgs {
  /**
   * A key of the account, there already, for the queues, topics, tables and secrets that the component makes: `new aws.kms.Key(...)`, or
   * `aws.kms.Key.get(...)` for one of another program. The component's roles may use it, as far as they need to; its own policy must leave that to
   * IAM, as the one that KMS gives it does, and must let in the services that use it for themselves, which no component can grant. Another key
   * later encrypts what is written from then on.
   * @default keys of AWS's own, without a price
   */
  key?: aws.kms.Key;
}

/**
 * Checks the argument `key`.
 *
 * @param services those that use the key for themselves, and not in the name of a role
 * @returns its ARN, which carries the check
 * @throws RunError, in the output, where the key's policy does not name a service
 */
export function existingKeyArn(
  subject: Subject,
  key: aws.kms.Key | undefined,
  services: readonly string[] = [],
): pulumi.Output<string> | undefined {
  if (key === undefined) return undefined;
  const rule = `a key whose policy lets ${services.join(" and ")} use it, as that of AlarmTopic's does`;
  const letsIn = (policy: string | undefined) => services.every((service) => policy?.includes(`"${service}"`));
  const policy = checked<string | undefined>(subject, "key", key.policy, rule, letsIn, () => "another");
  return pulumi.all([key.arn, policy]).apply(([arn]) => arn);
}
