import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import { managedPolicy, managedPolicyArns } from "../../iam/managedPolicies";
import { parsePolicy } from "../../iam/policyDocument";
import {
  ATTACHMENT,
  absent,
  attaching,
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
  tagging,
  tagsOf,
  USER_ATTACHMENT,
} from "./iamOperation";
import { shownTags } from "./roles";
import { breaks, checkedKeys, checkTags, sortedTags, untagging } from "./tags";

/** Versions of a managed policy (IAM User Guide, "IAM and AWS STS quotas"). */
const MOST_VERSIONS = 5;

const VERSION = "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?";

const newPolicy = ({ PolicyName, Path = "/" }: Params) => arn("iam", `policy${Path}${PolicyName}`);

/** Managed policies, their versions, and who has them attached. */
export const POLICY_OPERATIONS = {
  ...operation(
    "CreatePolicy",
    {
      required: ["PolicyName", "PolicyDocument"],
      on: newPolicy,
      more: (params, _parts, given) => tagging("iam:TagPolicy", newPolicy(params), given),
    },
    async ({ PolicyName: name = "", PolicyDocument: policy, Path: path, Description }, parts, all) => {
      const { resources } = parts;
      checkTags(all, true);
      // Names are unique whatever their paths.
      if (resources.all(POLICY).some(({ state }) => state.name === name)) {
        throw exists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      }
      const inputs = { name, policy, path, description: Description };
      const made = await resources.create(POLICY, inputs, { name, tags: tagsOf(all) });
      return { Policy: { ...policyOf(made, parts), ...shownTags(resources.inventory.tagsOf(made.id)) } };
    },
  ),
  ...operation("GetPolicy", { required: ["PolicyArn"], on: onPolicy }, (params, parts) => {
    const policy = policyIn(params, parts);
    const { description } = policy.inputs;
    const shown = { ...policyOf(policy, parts), ...(description !== undefined && { Description: description }) };
    return { Policy: { ...shown, Tags: sortedTags(parts.resources.inventory.tagsOf(policy.id)) } };
  }),
  ...operation("ListPolicies", {}, (params, parts) => {
    const { Scope: scope = "All", OnlyAttached } = params;
    const own = scope === "AWS" ? [] : parts.resources.all(POLICY);
    const ofAws = scope === "Local" ? [] : managedPolicyArns.map((PolicyArn) => policyIn({ PolicyArn }, parts));
    const found = [...own, ...ofAws]
      .filter(isUnder(params))
      .map((policy) => policyOf(policy, parts))
      .filter(({ AttachmentCount }) => String(OnlyAttached) !== "true" || AttachmentCount > 0);
    const { items, rest } = listed(found, params);
    return { Policies: items, ...rest };
  }),
  ...operation("DeletePolicy", { required: ["PolicyArn"], on: onPolicy }, async (params, parts) => {
    const policy = ownPolicyIn(params, parts);
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
    const { version } = versionIn(params, parts);
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
      parsePolicy(document, "identity");
      const newest = newestOf(policy, parts) + 1;
      const isDefault = String(SetAsDefault) === "true";
      if (isDefault) await parts.resources.update(policy, { policy: document });
      const made = { id: `v${newest}`, document, isDefault, createdAt: parts.resources.inventory.now() };
      const others = before.map((version) => ({ ...version, isDefault: version.isDefault && !isDefault }));
      parts.versions.set(policy.id, { all: [...others, made], newest });
      return { PolicyVersion: versionOf(made) };
    },
  ),
  ...operation(
    "SetDefaultPolicyVersion",
    { required: ["PolicyArn", "VersionId"], on: onPolicy },
    async (params, parts) => {
      const { policy, version: wanted } = ownVersionIn(params, parts);
      await parts.resources.update(policy, { policy: wanted.document });
      const all = versionsOf(policy, parts).map((version) => ({ ...version, isDefault: version.id === wanted.id }));
      parts.versions.set(policy.id, { all, newest: newestOf(policy, parts) });
      return {};
    },
  ),
  ...operation("DeletePolicyVersion", { required: ["PolicyArn", "VersionId"], on: onPolicy }, (params, parts) => {
    const { policy, version: gone } = ownVersionIn(params, parts);
    if (gone.isDefault) throw conflict("Cannot delete the default version of a policy.");
    const all = versionsOf(policy, parts).filter(({ id }) => id !== gone.id);
    parts.versions.set(policy.id, { all, newest: newestOf(policy, parts) });
    return {};
  }),
  ...operation("TagPolicy", { required: ["PolicyArn"], on: onPolicy }, (params, parts, given) => {
    checkTags(given, true);
    parts.resources.inventory.tag(ownPolicyIn(params, parts).id, tagsOf(given));
    return {};
  }),
  ...operation("UntagPolicy", { required: ["PolicyArn"], on: onPolicy, context: untagging }, (params, parts, given) => {
    const keys = checkedKeys(given);
    parts.resources.inventory.untag(ownPolicyIn(params, parts).id, keys);
    return {};
  }),
  ...operation("ListPolicyTags", { required: ["PolicyArn"], on: onPolicy }, (params, parts) => {
    const { items, rest } = listed(sortedTags(parts.resources.inventory.tagsOf(policyIn(params, parts).id)), params);
    return { Tags: items, ...rest };
  }),
  ...operation(
    "AttachRolePolicy",
    { required: ["RoleName", "PolicyArn"], on: onRole, context: attaching },
    async (params, parts) => {
      const role = roleIn(params, parts);
      const policyArn = params.PolicyArn ?? "";
      if (!policyArn.startsWith("arn:")) throw new AwsError("ValidationError", `ARN ${policyArn} is not valid.`);
      if (findPolicy(policyArn, parts) === undefined) {
        throw absent(`Policy ${policyArn} does not exist or is not attachable.`);
      }
      if (attachedTo(role, parts).includes(policyArn)) return {};
      await parts.resources.create(ATTACHMENT, { role: role.id, policyArn });
      return {};
    },
  ),
  ...operation(
    "DetachRolePolicy",
    { required: ["RoleName", "PolicyArn"], on: onRole, context: attaching },
    async (params, parts) => {
      const role = roleIn(params, parts);
      const found = parts.resources.find(ATTACHMENT, `${role.id}/${params.PolicyArn}`);
      const declared = (role.state.managedPolicyArns ?? []) as readonly string[];
      const others = declared.filter((policyArn) => policyArn !== params.PolicyArn);
      if (found) await parts.resources.delete(found);
      else if (others.length === declared.length) throw absent(`Policy ${params.PolicyArn} was not found.`);
      else await parts.resources.update(role, { managedPolicyArns: others });
      return {};
    },
  ),
  ...operation("ListAttachedRolePolicies", { required: ["RoleName"], on: onRole }, (params, parts) => {
    const { items, rest } = listed(attachedTo(roleIn(params, parts), parts), params);
    return { AttachedPolicies: items.map(attachedOf), ...rest };
  }),
  ...operation("ListEntitiesForPolicy", { required: ["PolicyArn"], on: onPolicy }, (params, parts) => {
    const { id } = policyIn(params, parts);
    const { roles, groups, users } = attachmentsOf(id, parts);
    const { items, rest } = listed(roles, params);
    return {
      PolicyRoles: items.map(({ state }) => ({ RoleName: state.name, RoleId: state.uniqueId })),
      PolicyGroups: groups.map(({ state }) => ({ GroupName: state.group })),
      PolicyUsers: users.map(({ state }) => ({ UserName: state.user })),
      ...rest,
    };
  }),
};

