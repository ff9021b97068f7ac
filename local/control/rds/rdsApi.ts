import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { requestTags } from "../../iam/conditionKeys";
import { GROUP_OPERATIONS } from "./groups";
import { INSTANCE_OPERATIONS } from "./instances";
import {
  type Given,
  INSTANCE,
  itemsOf,
  listedTags,
  operation,
  PARAMETER_GROUP,
  type Params,
  type RdsParts,
  SUBNET_GROUP,
  tagsOf,
} from "./rdsOperation";

const TAG_OPERATIONS = {
  ...operation(
    "AddTagsToResource",
    ["ResourceName"],
    ({ ResourceName = "" }, given) => [
      { action: "rds:AddTagsToResource", resource: ResourceName, context: requestTags(tagsOf(given)) },
    ],
    (params, parts, given) => {
      parts.resources.inventory.tag(taggedIn(params, parts), tagsOf(given));
      return {};
    },
  ),
  ...operation(
    "RemoveTagsFromResource",
    ["ResourceName"],
    ({ ResourceName = "" }, given) => [
      { action: "rds:RemoveTagsFromResource", resource: ResourceName, context: { "aws:TagKeys": keysOf(given) } },
    ],
    (params, parts, given) => {
      parts.resources.inventory.untag(taggedIn(params, parts), keysOf(given));
      return {};
    },
  ),
  ...operation(
    "ListTagsForResource",
    ["ResourceName"],
    ({ ResourceName = "" }) => [{ action: "rds:ListTagsForResource", resource: ResourceName }],
    (params, parts) => ({ TagList: listedTags(parts.resources.inventory.tagsOf(taggedIn(params, parts))) }),
  ),
};

/**
 * RDS's API, for instances of Postgres and their groups; clusters, snapshots and proxies are not there.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon RDS".
 */
export function rdsApi(parts: RdsParts): AwsService {
  return awsApi({
    signingName: "rds",
    protocol: "query",
    parts,
    operations: { ...INSTANCE_OPERATIONS, ...GROUP_OPERATIONS, ...TAG_OPERATIONS },
    unknown: (name, known) =>
      new AwsError("InvalidAction", `rds:${name} is not supported locally (supported: ${known.join(", ")})`),
    refused: ({ parameter }) =>
      new AwsError("MissingParameter", `The request must contain the parameter ${parameter}.`),
  });
}

function keysOf({ TagKeys: keys }: Given): readonly string[] {
  return itemsOf(keys, "member").map(String);
}

/** @throws AwsError `DBInstanceNotFound` */
function taggedIn({ ResourceName: arn = "" }: Params, { resources }: RdsParts): string {
  const all = [INSTANCE, SUBNET_GROUP, PARAMETER_GROUP].flatMap((type) => resources.all(type));
  if (all.some(({ state }) => state.arn === arn)) return arn;
  throw new AwsError("DBInstanceNotFound", `${arn} is the ARN of nothing that is here`, 404);
}
