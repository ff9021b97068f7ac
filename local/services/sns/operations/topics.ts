import type {
  GetTopicAttributesCommandInput,
  GetTopicAttributesCommandOutput,
  ListTopicsCommandInput,
  ListTopicsCommandOutput,
} from "@aws-sdk/client-sns";
import { ACCOUNT_ID } from "../../../base/arn";
import { type SnsOperation, topicArnOf } from "./snsOperation";

export const listTopics: SnsOperation<ListTopicsCommandInput, ListTopicsCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "sns:ListTopics", resource: "*" }],
  run: (_input, { topics }) => ({ Topics: [...topics.keys()].map((TopicArn) => ({ TopicArn })) }),
};

export const getTopicAttributes: SnsOperation<GetTopicAttributesCommandInput, GetTopicAttributesCommandOutput> = {
  parameters: { TopicArn: "text?" },
  permissions: ({ TopicArn }) => [{ action: "sns:GetTopicAttributes", resource: topicArnOf(TopicArn) }],
  run({ TopicArn }, { topicOf, subscriptions }) {
    const { spec, policy } = topicOf(topicArnOf(TopicArn));
    const confirmed = [...subscriptions.values()].filter((subscription) => subscription.spec.topicArn === spec.arn);
    return {
      Attributes: new Map([
        ["TopicArn", spec.arn],
        ["Owner", ACCOUNT_ID],
        ["Policy", policy],
        ["DisplayName", spec.displayName ?? ""],
        ["SubscriptionsConfirmed", `${confirmed.length}`],
        ["SubscriptionsPending", "0"],
        ["SubscriptionsDeleted", "0"],
        ...(spec.fifo === undefined
          ? []
          : ([
              ["FifoTopic", "true"],
              ["ContentBasedDeduplication", `${spec.fifo.deduplicatesByContent}`],
              ["FifoThroughputScope", spec.fifo.scope],
            ] as const)),
        ...(spec.kmsMasterKeyId === undefined ? [] : ([["KmsMasterKeyId", spec.kmsMasterKeyId]] as const)),
      ]),
    };
  },
};
