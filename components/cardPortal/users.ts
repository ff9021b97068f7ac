import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import type { PortalGroup, PortalUser } from "./args";
import type { PageSettings } from "./settings";

export interface Login {
  userPool: aws.cognito.UserPool;
  domain: aws.cognito.UserPoolDomain;
  /** Origin of the hosted login on AWS. */
  origin: pulumi.Output<string>;
}

/** Minutes that a token lasts: what a person lost in a group, he loses after them at the latest. */
const TOKEN_MINUTES = 60;

const GROUPS: Readonly<Record<PortalGroup, string>> = {
  hr: "Registers, blocks and lists cards.",
  auditor: "Sees what happened with an employee's cards.",
};

/** Makes the user pool with its groups and people, and the hosted login. Nobody signs himself up. */
export function login(name: string, settings: PageSettings, opts: ChildOptions): Login {
  const { tags, transform, deletionProtection } = settings;
  const userPool = new aws.cognito.UserPool(
    `${name}-users`,
    transformed(transform.userPool, {
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ["email"],
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: true,
        temporaryPasswordValidityDays: 3,
      },
      deletionProtection: deletionProtection ? "ACTIVE" : "INACTIVE",
      tags,
    }),
    opts,
  );
  const domain = new aws.cognito.UserPoolDomain(
    `${name}-login`,
    { userPoolId: userPool.id, domain: settings.loginPrefix ?? userPool.id.apply(prefixOf) },
    opts,
  );
  const region = userPool.arn.apply((arn) => arn.split(":")[3] ?? "");
  const origin = pulumi.interpolate`https://${domain.domain}.auth.${region}.amazoncognito.com`;
  people(name, { ...settings, userPool }, opts);
  return { userPool, domain, origin };
}

interface ClientPlace {
  /** The login that it belongs to. */
  signIn: Login;
  /** The portal's URL, without a slash at its end. */
  url: pulumi.Output<string>;
}

/** Makes the pages known to Cognito: as a public client that gets codes with PKCE, at exactly one address. */
export function client(
  name: string,
  { signIn: { userPool, domain }, url, signInHours, transform }: PageSettings & ClientPlace,
  opts: ChildOptions,
): aws.cognito.UserPoolClient {
  const home = pulumi.interpolate`${url}/`;
  return new aws.cognito.UserPoolClient(
    name,
    transformed(transform.client, {
      userPoolId: userPool.id,
      generateSecret: false,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: ["openid", "email"],
      supportedIdentityProviders: ["COGNITO"],
      callbackUrls: [home],
      logoutUrls: [home],
      explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      preventUserExistenceErrors: "ENABLED",
      enableTokenRevocation: true,
      readAttributes: ["email", "email_verified"],
      accessTokenValidity: TOKEN_MINUTES,
      idTokenValidity: TOKEN_MINUTES,
      refreshTokenValidity: signInHours,
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "hours" },
    }),
    // Without the domain there is no login that a client could use.
    { ...opts, dependsOn: [domain] },
  );
}

function people(
  name: string,
  { users, userPool }: PageSettings & { userPool: aws.cognito.UserPool },
  opts: ChildOptions,
): void {
  const groups = Object.fromEntries(
    Object.entries(GROUPS).map(([group, description]) => [
      group,
      new aws.cognito.UserGroup(`${name}-${group}`, { userPoolId: userPool.id, name: group, description }, opts),
    ]),
  );
  for (const user of users) {
    const userName = `${name}-${user.email.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
    const made = person(userName, { ...user, userPool }, opts);
    for (const group of user.groups) {
      new aws.cognito.UserInGroup(
        `${userName}-${group}`,
        { userPoolId: userPool.id, username: made.username, groupName: groups[group]?.name ?? group },
        opts,
      );
    }
  }
}

function person(
  name: string,
  { email, password, userPool }: PortalUser & { userPool: aws.cognito.UserPool },
  opts: ChildOptions,
): aws.cognito.User {
  return new aws.cognito.User(
    name,
    {
      userPoolId: userPool.id,
      username: email,
      // The person who set up the stack vouches for it.
      attributes: { email, email_verified: "true" },
      ...(password === undefined
        ? { desiredDeliveryMediums: ["EMAIL"] }
        : { password: pulumi.secret(password), messageAction: "SUPPRESS" }),
    },
    opts,
  );
}

/** Unique in the region as the pool's id is; hexadecimal, because an id may spell `aws`, which a domain may not. */
function prefixOf(userPoolId: string): string {
  return `cards-${createHash("sha256").update(userPoolId).digest("hex").slice(0, 20)}`;
}
