import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-sfn";
import { smallTagList, smallTagsIn } from "../../../base/tagList";
import { requestTags } from "../../../iam/conditionKeys";
import type { SfnOperation } from "./sfnOperation";

export const tagResource: SfnOperation<TagResourceCommandInput, TagResourceCommandOutput> = {
  parameters: { resourceArn: "text", tags: "list" },
  permissions: ({ resourceArn, tags }) => [
    { action: "states:TagResource", resource: resourceArn, context: requestTags(smallTagsIn(tags)) },
  ],
  run({ resourceArn, tags }, { machines }) {
    machines.tag(resourceArn, smallTagsIn(tags));
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
    tags: smallTagList(machines.tagsOf(resourceArn)),
  }),
};
