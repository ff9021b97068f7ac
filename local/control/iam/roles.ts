import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import { tagList } from "../../base/tagList";
import {
  ATTACHMENT,
  absent,
  conflict,
  exists,
  isUnder,
  listed,
  onRole,
  operation,
  PROFILE,
  ROLE,
  ROLE_POLICY,
  roleIn,
  tagsOf,
} from "./iamOperation";

/** Roles and what is written into them. */
export const ROLE_OPERATIONS = {
  ...operation(
    "CreateRole",
    { required: ["RoleName", "AssumeRolePolicyDocument"], on: onRole },
    async ({ RoleName: name = "", ...given }, { resources }, all) => {
      if (resources.find(ROLE, name)) throw exists(`Role with name ${name} already exists.`);
      if (given.PermissionsBoundary !== undefined) {
        throw new AwsError(
          "ValidationError",
          "PermissionsBoundary must not be set locally: boundaries are not evaluated",
        );
      }
      const inputs = {
        name,
        assumeRolePolicy: given.AssumeRolePolicyDocument,
        path: given.Path,
        description: given.Description,
        maxSessionDuration: given.MaxSessionDuration && Number(given.MaxSessionDuration),
      };
      const made = await resources.create(ROLE, inputs, { name, tags: tagsOf(all) });
      return { Role: roleOf(made, resources.inventory.tagsOf(String(made.state.arn))) };
    },
  ),
  ...operation("GetRole", { required: ["RoleName"], on: onRole }, (params, parts) => {
    const role = roleIn(params, parts);
    return { Role: roleOf(role, parts.resources.inventory.tagsOf(String(role.state.arn))) };
  }),
  ...operation("ListRoles", {}, (params, { resources }) => {
    const { items, rest } = listed(resources.all(ROLE).filter(isUnder(params)), params);
    return { Roles: items.map((role) => roleOf(role)), ...rest };
  }),
  ...operation("UpdateRole", { required: ["RoleName"], on: onRole }, async (params, parts) => {
    const { Description: description, MaxSessionDuration: seconds } = params;
    await parts.resources.update(roleIn(params, parts), {
      ...(description !== undefined && { description }),
      ...(seconds !== undefined && { maxSessionDuration: Number(seconds) }),
    });
    return {};
  }),
  ...operation(
    "UpdateRoleDescription",
    { required: ["RoleName", "Description"], on: onRole },
    async (params, parts) => ({
      Role: roleOf(await parts.resources.update(roleIn(params, parts), { description: params.Description })),
    }),
  ),
  ...operation("DeleteRole", { required: ["RoleName"], on: onRole }, async (params, parts) => {
    const { resources } = parts;
    const role = roleIn(params, parts);
    const isUsed = (type: string) => resources.all(type).some(({ state }) => state.role === role.id);
    if (isUsed(PROFILE)) throw conflict("Cannot delete entity, must remove roles from instance profile first.");
    if (isUsed(ROLE_POLICY)) throw conflict("Cannot delete entity, must delete policies first.");
    if (isUsed(ATTACHMENT)) throw conflict("Cannot delete entity, must detach all policies first.");
    await resources.delete(role);
    return {};
  }),
  ...operation(
    "UpdateAssumeRolePolicy",
    { required: ["RoleName", "PolicyDocument"], on: onRole },
    async (params, parts) => {
      await parts.resources.update(roleIn(params, parts), { assumeRolePolicy: params.PolicyDocument });
      return {};
    },
  ),
  ...operation("TagRole", { required: ["RoleName"], on: onRole }, (params, parts, given) => {
    parts.resources.inventory.tag(String(roleIn(params, parts).state.arn), tagsOf(given));
    return {};
  }),
  ...operation("UntagRole", { required: ["RoleName"], on: onRole }, (params, parts, { TagKeys: keys = [] }) => {
    parts.resources.inventory.untag(String(roleIn(params, parts).state.arn), keys as readonly string[]);
    return {};
  }),
  ...operation("ListRoleTags", { required: ["RoleName"], on: onRole }, (params, parts) => {
    const tags = tagList(parts.resources.inventory.tagsOf(String(roleIn(params, parts).state.arn)));
    const { items, rest } = listed(tags, params);
    return { Tags: items, ...rest };
  }),
  ...operation(
    "PutRolePolicy",
    { required: ["RoleName", "PolicyName", "PolicyDocument"], on: onRole },
    async (params, parts) => {
      const { resources } = parts;
      const { id: role } = roleIn(params, parts);
      const existing = resources.find(ROLE_POLICY, `${role}:${params.PolicyName}`);
      if (existing) await resources.update(existing, { policy: params.PolicyDocument });
      else await resources.create(ROLE_POLICY, { role, name: params.PolicyName, policy: params.PolicyDocument });
      return {};
    },
  ),
  ...operation("GetRolePolicy", { required: ["RoleName", "PolicyName"], on: onRole }, (params, parts) => {
    const role = roleIn(params, parts);
    const inline = inlineOf(role).find(({ name }) => name === params.PolicyName);
    const policy = inline?.policy ?? String(rolePolicyIn(role.id, params.PolicyName, parts.resources).state.policy);
    return { RoleName: role.id, PolicyName: params.PolicyName, PolicyDocument: encodeURIComponent(policy) };
  }),
  ...operation("DeleteRolePolicy", { required: ["RoleName", "PolicyName"], on: onRole }, async (params, parts) => {
    const { id: role } = roleIn(params, parts);
    await parts.resources.delete(rolePolicyIn(role, params.PolicyName, parts.resources));
    return {};
  }),
  ...operation("ListRolePolicies", { required: ["RoleName"], on: onRole }, (params, parts) => {
    const role = roleIn(params, parts);
    const own = parts.resources.all(ROLE_POLICY).filter((policy) => policy.state.role === role.id);
    const names = [...inlineOf(role).map(({ name }) => name), ...own.map((policy) => policy.state.name)];
    const { items, rest } = listed(names, params);
    return { PolicyNames: items, ...rest };
  }),
};

function inlineOf({ state }: Pick<KeptResource, "state">): readonly { name: string; policy: string }[] {
  return (state.inlinePolicies ?? []) as readonly { name: string; policy: string }[];
}

/** @throws AwsError `NoSuchEntity` */
function rolePolicyIn(
  role: string,
  name = "",
  resources: { find(type: string, id: string): KeptResource | undefined },
) {
  const found = resources.find(ROLE_POLICY, `${role}:${name}`);
  if (found) return found;
  throw absent(`The role policy with name ${name} cannot be found.`);
}

/** A role as the API describes it; lists leave its tags out. */
export function roleOf({ inputs, state }: KeptResource, tags: Readonly<Record<string, string>> = {}): object {
  return {
    Path: state.path,
    RoleName: state.name,
    RoleId: state.uniqueId,
    Arn: state.arn,
    CreateDate: new Date(String(state.createDate)),
    AssumeRolePolicyDocument: encodeURIComponent(String(state.assumeRolePolicy)),
    Description: inputs.description,
    MaxSessionDuration: state.maxSessionDuration,
    ...(Object.keys(tags).length > 0 && { Tags: tagList(tags) }),
  };
}
