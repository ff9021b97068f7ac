import type { WebhookProcess } from "../../functions/webhooks/process";
import { absent, checked, type Subject } from "../parts/arguments/arguments";
import { callback } from "../parts/arguments/callback";
import { type HttpTarget, httpUrl } from "../parts/arguments/httpUrl";
import { hasProgram } from "../parts/workers/containerImage";
import { OWN_CODE_ARGUMENTS, ownCodeSettings } from "../parts/workers/ownCode";
import type { WebhookQueueArgs } from "./args";

/** The way in which workers process webhooks. */
export type Processing =
  | { by: "api"; api: HttpTarget }
  | { by: "callback"; process: WebhookProcess }
  | { by: "image"; folder: string };

const WAYS = ["process", "externalApiUrl", "image"] as const;
/** Arguments that only the external API has a use for. */
const OF_THE_API = [
  "externalApiRateLimit",
  "externalApiTimeoutSeconds",
  "externalApiMaxPauseSeconds",
  "externalApiMaxAnswerBytes",
  "externalApiMethod",
  "externalApiHeaders",
  "externalApiSecretHeaders",
] as const;

/**
 * Checks the arguments that say how webhooks are processed.
 * @throws RunError naming the argument that breaks its rule
 */
export function processingOf(subject: Subject, args: WebhookQueueArgs) {
  const given = WAYS.filter((name) => args[name] !== undefined);
  checked(subject, WAYS.join(", "), given, "exactly one of them given", ({ length }) => length === 1);
  if (args.externalApiUrl !== undefined) absent(subject, args, OWN_CODE_ARGUMENTS, "with externalApiUrl");
  else absent(subject, args, OF_THE_API, "without externalApiUrl");
  if (args.image !== undefined)
    absent(subject, args, ["migrations"], "with image, which has them in its folder migrations");
  return { processing: wayOf(subject, args), ...ownCodeSettings(subject, args) };
}

function wayOf(subject: Subject, { process, externalApiUrl, image }: WebhookQueueArgs): Processing {
  if (externalApiUrl !== undefined) return { by: "api", api: httpUrl(subject, "externalApiUrl", externalApiUrl) };
  if (image === undefined) return { by: "callback", process: callback(subject, "process", process as WebhookProcess) };
  checked(subject, "image", image, "a folder with a Dockerfile and src/main.ts", hasProgram);
  return { by: "image", folder: image };
}
