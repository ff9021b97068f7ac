import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { mappingTemplates } from "../../services/apigateway/mappingTemplate";
import {
  type IntegrationSpec,
  type MethodPlace,
  PASSTHROUGH_BEHAVIORS,
  type PassthroughBehavior,
  type RequestMapping,
} from "../../services/apigateway/restApi";
import { PLACE, placeId, placeOf } from "./place";
import { type ServiceIntegrationInputs, serviceIntegrationOf } from "./serviceIntegration";

interface IntegrationInputs extends ServiceIntegrationInputs {
  type: string;
  connectionType?: string;
  requestTemplates?: Readonly<Record<string, string>>;
  passthroughBehavior?: string;
  timeoutMilliseconds?: number;
}

/** Milliseconds ("Amazon API Gateway quotas"): more is granted on request only. */
const TIMEOUT = { min: 50, max: 29_000 };
/** Properties that go with other types than functions only. */
const NOT_OF_FUNCTIONS = ["credentials", "requestParameters", "requestTemplates"] as const;

/** `aws.apigateway.Integration`: Lambda proxies, actions of Kinesis, SQS and SNS, and mocks. */
export function integration(services: Pick<Services, "restApis">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const inputs = properties as unknown as IntegrationInputs;
    check(inputs);
    const place = placeOf(properties);
    services.restApis.putIntegration(specOf(place, inputs));
    const { passthroughBehavior = "WHEN_NO_MATCH", timeoutMilliseconds = TIMEOUT.max } = inputs;
    return {
      id: placeId("agi", place),
      state: {
        ...properties,
        ...{ passthroughBehavior, timeoutMilliseconds, connectionType: "INTERNET", cacheNamespace: place.resourceId },
      },
    };
  };
  return {
    type: "aws:apigateway/integration:Integration",
    properties: {
      restApi: "honoured",
      resourceId: "honoured",
      httpMethod: "honoured",
      type: "honoured",
      uri: "honoured",
      integrationHttpMethod: "honoured",
      credentials: "honoured",
      requestParameters: "honoured",
      requestTemplates: "honoured",
      passthroughBehavior: "honoured",
      timeoutMilliseconds: "honoured",
      connectionType: "honoured",
    },
    replaceOn: PLACE,
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async (_context, { state }) => services.restApis.deleteIntegration(placeOf(state)),
  };
}

function specOf(place: MethodPlace, inputs: IntegrationInputs): IntegrationSpec {
  const { type, uri, timeoutMilliseconds: timeoutMs = TIMEOUT.max } = inputs;
  switch (type) {
    case "AWS_PROXY":
      checkFunction(inputs);
      return { ...place, type, functionArn: functionArnOf(uri), timeoutMs };
    case "AWS":
      return { ...place, type, ...mappingOf(inputs), ...serviceIntegrationOf(inputs) };
    case "MOCK":
      return { ...place, type, ...mappingOf(inputs) };
    default:
      throw new Error(
        `type must be "AWS_PROXY" (a Lambda function), "AWS" (Kinesis, SQS or SNS) or "MOCK" locally, got "${type}"`,
      );
  }
}

function mappingOf({
  requestTemplates = {},
  passthroughBehavior = "WHEN_NO_MATCH",
}: IntegrationInputs): RequestMapping {
  mappingTemplates(requestTemplates);
  if (!isPassthroughBehavior(passthroughBehavior)) {
    throw new Error(`passthroughBehavior must be ${PASSTHROUGH_BEHAVIORS.join(", ")}, got "${passthroughBehavior}"`);
  }
  return { requestTemplates, passthroughBehavior };
}

function isPassthroughBehavior(text: string): text is PassthroughBehavior {
  return (PASSTHROUGH_BEHAVIORS as readonly string[]).includes(text);
}

function check({ type, connectionType, timeoutMilliseconds: timeout, integrationHttpMethod }: IntegrationInputs): void {
  if (connectionType !== undefined && connectionType !== "INTERNET") {
    throw new Error(`connectionType must be "INTERNET" locally, got "${connectionType}": there are no VPC links`);
  }
  if (timeout !== undefined && !(timeout >= TIMEOUT.min && timeout <= TIMEOUT.max)) {
    throw new Error(`timeoutMilliseconds must be from ${TIMEOUT.min} to ${TIMEOUT.max}, got ${timeout}`);
  }
  // AWS takes another method, and then every request fails.
  if (type !== "MOCK" && integrationHttpMethod !== "POST") {
    throw new Error(`integrationHttpMethod must be "POST", got "${integrationHttpMethod ?? ""}"`);
  }
}

function checkFunction(inputs: IntegrationInputs): void {
  const unsupported = NOT_OF_FUNCTIONS.find((property) => inputs[property] !== undefined);
  if (unsupported !== undefined) {
    throw new Error(`${unsupported} must be left out locally with the type AWS_PROXY`);
  }
}

function functionArnOf(uri = ""): string {
  const [, functionArn] =
    /^arn:aws:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(arn:aws:lambda:[^:]+:[^:]+:function:.+)\/invocations$/.exec(
      uri,
    ) ?? [];
  if (functionArn === undefined) throw new Error(`uri must be the invokeArn of a Lambda function, got "${uri}"`);
  return functionArn;
}
