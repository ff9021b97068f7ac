import { arn } from "../../base/arn";
import type { KeptResource } from "../../base/inventory";
import { attachmentOperations } from "./attachments";
import {
  ACCESS_KEY,
  absent,
  conflict,
  exists,
  GROUP_MEMBERSHIP,
  type IamParts,
  isUnder,
  listed,
  operation,
  type Params,
  tagging,
  tagsOf,
  USER,
  USER_ATTACHMENT,
  USER_MEMBERSHIP,
  USER_POLICY,
} from "./iamOperation";

const onUser = ({ UserName = "", Path = "/" }: Params, { resources }: IamParts) =>
  String(resources.find(USER, UserName)?.state.arn ?? arn("iam", `user${Path}${UserName}`));
const NAMED = { required: ["UserName"], on: onUser };

/** Users, their managed policies and access keys. */
export const USER_OPERATIONS = {
  ...operation(
    "CreateUser",
    { ...NAMED, more: (params, parts, given) => tagging("iam:TagUser", onUser(params, parts), given) },
    async (params, { resources }, given) => {
      const { UserName: name = "", Path: path } = params;
      if (resources.find(USER, name)) throw exists(`User with name ${name} already exists.`);
      return { User: userOf(await resources.create(USER, { name, path }, { name, tags: tagsOf(given) })) };
    },
  ),
  ...operation("GetUser", NAMED, (params, parts) => ({ User: userOf(userIn(params, parts)) })),
  ...operation("ListUsers", {}, (params, { resources }) => {
    const { items, rest } = listed(resources.all(USER).filter(isUnder(params)), params);
    return { Users: items.map(userOf), ...rest };
  }),
  ...operation("DeleteUser", NAMED, async (params, parts) => {
    const user = userIn(params, parts);
    const { resources } = parts;
    if (ofUser(user, ACCESS_KEY, parts).length > 0)
      throw conflict("Cannot delete entity, must delete access keys first.");
    if (ofUser(user, USER_ATTACHMENT, parts).length > 0) {
      throw conflict("Cannot delete entity, must detach all policies first.");
    }
    if (ofUser(user, USER_POLICY, parts).length > 0)
      throw conflict("Cannot delete entity, must delete policies first.");
    if (groupsOf(user.id, parts).length > 0)
      throw conflict("Cannot delete entity, must remove users from group first.");
    await resources.delete(user);
    return {};
  }),
  ...attachmentOperations("User", { type: USER_ATTACHMENT, on: onUser, find: userIn }),
  ...operation("CreateAccessKey", NAMED, async (params, parts) => {
    const { id: user } = userIn(params, parts);
    const key = await parts.resources.create(ACCESS_KEY, { user });
    return { AccessKey: { ...keyOf(key), SecretAccessKey: key.state.secret } };
  }),
  ...operation("ListAccessKeys", NAMED, (params, parts) => {
    const { items, rest } = listed(ofUser(userIn(params, parts), ACCESS_KEY, parts), params);
    return { AccessKeyMetadata: items.map(keyOf), ...rest };
  }),
  ...operation("DeleteAccessKey", { ...NAMED, required: ["UserName", "AccessKeyId"] }, async (params, parts) => {
    userIn(params, parts);
    const key = parts.resources.find(ACCESS_KEY, params.AccessKeyId ?? "");
    if (key === undefined) throw absent(`The Access Key with id ${params.AccessKeyId} cannot be found.`);
    await parts.resources.delete(key);
    return {};
  }),
};

/** The names of a group's users, as the program says who is in it. */
export function usersOf(group: string, { resources }: IamParts): readonly KeptResource[] {
  return resources.all(USER).filter(({ id }) => groupsOf(id, { resources }).includes(group));
}

function groupsOf(user: string, { resources }: Pick<IamParts, "resources">): readonly string[] {
  const ofGroups = resources
    .all(GROUP_MEMBERSHIP)
    .filter(({ state }) => (state.users as readonly string[]).includes(user))
    .map(({ state }) => String(state.group));
  const ofUsers = resources
    .all(USER_MEMBERSHIP)
    .filter(({ state }) => state.user === user)
    .flatMap(({ state }) => state.groups as readonly string[]);
  return [...ofGroups, ...ofUsers];
}

/** @throws AwsError `NoSuchEntity` */
function userIn({ UserName = "" }: Params, { resources }: IamParts): KeptResource {
  const found = resources.find(USER, UserName);
  if (found) return found;
  throw absent(`The user with name ${UserName} cannot be found.`);
}

function ofUser({ id }: KeptResource, type: string, { resources }: IamParts): readonly KeptResource[] {
  return resources.all(type).filter(({ state }) => state.user === id);
}

export function userOf({ state, createdAt }: KeptResource): object {
  return {
    ...{ Path: state.path, UserName: state.name, UserId: state.uniqueId, Arn: state.arn },
    CreateDate: new Date(createdAt),
  };
}

function keyOf({ id, state, createdAt }: KeptResource): object {
  return { UserName: state.user, AccessKeyId: id, Status: state.status, CreateDate: new Date(createdAt) };
}
