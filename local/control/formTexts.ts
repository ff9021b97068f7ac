import { AwsError } from "../base/awsError";
import type { Permission } from "../iam/iam";

/**
 * Checks the parameters of a form whose operation reads texts. It needs no permission, and stands before those that read the texts.
 *
 * @param lists parameters that may be something else
 * @throws AwsError `MalformedInput`
 */
export function requireTexts(
  params: Readonly<Record<string, unknown>>,
  lists: readonly string[],
): readonly Permission[] {
  const wrong = Object.keys(params).find((name) => typeof params[name] === "object" && !lists.includes(name));
  if (wrong === undefined) return [];
  throw new AwsError("MalformedInput", `${wrong} must be a text`);
}
