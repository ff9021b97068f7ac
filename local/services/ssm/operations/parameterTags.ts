import type {
  AddTagsToResourceCommandInput,
  AddTagsToResourceCommandOutput,
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  RemoveTagsFromResourceCommandInput,
  RemoveTagsFromResourceCommandOutput,
} from "@aws-sdk/client-ssm";
import { AwsError } from "../../../base/awsError";
import { tagList, tagsIn } from "../../../base/tagList";
import { requestTags } from "../../../iam/conditionKeys";
import { parameterArn } from "../parameter";
import { onParameter, parameterNamed, type SsmOperation, type SsmParts } from "./ssmOperation";

export const addTagsToResource: SsmOperation<AddTagsToResourceCommandInput, AddTagsToResourceCommandOutput> = {
  parameters: { ResourceType: "text", ResourceId: "text", Tags: "structures" },
  permissions: ({ ResourceId, Tags }) => onParameter("ssm:AddTagsToResource", ResourceId, requestTags(tagsIn(Tags))),
  run({ Tags, ...input }, parts) {
    parts.inventory.tag(taggedIn(input, parts), tagsIn(Tags));
    return {};
  },
};

export const removeTagsFromResource: SsmOperation<
  RemoveTagsFromResourceCommandInput,
  RemoveTagsFromResourceCommandOutput
> = {
  parameters: { ResourceType: "text", ResourceId: "text", TagKeys: "texts" },
  permissions: ({ ResourceId, TagKeys }) =>
    onParameter("ssm:RemoveTagsFromResource", ResourceId, { "aws:TagKeys": TagKeys }),
  run({ TagKeys, ...input }, parts) {
    parts.inventory.untag(taggedIn(input, parts), TagKeys);
    return {};
  },
};

export const listTagsForResource: SsmOperation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput> = {
  parameters: { ResourceType: "text", ResourceId: "text" },
  permissions: ({ ResourceId }) => onParameter("ssm:ListTagsForResource", ResourceId),
  run: (input, parts) => ({ TagList: tagList(parts.inventory.tagsOf(taggedIn(input, parts))) }),
};

/** @throws AwsError `InvalidResourceType`, `InvalidResourceId` */
function taggedIn(
  { ResourceType: type, ResourceId: id }: { readonly ResourceType: string; readonly ResourceId: string },
  parts: SsmParts,
): string {
  if (type !== "Parameter") {
    throw new AwsError("InvalidResourceType", `${type} has no tags locally: the one type that has is Parameter`);
  }
  const found = parameterNamed(id, parts);
  if (found === undefined) throw new AwsError("InvalidResourceId", `${id} is not a valid resource ID.`);
  return parameterArn(found.name);
}