/** The ARNs of managed policies of a role: those that it is declared with, and those that were attached to it. */
function attachedTo({ id, state }: KeptResource, { resources }: IamParts): readonly string[] {
  const own = resources.all(ATTACHMENT).filter((attached) => attached.state.role === id);
  return [...((state.managedPolicyArns ?? []) as string[]), ...own.map((each) => String(each.state.policyArn))];
}

/** The roles that have a policy, and its attachments to groups and users. */
function attachmentsOf(policyArn: string, parts: IamParts) {
  const all = (type: string) => parts.resources.all(type).filter(({ state }) => state.policyArn === policyArn);
  const roles = parts.resources.all(ROLE).filter((role) => attachedTo(role, parts).includes(policyArn));
  return { roles, groups: all(GROUP_ATTACHMENT), users: all(USER_ATTACHMENT) };
}

export function attachedOf(PolicyArn: string): object {
  return { PolicyName: PolicyArn.split("/").at(-1), PolicyArn };
}

/** A policy of the account, or one of AWS's own that is known here. @throws AwsError `NoSuchEntity` */
export function policyIn({ PolicyArn: id = "" }: Params, parts: IamParts): KeptResource {
  const found = findPolicy(id, parts);
  if (found) return found;
  throw absent(`Policy ${id} was not found.`);
}

