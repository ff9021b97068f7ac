import * as aws from "@pulumi/aws";
import { checked, type Subject } from "../arguments/arguments";
import type { ChildOptions } from "../arguments/childOptions";

/**
 * Checks addresses.
 * @throws RunError naming the one that is none
 */
export function emailsOf(subject: Subject, argument: string, emails: readonly string[] | undefined): readonly string[] {
  return (emails ?? []).map((email, index) => {
    return checked(subject, `${argument}.${index}`, email, "an e-mail address", (known) =>
      /^[^@\s]+@[^@\s]+$/.test(known),
    ) as string;
  });
}

/**
 * Has SNS mail what a topic tells, once each address has followed the link in AWS's first mail. Each is named after its address: one that
 * goes leaves the others as they are.
 *
 * A mail has a link that ends its subscription for whoever follows it, mail scanners included, unless the subscription was confirmed by
 * the API with `AuthenticateOnUnsubscribe`. More than ten mails a second suspend a subscription, which is deleted later (Amazon SNS
 * Developer Guide, "Amazon SNS email subscription setup and management",
 * https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html). docs/sns.md says how to confirm.
 */
export function emailSubscriptions(
  name: string,
  { topic, emails }: { topic: aws.sns.Topic; emails: readonly string[] },
  opts: ChildOptions,
): aws.sns.TopicSubscription[] {
  return emails.map((endpoint) => {
    const suffix = endpoint.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    return new aws.sns.TopicSubscription(`${name}-${suffix}`, { topic: topic.arn, protocol: "email", endpoint }, opts);
  });
}
