import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import { tagList } from "../../base/tagList";
import { managedPolicy, managedPolicyArns } from "../../iam/managedPolicies";
import {
  ATTACHMENT,
  absent,
  conflict,
  exists,
  GROUP_ATTACHMENT,
  type IamParts,
  isUnder,
  listed,
  onPolicy,
  onRole,
  operation,
  type Params,
  POLICY,
  type PolicyVersion,
  ROLE,
  roleIn,
  tagsOf,
} from "./iamOperation";

/** Versions of a managed policy (IAM User Guide, "IAM and AWS STS quotas"). */
const MOST_VERSIONS = 5;

const attaching = ({ PolicyArn = "" }: Params) => ({ "iam:PolicyARN": PolicyArn });

/** Managed policies, their versions, and who has them attached. */
export const POLICY_OPERATIONS = {
  ...operation(
    "CreatePolicy",
    {
      required: ["PolicyName", "PolicyDocument"],
      on: ({ PolicyName, Path = "/" }) => arn("iam", `policy${Path}${PolicyName}`),
    },
    async ({ PolicyName: name = "", PolicyDocument: policy, Path: path, Description }, parts, all) => {
      const { resources } = parts;
      if (resources.find(POLICY, arn("iam", `policy${path ?? "/"}${name}`))) {
        throw exists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      }
      const inputs = { name, policy, path, description: Description };
      return { Policy: policyOf(await resources.create(POLICY, inputs, { name, tags: tagsOf(all) }), parts) };
    },
  ),
  ...operation("GetPolicy", { required: ["PolicyArn"], on: onPolicy }, (params, parts) => ({
    Policy: policyOf(policyIn(params, parts), parts),
  })),
  ...operation("ListPolicies", {}, (params, parts) => {
    const { Scope: scope = "All", OnlyAttached } = params;
    const own = scope === "AWS" ? [] : parts.resources.all(POLICY);
    const ofAws = scope === "Local" ? [] : managedPolicyArns.map((PolicyArn) => policyIn({ PolicyArn }, parts));
    const found = [...own, ...ofAws]
      .filter(isUnder(params))
      .map((policy) => policyOf(policy, parts))
      .filter(({ AttachmentCount }) => OnlyAttached !== "true" || AttachmentCount > 0);
    const { items, rest } = listed(found, params);
    return { Policies: items, ...rest };
  }),
  ...operation("DeletePolicy", { required: ["PolicyArn"], on: onPolicy }, async (params, parts) => {
    const policy = policyIn(params, parts);
    if (policyOf(policy, parts).AttachmentCount > 0) {
      throw conflict("Cannot delete a policy attached to entities.");
    }
    if (versionsOf(policy, parts).length > 1) {
      throw conflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions.",
      );
    }
    await parts.resources.delete(policy);
    parts.versions.delete(policy.id);
    return {};
  }),
  ...operation("ListPolicyVersions", { required: ["PolicyArn"], on: onPolicy }, (params, parts) => {
    const versions = versionsOf(policyIn(params, parts), parts).map((version) => versionOf(version));
    const { items, rest } = listed(versions.toReversed(), params);
    return { Versions: items, ...rest };
  }),
  ...operation("GetPolicyVersion", { required: ["PolicyArn", "VersionId"], on: onPolicy }, (params, parts) => {
    const version = versionIn(policyIn(params, parts), params, parts);
    return { PolicyVersion: { ...versionOf(version), Document: encodeURIComponent(version.document) } };
  }),
  ...operation(
    "CreatePolicyVersion",
    { required: ["PolicyArn", "PolicyDocument"], on: onPolicy },
    async (params, parts) => {
      const { PolicyDocument: document = "", SetAsDefault } = params;
      const policy = ownPolicyIn(params, parts);
      const before = versionsOf(policy, parts);
      if (before.length >= MOST_VERSIONS) {
        throw new AwsError(
          "LimitExceeded",
          "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
          409,
        );
      }
      const number = Math.max(...before.map(({ id }) => Number(id.slice(1)))) + 1;
      const isDefault = SetAsDefault === "true";
      // The handler says if it is a policy; where another version stays in force, it takes that one back.
      const changed = await parts.resources.update(policy, { policy: document });
      if (!isDefault) await parts.resources.update(changed, { policy: policy.state.policy });
      const made = { id: `v${number}`, document, isDefault, createdAt: changed.changedAt };
      const others = before.map((version) => ({ ...version, isDefault: version.isDefault && !isDefault }));
      parts.versions.set(policy.id, [...others, made]);
      return { PolicyVersion: versionOf(made) };
    },
  ),
  ...operation(
    "SetDefaultPolicyVersion",
    { required: ["PolicyArn", "VersionId"], on: onPolicy },
    async (params, parts) => {
      const policy = ownPolicyIn(params, parts);
      const wanted = versionIn(policy, params, parts);
      await parts.resources.update(policy, { policy: wanted.document });
      const all = versionsOf(policy, parts).map((version) => ({ ...version, isDefault: version.id === wanted.id }));
      parts.versions.set(policy.id, all);
      return {};
    },
  ),
  ...operation("DeletePolicyVersion", { required: ["PolicyArn", "VersionId"], on: onPolicy }, (params, parts) => {
    const policy = ownPolicyIn(params, parts);
    const gone = versionIn(policy, params, parts);
    if (gone.isDefault) throw conflict("Cannot delete the default version of a policy.");
    parts.versions.set(
      policy.id,
      versionsOf(policy, parts).filter(({ id }) => id !== gone.id),
    );
    return {};
  }),
  ...operation("TagPolicy", { required: ["PolicyArn"], on: onPolicy }, (params, parts, given) => {
    parts.resources.inventory.tag(ownPolicyIn(params, parts).id, tagsOf(given));
    return {};
  }),
  ...operation("ListPolicyTags", { required: ["PolicyArn"], on: onPolicy }, (params, parts) => {
    const { items, rest } = listed(tagList(parts.resources.inventory.tagsOf(policyIn(params, parts).id)), params);
    return { Tags: items, ...rest };
  }),
  ...operation(
    "AttachRolePolicy",
    { required: ["RoleName", "PolicyArn"], on: onRole, context: attaching },
    async (params, parts) => {
      const { resources } = parts;
      const { id: role } = roleIn(params, parts);
      const policyArn = params.PolicyArn ?? "";
      if (!resources.find(ATTACHMENT, `${role}/${policyArn}`)) await resources.create(ATTACHMENT, { role, policyArn });
      return {};
    },
  ),
  ...operation(
    "DetachRolePolicy",
    { required: ["RoleName", "PolicyArn"], on: onRole, context: attaching },
    async (params, parts) => {
      const { id: role } = roleIn(params, parts);
      const found = parts.resources.find(ATTACHMENT, `${role}/${params.PolicyArn}`);
      if (found === undefined) throw absent(`Policy ${params.PolicyArn} was not found.`);
      await parts.resources.delete(found);
      return {};
    },
  ),
  ...operation("ListAttachedRolePolicies", { required: ["RoleName"], on: onRole }, (params, parts) => {
    const { items, rest } = listed(attachedTo(roleIn(params, parts), parts), params);
    return { AttachedPolicies: items.map(attachedOf), ...rest };
  }),
  ...operation("ListEntitiesForPolicy", { required: ["PolicyArn"], on: onPolicy }, (params, parts) => {
    const { id } = policyIn(params, parts);
    const roles = parts.resources.all(ROLE).filter((role) => attachedTo(role, parts).includes(id));
    const groups = parts.resources.all(GROUP_ATTACHMENT).filter(({ state }) => state.policyArn === id);
    const { items, rest } = listed(roles, params);
    return {
      PolicyRoles: items.map(({ state }) => ({ RoleName: state.name, RoleId: state.uniqueId })),
      PolicyGroups: groups.map(({ state }) => ({ GroupName: state.group })),
      PolicyUsers: [],
      ...rest,
    };
  }),
};

