import { AwsError } from "../../base/awsError";
import type { KeptResource, Tags } from "../../base/inventory";
import {
  ATTACHMENT,
  absent,
  conflict,
  exists,
  isUnder,
  listed,
  onRole,
  operation,
  type Params,
  PROFILE,
  ROLE,
  ROLE_POLICY,
  roleIn,
  tagging,
  tagsOf,
} from "./iamOperation";
import { breaks, checkedKeys, checkTags, sortedTags, untagging } from "./tags";

/** Roles and what is written into them. */
export const ROLE_OPERATIONS = {
  ...operation(
    "CreateRole",
    {
      required: ["RoleName", "AssumeRolePolicyDocument"],
      on: onRole,
      more: (params, parts, given) => tagging("iam:TagRole", onRole(params, parts), given),
    },
    async ({ RoleName: name = "", ...given }, { resources }, all) => {
      checkTags(all, false);
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
        maxSessionDuration: sessionSeconds(given),
      };
      const made = await resources.create(ROLE, inputs, { name, tags: tagsOf(all) });
      return { Role: { ...roleOf(made), ...shownTags(resources.inventory.tagsOf(String(made.state.arn))) } };
    },
  ),
  ...operation("GetRole", { required: ["RoleName"], on: onRole }, (params, parts) => {
    const role = roleIn(params, parts);
    const tags = parts.resources.inventory.tagsOf(String(role.state.arn));
    return { Role: { ...described(role), RoleLastUsed: {}, ...shownTags(tags) } };
  }),
  ...operation("ListRoles", {}, (params, { resources }) => {
    const { items, rest } = listed(resources.all(ROLE).filter(isUnder(params)), params);
    return { Roles: items.map(described), ...rest };
  }),
  ...operation("UpdateRole", { required: ["RoleName"], on: onRole }, async (params, parts) => {
    const { Description: description } = params;
    const seconds = sessionSeconds(params);
    await parts.resources.update(roleIn(params, parts), {
      ...(description !== undefined && { description }),
      ...(seconds !== undefined && { maxSessionDuration: seconds }),
    });
    return {};
  }),
  ...operation(
    "UpdateRoleDescription",
    { required: ["RoleName", "Description"], on: onRole },
    async (params, parts) => {
      const { Description } = params;
      const changed = await parts.resources.update(roleIn(params, parts), { description: Description });
      return { Role: { ...roleOf(changed), Description } };
    },
  ),
  ...operation("DeleteRole", { required: ["RoleName"], on: onRole }, async (params, parts) => {
    const { resources } = parts;
    const role = roleIn(params, parts);
    const isUsed = (type: string) => resources.all(type).some(({ state }) => state.role === role.id);
    const declared = (role.state.managedPolicyArns ?? []) as readonly string[];
    if (isUsed(PROFILE)) throw conflict("Cannot delete entity, must remove roles from instance profile first.");
    if (isUsed(ROLE_POLICY) || inlineOf(role).length > 0) {
      throw conflict("Cannot delete entity, must delete policies first.");
    }
    if (isUsed(ATTACHMENT) || declared.length > 0)
      throw conflict("Cannot delete entity, must detach all policies first.");
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
    checkTags(given, false);
    parts.resources.inventory.tag(String(roleIn(params, parts).state.arn), tagsOf(given));
    return {};
  }),
  ...operation("UntagRole", { required: ["RoleName"], on: onRole, context: untagging }, (params, parts, given) => {
    const keys = checkedKeys(given);
    parts.resources.inventory.untag(String(roleIn(params, parts).state.arn), keys);
    return {};
  }),
  ...operation("ListRoleTags", { required: ["RoleName"], on: onRole }, (params, parts) => {
    const tags = sortedTags(parts.resources.inventory.tagsOf(String(roleIn(params, parts).state.arn)));
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
    const role = roleIn(params, parts);
    const others = inlineOf(role).filter(({ name }) => name !== params.PolicyName);
    if (others.length < inlineOf(role).length) await parts.resources.update(role, { inlinePolicies: others });
    else await parts.resources.delete(rolePolicyIn(role.id, params.PolicyName, parts.resources));
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

/** Source: AWS IAM API Reference, "CreateRole", `MaxSessionDuration`. */
function sessionSeconds({ MaxSessionDuration }: Params): number | undefined {
  if (MaxSessionDuration === undefined) return undefined;
  const seconds = Number(MaxSessionDuration);
  if (seconds < 3600) throw breaks("maxSessionDuration", "have value greater than or equal to 3600");
  if (seconds > 43_200) throw breaks("maxSessionDuration", "have value less than or equal to 43200");
  return seconds;
}

/** A role as it is answered that has just been made. */
export function roleOf({ state }: KeptResource): object {
  return {
    Path: state.path,
    RoleName: state.name,
    RoleId: state.uniqueId,
    Arn: state.arn,
    CreateDate: new Date(String(state.createDate)),
    AssumeRolePolicyDocument: encodeURIComponent(String(state.assumeRolePolicy)),
  };
}

/** A role as it is told of once it is there. */
function described(role: KeptResource): object {
  const { description } = role.inputs;
  return {
    ...roleOf(role),
    ...(description !== undefined && { Description: description }),
    MaxSessionDuration: role.state.maxSessionDuration,
  };
}

export function shownTags(tags: Tags): object {
  return Object.keys(tags).length === 0 ? {} : { Tags: sortedTags(tags) };
}
