import type { InvitationTemplate } from "./invitation";
import type { PasswordPolicy } from "./passwords";

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
