import type { Reply } from "../../http/gatewayReply";
import { readHeaders } from "../../http/replyHeaders";
import type { DeployedResponse } from "./apiSnapshot";
import type { ServiceAnswer } from "./callAction";
import { remapped } from "./headerRules";
import type { IntegrationCall } from "./integrationCall";
import type { MappingTemplate } from "./mappingTemplate";
import { type Overrides, overriddenResponse } from "./overrides";

/**
 * Maps what an integration answered: the response whose pattern matches the whole status, otherwise the default one.
 * Source: API Gateway API Reference, "IntegrationResponse", `selectionPattern`.
 *
 * @param overrides what the template of the request has set
 * @throws Error where no response matches, or of a template
 */
export function mappedResponse(
  { method, facts, body }: IntegrationCall,
  answer: ServiceAnswer,
  overrides: Overrides,
): Reply {
  const response = selected(method.responses, answer.status);
  if (response === undefined) {
    throw new Error(
      `No match for output mapping and no default endpoint response configured (the integration answered ${answer.status}` +
        `${answer.error === undefined ? "" : `: ${answer.error}`}): add an aws.apigateway.IntegrationResponse without selectionPattern`,
    );
  }
  const [contentType, template] = templateFor(response, facts.request.headers.accept ?? "");
  const rendered = template?.render({ facts, body: answer.body, overrides });
  const override = overriddenResponse(rendered?.overrides ?? overrides);
  const from = { facts, requestBody: body.toString(), response: answer };
  const parameters = response.parameters.flatMap(({ target, resolve }) => {
    const value = resolve(from);
    return value === undefined ? [] : [[target.replace("method.response.header.", "").toLowerCase(), value]];
  });
  const headers = readHeaders(
    { "content-type": contentType, ...Object.fromEntries(parameters), ...override.headers },
    remapped,
  );
  if (typeof headers === "string") throw new Error(headers);
  return {
    status: override.status ?? response.status,
    headers,
    cookies: [],
    body: Buffer.from(rendered === undefined ? answer.body : rendered.text),
  };
}

function selected(responses: readonly DeployedResponse[], status: number): DeployedResponse | undefined {
  return (
    responses.find(({ pattern }) => pattern?.test(String(status))) ??
    responses.find(({ pattern }) => pattern === undefined)
  );
}

/** The one that the client accepts, then JSON, then the first. */
function templateFor({ templates }: DeployedResponse, accept: string): [contentType: string, MappingTemplate?] {
  const all = [...templates];
  const accepted = all.find(([contentType]) => accept.includes(contentType));
  return accepted ?? all.find(([contentType]) => contentType === "application/json") ?? all[0] ?? ["application/json"];
}
