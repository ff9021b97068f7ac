import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { KeptResource, Tags } from "../../base/inventory";
import { isRecord } from "../../base/isRecord";
import { pageOf } from "../../base/page";
import { tagsIn } from "../../base/tagList";
import type { AnyOperation } from "../../edge/awsApi";
import { type RequestContext, requestTags } from "../../iam/conditionKeys";
import type { Permission } from "../../iam/iam";
import type { Services } from "../../services";
import type { Controlled } from "../controlled";
import { requireTexts } from "../formTexts";

export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
export const POLICY = "aws:iam/policy:Policy";
export const GROUP = "aws:iam/group:Group";
export const GROUP_ATTACHMENT = "aws:iam/groupPolicyAttachment:GroupPolicyAttachment";
export const GROUP_MEMBERSHIP = "aws:iam/groupMembership:GroupMembership";
export const USER = "aws:iam/user:User";
export const USER_ATTACHMENT = "aws:iam/userPolicyAttachment:UserPolicyAttachment";
export const USER_MEMBERSHIP = "aws:iam/userGroupMembership:UserGroupMembership";
export const USER_POLICY = "aws:iam/userPolicy:UserPolicy";
export const ACCESS_KEY = "aws:iam/accessKey:AccessKey";
export const PROFILE = "aws:iam/instanceProfile:InstanceProfile";

/** Parameters that are no texts. */
const LISTS = ["Tags", "TagKeys", "ActionNames", "ResourceArns", "ContextEntries", "PolicyInputList"];

/** Roles, policies, users and groups, as the operations of IAM's API see them. */
export interface IamParts extends Pick<Services, "iam"> {
  readonly resources: Controlled;
  /** Versions of managed policies that calls have made, by the policy's ARN. */
  readonly versions: Map<string, PolicyVersions>;
}

export interface PolicyVersions {
  readonly all: readonly PolicyVersion[];
  /** The number of the newest there ever was: none comes back. */
  readonly newest: number;
}

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly isDefault: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

/** Texts, as the query protocol has them. */
export type Params = Readonly<Record<string, string | undefined>>;
/** The same with lists. */
export type Given = Readonly<Record<string, unknown>>;

interface Rules {
  /** Parameters that must be there. */
  readonly required?: readonly string[];
  /** The resource that the permission is about. @default `"*"` */
  on?(params: Params, parts: IamParts): string;
  /** Facts of the request, beside its tags. */
  context?(params: Params, given: Given): RequestContext;
  /** Permissions beside the one on the resource. */
  more?(params: Params, parts: IamParts, given: Given): readonly Permission[];
}

/** An operation on texts. The AWS SDK's package of IAM is none of the project's, so its types are not here. */
export function operation(
  action: string,
  { required = [], on = () => "*", context = () => ({}), more = () => [] }: Rules,
  run: (params: Params, parts: IamParts, given: Given) => object | Promise<object>,
): Readonly<Record<string, AnyOperation<IamParts>>> {
  return {
    [action]: {
      parameters: Object.fromEntries(required.map((name) => [name, "text" as const])),
      permissions: (input, parts) => [
        ...requireTexts(input as Given, LISTS),
        {
          action: `iam:${action}`,
          resource: on(input as Params, parts),
          context: { ...requestTags(tagsOf(input as Given)), ...context(input as Params, input as Given) },
        },
        ...more(input as Params, parts, input as Given),
      ],
      run: (input, parts) => run(input as Params, parts, input as Given),
    },
  };
}

/** The role that a call names, with its path; one that is not there yet, with the path that the call gives it. */
export function onRole({ RoleName = "", Path = "/" }: Params, { resources }: IamParts): string {
  return String(resources.find(ROLE, RoleName)?.state.arn ?? arn("iam", `role${Path}${RoleName}`));
}

/** The permission to tag what is made with tags. */
export function tagging(action: string, resource: string, given: Given): readonly Permission[] {
  const tags = tagsOf(given);
  return Object.keys(tags).length === 0 ? [] : [{ action, resource, context: requestTags(tags) }];
}

/** The fact of a request that attaches a policy, or detaches it. */
export function attaching({ PolicyArn = "" }: Params): RequestContext {
  return { "iam:PolicyARN": PolicyArn };
}

export function onPolicy({ PolicyArn = "" }: Params): string {
  return PolicyArn;
}

/** @throws AwsError `NoSuchEntity` */
export function roleIn({ RoleName = "" }: Params, { resources }: IamParts): KeptResource {
  const found = resources.find(ROLE, RoleName);
  if (found) return found;
  throw absent(`The role with name ${RoleName} cannot be found.`);
}

export function tagsOf({ Tags: given }: Given): Tags {
  return tagsIn(Array.isArray(given) ? given.filter(isRecord) : []);
}

/** A page of a list: a hundred, or as many as `MaxItems` says. */
export function listed<Item>(all: readonly Item[], { Marker: token, MaxItems }: Params) {
  const invalid = () => new AwsError("ValidationError", "Invalid Marker.");
  const limit = MaxItems === undefined ? undefined : Number(MaxItems);
  const { items, next } = pageOf(all, { token, limit }, invalid);
  return { items, rest: { IsTruncated: next !== undefined, ...(next !== undefined && { Marker: next }) } };
}

/** Tells if a resource is under the path that a call asks for. */
export function isUnder({ PathPrefix = "/" }: Params): (made: Pick<KeptResource, "state">) => boolean {
  return ({ state }) => String(state.path ?? "/").startsWith(PathPrefix);
}

export function absent(message: string): AwsError {
  return new AwsError("NoSuchEntity", message, 404);
}

export function exists(message: string): AwsError {
  return new AwsError("EntityAlreadyExists", message, 409);
}

export function conflict(message: string): AwsError {
  return new AwsError("DeleteConflict", message, 409);
}
