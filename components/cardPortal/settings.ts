import type * as pulumi from "@pulumi/pulumi";
import { checked, checkName, type Range, type Subject, wholeNumber } from "../parts/arguments/arguments";
import { commonSettings } from "../parts/arguments/commonArgs";
import { refusal } from "../parts/arguments/refusal";
import type { CardPortalArgs, PortalPagesArgs, PortalUser } from "./args";

export type PageSettings = ReturnType<typeof pageSettingsOf>;
export type Context = ReturnType<typeof settingsOf> & { opts: { parent: pulumi.Resource } };
export type PageContext = PageSettings & {
  /** ARN of the key that encrypts the bucket; its policy lets CloudFront use it. @default a key of S3's own */
  keyArn?: pulumi.Input<string>;
  opts: { parent: pulumi.Resource };
};

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
  if ((args.domainName === undefined) !== (args.certificateArn === undefined)) {
    throw refusal(`CardPortal ${JSON.stringify(name)}: domainName and certificateArn must be given together`);
  }
  return {
    subject,
    users,
    ...(args.loginPrefix !== undefined && { loginPrefix: loginPrefix(subject, args.loginPrefix) }),
    ...(args.domainName !== undefined &&
      args.certificateArn !== undefined && {
        domain: { name: args.domainName, certificateArn: args.certificateArn },
      }),
    signInHours: wholeNumber(subject, "signInHours", args.signInHours ?? 12, { min: 1, max: LONGEST_SIGN_IN }),
    deletionProtection: args.deletionProtection ?? true,
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

/** The same, with those of the backend. */
export function settingsOf(name: string, args: CardPortalArgs) {
  const pages = pageSettingsOf(name, args);
  const number = (argument: "throttleRateLimit" | "throttleBurstLimit" | "memoryMb", fallback: number, range: Range) =>
    wholeNumber(pages.subject, argument, args[argument] ?? fallback, range);
  return {
    ...pages,
    cards: args.cards,
    throttleRateLimit: number("throttleRateLimit", 100, { min: 1 }),
    throttleBurstLimit: number("throttleBurstLimit", 200, { min: 1 }),
    memoryMb: number("memoryMb", 512, { min: 128, max: 10_240 }),
    transform: args.transform ?? {},
  };
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
