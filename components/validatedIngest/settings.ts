import type * as pulumi from "@pulumi/pulumi";
import { DEFAULT_RULES } from "../../functions/ingestion/rules";
import { checked, checkName, type Subject, wholeNumber } from "../parts/arguments/arguments";
import { commonSettings } from "../parts/arguments/commonArgs";
import type { ValidatedIngest } from "../validatedIngest";
import type { ValidatedIngestArgs } from "./args";
import { checkRules } from "./fieldRules";

/** A week. */
const APPROVAL_TIMEOUT_SECONDS = 604_800;

/** A year, in seconds, less an hour: an execution that is a year old is ended without another step. */
const LONGEST_APPROVAL_SECONDS = 365 * 86_400 - 3_600;

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: ValidatedIngestArgs) {
  const subject: Subject = { component: "ValidatedIngest", name };
  checkName(subject);
  const number = (argument: NumberArgument, fallback: number, min: number, max: number): pulumi.Input<number> =>
    wholeNumber(subject, argument, args[argument] ?? fallback, { min, max });
  const plain = (argument: PlainNumberArgument, fallback: number, min: number, max: number): number =>
    number(argument, fallback, min, max) as number;

  return {
    subject,
    rules: checkRules(subject, args.rules ?? DEFAULT_RULES),
    approvalTimeoutSeconds: plain("approvalTimeoutSeconds", APPROVAL_TIMEOUT_SECONDS, 1, LONGEST_APPROVAL_SECONDS),
    approvalEmails: (args.approvalEmails ?? []).map((email, index) => {
      return checked(subject, `approvalEmails.${index}`, email, "an e-mail address", (known) =>
        /^[^@\s]+@[^@\s]+$/.test(known),
      ) as string;
    }),
    reservedConcurrency: number("reservedConcurrency", 50, 1, 1_000),
    maxQueryBytes: plain("maxQueryBytes", 4_096, 64, 65_536),
    maxBodyBytes: plain("maxBodyBytes", 4_096, 64, 65_536),
    deletionProtection: args.deletionProtection ?? true,
    memoryMb: number("memoryMb", 512, 128, 10_240),
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

type PlainNumberArgument = "approvalTimeoutSeconds" | "maxQueryBytes" | "maxBodyBytes";
type NumberArgument = PlainNumberArgument | "reservedConcurrency" | "memoryMb";

/** What the helpers that make the children share. */
export type Context = ReturnType<typeof settingsOf> & { opts: { parent: ValidatedIngest } };
