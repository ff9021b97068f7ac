import { REGION } from "../../base/arn";
import type { QueueIntegrationSpec } from "../../services/apigatewayv2/httpApi";
import { type Mapping, parseMapping } from "../../services/apigatewayv2/parameterMapping";

export interface QueueIntegrationInputs {
  integrationSubtype?: string;
  integrationUri?: string;
  payloadFormatVersion?: string;
  credentialsArn?: string;
  requestParameters?: Readonly<Record<string, string>>;
  responseParameters?: readonly { statusCode: string; mappings: Readonly<Record<string, string>> }[];
}

const REQUIRED = ["QueueUrl", "MessageBody"];
const OPTIONAL = ["MessageAttributes", "MessageGroupId", "MessageDeduplicationId", "DelaySeconds", "Region"];

/**
 * An integration of subtype `SQS-SendMessage`.
 * Source: API Gateway Developer Guide, "Integration subtype reference".
 *
 * @throws Error for another subtype, and for parameters that it has not
 */
export function queueIntegrationOf(inputs: QueueIntegrationInputs): Omit<QueueIntegrationSpec, "id" | "apiId"> {
  const { integrationSubtype, integrationUri, payloadFormatVersion = "1.0", credentialsArn = "" } = inputs;
  if (integrationSubtype !== "SQS-SendMessage") {
    throw new Error(`integrationSubtype must be "SQS-SendMessage" locally, got "${integrationSubtype}"`);
  }
  if (integrationUri !== undefined) throw new Error("integrationUri must be left out with an integrationSubtype");
  if (payloadFormatVersion !== "1.0") {
    throw new Error(`payloadFormatVersion must be "1.0" with an integrationSubtype, got "${payloadFormatVersion}"`);
  }
  if (!/^arn:aws:iam::[^:]+:role\/.+$/.test(credentialsArn)) {
    throw new Error(`credentialsArn must be the ARN of a role that may send to the queue, got "${credentialsArn}"`);
  }
  return {
    subtype: integrationSubtype,
    credentialsArn,
    parameters: parametersOf(inputs.requestParameters ?? {}),
    statusCodes: Object.fromEntries((inputs.responseParameters ?? []).map(statusCodeOf)),
  };
}

function parametersOf(requestParameters: Readonly<Record<string, string>>): Record<string, Mapping> {
  const missing = REQUIRED.find((name) => requestParameters[name] === undefined);
  if (missing !== undefined) throw new Error(`requestParameters must have ${missing} for SQS-SendMessage`);
  const { Region, ...parameters } = requestParameters;
  if (Region !== undefined && Region !== REGION) {
    throw new Error(`requestParameters: Region must be "${REGION}" locally, got "${Region}"`);
  }
  return Object.fromEntries(Object.entries(parameters).map(([name, source]) => [name, mappingOf(name, source)]));
}

function mappingOf(name: string, source: string): Mapping {
  const known = [...REQUIRED, ...OPTIONAL];
  if (!known.includes(name)) {
    throw new Error(`requestParameters: ${name} is not supported locally: use ${known.join(", ")}`);
  }
  try {
    return parseMapping(source);
  } catch (error) {
    throw new Error(`requestParameters: ${name}: ${(error as Error).message}`);
  }
}

function statusCodeOf({
  statusCode,
  mappings,
}: NonNullable<QueueIntegrationInputs["responseParameters"]>[number]): [number, number] {
  const [[key, value] = [], ...others] = Object.entries(mappings);
  if (key !== "overwrite:statuscode" || others.length > 0) {
    throw new Error(
      `responseParameters of ${statusCode} must hold overwrite:statuscode only locally, got ${Object.keys(mappings).join(", ")}`,
    );
  }
  return [status("statusCode", statusCode), status("overwrite:statuscode", value ?? "")];
}

function status(what: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 200 || value > 599) {
    throw new Error(`responseParameters: ${what} must be a status from 200 to 599, got "${text}"`);
  }
  return value;
}
