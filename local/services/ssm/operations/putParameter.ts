import type { PutParameterCommandInput, PutParameterCommandOutput } from "@aws-sdk/client-ssm";
import { tagsIn } from "../../../base/tagList";
import { requestTags } from "../../../iam/conditionKeys";
import { nameOf } from "../../../iam/denial";
import { newestOf, type ParameterContent, parameterArn } from "../parameter";
import { invalid, onParameter, type SsmOperation, selected, usingKey } from "./ssmOperation";

export const putParameter: SsmOperation<PutParameterCommandInput, PutParameterCommandOutput> = {
  parameters: { Name: "text", Value: "text?", Type: "text?", Overwrite: "flag?", Tags: "structures?", KeyId: "text?" },
  permissions(input, parts) {
    const { Name, Overwrite = false, Tags, Type, KeyId, Tier } = input;
    const tags = requestTags(tagsIn(Tags));
    return [
      ...onParameter("ssm:PutParameter", Name, { ...tags, "ssm:Overwrite": String(Overwrite) }),
      ...(Tags?.length ? onParameter("ssm:AddTagsToResource", Name, tags) : []),
      ...(Type === "SecureString"
        ? usingKey(Tier === "Advanced" ? "kms:GenerateDataKey" : "kms:Encrypt", selected(Name).name, KeyId, parts)
        : []),
    ];
  },
  run(input, { inventory, parameters }, { principal }) {
    const { Name, Value: value = "", Type, Overwrite: overwrite = false, Tags, Policies } = input;
    const { name } = selected(Name);
    const known = parameters.find(name);
    const before = known && newestOf(known);
    if (Tags?.length && overwrite) {
      throw invalid(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To " +
          "update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
      );
    }
    if (Policies !== undefined && Policies !== "")
      throw invalid("Policies must be empty locally: parameters do not expire here");
    const type = Type ?? before?.type;
    if (type === undefined) throw invalid("A parameter type is required when you create a parameter.");
    const description = input.Description ?? before?.description;
    const allowedPattern = input.AllowedPattern ?? before?.allowedPattern;
    const keyId = input.KeyId ?? (type === "SecureString" ? before?.keyId : undefined);
    const content: ParameterContent = {
      ...{ value, type, dataType: input.DataType ?? before?.dataType ?? "text" },
      tier: tierOf(input.Tier, value, before?.tier),
      ...(description !== undefined && { description }),
      ...(allowedPattern !== undefined && { allowedPattern }),
      ...(keyId !== undefined && { keyId }),
    };
    const { version, tier } = parameters.put(name, content, { overwrite, by: nameOf(principal) });
    if (Tags) inventory.tag(parameterArn(name), tagsIn(Tags));
    return { Version: version, Tier: tier };
  },
};

/** An advanced parameter stays one; Intelligent-Tiering takes the advanced tier for what the standard one has no room for. */
function tierOf(
  given: string | undefined,
  value: string,
  before: ParameterContent["tier"] | undefined,
): ParameterContent["tier"] {
  if (before === "Advanced") return "Advanced";
  if (given === "Intelligent-Tiering") return value.length > 4096 ? "Advanced" : "Standard";
  return (given ?? "Standard") as ParameterContent["tier"];
}
