import type {
  AdminGetUserCommandInput,
  AdminGetUserCommandOutput,
  AdminInitiateAuthCommandInput,
  AdminInitiateAuthCommandOutput,
  AdminListGroupsForUserCommandInput,
  AdminListGroupsForUserCommandOutput,
  AdminRespondToAuthChallengeCommandInput,
  AdminRespondToAuthChallengeCommandOutput,
  AdminUserGlobalSignOutCommandInput,
  AdminUserGlobalSignOutCommandOutput,
  ListUsersCommandInput,
  ListUsersCommandOutput,
  ListUsersInGroupCommandInput,
  ListUsersInGroupCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { arn } from "../../base/arn";
import type { RequestContext } from "../../iam/conditionKeys";
import type { Permission } from "../../iam/iam";
import { type ApiParts, attributeList, type CognitoOperation, described, paged, poolOf } from "./apiCall";
import { answerChallenge, type Place, signInBy } from "./apiSignIn";
import { filterOf } from "./userFilter";
import type { GroupSpec } from "./userPoolSpec";

// Operations for whoever runs the pool: signed, and decided by IAM.

export const adminInitiateAuth: CognitoOperation<AdminInitiateAuthCommandInput, AdminInitiateAuthCommandOutput> = {
  parameters: { UserPoolId: "text", ClientId: "text", AuthFlow: "text", AuthParameters: "map?" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminInitiateAuth", UserPoolId),
  run: async (input, parts) => signInBy("ADMIN_USER_PASSWORD_AUTH", input, placeOf(input, parts), parts),
};

export const adminRespondToAuthChallenge: CognitoOperation<
  AdminRespondToAuthChallengeCommandInput,
  AdminRespondToAuthChallengeCommandOutput
> = {
  parameters: {
    ...({ UserPoolId: "text", ClientId: "text", ChallengeName: "text", ChallengeResponses: "map?" } as const),
    Session: "text?",
  },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminRespondToAuthChallenge", UserPoolId),
  run: async (input, parts) => answerChallenge(input, placeOf(input, parts), parts),
};

export const adminGetUser: CognitoOperation<AdminGetUserCommandInput, AdminGetUserCommandOutput> = {
  parameters: { UserPoolId: "text", Username: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminGetUser", UserPoolId),
  run({ UserPoolId, Username }, parts) {
    const user = poolOf(UserPoolId, parts).user(Username);
    const { Attributes: _, ...facts } = described(user);
    return { ...facts, Username: user.username, UserAttributes: attributeList(user) };
  },
};

export const adminListGroupsForUser: CognitoOperation<
  AdminListGroupsForUserCommandInput,
  AdminListGroupsForUserCommandOutput
> = {
  parameters: { UserPoolId: "text", Username: "text", NextToken: "text?" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminListGroupsForUser", UserPoolId),
  run({ UserPoolId, Username, Limit, NextToken }, parts) {
    const pool = poolOf(UserPoolId, parts);
    const { page, next } = paged(pool.groupsOf(pool.user(Username)), Limit, NextToken);
    return { Groups: page.map((group) => groupOf(pool.spec.id, group)), ...(next && { NextToken: next }) };
  },
};

export const adminUserGlobalSignOut: CognitoOperation<
  AdminUserGlobalSignOutCommandInput,
  AdminUserGlobalSignOutCommandOutput
> = {
  parameters: { UserPoolId: "text", Username: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminUserGlobalSignOut", UserPoolId),
  run({ UserPoolId, Username }, parts) {
    const { id } = poolOf(UserPoolId, parts).user(Username);
    parts.tokens.revokeAll(UserPoolId, id);
    return {};
  },
};

export const listUsers: CognitoOperation<ListUsersCommandInput, ListUsersCommandOutput> = {
  parameters: { UserPoolId: "text", PaginationToken: "text?" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:ListUsers", UserPoolId),
  run({ UserPoolId, Filter, Limit, PaginationToken }, parts) {
    const users = poolOf(UserPoolId, parts).users.filter(filterOf(Filter));
    const { page, next } = paged(users, Limit, PaginationToken);
    return { Users: page.map(described), ...(next && { PaginationToken: next }) };
  },
};

export const listUsersInGroup: CognitoOperation<ListUsersInGroupCommandInput, ListUsersInGroupCommandOutput> = {
  parameters: { UserPoolId: "text", GroupName: "text", NextToken: "text?" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:ListUsersInGroup", UserPoolId),
  run({ UserPoolId, GroupName, Limit, NextToken }, parts) {
    const { page, next } = paged(poolOf(UserPoolId, parts).membersOf(GroupName), Limit, NextToken);
    return { Users: page.map(described), ...(next && { NextToken: next }) };
  },
};

/** A permission on a pool. @param context condition keys of the call */
export function onPool(action: string, userPoolId: string, context?: RequestContext): readonly Permission[] {
  return [{ action, resource: arn("cognito-idp", `userpool/${userPoolId}`), ...(context && { context }) }];
}

function placeOf(input: { readonly UserPoolId: string; readonly ClientId: string }, parts: ApiParts): Place {
  const pool = poolOf(input.UserPoolId, parts);
  return { pool, client: pool.client(input.ClientId) };
}

function groupOf(userPoolId: string, { name, description, precedence }: GroupSpec) {
  return {
    GroupName: name,
    UserPoolId: userPoolId,
    ...(description !== undefined && { Description: description }),
    ...(precedence !== undefined && { Precedence: precedence }),
  };
}
