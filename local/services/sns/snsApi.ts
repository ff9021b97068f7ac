import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { publish } from "./operations/publish";
import { publishBatch } from "./operations/publishBatch";
import type { SnsParts } from "./operations/snsOperation";
import { getSubscriptionAttributes, listSubscriptions, listSubscriptionsByTopic } from "./operations/subscriptions";
import { getTopicAttributes, listTopics } from "./operations/topics";
import { invalid } from "./publication";

const DECLARED = "topics and subscriptions are resources of the Pulumi program here: declare an";
const REFUSED: Readonly<Record<string, string>> = {
  AddPermission: `${DECLARED} aws.sns.TopicPolicy`,
  ConfirmSubscription: "a subscription needs no confirmation here",
  CreateTopic: `${DECLARED} aws.sns.Topic`,
  DeleteTopic: `${DECLARED} aws.sns.Topic`,
  RemovePermission: `${DECLARED} aws.sns.TopicPolicy`,
  SetSubscriptionAttributes: `${DECLARED} aws.sns.TopicSubscription`,
  SetTopicAttributes: `${DECLARED} aws.sns.Topic`,
  Subscribe: `${DECLARED} aws.sns.TopicSubscription`,
  Unsubscribe: `${DECLARED} aws.sns.TopicSubscription`,
};

/**
 * SNS's API, as far as programs use it when they run.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SNS".
 */
export function snsApi(parts: SnsParts): AwsService {
  return awsApi({
    signingName: "sns",
    protocol: "query",
    errorCodes: { AccessDenied: "AuthorizationError" },
    parts,
    operations: {
      Publish: publish,
      PublishBatch: publishBatch,
      ListTopics: listTopics,
      ListSubscriptions: listSubscriptions,
      ListSubscriptionsByTopic: listSubscriptionsByTopic,
      GetTopicAttributes: getTopicAttributes,
      GetSubscriptionAttributes: getSubscriptionAttributes,
    },
    unknown(operation, known) {
      const declared = Object.hasOwn(REFUSED, operation) ? REFUSED[operation] : undefined;
      const reason = declared ?? `the local cloud knows ${known.join(", ")}`;
      return new AwsError("InvalidAction", `The action ${operation} is not valid for this endpoint: ${reason}.`);
    },
    refused: ({ parameter }) => invalid(`${parameter} Reason: no value for required parameter`),
  });
}
