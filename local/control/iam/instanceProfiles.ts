import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import { passing } from "../../iam/passRole";
import {
  absent,
  conflict,
  exists,
  type IamParts,
  isUnder,
  listed,
  onRole,
  operation,
  type Params,
  PROFILE,
  ROLE,
  roleIn,
  tagsOf,
} from "./iamOperation";
import { roleOf } from "./roles";

const onProfile = ({ InstanceProfileName: name = "", Path = "/" }: Params, { resources }: IamParts) =>
  String(resources.find(PROFILE, name)?.state.arn ?? arn("iam", `instance-profile${Path}${name}`));

/** Instance profiles: each gives instances the one role that is in it. */
export const PROFILE_OPERATIONS = {
  ...operation(
    "CreateInstanceProfile",
    { required: ["InstanceProfileName"], on: onProfile },
    async ({ InstanceProfileName: name = "", Path: path }, parts, all) => {
      const { resources } = parts;
      if (resources.find(PROFILE, name)) throw exists(`Instance Profile ${name} already exists.`);
      const made = await resources.create(PROFILE, { name, path }, { name, tags: tagsOf(all) });
      return { InstanceProfile: profileOf(made, parts) };
    },
  ),
  ...operation("GetInstanceProfile", { required: ["InstanceProfileName"], on: onProfile }, (params, parts) => ({
    InstanceProfile: profileOf(profileIn(params, parts), parts),
  })),
  ...operation("ListInstanceProfiles", {}, (params, parts) => {
    const { items, rest } = listed(parts.resources.all(PROFILE).filter(isUnder(params)), params);
    return { InstanceProfiles: items.map((profile) => profileOf(profile, parts)), ...rest };
  }),
  ...operation("ListInstanceProfilesForRole", { required: ["RoleName"], on: onRole }, (params, parts) => {
    const { id } = roleIn(params, parts);
    const found = parts.resources.all(PROFILE).filter(({ inputs }) => inputs.role === id);
    const { items, rest } = listed(found, params);
    return { InstanceProfiles: items.map((profile) => profileOf(profile, parts)), ...rest };
  }),
  ...operation(
    "AddRoleToInstanceProfile",
    {
      required: ["InstanceProfileName", "RoleName"],
      on: onProfile,
      more: (params, parts) => passing(onRole(params, parts), "ec2.amazonaws.com"),
    },
    async (params, parts) => {
      const profile = profileIn(params, parts);
      const { id: role } = roleIn(params, parts);
      if (profile.inputs.role !== undefined) {
        throw new AwsError("LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1", 409);
      }
      await parts.resources.update(profile, { role });
      return {};
    },
  ),
  ...operation(
    "RemoveRoleFromInstanceProfile",
    { required: ["InstanceProfileName", "RoleName"], on: onProfile },
    async (params, parts) => {
      const profile = profileIn(params, parts);
      if (profile.inputs.role !== params.RoleName) {
        throw absent(`The role with name ${params.RoleName} cannot be found in the instance profile.`);
      }
      await parts.resources.update(profile, { role: undefined });
      return {};
    },
  ),
  ...operation("DeleteInstanceProfile", { required: ["InstanceProfileName"], on: onProfile }, async (params, parts) => {
    const profile = profileIn(params, parts);
    if (profile.inputs.role !== undefined) {
      throw conflict("Cannot delete entity, must remove roles from instance profile first.");
    }
    await parts.resources.delete(profile);
    return {};
  }),
};

/** @throws AwsError `NoSuchEntity` */
function profileIn({ InstanceProfileName: name = "" }: Params, { resources }: IamParts): KeptResource {
  const found = resources.find(PROFILE, name);
  if (found) return found;
  throw absent(`Instance Profile ${name} cannot be found.`);
}

function profileOf({ inputs, state, createdAt }: KeptResource, { resources }: IamParts): object {
  const role = inputs.role === undefined ? undefined : resources.find(ROLE, String(inputs.role));
  return {
    Path: state.path,
    InstanceProfileName: state.name,
    InstanceProfileId: state.uniqueId,
    Arn: state.arn,
    CreateDate: new Date(createdAt),
    Roles: role === undefined ? [] : [roleOf(role)],
  };
}
