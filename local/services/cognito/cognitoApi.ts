import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import {
  adminGetUser,
  adminInitiateAuth,
  adminListGroupsForUser,
  adminRespondToAuthChallenge,
  adminUserGlobalSignOut,
  listUsers,
  listUsersInGroup,
} from "./adminOperations";
import { type ApiParts, missing } from "./apiCall";
import {
  getTokensFromRefreshToken,
  getUser,
  globalSignOut,
  initiateAuth,
  respondToAuthChallenge,
  revokeToken,
} from "./userOperations";

const USER_OPERATIONS = {
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  GetUser: getUser,
  GlobalSignOut: globalSignOut,
  InitiateAuth: initiateAuth,
  RespondToAuthChallenge: respondToAuthChallenge,
  RevokeToken: revokeToken,
};

/** Operations that nobody signs on AWS either and that are not here: their callers are to be told so, not that a signature is missing. */
const UNSIGNED_ELSEWHERE = [
  ...["ChangePassword", "ConfirmForgotPassword", "ConfirmSignUp", "ForgotPassword", "ResendConfirmationCode", "SignUp"],
  ...["AssociateSoftwareToken", "UpdateUserAttributes", "VerifyUserAttribute"],
];

/**
 * Cognito's API, as far as it uses pools: who exists, and signing in without a browser; operations that make pools, clients, groups and
 * users are in `control/cognito/`. Users' own operations are not signed (Amazon Cognito User Pools API Reference, "Unauthenticated ... operations").
 */
export function cognitoApi(parts: ApiParts): AwsService {
  return awsApi({
    signingName: "cognito-idp",
    protocol: "json-1.1",
    unsigned: {
      targetPrefix: "AWSCognitoIdentityProviderService.",
      operations: [...Object.keys(USER_OPERATIONS), ...UNSIGNED_ELSEWHERE],
    },
    parts,
    operations: {
      AdminGetUser: adminGetUser,
      AdminInitiateAuth: adminInitiateAuth,
      AdminListGroupsForUser: adminListGroupsForUser,
      AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
      AdminUserGlobalSignOut: adminUserGlobalSignOut,
      ListUsers: listUsers,
      ListUsersInGroup: listUsersInGroup,
      ...USER_OPERATIONS,
    },
    unknown: (operation) =>
      new AwsError("UnknownOperationException", `cognito-idp:${operation} is not supported locally yet`),
    refused: ({ parameter }) => missing(parameter),
  });
}
