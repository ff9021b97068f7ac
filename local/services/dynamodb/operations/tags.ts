import type {
  ListTagsOfResourceCommandInput,
  ListTagsOfResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { tagList, tagsIn } from "../../../base/tagList";
import { requestTags } from "../../../iam/conditionKeys";
import { tableNameOf } from "../tableArn";
import type { DynamoOperation } from "./dynamoOperation";

export const tagResource: DynamoOperation<TagResourceCommandInput, TagResourceCommandOutput> = {
  parameters: { ResourceArn: "text", Tags: "list" },
  permissions: ({ ResourceArn, Tags }) => [
    { action: "dynamodb:TagResource", resource: ResourceArn, context: requestTags(tagsIn(Tags)) },
  ],
  run({ ResourceArn, Tags }, { tables, inventory }) {
    tables.of(tableNameOf(ResourceArn));
    inventory.tag(ResourceArn, tagsIn(Tags));
    return {};
  },
};

export const untagResource: DynamoOperation<UntagResourceCommandInput, UntagResourceCommandOutput> = {
  parameters: { ResourceArn: "text", TagKeys: "list" },
  permissions: ({ ResourceArn, TagKeys }) => [
    { action: "dynamodb:UntagResource", resource: ResourceArn, context: { "aws:TagKeys": TagKeys } },
  ],
  run({ ResourceArn, TagKeys }, { tables, inventory }) {
    tables.of(tableNameOf(ResourceArn));
    inventory.untag(ResourceArn, TagKeys);
    return {};
  },
};

export const listTagsOfResource: DynamoOperation<ListTagsOfResourceCommandInput, ListTagsOfResourceCommandOutput> = {
  parameters: { ResourceArn: "text" },
  permissions: ({ ResourceArn }) => [{ action: "dynamodb:ListTagsOfResource", resource: ResourceArn }],
  run({ ResourceArn }, { tables, inventory }) {
    tables.of(tableNameOf(ResourceArn));
    return { Tags: tagList(inventory.tagsOf(ResourceArn)) };
  },
};
