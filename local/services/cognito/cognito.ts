import type { AwsService } from "../../edge/awsService";
import type { PathHandler } from "../../edge/edge";
import type { TokenKeys } from "./signingKey";
import type { IssuedTokens } from "./tokens";
import type { GroupSpec, UserPoolClientSpec, UserPoolSpec, UserSpec, UserStatus } from "./userPoolSpec";

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
   * Signs a user in without a password, as nobody can from outside this process: for tests, and for the console.
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
  /**
   * Signs a user in at the hosted login without a password.
   * @returns the cookie, as a header `set-cookie` has it, by which a browser is known there
   * @throws AwsError `ResourceNotFoundException` or `UserNotFoundException`
   */
  openSession(userPoolId: string, username: string): string;
}
