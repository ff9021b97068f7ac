import { createHash } from "node:crypto";
import { arn, resourceOf } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { checkDefinition } from "../../services/sfn/asl/check/checkDefinition";
import { invalidDefinition } from "../../services/sfn/asl/check/diagnostics";
import type { LogLevel, MachineSpec, MachineType } from "../../services/sfn/sfn";
import { checkTask } from "../../services/sfn/tasks/resources";

interface StateMachineInputs {
  definition: string;
  roleArn: string;
  name?: string;
  namePrefix?: string;
  type?: string;
  loggingConfiguration?: { level?: string; logDestination?: string; includeExecutionData?: boolean };
  publish?: boolean;
}

/** Characters of a definition ("Quotas", "Maximum request size"): 1 MB, and of its name. */
const MAX_DEFINITION_BYTES = 1024 * 1024;
const MAX_NAME = 80;

/** `aws.sfn.StateMachine`, EXPRESS and STANDARD. */
export function stateMachine(services: Pick<Services, "sfn" | "iam" | "logs" | "clock">): ResourceHandler {
  const put = (context: ResourceContext, properties: Properties, name: string, createdAt: number): ResourceState => {
    const inputs = properties as unknown as StateMachineInputs;
    const machineArn = arn("states", `stateMachine:${name}`);
    const type = typeOf(inputs);
    if (inputs.publish === true)
      throw new Error("publish must be false locally: versions and aliases are not supported");
    requireTrust(services, inputs.roleArn, machineArn, name);
    const definition = definitionOf(inputs.definition, type);
    const logging = loggingOf(services, inputs, name);
    const spec: MachineSpec = {
      ...{ arn: machineArn, name, label: context.name, type, roleArn: inputs.roleArn, definition, createdAt },
      definitionText: inputs.definition,
      revisionId: createHash("sha256").update(`${inputs.definition}\n${inputs.roleArn}`).digest("hex").slice(0, 32),
      ...(logging !== undefined && { logging }),
    };
    services.sfn.putMachine(spec);
    return {
      id: machineArn,
      state: {
        ...properties,
        ...{ name, type, arn: machineArn, status: "ACTIVE", revisionId: spec.revisionId },
        creationDate: new Date(createdAt).toISOString(),
      },
    };
  };
  return {
    type: "aws:sfn/stateMachine:StateMachine",
    properties: {
      definition: "honoured",
      roleArn: "honoured",
      name: "honoured",
      namePrefix: "honoured",
      type: "honoured",
      loggingConfiguration: "honoured",
      publish: "honoured",
      tracingConfiguration: { noEffect: "there is no X-Ray store to send traces to" },
      encryptionConfiguration: { noEffect: "executions live in memory: there is nothing at rest to encrypt" },
    },
    replaceOn: ["name", "namePrefix", "type"],
    create: async (context, inputs) => put(context, inputs, nameOf(context, inputs), services.clock.now()),
    update: async (context, { state }, inputs) =>
      put(context, inputs, String(state.name), Date.parse(String(state.creationDate))),
    delete: async (_context, current) => services.sfn.deleteMachine(current.id),
  };
}

function typeOf({ type = "STANDARD" }: StateMachineInputs): MachineType {
  if (type === "STANDARD" || type === "EXPRESS") return type;
  throw new Error(`type must be "STANDARD" or "EXPRESS", got ${JSON.stringify(type)}`);
}

function definitionOf(text: string, type: MachineType): MachineSpec["definition"] {
  if (Buffer.byteLength(text) > MAX_DEFINITION_BYTES) {
    throw new Error(`definition must be at most ${MAX_DEFINITION_BYTES} bytes, got ${Buffer.byteLength(text)}`);
  }
  const { definition, diagnostics } = checkDefinition(text, {
    checkTask: (resource, parameters, language) => checkTask(resource, parameters, language, type),
  });
  if (definition !== undefined) return definition;
  const { code, message } = invalidDefinition(diagnostics);
  throw new AwsError(code, `definition: ${message}`);
}

