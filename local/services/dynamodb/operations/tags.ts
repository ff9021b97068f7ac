import type {
  ListTagsOfResourceCommandInput,
  ListTagsOfResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type { Tags } from "../../../base/inventory";
import type { Given } from "../../../edge/wireTypes";
import { requestTags } from "../../../iam/conditionKeys";
import { tableNameOf } from "../tableArn";
import type { DynamoOperation } from "./dynamoOperation";

export const tagResource: DynamoOperation<TagResourceCommandInput, TagResourceCommandOutput> = {
  parameters: { ResourceArn: "text", Tags: "list" },
  permissions: ({ ResourceArn, Tags }) => [
    { action: "dynamodb:TagResource", resource: ResourceArn, context: requestTags(tagsGiven(Tags)) },
  ],
  run({ ResourceArn, Tags }, { tables, inventory }) {
    tables.of(tableNameOf(ResourceArn));
    inventory.tag(ResourceArn, tagsGiven(Tags));
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
    return { Tags: Object.entries(inventory.tagsOf(ResourceArn)).map(([Key, Value]) => ({ Key, Value })) };
  },
};

export function tagsGiven(tags: readonly Given<Tag>[] | undefined = []): Tags {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}
