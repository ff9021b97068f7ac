import { arn } from "../base/arn";
import { AwsError } from "../base/awsError";
import type { MadeResource } from "../base/inventory";
import { tagsIn } from "../base/tagList";
import { type AnyOperation, awsApi } from "../edge/awsApi";
import type { AwsService } from "../edge/awsService";
import { requestTags } from "../iam/conditionKeys";
import { managedPolicy } from "../iam/managedPolicies";
import type { Controlled } from "./controlled";

const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const POLICY = "aws:iam/policy:Policy";

type Params = Readonly<Record<string, string | undefined>> & { readonly Tags?: never };
type Given = Readonly<Record<string, unknown>>;

/**
 * An operation on texts. The AWS SDK's package of IAM is none of the project's, so its types are not here.
 * @param required parameters that must be there
 * @param on the resource that the permission is about
 */
function operation(
  action: string,
  required: readonly string[],
  on: (params: Params) => string,
  run: (params: Params, resources: Controlled, given: Given) => object | Promise<object>,
): AnyOperation<Controlled> {
  return {
    parameters: Object.fromEntries(required.map((name) => [name, "text" as const])),
    permissions: (input) => [
      { action: `iam:${action}`, resource: on(input as Params), context: requestTags(tagsOf(input as Given)) },
    ],
    run: (input, resources) => run(input as Params, resources, input as Given),
  };
}

const onRole = ({ RoleName = "", Path = "/" }: Params) => arn("iam", `role${Path}${RoleName}`);
const onPolicy = ({ PolicyArn = "" }: Params) => PolicyArn;
const anything = () => "*";

