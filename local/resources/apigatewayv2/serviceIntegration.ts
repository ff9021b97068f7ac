import { REGION } from "../../base/arn";
import type { IntegrationSubtype, ServiceIntegrationSpec } from "../../services/apigatewayv2/httpApi";
import { type Mapping, parseMapping } from "../../services/apigatewayv2/parameterMapping";

export interface ServiceIntegrationInputs {
  integrationSubtype?: string;
  integrationUri?: string;
  payloadFormatVersion?: string;
  credentialsArn?: string;
  requestParameters?: Readonly<Record<string, string>>;
  responseParameters?: readonly { statusCode: string; mappings: Readonly<Record<string, string>> }[];
}

/** Source: API Gateway Developer Guide, "Integration subtype reference". */
const PARAMETERS: Readonly<Record<IntegrationSubtype, { required: readonly string[]; optional: readonly string[] }>> = {
  "SQS-SendMessage": {
    required: ["QueueUrl", "MessageBody"],
    optional: ["MessageAttributes", "MessageGroupId", "MessageDeduplicationId", "DelaySeconds", "Region"],
  },
  "EventBridge-PutEvents": {
    required: ["Detail", "DetailType", "Source"],
    optional: ["EventBusName", "Resources", "Region"],
  },
};

/**
 * An integration with a service by its subtype.
 *
 * @throws Error for another subtype, and for parameters that it has not
 */
export function serviceIntegrationOf(inputs: ServiceIntegrationInputs): Omit<ServiceIntegrationSpec, "id" | "apiId"> {
  const { integrationSubtype, integrationUri, payloadFormatVersion = "1.0", credentialsArn = "" } = inputs;
  if (!isSubtype(integrationSubtype)) {
    const known = Object.keys(PARAMETERS).map((name) => `"${name}"`);
    throw new Error(`integrationSubtype must be ${known.join(" or ")} locally, got "${integrationSubtype}"`);
  }
  if (integrationUri !== undefined) throw new Error("integrationUri must be left out with an integrationSubtype");
  if (payloadFormatVersion !== "1.0") {
    throw new Error(`payloadFormatVersion must be "1.0" with an integrationSubtype, got "${payloadFormatVersion}"`);
  }
  if (!/^arn:aws:iam::[^:]+:role\/.+$/.test(credentialsArn)) {
    throw new Error(`credentialsArn must be the ARN of the role that API Gateway takes on, got "${credentialsArn}"`);
  }
  return {
    subtype: integrationSubtype,
    credentialsArn,
    parameters: parametersOf(integrationSubtype, inputs.requestParameters ?? {}),
    statusCodes: Object.fromEntries((inputs.responseParameters ?? []).map(statusCodeOf)),
  };
}

function isSubtype(name: string | undefined): name is IntegrationSubtype {
  return name !== undefined && Object.hasOwn(PARAMETERS, name);
}

function parametersOf(
  subtype: IntegrationSubtype,
  requestParameters: Readonly<Record<string, string>>,
): Record<string, Mapping> {
  const { required, optional } = PARAMETERS[subtype];
  const missing = required.find((name) => requestParameters[name] === undefined);
  if (missing !== undefined) throw new Error(`requestParameters must have ${missing} for ${subtype}`);
  const known = [...required, ...optional];
  const unknown = Object.keys(requestParameters).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`requestParameters: ${unknown} is not supported locally: use ${known.join(", ")}`);
  }
  const { Region, ...parameters } = requestParameters;
  if (Region !== undefined && Region !== REGION) {
    throw new Error(`requestParameters: Region must be "${REGION}" locally, got "${Region}"`);
  }
  return Object.fromEntries(Object.entries(parameters).map(([name, source]) => [name, mappingOf(name, source)]));
}

function mappingOf(name: string, source: string): Mapping {
  try {
    return parseMapping(source);
  } catch (error) {
    throw new Error(`requestParameters: ${name}: ${(error as Error).message}`);
  }
}

function statusCodeOf({
  statusCode,
  mappings,
}: NonNullable<ServiceIntegrationInputs["responseParameters"]>[number]): [number, number] {
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