/** @throws AwsError as CreateStateMachine does for a role whose trust policy does not name Step Functions */
function requireTrust({ iam }: Pick<Services, "iam">, roleArn: string, machineArn: string, name: string): void {
  try {
    iam.assumeRole(roleArn, name.slice(0, 64), "states.amazonaws.com", { "aws:SourceArn": machineArn });
  } catch (error) {
    throw new AwsError(
      "AccessDeniedException",
      "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the " +
        `provided role. (${(error as Error).message})`,
    );
  }
}

/** "Using CloudWatch Logs to log execution history", the policy for logging: AWS accepts no narrower resource. */
const DELIVERY_ACTIONS = [
  ...["CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries"],
  ...["PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"],
];

/** From the same policy: whoever writes needs them, and the log group is resource enough. */
const WRITING_ACTIONS = ["CreateLogStream", "PutLogEvents"];

function noLogging(resource: string, missing: readonly string[]): AwsError {
  return new AwsError(
    "AccessDeniedException",
    `The state machine IAM Role is not authorized to access the Log Destination: it lacks, on resource "${resource}", ` +
      missing.map((action) => `logs:${action}`).join(", "),
  );
}

function loggingOf(
  { iam, logs }: Pick<Services, "iam" | "logs">,
  { loggingConfiguration, roleArn }: StateMachineInputs,
  name: string,
): MachineSpec["logging"] {
  const { level = "OFF", logDestination, includeExecutionData = false } = loggingConfiguration ?? {};
  if (!["ALL", "ERROR", "FATAL", "OFF"].includes(level)) {
    throw new Error(`loggingConfiguration.level must be ALL, ERROR, FATAL or OFF, got ${JSON.stringify(level)}`);
  }
  if (level === "OFF") return undefined;
  const [kind, logGroupName, star] = resourceOf(logDestination ?? "").split(":");
  if (kind !== "log-group" || logGroupName === undefined || star !== "*") {
    throw new AwsError(
      "InvalidLoggingConfiguration",
      `loggingConfiguration.logDestination must be the ARN of a log group with ":*" behind it, got ${JSON.stringify(logDestination)}`,
    );
  }
  if (!logs.hasLogGroup(logGroupName)) {
    throw new AwsError("InvalidLoggingConfiguration", `there is no log group "${logGroupName}"`);
  }
  const source = { "aws:SourceArn": arn("states", `stateMachine:${name}`) };
  const { principal } = iam.assumeRole(roleArn, name.slice(0, 64), "states.amazonaws.com", source);
  const missing = DELIVERY_ACTIONS.filter(
    (action) => !iam.allows(principal, { action: `logs:${action}`, resource: "*" }),
  );
  if (missing.length > 0) throw noLogging("*", missing);
  const stream = `${logDestination?.replace(/:\*$/, "")}:log-stream:${name}`;
  const unwritable = WRITING_ACTIONS.filter(
    (action) => !iam.allows(principal, { action: `logs:${action}`, resource: stream }),
  );
  if (unwritable.length > 0) throw noLogging(String(logDestination), unwritable);
  return { level: level as LogLevel, logGroupName, includeExecutionData };
}

function nameOf(context: ResourceContext, { name, namePrefix }: Partial<StateMachineInputs>): string {
  if (name !== undefined && namePrefix !== undefined) throw new Error("name and namePrefix exclude each other");
  const result =
    namePrefix === undefined
      ? context.physicalName(name, MAX_NAME)
      : namePrefix + context.physicalName(undefined, MAX_NAME).slice(-7);
  if (result.length > MAX_NAME || !/^[\w-]+$/.test(result)) {
    throw new Error(`name must be 1 to ${MAX_NAME} letters, digits, - and _, got "${result}"`);
  }
  return result;
}
