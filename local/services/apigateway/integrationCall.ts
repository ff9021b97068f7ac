import type { Reply } from "../../http/gatewayReply";
import type { DeployedMethod } from "./apiSnapshot";
import type { CallFacts } from "./callFacts";
import type { Refusal } from "./refusal";

/** A request that has got as far as its integration. */
export interface IntegrationCall {
  /** Logical name, for people. */
  apiLabel: string;
  method: DeployedMethod;
  facts: CallFacts;
  body: Buffer;
  binaryMediaTypes: readonly string[];
}

/** The outcome of the call, for the client and for the access log. */
export interface IntegrationOutcome {
  /** A refusal becomes a gateway response. */
  answer: Reply | Refusal;
  /** Absent where the integration was not called. */
  integration?: IntegrationFacts;
}

export interface IntegrationFacts {
  /** Milliseconds. */
  latencyMs: number;
  /** Status that the service answered; for a function, that of Lambda's answer to the invocation. */
  serviceStatus: number;
  /** The `statusCode` the function returned, or the status of the service. */
  status?: number;
  error?: string;
  requestId: string;
}
