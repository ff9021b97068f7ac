import type {
  GetSubscriptionAttributesCommandInput,
  GetSubscriptionAttributesCommandOutput,
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput,
  ListSubscriptionsCommandInput,
  ListSubscriptionsCommandOutput,
} from "@aws-sdk/client-sns";
import { ACCOUNT_ID } from "../../../base/arn";
import { AwsError } from "../../../base/awsError";
import type { Subscription } from "../topic";
import { type SnsOperation, topicArnOf } from "./snsOperation";

export const listSubscriptions: SnsOperation<ListSubscriptionsCommandInput, ListSubscriptionsCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "sns:ListSubscriptions", resource: "*" }],
  run: (_input, { subscriptions }) => ({ Subscriptions: [...subscriptions.values()].map(listed) }),
};

export const listSubscriptionsByTopic: SnsOperation<
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput
> = {
  parameters: { TopicArn: "text?" },
  permissions: ({ TopicArn }) => [{ action: "sns:ListSubscriptionsByTopic", resource: topicArnOf(TopicArn) }],
  run({ TopicArn }, { topicOf, subscriptions }) {
    const { arn } = topicOf(topicArnOf(TopicArn)).spec;
    const found = [...subscriptions.values()].filter(({ spec }) => spec.topicArn === arn);
    return { Subscriptions: found.map(listed) };
  },
};

export const getSubscriptionAttributes: SnsOperation<
  GetSubscriptionAttributesCommandInput,
  GetSubscriptionAttributesCommandOutput
> = {
  parameters: { SubscriptionArn: "text?" },
  permissions: () => [{ action: "sns:GetSubscriptionAttributes", resource: "*" }],
  run({ SubscriptionArn }, { subscriptions }) {
    const found = subscriptions.get(SubscriptionArn);
    if (!found) throw new AwsError("NotFound", "Subscription does not exist", 404);
    const { filter, deadLetterQueueArn, rawMessageDelivery } = found.spec;
    const redrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetterQueueArn });
    return {
      Attributes: new Map(
        Object.entries({
          ...listed(found),
          PendingConfirmation: "false",
          RawMessageDelivery: `${rawMessageDelivery}`,
          ...(filter !== undefined && { FilterPolicy: filter.policy, FilterPolicyScope: filter.scope }),
          ...(deadLetterQueueArn !== undefined && { RedrivePolicy: redrivePolicy }),
        }),
      ),
    };
  },
};

function listed({ spec }: Subscription): Record<string, string> {
  const { arn: SubscriptionArn, topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint } = spec;
  return { SubscriptionArn, Owner: ACCOUNT_ID, Protocol, Endpoint, TopicArn };
}
