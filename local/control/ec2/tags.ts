import { tagsIn } from "../../base/tagList";
import { requestTags } from "../../iam/conditionKeys";
import { arnOf, type Ec2Control } from "./ec2Parts";

interface TagsInput {
  readonly ResourceIds: readonly string[];
  readonly Tags: readonly { readonly Key?: string; readonly Value?: string }[];
}

export const createTags: Ec2Control<TagsInput> = {
  parameters: { ResourceIds: "texts", Tags: "structures" },
  permissions: ({ ResourceIds, Tags }) =>
    ResourceIds.map((id) => ({ action: "ec2:CreateTags", resource: arnOf(id), context: requestTags(tagsIn(Tags)) })),
  run({ ResourceIds, Tags }, { resources }) {
    for (const id of ResourceIds) resources.inventory.tag(arnOf(id), tagsIn(Tags));
    return { return: true };
  },
};

export const deleteTags: Ec2Control<TagsInput> = {
  parameters: { ResourceIds: "texts", Tags: "structures" },
  permissions: ({ ResourceIds, Tags }) => {
    const context = { "aws:TagKeys": Object.keys(tagsIn(Tags)) };
    return ResourceIds.map((id) => ({ action: "ec2:DeleteTags", resource: arnOf(id), context }));
  },
  run({ ResourceIds, Tags }, { resources }) {
    for (const id of ResourceIds) resources.inventory.untag(arnOf(id), Object.keys(tagsIn(Tags)));
    return { return: true };
  },
};
