import { requestTags } from "../../iam/conditionKeys";
import { type KmsOperation, keyOf, listed, type OnKey, onKey, type Place, type Tag, tagsIn } from "./kmsOperation";

export const tagResource: KmsOperation<OnKey & { readonly Tags: readonly Tag[] }> = {
  parameters: { KeyId: "text", Tags: "structures" },
  permissions: ({ Tags, ...input }, parts) => onKey("kms:TagResource", input, parts, requestTags(tagsIn(Tags))),
  run({ Tags, ...input }, parts) {
    parts.resources.inventory.tag(keyOf(input, parts).arn, tagsIn(Tags));
    return {};
  },
};

export const untagResource: KmsOperation<OnKey & { readonly TagKeys: readonly string[] }> = {
  parameters: { KeyId: "text", TagKeys: "texts" },
  permissions: ({ TagKeys, ...input }, parts) => onKey("kms:UntagResource", input, parts, { "aws:TagKeys": TagKeys }),
  run({ TagKeys, ...input }, parts) {
    parts.resources.inventory.untag(keyOf(input, parts).arn, TagKeys);
    return {};
  },
};

export const listResourceTags: KmsOperation<OnKey & Place> = {
  parameters: { KeyId: "text" },
  permissions: (input, parts) => onKey("kms:ListResourceTags", input, parts),
  run(input, parts) {
    const tags = Object.entries(parts.resources.inventory.tagsOf(keyOf(input, parts).arn));
    const { items, rest } = listed(tags, input);
    return { Tags: items.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...rest };
  },
};
