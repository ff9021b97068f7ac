import type { AwsError } from "../base/awsError";
import type { RequestContext } from "./conditionKeys";
import type { Identities } from "./identities";

/** The identity that makes a call. */
export type Principal =
  /** The person at the laptop (and the CLI): may do everything, as the deploying administrator may on AWS. */
  | { kind: "operator"; arn: string }
  /** A user, by one of its access keys. */
  | { kind: "user"; arn: string; name: string }
  /** A session of a role; `arn` is the `sts::assumed-role` ARN that AWS names in its messages. */
  | { kind: "role"; arn: string; roleArn: string }
  /** A service acting for itself, such as `apigateway.amazonaws.com`: only resource policies can allow it. */
  | { kind: "service"; service: string }
  /** Whoever sends an unsigned request: only a resource policy that names everyone (`"*"`) can allow it. */
  | { kind: "anonymous" };

/**
 * One permission that a call needs; `context` holds condition keys, such as `{ "aws:SourceArn": "..." }`: a list of values
 * where AWS's key is multivalued. Keys are listed in local/iam/conditionKeys.ts.
 */
export interface Permission {
  action: string;
  resource: string;
  /** The resource whose policy decides too, where that is not `resource` itself: the bucket of an object. */
  policyResource?: string;
  context?: RequestContext;
}

/** A permission that was asked for, and the statement that decided. */
export interface Verdict {
  action: string;
  resource: string;
  allowed: boolean;
  /** The statement as it is written; absent where none speaks about it, and for the operator, who may do everything. */
  statement?: Readonly<Record<string, unknown>>;
  /** The kind of policy that the statement stands in. */
  source?: string;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** Principals, their policies, and the decision. */
export interface Iam {
  /** @throws AwsError `AccessDenied`, in AWS's words, naming the statement that is missing */
  authorize(principal: Principal, permissions: readonly Permission[]): void;
  /** The same decision as a question. */
  allows(principal: Principal, permission: Permission): boolean;
  /** The same decision with its reason. */
  explain(principal: Principal, permission: Permission): Verdict;
  /**
   * The decision that identity policies make, and the resource's policy where one is given.
   * @param roleArn whose policies count; `undefined` for nobody's but those that are given
   * @param policies further ones of the identity's, and one of the resource's, in JSON
   * @throws AwsError `MalformedPolicyDocument`
   */
  simulate(
    roleArn: string | undefined,
    permission: Permission,
    policies: { readonly identity: readonly string[]; readonly resource?: string },
  ): "allowed" | "explicitDeny" | "implicitDeny";
  /** Another number after each change of a role, a policy or a key: until then, the same question has the same answer. */
  readonly revision: number;

  /** @throws AwsError `UnrecognizedClientException` for a key this cloud did not issue, or a token of another key */
  principalOf(accessKeyId: string, sessionToken: string | undefined): Principal;
  /** Credentials of the person at the laptop. */
  readonly operator: Credentials;
  /**
   * A service (`"lambda.amazonaws.com"`) takes on a role, as far as the role's trust policy lets it. The same role and
   * session name give the same credentials.
   * @param context condition keys beside `aws:SourceAccount`, such as `{ "aws:SourceArn": "..." }`
   * @throws AwsError `AccessDenied` where it does not
   */
  assumeRole(
    roleArn: string,
    sessionName: string,
    servicePrincipal: string,
    context?: RequestContext,
  ): { principal: Principal; credentials: Credentials };

  /** @throws AwsError `EntityAlreadyExists` when a role of that name stands under another path */
  putRole(role: { arn: string; name: string; trustPolicy: string }): void;
  deleteRole(arn: string): void;
  /** `policyId` is unique within the role; putting it again replaces it. `document` is JSON. */
  putRolePolicy(roleArn: string, policyId: string, document: string): void;
  deleteRolePolicy(roleArn: string, policyId: string): void;
  /** @throws AwsError `NoSuchEntity` when there is no role of that name */
  roleArnOf(roleName: string): string;

  /** Users and groups, who have no trust policies. */
  readonly identities: Identities;
  /** A new access key of a user, which is good until it is deleted. */
  createAccessKey(user: { arn: string; name: string }): { accessKeyId: string; secretAccessKey: string };
  /** @param isActive a key that is not is refused */
  setAccessKey(accessKeyId: string, isActive: boolean): void;
  deleteAccessKey(accessKeyId: string): void;

  /** A customer-managed policy. Putting it again changes it for every role it is attached to. */
  putManagedPolicy(policyArn: string, document: string): void;
  /** @throws AwsError `DeleteConflict` while a role, a user or a group has it attached */
  deleteManagedPolicy(policyArn: string): void;
  /** @throws AwsError `NoSuchEntity` for an unknown role or policy, AWS-managed policies that are not carried included */
  attachRolePolicy(roleArn: string, policyArn: string): void;
  detachRolePolicy(roleArn: string, policyArn: string): void;

  /** The policy that hangs on a queue, a function, a topic ...; `statementId` lets several resources add to it. */
  putResourcePolicy(resourceArn: string, statementId: string, document: string): void;
  deleteResourcePolicy(resourceArn: string, statementId: string): void;

  /** The key of the account that a resource is encrypted with: whoever reads or writes the resource needs the key too. */
  putResourceKey(resourceArn: string, keyArn: string | undefined): void;
  /** Refuses to everybody what takes the use of a key, with this error; `undefined` lets them use it again. */
  suspendKey(keyArn: string, refusal: AwsError | undefined): void;
}
