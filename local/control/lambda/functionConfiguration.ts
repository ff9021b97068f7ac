import type { FunctionConfiguration, UpdateFunctionConfigurationCommandInput } from "@aws-sdk/client-lambda";
import type { MadeResource } from "../../base/inventory";
import { checkMembers } from "../../edge/constraints";
import type { Given, OnWire } from "../../edge/wireTypes";
import type { Properties } from "../../engine/resourceHandler";
import { invalidValue } from "./lambdaOperation";

type GivenConfiguration = Omit<Given<UpdateFunctionConfigurationCommandInput>, "FunctionName">;

/** Members of a function's configuration, by the input of the resource. Others are refused by name. */
const INPUTS: Readonly<Record<string, string>> = {
  Description: "description",
  Handler: "handler",
  KMSKeyArn: "kmsKeyArn",
  MemorySize: "memorySize",
  Role: "role",
  Runtime: "runtime",
  Timeout: "timeout",
};
/** Members that change nothing here, as their properties of the resource: `aws.lambda.Function` says why. */
const WITHOUT_EFFECT = ["Architectures", "EphemeralStorage", "TracingConfig", "SnapStart", "RevisionId"];
const LOGGING: Readonly<Record<string, string>> = {
  LogFormat: "logFormat",
  LogGroup: "logGroup",
  ApplicationLogLevel: "applicationLogLevel",
  SystemLogLevel: "systemLogLevel",
};

/** The inputs of the resource that a call gives. @throws AwsError `InvalidParameterValueException` */
export function inputsOf(given: GivenConfiguration): Properties {
  const { Environment, LoggingConfig, DeadLetterConfig, Layers = [], VpcConfig, ...rest } = given;
  if (Layers.length > 0) throw unsupported("Layers");
  if ((VpcConfig?.SubnetIds ?? []).length > 0) throw unsupported("VpcConfig");
  const inputs: Properties = {};
  for (const [name, value] of Object.entries(rest)) {
    const input = INPUTS[name];
    if (input !== undefined) inputs[input] = value;
    else if (value !== undefined && !WITHOUT_EFFECT.includes(name)) throw unsupported(name);
  }
  if (Environment !== undefined) inputs.environment = { variables: { ...Environment.Variables } };
  // An empty ARN takes it away.
  if (DeadLetterConfig !== undefined) inputs.deadLetterConfig = { targetArn: DeadLetterConfig.TargetArn };
  if (LoggingConfig !== undefined) {
    const members = Object.entries(LoggingConfig).map(([name, value]) => [LOGGING[name] ?? name, value] as const);
    inputs.loggingConfig = { logFormat: "Text", ...Object.fromEntries(members) };
  }
  return inputs;
}

/** @throws AwsError `ValidationException` */
export function checkConfiguration({ Role, Timeout, MemorySize }: GivenConfiguration): void {
  checkMembers("ValidationException", [
    ["role", Role, { pattern: "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+" }],
    ["timeout", Timeout, { min: 1, max: 900 }],
    ["memorySize", MemorySize, { min: 128, max: 10_240 }],
  ]);
}

/** A function as lists have it: whether it is ready, they do not tell. */
export function listedConfiguration(made: MadeResource): OnWire<FunctionConfiguration> {
  const { State: _state, LastUpdateStatus: _status, ...listed } = configurationOf(made);
  return listed as OnWire<FunctionConfiguration>;
}

/** The inputs that a description tells of as they are. */
interface Described {
  readonly environment?: { readonly variables?: object };
  readonly description?: string;
  readonly deadLetterConfig?: { readonly targetArn?: string };
}

/** A function as Lambda describes it. */
export function configurationOf({ inputs, state }: MadeResource): OnWire<FunctionConfiguration> {
  const { environment, description, deadLetterConfig } = inputs as Described;
  const { logFormat, logGroup } = state.loggingConfig as { logFormat: "Text" | "JSON"; logGroup: string };
  const text = (name: string) => String(state[name]);
  return {
    FunctionName: text("name"),
    FunctionArn: text("arn"),
    Runtime: text("runtime") as FunctionConfiguration["Runtime"],
    Role: text("role"),
    Handler: text("handler"),
    CodeSize: Number(state.codeSize ?? 0),
    Description: description ?? "",
    Timeout: Number(state.timeout),
    MemorySize: Number(state.memorySize),
    LastModified: text("lastModified"),
    CodeSha256: String(state.zipSha256 ?? state.codeSha256),
    Version: "$LATEST",
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: text("lastModified"),
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: ["x86_64"],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: { LogFormat: logFormat, LogGroup: logGroup },
    ...(environment?.variables !== undefined && {
      Environment: { Variables: environment.variables as Record<string, string> },
    }),
    ...(deadLetterConfig?.targetArn && { DeadLetterConfig: { TargetArn: deadLetterConfig.targetArn } }),
    ...(typeof state.kmsKeyArn === "string" && { KMSKeyArn: state.kmsKeyArn }),
  } as OnWire<FunctionConfiguration>;
}

function unsupported(name: string): Error {
  return invalidValue(`${name} is not supported locally yet: leave it out`);
}
