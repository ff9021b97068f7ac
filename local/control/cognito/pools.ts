import type {
  CreateUserPoolCommandInput,
  CreateUserPoolCommandOutput,
  CreateUserPoolDomainCommandInput,
  CreateUserPoolDomainCommandOutput,
  DeleteUserPoolCommandInput,
  DeleteUserPoolCommandOutput,
  DeleteUserPoolDomainCommandInput,
  DeleteUserPoolDomainCommandOutput,
  DescribeUserPoolCommandInput,
  DescribeUserPoolCommandOutput,
  DescribeUserPoolDomainCommandInput,
  DescribeUserPoolDomainCommandOutput,
  ListUserPoolsCommandInput,
  ListUserPoolsCommandOutput,
  UpdateUserPoolCommandInput,
  UpdateUserPoolCommandOutput,
  UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import type { KeptResource } from "../../base/inventory";
import { asInputs, asMembers } from "../../base/memberNames";
import { requestTags } from "../../iam/conditionKeys";
import { onPool } from "../../services/cognito/adminOperations";
import { paged } from "../../services/cognito/apiCall";
import type { Controlled } from "../controlled";
import { allInputsIn, describedBy, inputsIn, type Members } from "../members";
import { type CognitoControl, invalid, notFound, ofPool, poolIn, TYPES } from "./cognitoControlled";

const same = (input: string) => ({ input, read: asInputs, write: asMembers });

/** Members that a pool is made with and that can be changed. */
const CHANGEABLE: Members = {
  AccountRecoverySetting: same("accountRecoverySetting"),
  AdminCreateUserConfig: same("adminCreateUserConfig"),
  AutoVerifiedAttributes: { input: "autoVerifiedAttributes" },
  DeletionProtection: { input: "deletionProtection" },
  EmailConfiguration: same("emailConfiguration"),
  EmailVerificationMessage: { input: "emailVerificationMessage" },
  EmailVerificationSubject: { input: "emailVerificationSubject" },
  MfaConfiguration: { input: "mfaConfiguration" },
  UserAttributeUpdateSettings: same("userAttributeUpdateSettings"),
  UserPoolTier: { input: "userPoolTier" },
  VerificationMessageTemplate: same("verificationMessageTemplate"),
};
const MEMBERS: Members = {
  ...CHANGEABLE,
  AliasAttributes: { input: "aliasAttributes" },
  Schema: same("schemas"),
  UsernameAttributes: { input: "usernameAttributes" },
  UsernameConfiguration: same("usernameConfiguration"),
};
const POLICIES: Members = { PasswordPolicy: same("passwordPolicy"), SignInPolicy: same("signInPolicy") };

export const createUserPool: CognitoControl<CreateUserPoolCommandInput, CreateUserPoolCommandOutput> = {
  parameters: { PoolName: "text", Policies: "map?", UserPoolTags: "map?" },
  permissions: ({ UserPoolTags = {} }) => [
    { action: "cognito-idp:CreateUserPool", resource: "*", context: requestTags(UserPoolTags) },
  ],
  async run({ PoolName: name, Policies = {}, UserPoolTags: tags = {}, ...given }, resources) {
    const inputs = { name, ...inputsIn(Policies, POLICIES, invalid), ...inputsIn(given, MEMBERS, invalid) };
    return { UserPool: described(await resources.create(TYPES.pool, inputs, { tags }), resources) };
  },
};

export const describeUserPool: CognitoControl<DescribeUserPoolCommandInput, DescribeUserPoolCommandOutput> = {
  parameters: { UserPoolId: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:DescribeUserPool", UserPoolId),
  run: ({ UserPoolId }, resources) => ({ UserPool: described(poolIn(resources, UserPoolId), resources) }),
};

export const listUserPools: CognitoControl<ListUserPoolsCommandInput, ListUserPoolsCommandOutput> = {
  parameters: { MaxResults: "number", NextToken: "text?" },
  permissions: () => [{ action: "cognito-idp:ListUserPools", resource: "*" }],
  run({ MaxResults, NextToken }, resources) {
    const { page, next } = paged(resources.all(TYPES.pool), MaxResults, NextToken);
    const UserPools = page.map(({ id, state, createdAt, changedAt }) => ({
      ...{ Id: id, Name: String(state.name), CreationDate: createdAt / 1000, LastModifiedDate: changedAt / 1000 },
    }));
    return { UserPools, ...(next !== undefined && { NextToken: next }) };
  },
};

/** Brings everything back that it does not name, as Cognito does, but for the name. */
export const updateUserPool: CognitoControl<UpdateUserPoolCommandInput, UpdateUserPoolCommandOutput> = {
  parameters: { UserPoolId: "text", Policies: "map?", UserPoolTags: "map?" },
  permissions: ({ UserPoolId, UserPoolTags = {} }) =>
    onPool("cognito-idp:UpdateUserPool", UserPoolId, requestTags(UserPoolTags)),
  async run({ UserPoolId, PoolName, Policies = {}, UserPoolTags, ...given }, resources) {
    const pool = poolIn(resources, UserPoolId);
    await resources.update(pool, {
      ...allInputsIn(Policies, POLICIES, invalid),
      ...allInputsIn(given, CHANGEABLE, invalid),
      ...(PoolName !== undefined && { name: PoolName }),
    });
    if (UserPoolTags !== undefined) resources.inventory.tag(String(pool.state.arn), UserPoolTags);
    return {};
  },
};

/** All that belongs to it goes with it, but a domain is to be deleted before. */
export const deleteUserPool: CognitoControl<DeleteUserPoolCommandInput, DeleteUserPoolCommandOutput> = {
  parameters: { UserPoolId: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:DeleteUserPool", UserPoolId),
  async run({ UserPoolId }, resources) {
    const pool = poolIn(resources, UserPoolId);
    if (ofPool(resources, TYPES.domain, UserPoolId).length > 0) {
      throw invalid("User pool cannot be deleted. It has a domain configured that should be deleted first.");
    }
    const owned = Object.values(TYPES).flatMap((type) => ofPool(resources, type, UserPoolId));
    await resources.delete(pool);
    for (const resource of owned) resources.inventory.drop(resource);
    return {};
  },
};

export const createUserPoolDomain: CognitoControl<CreateUserPoolDomainCommandInput, CreateUserPoolDomainCommandOutput> =
  {
    parameters: { UserPoolId: "text", Domain: "text" },
    permissions: ({ UserPoolId }) => onPool("cognito-idp:CreateUserPoolDomain", UserPoolId),
    async run({ UserPoolId, Domain, ManagedLoginVersion, CustomDomainConfig }, resources) {
      poolIn(resources, UserPoolId);
      if (CustomDomainConfig !== undefined) throw invalid("there are no domains of one's own locally");
      const inputs = { userPoolId: UserPoolId, domain: Domain, managedLoginVersion: ManagedLoginVersion };
      const { state } = await resources.create(TYPES.domain, inputs);
      return { ManagedLoginVersion: Number(state.managedLoginVersion) };
    },
  };

/** Answers nothing for a domain that is not there. */
export const describeUserPoolDomain: CognitoControl<
  DescribeUserPoolDomainCommandInput,
  DescribeUserPoolDomainCommandOutput
> = {
  parameters: { Domain: "text" },
  permissions: () => [{ action: "cognito-idp:DescribeUserPoolDomain", resource: "*" }],
  run({ Domain }, resources) {
    const found = resources.find(TYPES.domain, Domain);
    if (found === undefined) return { DomainDescription: {} };
    const { userPoolId, awsAccountId, managedLoginVersion } = found.state;
    return {
      DomainDescription: {
        ...{ Domain, UserPoolId: String(userPoolId), AWSAccountId: String(awsAccountId), Status: "ACTIVE" },
        ManagedLoginVersion: Number(managedLoginVersion),
      },
    };
  },
};

export const deleteUserPoolDomain: CognitoControl<DeleteUserPoolDomainCommandInput, DeleteUserPoolDomainCommandOutput> =
  {
    parameters: { UserPoolId: "text", Domain: "text" },
    permissions: ({ UserPoolId }) => onPool("cognito-idp:DeleteUserPoolDomain", UserPoolId),
    async run({ UserPoolId, Domain }, resources) {
      const found = ofPool(resources, TYPES.domain, UserPoolId).find(({ id }) => id === Domain);
      if (found === undefined) throw notFound(`No such domain or user pool exists.`);
      await resources.delete(found);
      return {};
    },
  };

function described({ id, state, createdAt, changedAt }: KeptResource, resources: Controlled): UserPoolType {
  const { Schema: SchemaAttributes, ...members } = describedBy(state, MEMBERS);
  const policies = describedBy(state, POLICIES);
  const tags = resources.inventory.tagsOf(String(state.arn));
  const [domain] = ofPool(resources, TYPES.domain, id);
  return {
    ...members,
    ...{ Id: id, Name: String(state.name), Arn: String(state.arn) },
    ...(SchemaAttributes !== undefined && { SchemaAttributes }),
    ...(Object.keys(policies).length > 0 && { Policies: policies }),
    ...(Object.keys(tags).length > 0 && { UserPoolTags: tags }),
    ...(domain && { Domain: domain.id }),
    ...{ CreationDate: createdAt / 1000, LastModifiedDate: changedAt / 1000 },
  } as unknown as UserPoolType;
}
