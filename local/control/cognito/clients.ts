import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolClientCommandOutput,
  DeleteUserPoolClientCommandInput,
  DeleteUserPoolClientCommandOutput,
  DescribeUserPoolClientCommandInput,
  DescribeUserPoolClientCommandOutput,
  ListUserPoolClientsCommandInput,
  ListUserPoolClientsCommandOutput,
  UpdateUserPoolClientCommandInput,
  UpdateUserPoolClientCommandOutput,
  UserPoolClientType,
} from "@aws-sdk/client-cognito-identity-provider";
import type { KeptResource } from "../../base/inventory";
import { asInputs, asMembers } from "../../base/memberNames";
import type { OnWire } from "../../edge/wireTypes";
import { onPool } from "../../services/cognito/adminOperations";
import { paged } from "../../services/cognito/apiCall";
import type { Controlled } from "../controlled";
import { allInputsIn, describedBy, inputsIn, type Members } from "../members";
import { type CognitoControl, invalid, notFound, ofPool, TYPES } from "./cognitoControlled";

const MEMBERS: Members = {
  AccessTokenValidity: { input: "accessTokenValidity" },
  AllowedOAuthFlows: { input: "allowedOauthFlows" },
  AllowedOAuthFlowsUserPoolClient: { input: "allowedOauthFlowsUserPoolClient" },
  AllowedOAuthScopes: { input: "allowedOauthScopes" },
  CallbackURLs: { input: "callbackUrls" },
  DefaultRedirectURI: { input: "defaultRedirectUri" },
  EnableTokenRevocation: { input: "enableTokenRevocation" },
  ExplicitAuthFlows: { input: "explicitAuthFlows" },
  IdTokenValidity: { input: "idTokenValidity" },
  LogoutURLs: { input: "logoutUrls" },
  PreventUserExistenceErrors: { input: "preventUserExistenceErrors" },
  ReadAttributes: { input: "readAttributes" },
  RefreshTokenRotation: { input: "refreshTokenRotation", read: asInputs, write: asMembers },
  RefreshTokenValidity: { input: "refreshTokenValidity" },
  SupportedIdentityProviders: { input: "supportedIdentityProviders" },
  TokenValidityUnits: { input: "tokenValidityUnits", read: asInputs, write: asMembers },
  WriteAttributes: { input: "writeAttributes" },
};

export const createUserPoolClient: CognitoControl<CreateUserPoolClientCommandInput, CreateUserPoolClientCommandOutput> =
  {
    parameters: { UserPoolId: "text", ClientName: "text" },
    permissions: ({ UserPoolId }) => onPool("cognito-idp:CreateUserPoolClient", UserPoolId),
    async run({ UserPoolId, ClientName, GenerateSecret, ...given }, resources) {
      ofPool(resources, TYPES.client, UserPoolId);
      const inputs = { userPoolId: UserPoolId, name: ClientName, generateSecret: GenerateSecret };
      const made = await resources.create(TYPES.client, { ...inputs, ...inputsIn(given, MEMBERS, invalid) });
      return { UserPoolClient: described(made) };
    },
  };

export const describeUserPoolClient: CognitoControl<
  DescribeUserPoolClientCommandInput,
  DescribeUserPoolClientCommandOutput
> = {
  parameters: { UserPoolId: "text", ClientId: "text" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:DescribeUserPoolClient", UserPoolId),
  run: ({ UserPoolId, ClientId }, resources) => ({
    UserPoolClient: described(clientIn(resources, UserPoolId, ClientId)),
  }),
};

export const listUserPoolClients: CognitoControl<ListUserPoolClientsCommandInput, ListUserPoolClientsCommandOutput> = {
  parameters: { UserPoolId: "text", NextToken: "text?", MaxResults: "number?" },
  permissions: ({ UserPoolId }) => onPool("cognito-idp:ListUserPoolClients", UserPoolId),
  run({ UserPoolId, MaxResults, NextToken }, resources) {
    const { page, next } = paged(ofPool(resources, TYPES.client, UserPoolId), MaxResults, NextToken);
    const UserPoolClients = page.map(({ id: ClientId, state }) => ({
      ...{ ClientId, UserPoolId, ClientName: String(state.name) },
    }));
    return { UserPoolClients, ...(next !== undefined && { NextToken: next }) };
  },
};

/** Brings everything back that it does not name, as Cognito does, but for the name. */
export const updateUserPoolClient: CognitoControl<UpdateUserPoolClientCommandInput, UpdateUserPoolClientCommandOutput> =
  {
    parameters: { UserPoolId: "text", ClientId: "text" },
    permissions: ({ UserPoolId }) => onPool("cognito-idp:UpdateUserPoolClient", UserPoolId),
    async run({ UserPoolId, ClientId, ClientName, ...given }, resources) {
      const client = clientIn(resources, UserPoolId, ClientId);
      const changed = await resources.update(client, {
        ...allInputsIn(given, MEMBERS, invalid),
        ...(ClientName !== undefined && { name: ClientName }),
      });
      return { UserPoolClient: described(changed) };
    },
  };

export const deleteUserPoolClient: CognitoControl<DeleteUserPoolClientCommandInput, DeleteUserPoolClientCommandOutput> =
  {
    parameters: { UserPoolId: "text", ClientId: "text" },
    permissions: ({ UserPoolId }) => onPool("cognito-idp:DeleteUserPoolClient", UserPoolId),
    async run({ UserPoolId, ClientId }, resources) {
      await resources.delete(clientIn(resources, UserPoolId, ClientId));
      return {};
    },
  };

/** @throws AwsError `ResourceNotFoundException` */
function clientIn(resources: Controlled, userPoolId: string, clientId: string): KeptResource {
  const found = ofPool(resources, TYPES.client, userPoolId).find(({ id }) => id === clientId);
  if (found) return found;
  throw notFound(`User pool client ${clientId} does not exist.`);
}

function described({ id, state, createdAt, changedAt }: KeptResource): OnWire<UserPoolClientType> {
  return {
    ...{ UserPoolId: String(state.userPoolId), ClientId: id, ClientName: String(state.name) },
    ...describedBy(state, MEMBERS),
    ...(state.clientSecret !== "" && { ClientSecret: String(state.clientSecret) }),
    ...{ CreationDate: createdAt / 1000, LastModifiedDate: changedAt / 1000 },
  };
}
