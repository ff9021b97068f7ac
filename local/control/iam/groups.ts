import { arn } from "../../base/arn";
import type { KeptResource } from "../../base/inventory";
import { attachmentOperations } from "./attachments";
import {
  absent,
  conflict,
  exists,
  GROUP,
  GROUP_ATTACHMENT,
  type IamParts,
  isUnder,
  listed,
  operation,
  type Params,
} from "./iamOperation";
import { userOf, usersOf } from "./users";

const onGroup = ({ GroupName = "", Path = "/" }: Params, { resources }: IamParts) =>
  String(resources.find(GROUP, GroupName)?.state.arn ?? arn("iam", `group${Path}${GroupName}`));

/** Groups. The program says who is in one. */
export const GROUP_OPERATIONS = {
  ...operation("CreateGroup", { required: ["GroupName"], on: onGroup }, async (params, { resources }) => {
    const { GroupName: name = "", Path: path } = params;
    if (resources.find(GROUP, name)) throw exists(`Group with name ${name} already exists.`);
    return { Group: groupOf(await resources.create(GROUP, { name, path }, { name })) };
  }),
  ...operation("GetGroup", { required: ["GroupName"], on: onGroup }, (params, parts) => ({
    Group: groupOf(groupIn(params, parts)),
    Users: usersOf(String(params.GroupName), parts).map(userOf),
    IsTruncated: false,
  })),
  ...operation("ListGroups", {}, (params, { resources }) => {
    const { items, rest } = listed(resources.all(GROUP).filter(isUnder(params)), params);
    return { Groups: items.map(groupOf), ...rest };
  }),
  ...operation("DeleteGroup", { required: ["GroupName"], on: onGroup }, async (params, parts) => {
    const group = groupIn(params, parts);
    if (usersOf(group.id, parts).length > 0)
      throw conflict("Cannot delete entity, must remove users from group first.");
    if (attachmentsOf(group, parts).length > 0) throw conflict("Cannot delete entity, must detach all policies first.");
    await parts.resources.delete(group);
    return {};
  }),
  ...attachmentOperations("Group", { type: GROUP_ATTACHMENT, on: onGroup, find: groupIn }),
};

/** @throws AwsError `NoSuchEntity` */
function groupIn({ GroupName = "" }: Params, { resources }: IamParts): KeptResource {
  const found = resources.find(GROUP, GroupName);
  if (found) return found;
  throw absent(`The group with name ${GroupName} cannot be found.`);
}

function attachmentsOf({ id }: KeptResource, { resources }: IamParts): readonly KeptResource[] {
  return resources.all(GROUP_ATTACHMENT).filter(({ state }) => state.group === id);
}

function groupOf({ state, createdAt }: KeptResource): object {
  return {
    Path: state.path,
    GroupName: state.name,
    GroupId: state.uniqueId,
    Arn: state.arn,
    CreateDate: new Date(createdAt),
  };
}
