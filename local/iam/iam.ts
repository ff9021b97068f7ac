import type { Report } from "../report";

/** Who makes a call. */
export type Principal =
  /** The person at the laptop (and the CLI): may do everything, as the deploying administrator may on AWS. */
  | { kind: "operator"; arn: string }
  /** A session of a role; `arn` is the `sts::assumed-role` ARN that AWS names in its messages. */
  | { kind: "role"; arn: string; roleArn: string }
  /** A service acting for itself, such as `apigateway.amazonaws.com`: only resource policies can allow it. */
  | { kind: "service"; service: string };

/** One permission that a call needs; `context` holds condition keys, such as `{ "aws:SourceArn": "..." }`. */
export interface Permission {
  action: string;
  resource: string;
  context?: Readonly<Record<string, string>>;
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

  /** @throws AwsError `UnrecognizedClientException` for a key this cloud did not issue */
  principalOf(accessKeyId: string): Principal;
  /** Credentials of the person at the laptop. */
  readonly operator: Credentials;
  /**
   * A service (`"lambda.amazonaws.com"`) takes on a role, as far as the role's trust policy lets it.
   * @throws AwsError `AccessDenied` where it does not
   */
  assumeRole(
    roleArn: string,
    sessionName: string,
    servicePrincipal: string,
  ): { principal: Principal; credentials: Credentials };

  putRole(role: { arn: string; name: string; trustPolicy: string }): void;
  deleteRole(arn: string): void;
  /** `policyId` is unique within the role; putting it again replaces it. `document` is JSON. */
  putRolePolicy(roleArn: string, policyId: string, document: string): void;
  deleteRolePolicy(roleArn: string, policyId: string): void;

  /** The policy that hangs on a queue, a function, a topic ...; `statementId` lets several resources add to it. */
  putResourcePolicy(resourceArn: string, statementId: string, document: string): void;
  deleteResourcePolicy(resourceArn: string, statementId: string): void;
}

export type IamDependencies = { report: Report };