const OPERATIONS: Readonly<Record<string, AnyOperation<Controlled>>> = {
  CreateRole: operation(
    "CreateRole",
    ["RoleName", "AssumeRolePolicyDocument"],
    onRole,
    async ({ RoleName: name = "", ...given }, resources, all) => {
      if (resources.find(ROLE, name)) throw exists(`Role with name ${name} already exists.`);
      const inputs = {
        name,
        assumeRolePolicy: given.AssumeRolePolicyDocument,
        path: given.Path,
        description: given.Description,
        maxSessionDuration: given.MaxSessionDuration && Number(given.MaxSessionDuration),
      };
      return { Role: roleOf(await resources.create(ROLE, inputs, { name, tags: tagsOf(all) })) };
    },
  ),
  GetRole: operation("GetRole", ["RoleName"], onRole, (params, resources) => ({
    Role: roleOf(roleIn(params, resources)),
  })),
  ListRoles: operation("ListRoles", [], anything, (_params, resources) => ({
    Roles: resources.all(ROLE).map(roleOf),
    IsTruncated: false,
  })),
  DeleteRole: operation("DeleteRole", ["RoleName"], onRole, async (params, resources) => {
    const role = roleIn(params, resources);
    const used = [ROLE_POLICY, ATTACHMENT].some((type) =>
      resources.all(type).some(({ state }) => state.role === role.id),
    );
    if (used) {
      throw new AwsError("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
    }
    await resources.delete(role);
    return {};
  }),
  UpdateAssumeRolePolicy: operation(
    "UpdateAssumeRolePolicy",
    ["RoleName", "PolicyDocument"],
    onRole,
    async (params, resources) => {
      await resources.update(roleIn(params, resources), { assumeRolePolicy: params.PolicyDocument });
      return {};
    },
  ),
  PutRolePolicy: operation(
    "PutRolePolicy",
    ["RoleName", "PolicyName", "PolicyDocument"],
    onRole,
    async (params, resources) => {
      const { id: role } = roleIn(params, resources);
      const existing = resources.find(ROLE_POLICY, `${role}:${params.PolicyName}`);
      if (existing) await resources.update(existing, { policy: params.PolicyDocument });
      else await resources.create(ROLE_POLICY, { role, name: params.PolicyName, policy: params.PolicyDocument });
      return {};
    },
  ),
  GetRolePolicy: operation("GetRolePolicy", ["RoleName", "PolicyName"], onRole, (params, resources) => {
    const { id: role } = roleIn(params, resources);
    const { state } = rolePolicyIn(role, params.PolicyName, resources);
    return { RoleName: role, PolicyName: state.name, PolicyDocument: encodeURIComponent(String(state.policy)) };
  }),
  DeleteRolePolicy: operation("DeleteRolePolicy", ["RoleName", "PolicyName"], onRole, async (params, resources) => {
    const { id: role } = roleIn(params, resources);
    await resources.delete(rolePolicyIn(role, params.PolicyName, resources));
    return {};
  }),
  ListRolePolicies: operation("ListRolePolicies", ["RoleName"], onRole, (params, resources) => {
    const { id: role, state } = roleIn(params, resources);
    const inline = (state.inlinePolicies ?? []) as readonly { name: string }[];
    const own = resources.all(ROLE_POLICY).filter((policy) => policy.state.role === role);
    const PolicyNames = [...inline.map(({ name }) => name), ...own.map((policy) => policy.state.name)];
    return { PolicyNames, IsTruncated: false };
  }),
  AttachRolePolicy: operation("AttachRolePolicy", ["RoleName", "PolicyArn"], onRole, async (params, resources) => {
    const { id: role } = roleIn(params, resources);
    const policyArn = params.PolicyArn ?? "";
    if (!resources.find(ATTACHMENT, `${role}/${policyArn}`)) await resources.create(ATTACHMENT, { role, policyArn });
    return {};
  }),
  DetachRolePolicy: operation("DetachRolePolicy", ["RoleName", "PolicyArn"], onRole, async (params, resources) => {
    const { id: role } = roleIn(params, resources);
    const found = resources.find(ATTACHMENT, `${role}/${params.PolicyArn}`);
    if (found === undefined) throw absent(`Policy ${params.PolicyArn} was not found.`);
    await resources.delete(found);
    return {};
  }),
  ListAttachedRolePolicies: operation("ListAttachedRolePolicies", ["RoleName"], onRole, (params, resources) => {
    const { id: role, state } = roleIn(params, resources);
    const own = resources.all(ATTACHMENT).filter((attached) => attached.state.role === role);
    const arns = [...((state.managedPolicyArns ?? []) as string[]), ...own.map((each) => String(each.state.policyArn))];
    const AttachedPolicies = arns.map((PolicyArn) => ({ PolicyName: PolicyArn.split("/").at(-1), PolicyArn }));
    return { AttachedPolicies, IsTruncated: false };
  }),
  CreatePolicy: operation(
    "CreatePolicy",
    ["PolicyName", "PolicyDocument"],
    ({ PolicyName, Path = "/" }) => arn("iam", `policy${Path}${PolicyName}`),
    async ({ PolicyName: name = "", PolicyDocument: policy, Path: path, Description }, resources, all) => {
      if (resources.find(POLICY, arn("iam", `policy${path ?? "/"}${name}`))) {
        throw exists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      }
      const inputs = { name, policy, path, description: Description };
      return { Policy: policyOf(await resources.create(POLICY, inputs, { name, tags: tagsOf(all) })) };
    },
  ),
  GetPolicy: operation("GetPolicy", ["PolicyArn"], onPolicy, (params, resources) => ({
    Policy: policyOf(policyIn(params, resources)),
  })),
  GetPolicyVersion: operation("GetPolicyVersion", ["PolicyArn", "VersionId"], onPolicy, (params, resources) => {
    const Document = encodeURIComponent(String(policyIn(params, resources).state.policy));
    return { PolicyVersion: { Document, VersionId: "v1", IsDefaultVersion: true } };
  }),
  DeletePolicy: operation("DeletePolicy", ["PolicyArn"], onPolicy, async (params, resources) => {
    await resources.delete(policyIn(params, resources));
    return {};
  }),
};

/**
 * IAM's API, for roles and their policies. A customer managed policy has one version here; users and groups are not there.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access Management".
 */
export function iamApi(resources: Controlled): AwsService {
  return awsApi({
    signingName: "iam",
    protocol: "query",
    parts: resources,
    operations: OPERATIONS,
    unknown: (operation) =>
      new AwsError("InvalidAction", `Could not find operation ${operation}: the local cloud does not run it.`),
    refused: ({ parameter }) =>
      new AwsError(
        "ValidationError",
        `1 validation error detected: Value at '${parameter.charAt(0).toLowerCase()}${parameter.slice(1)}' failed to satisfy constraint: ` +
          "Member must not be null",
      ),
  });
}

/** @throws AwsError `NoSuchEntity` */
function roleIn({ RoleName = "" }: Params, resources: Controlled): MadeResource {
  const found = resources.find(ROLE, RoleName);
  if (found) return found;
  throw absent(`The role with name ${RoleName} cannot be found.`);
}

/** @throws AwsError `NoSuchEntity` */
function rolePolicyIn(role: string, name = "", resources: Controlled): MadeResource {
  const found = resources.find(ROLE_POLICY, `${role}:${name}`);
  if (found) return found;
  throw absent(`The role policy with name ${name} cannot be found.`);
}

/** A policy of the account, or one of AWS's own that is known here. @throws AwsError `NoSuchEntity` */
function policyIn({ PolicyArn: id = "" }: Params, resources: Controlled): MadeResource {
  const found = resources.find(POLICY, id);
  if (found) return found;
  const policy = managedPolicy(id);
  if (policy === undefined) throw absent(`Policy ${id} was not found.`);
  return {
    type: POLICY,
    id,
    inputs: {},
    state: { name: id.split("/").at(-1), arn: id, path: "/", policy, policyId: id },
  };
}

function roleOf({ inputs, state }: MadeResource): object {
  return {
    Path: state.path,
    RoleName: state.name,
    RoleId: state.uniqueId,
    Arn: state.arn,
    CreateDate: new Date(String(state.createDate)),
    AssumeRolePolicyDocument: encodeURIComponent(String(state.assumeRolePolicy)),
    Description: inputs.description,
    MaxSessionDuration: state.maxSessionDuration,
  };
}

function policyOf({ state }: MadeResource): object {
  return {
    PolicyName: state.name,
    PolicyId: state.policyId,
    Arn: state.arn,
    Path: state.path,
    DefaultVersionId: "v1",
    IsAttachable: true,
  };
}

function tagsOf({ Tags: given }: Given) {
  return tagsIn(given as Parameters<typeof tagsIn>[0]);
}

function absent(message: string): AwsError {
  return new AwsError("NoSuchEntity", message, 404);
}

function exists(message: string): AwsError {
  return new AwsError("EntityAlreadyExists", message, 409);
}
