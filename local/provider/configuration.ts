import { ACCOUNT_ID, REGION } from "../base/arn";
import type { Properties } from "../engine/resourceHandler";
import type { CheckFailure } from "./resourceProvider";

/** Settings of the AWS provider that make no difference here: nothing is called, so nothing is signed, retried or tagged. */
export const SETTINGS_WITHOUT_EFFECT: readonly string[] = [
  "accessKey",
  "defaultTags",
  "ignoreTags",
  "maxRetries",
  "profile",
  "retryMode",
  "secretKey",
  "sharedConfigFiles",
  "sharedCredentialsFiles",
  "skipCredentialsValidation",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
  "token",
  "version",
];

/**
 * Checks the settings of a provider: `aws:region`, ... in a stack's configuration, or the arguments of `new aws.Provider`.
 *
 * @param settings names without `aws:`; values as they are, or as a stack's configuration holds them
 */
export function checkConfiguration(settings: Properties): readonly CheckFailure[] {
  return Object.entries(settings).flatMap(([property, value]) => {
    if (
      value === undefined ||
      value === null ||
      property.startsWith("__") ||
      SETTINGS_WITHOUT_EFFECT.includes(property)
    )
      return [];
    const reason = refusal(property, value);
    return reason === undefined ? [] : [{ property, reason }];
  });
}

function refusal(property: string, value: unknown): string | undefined {
  switch (property) {
    case "region":
      return value === REGION ? undefined : `must be "${REGION}" in the local cloud, got ${JSON.stringify(value)}`;
    case "allowedAccountIds":
      return listOf(value).includes(ACCOUNT_ID)
        ? undefined
        : `must contain "${ACCOUNT_ID}", the account of the local cloud, got ${JSON.stringify(value)}`;
    case "forbiddenAccountIds":
      return listOf(value).includes(ACCOUNT_ID) ? `forbids "${ACCOUNT_ID}", the account of the local cloud` : undefined;
    default:
      return "is not supported by the local cloud: unset it for this stack";
  }
}

/** Provider settings arrive as text; what is no string is JSON in it, but an account's id of digits alone is none. */
function listOf(value: unknown): readonly unknown[] {
  const list: unknown = typeof value === "string" && value.trimStart().startsWith("[") ? parsed(value) : value;
  return Array.isArray(list) ? list : [list];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
