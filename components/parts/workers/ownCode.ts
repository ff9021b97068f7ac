import { existsSync, readdirSync } from "node:fs";
import type * as pulumi from "@pulumi/pulumi";
import { checked, type Subject } from "../arguments/arguments";
import type { Allow } from "../iam/policies";

/** The arguments of components whose workers run code of the caller's own; of use with that code alone. */
export interface OwnCodeArgs {
  /**
   * Folder with SQL migrations (node-pg-migrate's, `1733000000000_ledger.sql`), which the first new worker runs, once each, as the owner of
   * the database. They grant the workers' role what the code may do. Absolute, or relative to the program's folder.
   * @default none
   */
  migrations?: string;
  /** Environment variables for the code. @default none */
  environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * Environment variables for the code that ECS fills from Secrets Manager when a worker starts: name to the secret's ARN. What is captured
   * would be in the image, so a secret that is captured is refused.
   * @default none
   */
  secrets?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Rights of the code, besides what a worker needs itself. @default none */
  permissions?: readonly Allow[];
}

/** The names of {@link OwnCodeArgs}. */
export const OWN_CODE_ARGUMENTS = ["migrations", "environment", "secrets", "permissions"] as const;

/** Environment variables that workers have anyway. */
const TAKEN =
  /^(QUEUE_URL|QUARANTINE_QUEUE_URL|.*_TABLE|JOB_.*|EMPTY_POLLS|ENTITY_ID_POINTER|DATABASE_.*|EXTERNAL_API_.*|WEBHOOK_SECRETS.*|.*_AT_ONCE|.*_SECONDS|POWERTOOLS_.*|AWS_.*|ECS_.*|NODE_EXTRA_CA_CERTS)$/;

/**
 * Checks the arguments, and puts defaults in the place of absent ones.
 * @throws RunError naming the argument that breaks its rule
 */
export function ownCodeSettings(subject: Subject, args: OwnCodeArgs) {
  const { migrations, environment = {}, secrets = {}, permissions = [] } = args;
  checked(subject, "migrations", migrations, "a folder with files that end in .sql, and nothing else", (folder) => {
    return folder === undefined || hasOnlySql(folder);
  });
  for (const [argument, variables] of Object.entries({ environment, secrets })) {
    const rule =
      "by names of environment variables (letters, digits, underscores) that workers do not have by themselves";
    for (const name of Object.keys(variables)) {
      checked(subject, argument, name, rule, (known) => /^[A-Za-z_]\w*$/.test(known) && !TAKEN.test(known));
    }
  }
  return { migrations, environment, secrets, permissions };
}

function hasOnlySql(folder: string): boolean {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.length > 0 && files.every((file) => file.endsWith(".sql"));
}
