import type { Properties } from "../../engine/resourceHandler";
import type { MethodPlace } from "../../services/apigateway/restApi";

/** Programs may give the API itself, or its id: by now it is the id. */
export function apiIdOf({ restApi }: Properties): string {
  return String(restApi);
}

/** The method that a resource is about. */
export function placeOf(properties: Properties): MethodPlace {
  const { resourceId, httpMethod } = properties as { resourceId: string; httpMethod: string };
  return { apiId: apiIdOf(properties), resourceId, httpMethod };
}

/** Changes of these replace whatever hangs on a method. */
export const PLACE = ["restApi", "resourceId", "httpMethod"] as const;

/** `"agm-abc123-def456-POST"`, as the provider makes ids of what has none on AWS. */
export function placeId(prefix: string, { apiId, resourceId, httpMethod }: MethodPlace, ...more: string[]): string {
  return [prefix, apiId, resourceId, httpMethod, ...more].join("-");
}

/** @throws Error for what is no status */
export function checkStatus(property: string, text: string): void {
  if (!/^[2-5]\d\d$/.test(text)) throw new Error(`${property} must be a status from "200" to "599", got "${text}"`);
}
