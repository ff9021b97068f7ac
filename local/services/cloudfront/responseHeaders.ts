import type { ResponseHeadersPolicySpec } from "./cloudFront";

/**
 * Applies a policy to the viewer's headers: removed first, then added, so that what was removed may be set anew.
 * Source: CloudFront Developer Guide, "Understand response headers policies".
 */
export function withPolicy(
  headers: Readonly<Record<string, string>>,
  policy: ResponseHeadersPolicySpec | undefined,
): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !policy?.removed.includes(name));
  const result: Record<string, string> = Object.fromEntries(kept);
  for (const { name, value, override } of policy?.headers ?? []) {
    if (override || result[name] === undefined) result[name] = value;
  }
  return result;
}
