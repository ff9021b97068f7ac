import { javaText, memberOf } from "./javaMethods";

/**
 * The values that templates set below `$context.requestOverride` and `$context.responseOverride`. A template of a response finds what that
 * of the request has set, whatever its name
 * ("Override your API's request and response parameters and status codes for REST APIs in API Gateway").
 */
export interface Overrides {
  requestOverride: unknown;
  responseOverride: unknown;
}

export function noOverrides(): Overrides {
  return { requestOverride: { header: {}, path: {}, querystring: {} }, responseOverride: { header: {} } };
}

/** Reads the status and headers of a response. Anything else is ignored, as on AWS; statuses below 200 are no answers. */
export function overriddenResponse({ responseOverride }: Overrides): {
  status?: number;
  headers: Record<string, string>;
} {
  const status = Number(memberOf(responseOverride, "status"));
  const headers = Object.entries(overriddenTexts(memberOf(responseOverride, "header")));
  return {
    ...(Number.isInteger(status) && status >= 200 && status <= 599 && { status }),
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/** Values by name; several of one name are joined by commas. */
export function overriddenTexts(values: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]: [string, unknown]) => [
      name,
      Array.isArray(value) ? value.map(javaText).join(",") : javaText(value),
    ]),
  );
}
