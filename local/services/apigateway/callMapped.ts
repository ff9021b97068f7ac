import { randomUUID } from "node:crypto";
import { NO_PERMISSION } from "../../http/invokeForRoute";
import { callAction, type ServiceAnswer, type ServiceDependencies } from "./callAction";
import type { IntegrationCall, IntegrationFacts, IntegrationOutcome } from "./integrationCall";
import { mappedRequest } from "./mappedRequest";
import { mappedResponse } from "./mappedResponse";
import { mockStatus } from "./mockStatus";
import { INTERNAL, Refusal } from "./refusal";
import type { MockIntegrationSpec, ServiceIntegrationSpec } from "./restApi";

/** Calls an integration that is no proxy: what goes there and what comes back goes through mapping templates. */
export async function callMapped(
  deps: ServiceDependencies,
  spec: ServiceIntegrationSpec | MockIntegrationSpec,
  call: IntegrationCall,
): Promise<IntegrationOutcome> {
  const startedAt = deps.clock.now();
  let integration: IntegrationFacts | undefined;
  try {
    const mapped = mappedRequest(call, spec);
    const trace = call.facts.addedHeaders["x-amzn-trace-id"];
    const answer = spec.type === "MOCK" ? mockAnswer(mapped.body) : await callAction(deps, spec, mapped, trace);
    integration = {
      latencyMs: deps.clock.now() - startedAt,
      requestId: randomUUID(),
      ...(answer === "no permission"
        ? { serviceStatus: 403, error: NO_PERMISSION }
        : { serviceStatus: answer.status, status: answer.status, ...(answer.error && { error: answer.error }) }),
    };
    if (answer === "no permission") return { answer: new Refusal("API_CONFIGURATION_ERROR", INTERNAL), integration };
    return { answer: mappedResponse(call, answer, mapped.overrides), integration };
  } catch (error) {
    const known = integration === undefined ? {} : { integration };
    // A template that can't read an answer is no fault of the client's.
    if (error instanceof Refusal && integration === undefined) return { answer: error };
    deps.report.warn(call.apiLabel, `${call.method.routeKey} answers 500: ${(error as Error).message}`);
    return { answer: new Refusal("API_CONFIGURATION_ERROR", INTERNAL), ...known };
  }
}

/** A mock answers with the status that its request template says. @throws Error where it says none */
function mockAnswer(body: string): ServiceAnswer {
  const status = mockStatus(body);
  if (status !== undefined) return { status, headers: {}, body: "" };
  throw new Error(
    `a MOCK integration needs a request template that gives {"statusCode": 200} or the like, and got ${JSON.stringify(body.slice(0, 100))}`,
  );
}
