import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { transformed } from "../parts/arguments/transform";
import type { PortalGroup, PortalUser } from "./args";
import type { PageContext } from "./settings";

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

/** Who may sign in, and the hosted login where they do. Nobody signs himself up. */
export function login(context: PageContext): Login {
  const { subject, tags, transform, deletionProtection, opts } = context;
  const userPool = new aws.cognito.UserPool(
    `${subject.name}-users`,
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
    `${subject.name}-login`,
    { userPoolId: userPool.id, domain: context.loginPrefix ?? userPool.id.apply(prefixOf) },
    opts,
  );
  const region = userPool.arn.apply((arn) => arn.split(":")[3] ?? "");
  const origin = pulumi.interpolate`https://${domain.domain}.auth.${region}.amazoncognito.com`;
  people(context, userPool);
  return { userPool, domain, origin };
}

/**
 * The pages, as Cognito knows them: a public client that gets codes with PKCE, at exactly one address.
 *
 * @param url of the portal, without a slash at its end
 */
export function client(
  { subject, signInHours, transform, opts }: PageContext,
  { userPool, domain }: Login,
  url: pulumi.Output<string>,
): aws.cognito.UserPoolClient {
  const home = pulumi.interpolate`${url}/`;
  return new aws.cognito.UserPoolClient(
    `${subject.name}-client`,
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

function people({ subject, users, opts }: PageContext, userPool: aws.cognito.UserPool): void {
  const groups = Object.fromEntries(
    Object.entries(GROUPS).map(([group, description]) => [
      group,
      new aws.cognito.UserGroup(
        `${subject.name}-${group}`,
        { userPoolId: userPool.id, name: group, description },
        opts,
      ),
    ]),
  );
  for (const user of users) {
    const made = person(`${subject.name}-${user.email.replaceAll(/[^A-Za-z0-9]+/g, "-")}`, user, userPool, opts);
    for (const group of user.groups) {
      new aws.cognito.UserInGroup(
        `${subject.name}-${user.email.replaceAll(/[^A-Za-z0-9]+/g, "-")}-${group}`,
        { userPoolId: userPool.id, username: made.username, groupName: groups[group]?.name ?? group },
        opts,
      );
    }
  }
}

function person(
  name: string,
  { email, password }: PortalUser,
  userPool: aws.cognito.UserPool,
  opts: pulumi.CustomResourceOptions,
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
