import type {
  AdminAddUserToGroupCommandInput,
  AdminAddUserToGroupCommandOutput,
  AdminCreateUserCommandInput,
  AdminCreateUserCommandOutput,
  AdminDeleteUserCommandInput,
  AdminDeleteUserCommandOutput,
  AdminDisableUserCommandInput,
  AdminDisableUserCommandOutput,
  AdminEnableUserCommandInput,
  AdminEnableUserCommandOutput,
  AdminRemoveUserFromGroupCommandInput,
  AdminRemoveUserFromGroupCommandOutput,
  AdminSetUserPasswordCommandInput,
  AdminSetUserPasswordCommandOutput,
  AdminUpdateUserAttributesCommandInput,
  AdminUpdateUserAttributesCommandOutput,
  CreateGroupCommandInput,
  CreateGroupCommandOutput,
  DeleteGroupCommandInput,
  DeleteGroupCommandOutput,
  GetGroupCommandInput,
  GetGroupCommandOutput,
  ListGroupsCommandInput,
  ListGroupsCommandOutput,
  UpdateGroupCommandInput,
  UpdateGroupCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import type { Properties } from "../../engine/resourceHandler";
import { onPool } from "../../services/cognito/adminOperations";
import { paged } from "../../services/cognito/apiCall";
import type { Controlled } from "../controlled";
import { type CognitoControl, invalid, notFound, ofPool, poolIn, TYPES } from "./cognitoControlled";

/** A user, as a call names one. */
interface Named {
  readonly UserPoolId: string;
  readonly Username: string;
}

export const createGroup: CognitoControl<CreateGroupCommandInput, CreateGroupCommandOutput> = {
  parameters: { UserPoolId: "text", GroupName: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:CreateGroup", UserPoolId),
  async run({ UserPoolId, GroupName, Description, Precedence, RoleArn }, resources) {
    poolIn(resources, UserPoolId);
    refuseRole(RoleArn);
    const inputs = { userPoolId: UserPoolId, name: GroupName, description: Description, precedence: Precedence };
    return { Group: describedGroup(await resources.create(TYPES.group, inputs)) };
  },
};

export const getGroup: CognitoControl<GetGroupCommandInput, GetGroupCommandOutput> = {
  parameters: { UserPoolId: "text", GroupName: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:GetGroup", UserPoolId),
  run: (input, resources) => ({ Group: describedGroup(groupIn(resources, input)) }),
};

export const listGroups: CognitoControl<ListGroupsCommandInput, ListGroupsCommandOutput> = {
  parameters: { UserPoolId: "text", Limit: "number?", NextToken: "text?" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:ListGroups", UserPoolId),
  run({ UserPoolId, Limit, NextToken }, resources) {
    const { page, next } = paged(ofPool(resources, TYPES.group, UserPoolId), Limit, NextToken);
    return { Groups: page.map(describedGroup), ...(next !== undefined && { NextToken: next }) };
  },
};

export const updateGroup: CognitoControl<UpdateGroupCommandInput, UpdateGroupCommandOutput> = {
  parameters: { UserPoolId: "text", GroupName: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:UpdateGroup", UserPoolId),
  async run({ Description, Precedence, RoleArn, ...input }, resources) {
    refuseRole(RoleArn);
    const changes = {
      ...(Description !== undefined && { description: Description }),
      ...(Precedence !== undefined && { precedence: Precedence }),
    };
    return { Group: describedGroup(await resources.update(groupIn(resources, input), changes)) };
  },
};

export const deleteGroup: CognitoControl<DeleteGroupCommandInput, DeleteGroupCommandOutput> = {
  parameters: { UserPoolId: "text", GroupName: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:DeleteGroup", UserPoolId),
  async run({ UserPoolId, GroupName }, resources) {
    const group = groupIn(resources, { UserPoolId, GroupName });
    await resources.delete(group);
    for (const member of ofPool(resources, TYPES.member, UserPoolId)) {
      if (member.state.groupName === GroupName) resources.inventory.drop(member);
    }
    return {};
  },
};

export const adminCreateUser: CognitoControl<AdminCreateUserCommandInput, AdminCreateUserCommandOutput> = {
  parameters: { UserPoolId: "text", Username: "text", UserAttributes: "list?" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminCreateUser", UserPoolId),
  async run(input, resources) {
    const { UserPoolId, Username, TemporaryPassword, MessageAction, DesiredDeliveryMediums, UserAttributes } = input;
    poolIn(resources, UserPoolId);
    const made = await resources.create(TYPES.user, {
      ...{ userPoolId: UserPoolId, username: Username, attributes: attributesIn(UserAttributes) },
      ...{ temporaryPassword: TemporaryPassword, messageAction: MessageAction },
      desiredDeliveryMediums: DesiredDeliveryMediums ?? (TemporaryPassword === undefined ? ["EMAIL"] : undefined),
    });
    const { attributes, status, enabled, username } = made.state as Properties & { attributes: object };
    return {
      User: {
        Username: String(username),
        Attributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
        ...{ Enabled: enabled === true, UserStatus: status as "FORCE_CHANGE_PASSWORD" },
        ...{ UserCreateDate: made.createdAt / 1000, UserLastModifiedDate: made.changedAt / 1000 },
      },
    };
  },
};

export const adminSetUserPassword: CognitoControl<AdminSetUserPasswordCommandInput, AdminSetUserPasswordCommandOutput> =
  {
    parameters: { UserPoolId: "text", Username: "text", Password: "text", Permanent: "flag?" },
    permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminSetUserPassword", UserPoolId),
    async run({ Password, Permanent = false, ...named }, resources) {
      const passwords = Permanent
        ? { password: Password, temporaryPassword: undefined }
        : { password: undefined, temporaryPassword: Password };
      await resources.update(userIn(resources, named), passwords);
      return {};
    },
  };

export const adminUpdateUserAttributes: CognitoControl<
  AdminUpdateUserAttributesCommandInput,
  AdminUpdateUserAttributesCommandOutput
> = {
  parameters: { UserPoolId: "text", Username: "text", UserAttributes: "list" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminUpdateUserAttributes", UserPoolId),
  async run({ UserAttributes, ...named }, resources) {
    const user = userIn(resources, named);
    const before = user.inputs.attributes as Readonly<Record<string, string>> | undefined;
    await resources.update(user, { attributes: { ...before, ...attributesIn(UserAttributes) } });
    return {};
  },
};

export const adminEnableUser: CognitoControl<AdminEnableUserCommandInput, AdminEnableUserCommandOutput> = {
  parameters: { UserPoolId: "text", Username: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminEnableUser", UserPoolId),
  async run(named, resources) {
    await resources.update(userIn(resources, named), { enabled: true });
    return {};
  },
};

export const adminDisableUser: CognitoControl<AdminDisableUserCommandInput, AdminDisableUserCommandOutput> = {
  parameters: { UserPoolId: "text", Username: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminDisableUser", UserPoolId),
  async run(named, resources) {
    await resources.update(userIn(resources, named), { enabled: false });
    return {};
  },
};

export const adminDeleteUser: CognitoControl<AdminDeleteUserCommandInput, AdminDeleteUserCommandOutput> = {
  parameters: { UserPoolId: "text", Username: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminDeleteUser", UserPoolId),
  async run(named, resources) {
    await resources.delete(userIn(resources, named));
    for (const member of ofPool(resources, TYPES.member, named.UserPoolId)) {
      if (member.state.username === named.Username) resources.inventory.drop(member);
    }
    return {};
  },
};

/** Somebody who is in the group stays there. */
export const adminAddUserToGroup: CognitoControl<AdminAddUserToGroupCommandInput, AdminAddUserToGroupCommandOutput> = {
  parameters: { UserPoolId: "text", Username: "text", GroupName: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminAddUserToGroup", UserPoolId),
  async run({ UserPoolId, Username, GroupName }, resources) {
    const user = userIn(resources, { UserPoolId, Username });
    groupIn(resources, { UserPoolId, GroupName });
    if (memberOf(resources, user, GroupName)) return {};
    const inputs = { userPoolId: UserPoolId, username: String(user.state.username), groupName: GroupName };
    await resources.create(TYPES.member, inputs);
    return {};
  },
};

export const adminRemoveUserFromGroup: CognitoControl<
  AdminRemoveUserFromGroupCommandInput,
  AdminRemoveUserFromGroupCommandOutput
> = {
  parameters: { UserPoolId: "text", Username: "text", GroupName: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:AdminRemoveUserFromGroup", UserPoolId),
  async run({ UserPoolId, Username, GroupName }, resources) {
    const user = userIn(resources, { UserPoolId, Username });
    groupIn(resources, { UserPoolId, GroupName });
    const member = memberOf(resources, user, GroupName);
    if (member) await resources.delete(member);
    return {};
  },
};

/** @throws AwsError for a role of a group: there are no identity pools that it could be of use to */
function refuseRole(roleArn: string | undefined): void {
  if (roleArn !== undefined) throw invalid("RoleArn is not supported locally yet: leave it out");
}

function memberOf(resources: Controlled, { state }: KeptResource, group: string): KeptResource | undefined {
  const members = ofPool(resources, TYPES.member, String(state.userPoolId));
  return members.find((member) => member.state.username === state.username && member.state.groupName === group);
}

/** @throws AwsError `ResourceNotFoundException` */
function groupIn(
  resources: Controlled,
  { UserPoolId, GroupName }: { readonly UserPoolId: string; readonly GroupName: string },
): KeptResource {
  const found = ofPool(resources, TYPES.group, UserPoolId).find(({ state }) => state.name === GroupName);
  if (found) return found;
  throw notFound("Group not found.");
}

/** Somebody is named by the name, or by the id that never changes. @throws AwsError `UserNotFoundException` */
function userIn(resources: Controlled, { UserPoolId, Username }: Named): KeptResource {
  const users = ofPool(resources, TYPES.user, UserPoolId);
  const found = users.find(({ state }) => state.username === Username || state.sub === Username);
  if (found) return found;
  throw new AwsError("UserNotFoundException", "User does not exist.");
}

function attributesIn(
  list: readonly { readonly Name: string | undefined; readonly Value?: string | undefined }[] = [],
): Record<string, string> {
  return Object.fromEntries(list.map(({ Name = "", Value = "" }) => [Name, Value]));
}

function describedGroup({ state, createdAt, changedAt }: KeptResource) {
  return {
    ...{ GroupName: String(state.name), UserPoolId: String(state.userPoolId) },
    ...(state.description !== undefined && { Description: String(state.description) }),
    ...(state.precedence !== undefined && { Precedence: Number(state.precedence) }),
    ...{ CreationDate: createdAt / 1000, LastModifiedDate: changedAt / 1000 },
  };
}
