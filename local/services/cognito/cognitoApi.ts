import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { prepared } from "../../edge/awsApi";
import type { AwsCall, AwsService } from "../../edge/awsService";
import { adminOperations } from "./adminOperations";
import { type ApiParts, type Operation, text } from "./apiCall";
import { userOperations } from "./userOperations";

/**
 * Cognito's API, as far as tests and tools need it: who exists, and signing in without a browser. What users do for themselves is
 * not signed (Amazon Cognito User Pools API Reference, "Unauthenticated ... operations").
 */
export function cognitoApi(parts: ApiParts): AwsService {
  return prepared({
    signingName: "cognito-idp",
    protocol: "json-1.1",
    unsigned: {
      targetPrefix: "AWSCognitoIdentityProviderService.",
      operations: [...Object.keys(userOperations), ...UNSIGNED_ELSEWHERE],
    },
    permissions(call) {
      operationOf(call);
      if (Object.hasOwn(userOperations, call.operation)) return [];
      const resource = arn("cognito-idp", `userpool/${text(call, "UserPoolId")}`);
      return [{ action: `cognito-idp:${call.operation}`, resource }];
    },
    handle: async (call) => ({ result: await operationOf(call)(call, parts) }),
  });
}

/** Operations that nobody signs on AWS either and that are not here: callers are to be told so, and not that a signature is missing. */
const UNSIGNED_ELSEWHERE = [
  ...["ChangePassword", "ConfirmForgotPassword", "ConfirmSignUp", "ForgotPassword", "ResendConfirmationCode", "SignUp"],
  ...["AssociateSoftwareToken", "UpdateUserAttributes", "VerifyUserAttribute"],
];

const OPERATIONS: Readonly<Record<string, Operation>> = { ...adminOperations, ...userOperations };

/** @throws AwsError `UnknownOperationException` for an operation that is not known */
function operationOf({ operation }: AwsCall): Operation {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (known) return known;
  throw new AwsError(
    "UnknownOperationException",
    `cognito-idp:${operation} is not supported locally (supported: ${Object.keys(OPERATIONS).sort().join(", ")}): declare users and ` +
      "groups with aws.cognito.User and aws.cognito.UserGroup, or add it to local/services/cognito",
  );
}