/** The ARNs of managed policies of a role: those that it is declared with, and those that were attached to it. */
function attachedTo({ id, state }: KeptResource, { resources }: IamParts): readonly string[] {
  const own = resources.all(ATTACHMENT).filter((attached) => attached.state.role === id);
  return [...((state.managedPolicyArns ?? []) as string[]), ...own.map((each) => String(each.state.policyArn))];
}

export function attachedOf(PolicyArn: string): object {
  return { PolicyName: PolicyArn.split("/").at(-1), PolicyArn };
}

/** A policy of the account, or one of AWS's own that is known here. @throws AwsError `NoSuchEntity` */
export function policyIn({ PolicyArn: id = "" }: Params, { resources }: IamParts): KeptResource {
  const found = resources.find(POLICY, id);
  if (found) return found;
  const policy = managedPolicy(id);
  if (policy === undefined) throw absent(`Policy ${id} was not found.`);
  const state = { name: id.split("/").at(-1), arn: id, path: "/", policy, policyId: id };
  return { type: POLICY, id, inputs: {}, state, createdAt: 0, changedAt: 0 };
}

/** @throws AwsError `NoSuchEntity`, `AccessDenied` for one of AWS's own */
function ownPolicyIn(params: Params, parts: IamParts): KeptResource {
  const policy = policyIn(params, parts);
  if (parts.resources.find(POLICY, policy.id)) return policy;
  throw new AwsError("AccessDenied", `${policy.id} is AWS's own, and nobody else changes it`, 403);
}

function versionsOf({ id, state, createdAt }: KeptResource, { versions }: IamParts): readonly PolicyVersion[] {
  const [only] = versions.get(id) ?? [];
  return only === undefined
    ? [{ id: "v1", document: String(state.policy), isDefault: true, createdAt }]
    : (versions.get(id) ?? []);
}

/** @throws AwsError `NoSuchEntity` */
function versionIn(policy: KeptResource, { VersionId }: Params, parts: IamParts): PolicyVersion {
  const found = versionsOf(policy, parts).find(({ id }) => id === VersionId);
  if (found) return found;
  throw absent(`Policy ${policy.id} version ${VersionId} does not exist or is not attachable.`);
}

function versionOf({ id, isDefault, createdAt }: PolicyVersion): object {
  return { VersionId: id, IsDefaultVersion: isDefault, CreateDate: new Date(createdAt) };
}

function policyOf(policy: KeptResource, parts: IamParts) {
  const { id, state, inputs, createdAt, changedAt } = policy;
  const roles = parts.resources.all(ROLE).filter((role) => attachedTo(role, parts).includes(id));
  const groups = parts.resources.all(GROUP_ATTACHMENT).filter((attached) => attached.state.policyArn === id);
  return {
    PolicyName: state.name,
    PolicyId: state.policyId,
    Arn: state.arn,
    Path: state.path,
    DefaultVersionId: versionsOf(policy, parts).find(({ isDefault }) => isDefault)?.id,
    AttachmentCount: roles.length + groups.length,
    IsAttachable: true,
    Description: inputs.description,
    CreateDate: new Date(createdAt),
    UpdateDate: new Date(changedAt),
  };
}
