import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-sfn";
import type { Tags } from "../../../base/inventory";
import type { Given } from "../../../edge/wireTypes";
import { requestTags } from "../../../iam/conditionKeys";
import type { SfnOperation } from "./sfnOperation";

export const tagResource: SfnOperation<TagResourceCommandInput, TagResourceCommandOutput> = {
  parameters: { resourceArn: "text", tags: "list" },
  permissions: ({ resourceArn, tags }) => [
    { action: "states:TagResource", resource: resourceArn, context: requestTags(tagsOf(tags)) },
  ],
  run({ resourceArn, tags }, { machines }) {
    machines.tag(resourceArn, tagsOf(tags));
    return {};
  },
};

export const untagResource: SfnOperation<UntagResourceCommandInput, UntagResourceCommandOutput> = {
  parameters: { resourceArn: "text", tagKeys: "list" },
  permissions: ({ resourceArn, tagKeys }) => [
    { action: "states:UntagResource", resource: resourceArn, context: { "aws:TagKeys": tagKeys } },
  ],
  run({ resourceArn, tagKeys }, { machines }) {
    machines.untag(resourceArn, tagKeys);
    return {};
  },
};

export const listTagsForResource: SfnOperation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput> = {
  parameters: { resourceArn: "text" },
  permissions: ({ resourceArn }) => [{ action: "states:ListTagsForResource", resource: resourceArn }],
  run: ({ resourceArn }, { machines }) => ({
    tags: Object.entries(machines.tagsOf(resourceArn)).map(([key, value]) => ({ key, value })),
  }),
};

/** Tags as the API lists them, by their keys. */
export function tagsOf(tags: readonly Given<Tag>[] = []): Tags {
  return Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value]));
}
