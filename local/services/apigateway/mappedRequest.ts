import type { IntegrationCall } from "./integrationCall";
import { memberOf } from "./javaMethods";
import { mediaTypeOf } from "./mediaType";
import { noOverrides, type Overrides, overriddenTexts } from "./overrides";
import { Refusal } from "./refusal";
import type { MockIntegrationSpec, ServiceIntegrationSpec } from "./restApi";

/** A request as its integration gets it. */
export interface MappedRequest {
  body: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** Set by its template, which the template of the response finds again. */
  overrides: Overrides;
}

/**
 * Maps a request. A body whose content type has no template is passed through or refused, as `passthroughBehavior` says
 * ("Method request behavior for payloads without mapping templates for REST APIs in API Gateway").
 *
 * @throws Refusal, or Error of a template
 */
export function mappedRequest(
  { method, facts, body }: IntegrationCall,
  { passthroughBehavior }: ServiceIntegrationSpec | MockIntegrationSpec,
): MappedRequest {
  const { requestTemplates, requestParameters } = method;
  const text = body.toString();
  const template = requestTemplates.get(mediaTypeOf(facts.request.headers));
  const isRefused =
    passthroughBehavior === "NEVER" || (passthroughBehavior === "WHEN_NO_TEMPLATES" && requestTemplates.size > 0);
  if (template === undefined && isRefused) throw new Refusal("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type");

  const values = (prefix: string, keyOf: (name: string) => string) =>
    Object.fromEntries(
      requestParameters.flatMap(({ target, resolve }) => {
        const value = target.startsWith(prefix) ? resolve({ facts, requestBody: text }) : undefined;
        return value === undefined ? [] : [[keyOf(target.slice(prefix.length)), value]];
      }),
    );
  const rendered = template?.render({ facts, body: text });
  const { overrides } = rendered ?? { overrides: noOverrides() };
  const set = (place: string) => overriddenTexts(memberOf(overrides.requestOverride, place));
  return {
    body: rendered === undefined ? text : rendered.text,
    headers: {
      ...values("integration.request.header.", (name) => name.toLowerCase()),
      ...Object.fromEntries(Object.entries(set("header")).map(([name, value]) => [name.toLowerCase(), value])),
    },
    query: { ...values("integration.request.querystring.", (name) => name), ...set("querystring") },
    overrides,
  };
}