function findPolicy(id: string, { resources }: IamParts): KeptResource | undefined {
  const found = resources.find(POLICY, id);
  if (found) return found;
  const policy = managedPolicy(id);
  if (policy === undefined) return undefined;
  const path = id.slice(id.indexOf("/"), id.lastIndexOf("/") + 1);
  const state = { name: id.split("/").at(-1), arn: id, path, policy, policyId: id };
  return { type: POLICY, id, inputs: {}, state, createdAt: 0, changedAt: 0 };
}

/** @throws AwsError `NoSuchEntity`, `AccessDenied` for one of AWS's own */
function ownPolicyIn(params: Params, parts: IamParts): KeptResource {
  const policy = policyIn(params, parts);
  if (parts.resources.find(POLICY, policy.id)) return policy;
  throw new AwsError("AccessDenied", `${policy.id} is AWS's own, and nobody else changes it`, 403);
}

function versionsOf({ id, state, createdAt }: KeptResource, { versions }: IamParts): readonly PolicyVersion[] {
  const document = String(state.policy);
  const { all } = versions.get(id) ?? { all: [{ id: "v1", document, isDefault: true, createdAt }] };
  // The program may have changed the one in force.
  return all.map((version) => (version.isDefault ? { ...version, document } : version));
}

function newestOf({ id }: KeptResource, { versions }: IamParts): number {
  return versions.get(id)?.newest ?? 1;
}

interface FoundVersion {
  readonly policy: KeptResource;
  readonly version: PolicyVersion;
}

/** @throws AwsError `ValidationError`, `NoSuchEntity` */
function versionIn({ PolicyArn = "", VersionId = "" }: Params, parts: IamParts): FoundVersion {
  if (!new RegExp(`^${VERSION}$`).test(VersionId)) {
    throw breaks("versionId", `satisfy regular expression pattern: ${VERSION}`);
  }
  const policy = findPolicy(PolicyArn, parts);
  const version = policy && versionsOf(policy, parts).find(({ id }) => id === VersionId);
  if (policy && version) return { policy, version };
  throw absent(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
}

/** @throws AwsError as {@link versionIn} and {@link ownPolicyIn} */
function ownVersionIn(params: Params, parts: IamParts): FoundVersion {
  const found = versionIn(params, parts);
  ownPolicyIn(params, parts);
  return found;
}

function versionOf({ id, isDefault, createdAt }: PolicyVersion): object {
  return { VersionId: id, IsDefaultVersion: isDefault, CreateDate: new Date(createdAt) };
}

function policyOf(policy: KeptResource, parts: IamParts) {
  const { id, state, createdAt, changedAt } = policy;
  const { roles, groups, users } = attachmentsOf(id, parts);
  return {
    PolicyName: state.name,
    PolicyId: state.policyId,
    Arn: state.arn,
    Path: state.path,
    DefaultVersionId: versionsOf(policy, parts).find(({ isDefault }) => isDefault)?.id,
    AttachmentCount: roles.length + groups.length + users.length,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: new Date(createdAt),
    UpdateDate: new Date(changedAt),
  };
}
