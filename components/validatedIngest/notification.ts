import * as aws from "@pulumi/aws";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import { tlsOnlyTopicPolicy } from "../parts/iam/policies";
import { emailSubscriptions } from "../parts/queues/emailSubscriptions";
import type { Settings } from "./settings";

/** Tells people of entries to decide about: a topic, and the subscriptions that are there from the beginning. */
export function approvalTopic(
  name: string,
  { approvalEmails, tags, transform }: Settings,
  opts: ChildOptions,
): aws.sns.Topic {
  const topic = new aws.sns.Topic(
    name,
    transformed(transform.approvalTopic, {
      displayName: "Approvals",
      // Links are secrets. This key is enough for a function that publishes; a service could not use it.
      kmsMasterKeyId: "alias/aws/sns",
      tags,
    }),
    opts,
  );
  new aws.sns.TopicPolicy(`${name}-policy`, { arn: topic.arn, policy: tlsOnlyTopicPolicy(topic.arn) }, opts);
  emailSubscriptions(name, { topic, emails: approvalEmails }, opts);
  return topic;
}

/** The key that links are signed with. The first function that needs it makes it, so that no program and no state file holds it. */
export function linkKey(name: string, { tags }: Settings, opts: ChildOptions): aws.secretsmanager.Secret {
  return new aws.secretsmanager.Secret(name, { description: "What the approval links are signed with.", tags }, opts);
}
