import type { AwsCall } from "../../edge/awsService";
import { type ApiParts, attributeList, described, type Operation, paged, poolOf, text } from "./apiCall";
import { answerChallenge, type Place, signInBy } from "./apiSignIn";
import type { GroupSpec } from "./cognito";
import { filterOf } from "./userFilter";

/** The operations of those who run the pool: signed, and decided by IAM. */
export const adminOperations: Readonly<Record<string, Operation>> = {
  async AdminInitiateAuth(call, parts) {
    return signInBy("ADMIN_USER_PASSWORD_AUTH", call, placeOf(call, parts), parts);
  },

  AdminRespondToAuthChallenge: (call, parts) => answerChallenge(call, placeOf(call, parts), parts),

  async AdminGetUser(call, parts) {
    const user = poolOf(call, parts).user(text(call, "Username"));
    const { Attributes: _, ...facts } = described(user);
    return { ...facts, UserAttributes: attributeList(user) };
  },

  async AdminListGroupsForUser(call, parts) {
    const pool = poolOf(call, parts);
    const groups = pool.groupsOf(pool.user(text(call, "Username")));
    const { page, next } = paged(groups, call);
    return { Groups: page.map((group) => groupOf(pool.spec.id, group)), ...(next && { NextToken: next }) };
  },

  async AdminUserGlobalSignOut(call, parts) {
    const { id } = poolOf(call, parts).user(text(call, "Username"));
    parts.tokens.revokeAll(text(call, "UserPoolId"), id);
    return {};
  },

  async ListUsers(call, parts) {
    const users = poolOf(call, parts).users.filter(filterOf(call.params.Filter));
    const { page, next } = paged(users, call, "PaginationToken");
    return { Users: page.map(described), ...(next && { PaginationToken: next }) };
  },

  async ListUsersInGroup(call, parts) {
    const members = poolOf(call, parts).membersOf(text(call, "GroupName"));
    const { page, next } = paged(members, call);
    return { Users: page.map(described), ...(next && { NextToken: next }) };
  },
};

function placeOf(call: AwsCall, parts: ApiParts): Place {
  const pool = poolOf(call, parts);
  return { pool, client: pool.client(text(call, "ClientId")) };
}

function groupOf(userPoolId: string, { name, description, precedence }: GroupSpec): Record<string, unknown> {
  return {
    GroupName: name,
    UserPoolId: userPoolId,
    ...(description !== undefined && { Description: description }),
    ...(precedence !== undefined && { Precedence: precedence }),
  };
}
