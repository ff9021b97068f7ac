import type * as pulumi from "@pulumi/pulumi";
import { type ApiDomain, apiDomainOf } from "../parts/api/domain";
import { checked, checkName, type Subject } from "../parts/arguments/arguments";
import { commonSettings } from "../parts/arguments/commonArgs";
import { numbers } from "../parts/arguments/numbers";
import type { CardPortalArgs, PortalPagesArgs, PortalUser } from "./args";

export type Settings = ReturnType<typeof settingsOf>;
export type PageSettings = ReturnType<typeof pageSettingsOf>;

/** Hours; a refresh token lasts ten years at most (Cognito API reference, `RefreshTokenValidity`: 3,650 days). */
const LONGEST_SIGN_IN = 87_600;
const GROUPS: readonly string[] = ["hr", "auditor"];

/**
 * The arguments of the sign-in and the pages with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function pageSettingsOf(name: string, args: PortalPagesArgs) {
  const subject: Subject = { component: "CardPortal", name };
  checkName(subject);
  const users = args.users ?? [];
  checkUsers(subject, users);
  return {
    subject,
    users,
    ...(args.loginPrefix !== undefined && { loginPrefix: loginPrefix(subject, args.loginPrefix) }),
    domain: domainOf(subject, args.domain),
    ...numbers(subject, args, { signInHours: { default: 12, min: 1, max: LONGEST_SIGN_IN } }),
    deletionProtection: args.deletionProtection ?? true,
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

/** The same, with those of the backend. */
export function settingsOf(name: string, args: CardPortalArgs) {
  const pages = pageSettingsOf(name, args);
  return {
    ...pages,
    cards: args.cards,
    ...numbers(pages.subject, args, {
      throttleRateLimit: { default: 100, min: 1 },
      throttleBurstLimit: { default: 200, min: 1 },
      memoryMb: { default: 512, min: 128, max: 10_240 },
    }),
    transform: args.transform ?? {},
  };
}

/** A certificate that is made would be in the stack's region, and CloudFront takes those of us-east-1 alone. */
function domainOf(subject: Subject, domain: ApiDomain | undefined) {
  if (domain === undefined) return undefined;
  const rule = "the ARN of a certificate of ACM in us-east-1, for CloudFront takes no other";
  const certificate = checked<string | undefined>(subject, "domain.certificate", domain.certificate, rule, (known) =>
    /^arn:aws[a-z-]*:acm:us-east-1:[^:]+:certificate\/.+$/.test(known ?? ""),
  ) as pulumi.Input<string>;
  return { ...apiDomainOf(subject, { ...domain, certificate }), certificate };
}

function checkUsers(subject: Subject, users: readonly PortalUser[]): void {
  const known = new Set<string>();
  for (const [at, { email, groups }] of users.entries()) {
    checked(subject, `users[${at}].email`, email, "an email address", (text) => /^[^\s@]+@[^\s@]+$/.test(text));
    checked(
      subject,
      `users[${at}].email`,
      email,
      "another than those before",
      (text) => !known.has(text.toLowerCase()),
    );
    checked(subject, `users[${at}].groups`, groups, `any of ${GROUPS.join(", ")}`, (names) =>
      names.every((group) => GROUPS.includes(group)),
    );
    known.add(email.toLowerCase());
  }
}

/** Cognito API reference, `CreateUserPoolDomain`; it refuses the names of AWS's own. */
function loginPrefix(subject: Subject, value: pulumi.Input<string>): pulumi.Input<string> {
  const rule = "up to 63 small letters, digits and hyphens, without aws, amazon and cognito";
  return checked(subject, "loginPrefix", value, rule, (text) => {
    return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text) && !/aws|amazon|cognito/.test(text);
  });
}
