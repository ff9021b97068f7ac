import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-sfn";
import type { Given } from "../../../edge/wireTypes";
import type { SfnOperation } from "./sfnOperation";

export const tagResource: SfnOperation<TagResourceCommandInput, TagResourceCommandOutput> = {
  parameters: { resourceArn: "text", tags: "list" },
  permissions: ({ resourceArn }) => [{ action: "states:TagResource", resource: resourceArn }],
  run({ resourceArn, tags }, { machines }) {
    machines.tag(resourceArn, tagsOf(tags));
    return {};
  },
};

export const untagResource: SfnOperation<UntagResourceCommandInput, UntagResourceCommandOutput> = {
  parameters: { resourceArn: "text", tagKeys: "list" },
  permissions: ({ resourceArn }) => [{ action: "states:UntagResource", resource: resourceArn }],
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
export function tagsOf(tags: readonly Given<Tag>[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value]));
}
