import { existsSync, readdirSync } from "node:fs";
import * as path from "node:path";
import type { WebhookProcess } from "../../functions/webhooks/process";
import { checked, type Subject } from "../parts/arguments/arguments";
import { type HttpTarget, httpUrl } from "../parts/arguments/httpUrl";
import type { WebhookQueueArgs } from "./args";

/** The way in which workers process webhooks. */
export type Processing =
  | { by: "api"; api: HttpTarget }
  | { by: "callback"; process: WebhookProcess; migrations: string | undefined }
  | { by: "image"; folder: string };

const WAYS = ["process", "externalApiUrl", "image"] as const;
/** Arguments that only the external API has a use for. */
const OF_THE_API = [
  "externalApiRateLimit",
  "externalApiTimeoutSeconds",
  "externalApiMaxPauseSeconds",
  "externalApiMaxAnswerBytes",
] as const;
/** Arguments that only code of one's own has a use for. */
const OF_OWN_CODE = ["environment", "secrets", "permissions"] as const;
/** Environment variables that a worker has anyway. */
const TAKEN =
  /^(QUEUE_URL|QUARANTINE_QUEUE_URL|DATABASE_.*|WEBHOOK_SECRETS.*|MESSAGES_AT_ONCE|.*_TIMEOUT_SECONDS|AWS_.*|ECS_.*|NODE_EXTRA_CA_CERTS)$/;

/**
 * Checks the arguments that say how webhooks are processed.
 * @throws RunError naming the argument that breaks its rule
 */
export function processingOf(subject: Subject, args: WebhookQueueArgs) {
  const given = WAYS.filter((name) => args[name] !== undefined);
  checked(subject, WAYS.join(", "), given, "exactly one of them given", ({ length }) => length === 1);
  const isApi = args.externalApiUrl !== undefined;
  absent(subject, args, isApi ? OF_OWN_CODE : OF_THE_API, `absent ${isApi ? "with" : "without"} externalApiUrl`);
  if (args.process === undefined) absent(subject, args, ["migrations"], "absent without process");
  const environment = variables(subject, "environment", args.environment);
  const secrets = variables(subject, "secrets", args.secrets);
  return { processing: wayOf(subject, args), environment, secrets, permissions: args.permissions ?? [] };
}

function wayOf(subject: Subject, { process, externalApiUrl, image, migrations }: WebhookQueueArgs): Processing {
  if (externalApiUrl !== undefined) return { by: "api", api: httpUrl(subject, "externalApiUrl", externalApiUrl) };
  if (image !== undefined) {
    checked(subject, "image", image, "a folder with a Dockerfile and src/main.ts", (folder) =>
      ["Dockerfile", path.join("src", "main.ts")].every((file) => existsSync(path.join(folder, file))),
    );
    return { by: "image", folder: image };
  }
  checked(subject, "process", process, "a function", (known) => typeof known === "function");
  checked(subject, "migrations", migrations, "a folder with files that end in .sql, and nothing else", (folder) => {
    return folder === undefined || hasOnlySql(folder);
  });
  return { by: "callback", process: process as WebhookProcess, migrations };
}

function hasOnlySql(folder: string): boolean {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.length > 0 && files.every((file) => file.endsWith(".sql"));
}

function variables<T>(subject: Subject, argument: string, given: Readonly<Record<string, T>> = {}) {
  for (const name of Object.keys(given)) {
    const rule =
      "by names of environment variables (letters, digits, underscores) that workers do not have by themselves";
    checked(subject, argument, name, rule, (known) => /^[A-Za-z_]\w*$/.test(known) && !TAKEN.test(known));
  }
  return given;
}

function absent(
  subject: Subject,
  args: WebhookQueueArgs,
  names: readonly (keyof WebhookQueueArgs)[],
  rule: string,
): void {
  for (const name of names) checked(subject, name, args[name], rule, (known) => known === undefined);
}
