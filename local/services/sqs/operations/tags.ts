import type {
  ListQueueTagsCommandInput,
  ListQueueTagsCommandOutput,
  TagQueueCommandInput,
  TagQueueCommandOutput,
  UntagQueueCommandInput,
  UntagQueueCommandOutput,
} from "@aws-sdk/client-sqs";
import { requestTags } from "../../../iam/conditionKeys";
import { onQueue, type SqsOperation } from "./sqsOperation";

export const tagQueue: SqsOperation<TagQueueCommandInput, TagQueueCommandOutput> = {
  parameters: { QueueUrl: "text", Tags: "map" },
  permissions: ({ QueueUrl, Tags }) =>
    onQueue("sqs:TagQueue", QueueUrl).map((permission) => ({ ...permission, context: requestTags(Tags) })),
  run({ QueueUrl, Tags }, { queues, inventory }) {
    inventory.tag(queues.at(QueueUrl).arn, Tags);
    return {};
  },
};

export const untagQueue: SqsOperation<UntagQueueCommandInput, UntagQueueCommandOutput> = {
  parameters: { QueueUrl: "text", TagKeys: "list" },
  permissions: ({ QueueUrl, TagKeys }) =>
    onQueue("sqs:UntagQueue", QueueUrl).map((permission) => ({ ...permission, context: { "aws:TagKeys": TagKeys } })),
  run({ QueueUrl, TagKeys }, { queues, inventory }) {
    inventory.untag(queues.at(QueueUrl).arn, TagKeys);
    return {};
  },
};

export const listQueueTags: SqsOperation<ListQueueTagsCommandInput, ListQueueTagsCommandOutput> = {
  parameters: { QueueUrl: "text" },
  permissions: ({ QueueUrl }) => onQueue("sqs:ListQueueTags", QueueUrl),
  run({ QueueUrl }, { queues, inventory }) {
    const tags = inventory.tagsOf(queues.at(QueueUrl).arn);
    return Object.keys(tags).length > 0 ? { Tags: tags } : {};
  },
};
