import { REGION } from "../../base/arn";
import { ACTIONS } from "../../services/apigateway/callAction";
import { parameterMappings } from "../../services/apigateway/parameterMapping";
import type { ServiceIntegrationSpec } from "../../services/apigateway/restApi";

export interface ServiceIntegrationInputs {
  uri?: string;
  integrationHttpMethod?: string;
  credentials?: string;
  requestParameters?: Readonly<Record<string, string>>;
}

type Spec = Pick<ServiceIntegrationSpec, "service" | "action" | "path" | "credentialsArn" | "requestParameters">;

const FORM = "application/x-www-form-urlencoded";

/**
 * An integration with an action of another service.
 * Source: API Gateway API Reference, "Integration", `uri`.
 *
 * @throws Error for what is not supported here, and for what AWS would take but no request could pass
 */
export function serviceIntegrationOf({
  uri = "",
  credentials = "",
  requestParameters = {},
}: ServiceIntegrationInputs): Spec {
  const [, region, service = "", kind, target = ""] =
    uri.match(/^arn:aws:apigateway:([^:]+):([^:]+):(action|path)\/(.*)$/) ?? [];
  if (region === undefined || !isService(service)) {
    throw new Error(
      `uri must be arn:aws:apigateway:${REGION}:SERVICE:action/ACTION (or sqs:path/ACCOUNT/QUEUE) locally, with kinesis, sqs or sns, got "${uri}"`,
    );
  }
  if (region !== REGION) throw new Error(`uri must be of the region ${REGION} locally, got "${region}"`);
  if (kind === "path" && service !== "sqs") throw new Error(`uri: ${service} has actions only, got "${uri}"`);
  const action = kind === "action" ? target : undefined;
  if (action !== undefined && !ACTIONS[service].includes(action)) {
    throw new Error(`uri: the action of ${service} must be ${ACTIONS[service].join(" or ")} locally, got "${action}"`);
  }
  if (!/^arn:aws:iam::[^:]+:role\/.+$/.test(credentials)) {
    throw new Error(`credentials must be the ARN of a role that may call the action, got "${credentials}"`);
  }
  checkParameters(requestParameters);
  if (service !== "kinesis") checkContentType(requestParameters);
  return {
    ...{ service, credentialsArn: credentials, requestParameters },
    ...(action === undefined ? { path: target } : { action }),
  };
}

function isService(text: string): text is Spec["service"] {
  return Object.hasOwn(ACTIONS, text);
}

function checkParameters(parameters: Readonly<Record<string, string>>): void {
  parameterMappings(parameters);
  for (const name of Object.keys(parameters)) {
    const [, place, parameter = ""] = name.match(/^integration\.request\.(header|querystring)\.(.+)$/) ?? [];
    if (place === undefined) {
      throw new Error(
        `requestParameters: "${name}" must be integration.request.header.NAME or integration.request.querystring.NAME locally`,
      );
    }
    if (place === "header" && UNMAPPABLE.includes(parameter.toLowerCase())) {
      throw new Error(
        `requestParameters: "${name}" can't be mapped: API Gateway sets this header itself, and answers every request with 500`,
      );
    }
  }
}

/** Recorded: LocalStack, tests/aws/services/apigateway/test_apigateway_integrations.snapshot.json, "header_remapping_aws". */
const UNMAPPABLE = [
  "authorization",
  "connection",
  "content-length",
  "expect",
  "proxy-authenticate",
  "te",
  "transfer-encoding",
];

/** Without it API Gateway says that the request is JSON, and SQS and SNS do not find an action in it. */
function checkContentType(parameters: Readonly<Record<string, string>>): void {
  const inQuery = Object.keys(parameters).some((name) => name.startsWith("integration.request.querystring."));
  const header = Object.entries(parameters).find(
    ([name]) => name.toLowerCase() === "integration.request.header.content-type",
  );
  const isKnown = header !== undefined && /^'application\/x-(www-form-urlencoded|amz-json-1\.[01])'$/.test(header[1]);
  if (isKnown || (header === undefined && inQuery)) return;
  throw new Error(
    `requestParameters must have "integration.request.header.Content-Type": "'${FORM}'" (or, for SQS, ` +
      `"'application/x-amz-json-1.0'" and an X-Amz-Target of AmazonSQS.SendMessage)`,
  );
}
