import { PENDING_INDEX } from "../../functions/ingestion/entry";
import { DEFAULT_RULES } from "../../functions/ingestion/rules";
import { signedAuthOf } from "../parts/api/auth";
import { checkName, type Subject } from "../parts/arguments/arguments";
import { callback } from "../parts/arguments/callback";
import { commonSettings } from "../parts/arguments/commonArgs";
import { numbers } from "../parts/arguments/numbers";
import type { TableIndex } from "../parts/data/table";
import { existingKeyArn } from "../parts/existing/existingKey";
import { existingTable } from "../parts/existing/existingTable";
import { emailsOf } from "../parts/queues/emailSubscriptions";
import type { ValidatedIngestArgs } from "./args";
import { checkRules } from "./fieldRules";

/**
 * Finds the entries that wait for a person, the only ones that have the attribute `pending`. It holds all attributes, and not the fields of the
 * rules by name: other rules would make another index.
 */
export const INDEX_OF_PENDING: TableIndex = {
  name: PENDING_INDEX,
  hashKey: { name: "pending", type: "S" },
  rangeKey: { name: "created_at", type: "S" },
};

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
  const auth = signedAuthOf(subject, "auth", args.auth);
  return {
    subject,
    auth,
    listsEntries: args.listsEntries ?? auth !== "public",
    rules: checkRules(subject, args.rules ?? DEFAULT_RULES),
    check: args.check === undefined ? undefined : callback(subject, "check", args.check),
    ...numbers(subject, args, {
      approvalTimeoutSeconds: { default: APPROVAL_TIMEOUT_SECONDS, min: 1, max: LONGEST_APPROVAL_SECONDS },
      reservedConcurrency: { min: 1, max: 1_000 },
      approvalDigestSeconds: { default: 60, min: 1, max: 300 },
      maxQueryBytes: { default: 4_096, min: 64, max: 65_536 },
      maxBodyBytes: { default: 4_096, min: 64, max: 65_536 },
      memoryMb: { default: 512, min: 128, max: 10_240 },
    }),
    approvalEmails: emailsOf(subject, "approvalEmails", args.approvalEmails),
    entries: existingTable(subject, "table", args, {
      hashKey: "id",
      index: INDEX_OF_PENDING,
    }),
    keyArn: existingKeyArn(subject, args.key),
    deletionProtection: args.deletionProtection ?? true,
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

export type Settings = ReturnType<typeof settingsOf>;
