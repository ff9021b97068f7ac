import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { FunctionIntegrationSpec } from "../../services/apigatewayv2/httpApi";
import { ownIdentifierOf } from "./identifier";
import { type ServiceIntegrationInputs, serviceIntegrationOf } from "./serviceIntegration";

interface IntegrationInputs extends ServiceIntegrationInputs {
  apiId: string;
  integrationType: string;
  integrationUri?: string;
  payloadFormatVersion?: string;
  timeoutMilliseconds?: number;
  connectionType?: string;
}

/** Milliseconds ("Quotas for configuring and running an HTTP API in API Gateway"). */
const TIMEOUT = { min: 50, max: 30_000 };
/** Properties that go with a service only. */
const OF_SERVICES = ["credentialsArn", "requestParameters", "responseParameters"] as const;

/** `aws.apigatewayv2.Integration`: Lambda proxies, `SQS-SendMessage` and `EventBridge-PutEvents`. */
export function integration(services: Pick<Services, "httpApis">): ResourceHandler {
  const put = (id: string, properties: Properties): ResourceState => {
    const inputs = properties as unknown as IntegrationInputs;
    check(inputs);
    const timeoutMs = inputs.timeoutMilliseconds ?? TIMEOUT.max;
    const place = { id, apiId: inputs.apiId };
    services.httpApis.putIntegration(
      inputs.integrationSubtype === undefined
        ? { ...place, ...functionOf(inputs), timeoutMs }
        : { ...place, ...serviceIntegrationOf(inputs) },
    );
    return { id, state: { ...properties, connectionType: "INTERNET", timeoutMilliseconds: timeoutMs } };
  };
  return {
    type: "aws:apigatewayv2/integration:Integration",
    properties: {
      apiId: "honoured",
      integrationType: "honoured",
      integrationSubtype: "honoured",
      integrationUri: "honoured",
      payloadFormatVersion: "honoured",
      timeoutMilliseconds: "honoured",
      connectionType: "honoured",
      credentialsArn: "honoured",
      requestParameters: "honoured",
      responseParameters: "honoured",
      integrationMethod: { noEffect: "a function is always invoked by POST" },
      passthroughBehavior: { noEffect: "it is for WebSocket APIs: an HTTP API takes it, and passes every request on" },
      description: { noEffect: "a text for people" },
    },
    replaceOn: ["apiId", "integrationType", "integrationSubtype"],
    create: async (context, inputs) => put(ownIdentifierOf(context, 7), inputs),
    update: async (_context, { id }, inputs) => put(id, inputs),
    delete: async (_context, current) => services.httpApis.deleteIntegration(String(current.state.apiId), current.id),
  };
}

function check(inputs: IntegrationInputs): void {
  const { integrationType, connectionType, timeoutMilliseconds: timeout } = inputs;
  if (integrationType !== "AWS_PROXY") {
    throw new Error(
      `integrationType must be "AWS_PROXY" locally (a Lambda function, a queue or an event bus), got "${integrationType}"`,
    );
  }
  if (connectionType !== undefined && connectionType !== "INTERNET") {
    throw new Error(`connectionType must be "INTERNET" locally, got "${connectionType}": there are no VPC links`);
  }
  if (timeout !== undefined && !(timeout >= TIMEOUT.min && timeout <= TIMEOUT.max)) {
    throw new Error(`timeoutMilliseconds must be from ${TIMEOUT.min} to ${TIMEOUT.max}, got ${timeout}`);
  }
}

function functionOf(inputs: IntegrationInputs): Pick<FunctionIntegrationSpec, "functionArn" | "payloadFormat"> {
  // The provider's default.
  const { payloadFormatVersion: payloadFormat = "1.0", integrationUri } = inputs;
  if (payloadFormat !== "1.0" && payloadFormat !== "2.0") {
    throw new Error(`payloadFormatVersion must be "1.0" or "2.0", got "${payloadFormat}"`);
  }
  const unsupported = OF_SERVICES.find((property) => inputs[property] !== undefined);
  if (unsupported !== undefined) {
    throw new Error(
      `${unsupported} must be left out locally for a function: it is supported with an integrationSubtype only`,
    );
  }
  return { functionArn: functionArnOf(integrationUri), payloadFormat };
}

/** API Gateway takes the function's own ARN or the longer `invokeArn` that holds it. */
function functionArnOf(uri: string | undefined): string {
  const [, inner] =
    /^arn:aws:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(uri ?? "") ?? [];
  const functionArn = inner ?? uri ?? "";
  if (!/^arn:aws:lambda:[^:]+:[^:]+:function:.+$/.test(functionArn)) {
    throw new Error(`integrationUri must be the arn or the invokeArn of a Lambda function, got "${uri ?? ""}"`);
  }
  return functionArn;
}
