import type { AwsService } from "../../edge/awsService";
import type { PathHandler } from "../../edge/edge";
import type { InvitationTemplate } from "./invitation";
import type { TokenKeys } from "./signingKey";
import type { IssuedTokens } from "./tokens";

/** The rules for passwords (Cognito Developer Guide, "Adding user pool password requirements"). */
export interface PasswordPolicy {
  minimumLength: number;
  requireLowercase: boolean;
  requireUppercase: boolean;
  requireNumbers: boolean;
  requireSymbols: boolean;
  /** Days in which a temporary password has to be changed. */
  temporaryDays: number;
}

export interface UserPoolSpec {
  /** `"us-east-1_AbC123xyz"` */
  id: string;
  arn: string;
  /** The logical name, for reports. */
  name: string;
  passwordPolicy: PasswordPolicy;
  /** Attributes that people sign in with instead of a name, such as `"email"`; their names are then generated. */
  usernameAttributes: readonly string[];
  /** Attributes that people may sign in with beside their name. */
  aliasAttributes: readonly string[];
  caseSensitive: boolean;
  /** Attributes that a user must have. */
  requiredAttributes: readonly string[];
  /** With their prefix: `"custom:department"`. */
  customAttributes: readonly string[];
  invitation: InvitationTemplate;
}

export interface UserPoolClientSpec {
  id: string;
  userPoolId: string;
  /** Absent for a public client. */
  secret?: string;
  /** True where it may use the hosted login, with authorization codes. */
  usesHostedLogin: boolean;
  callbackUrls: readonly string[];
  logoutUrls: readonly string[];
  scopes: readonly string[];
  /** `"ALLOW_USER_PASSWORD_AUTH"` */
  authFlows: readonly string[];
  /** Seconds. */
  validity: { accessToken: number; idToken: number; refreshToken: number };
  /** Answers for somebody who does not exist as for a wrong password. */
  hidesUsers: boolean;
  /** Attributes of users that its id tokens tell; OpenID Connect's own where absent. */
  readAttributes?: readonly string[];
  /** A refresh gives another refresh token, and the old one holds for so many seconds; absent: it stays the same. */
  rotation?: { graceSeconds: number };
}

export interface UserSpec {
  /** The program's name for the user: the name, or the attribute that people sign in with. */
  username: string;
  /** A UUID, which never changes. */
  sub: string;
  attributes: Readonly<Record<string, string>>;
  enabled: boolean;
  /** Absent on an update that does not change it, and for a user who is invited or cannot sign in. */
  password?: { text: string; permanent: boolean };
}

export interface GroupSpec {
  name: string;
  description?: string;
  /** The smaller, the more it counts: the order of `cognito:groups`. */
  precedence?: number;
}

export type UserStatus = "CONFIRMED" | "FORCE_CHANGE_PASSWORD";

/** Amazon Cognito user pools: users, groups and clients in memory, hosted login, and tokens. */
export interface Cognito {
  readonly api: AwsService;
  /** Everything below `/cognito-idp/` of the edge. */
  readonly pages: PathHandler;

  /** Makes a pool with a signing key, which stays when the pool is put again. @returns without a scheme, as on AWS */
  putPool(spec: UserPoolSpec): Promise<{ endpoint: string }>;
  deletePool(id: string): void;
  /** @throws AwsError `ResourceNotFoundException` */
  putClient(spec: UserPoolClientSpec): void;
  deleteClient(userPoolId: string, id: string): void;
  /** Opens the hosted login. @throws AwsError `InvalidParameterException` where the prefix is taken */
  putDomain(userPoolId: string, prefix: string): void;
  deleteDomain(userPoolId: string, prefix: string): void;
  /** @throws AwsError `GroupExistsException` where another resource has made it */
  createGroup(userPoolId: string, group: GroupSpec): void;
  updateGroup(userPoolId: string, group: GroupSpec): void;
  deleteGroup(userPoolId: string, name: string): void;
  /**
   * @param invited gets a mail in the local mailbox, with the temporary password of the program or one that is made up
   * @throws AwsError `UsernameExistsException`, `InvalidPasswordException` or `InvalidParameterException`
   */
  createUser(userPoolId: string, user: UserSpec, invited?: boolean): Promise<UserStatus>;
  updateUser(userPoolId: string, user: UserSpec): Promise<UserStatus>;
  deleteUser(userPoolId: string, username: string): void;
  /** @throws AwsError `UserNotFoundException` or `ResourceNotFoundException` */
  addToGroup(userPoolId: string, username: string, group: string): void;
  removeFromGroup(userPoolId: string, username: string, group: string): void;

  /** The public keys of the pool with this issuer; `undefined` where there is none. */
  keysOf(issuer: string): TokenKeys | undefined;
  /**
   * Signs a user in without a password, as nobody can from outside this process: for tests.
   *
   * @param options.issuedAt milliseconds since the Unix epoch, such as two hours ago for tokens that have expired. @default now
   * @param options.scopes of the access token. @default all that the client has
   * @throws AwsError `ResourceNotFoundException` or `UserNotFoundException`
   */
  signIn(
    userPoolId: string,
    clientId: string,
    username: string,
    options?: { issuedAt?: number; scopes?: readonly string[] },
  ): Promise<IssuedTokens>;
}
