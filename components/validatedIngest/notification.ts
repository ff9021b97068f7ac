import * as aws from "@pulumi/aws";
import { transformed } from "../parts/arguments/transform";
import { tlsOnlyTopicPolicy } from "../parts/iam/policies";
import type { Context } from "./settings";

/** The topic that tells people of entries to decide about, and those who are subscribed from the beginning. */
export function approvalTopic({ subject, opts, approvalEmails, tags, transform }: Context): aws.sns.Topic {
  const topic = new aws.sns.Topic(
    `${subject.name}-approvals`,
    transformed(transform.approvalTopic, {
      displayName: "Approvals",
      // Links are secrets. This key is enough for a function that publishes; a service could not use it.
      kmsMasterKeyId: "alias/aws/sns",
      tags,
    }),
    opts,
  );
  new aws.sns.TopicPolicy(
    `${subject.name}-approvals-policy`,
    { arn: topic.arn, policy: tlsOnlyTopicPolicy(topic.arn) },
    opts,
  );
  for (const [index, endpoint] of approvalEmails.entries()) {
    new aws.sns.TopicSubscription(
      `${subject.name}-approvals-${index}`,
      { topic: topic.arn, protocol: "email", endpoint },
      opts,
    );
  }
  return topic;
}

/** What links are signed with. The first function that needs a key makes it, so that no program and no state file holds it. */
export function linkKey({ subject, opts, tags }: Context): aws.secretsmanager.Secret {
  return new aws.secretsmanager.Secret(
    `${subject.name}-link-key`,
    { description: "What the approval links are signed with.", tags },
    opts,
  );
}
