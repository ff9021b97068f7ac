import type {
  DeleteFunctionEventInvokeConfigCommandInput,
  DeleteFunctionEventInvokeConfigCommandOutput,
  FunctionEventInvokeConfig,
  GetFunctionEventInvokeConfigCommandInput,
  GetFunctionEventInvokeConfigCommandOutput,
  ListFunctionEventInvokeConfigsCommandInput,
  ListFunctionEventInvokeConfigsCommandOutput,
  PutFunctionEventInvokeConfigCommandInput,
  PutFunctionEventInvokeConfigCommandOutput,
  UpdateFunctionEventInvokeConfigCommandInput,
  UpdateFunctionEventInvokeConfigCommandOutput,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import { asInputs } from "../../base/memberNames";
import { checkMembers } from "../../edge/constraints";
import type { Given, OnWire } from "../../edge/wireTypes";
import type { Properties } from "../../engine/resourceHandler";
import { FUNCTION, functionArn, type LambdaOperation, type LambdaParts, namedBy } from "./lambdaOperation";

const CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
const ARN = "^$|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)";

type Settings = Given<PutFunctionEventInvokeConfigCommandInput>;

/** Takes the place of all that was there. */
export const putFunctionEventInvokeConfig: LambdaOperation<
  PutFunctionEventInvokeConfigCommandInput,
  PutFunctionEventInvokeConfigCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onName("lambda:PutFunctionEventInvokeConfig", FunctionName),
  async run(settings, parts) {
    const inputs = inputsOf(settings);
    const name = configurable(settings, parts);
    const found = find(parts, name);
    const all = { functionName: name, ...NONE, ...inputs };
    return described(
      found ? await parts.resources.update(found, all) : await parts.resources.create(CONFIG, all, { name }),
    );
  },
};

/** Changes what is given. */
export const updateFunctionEventInvokeConfig: LambdaOperation<
  UpdateFunctionEventInvokeConfigCommandInput,
  UpdateFunctionEventInvokeConfigCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onName("lambda:UpdateFunctionEventInvokeConfig", FunctionName),
  async run(settings, parts) {
    const inputs = inputsOf(settings);
    const { name } = namedBy(settings.FunctionName, settings.Qualifier);
    if (!parts.resources.find(FUNCTION, name)) throw noFunction();
    return described(await parts.resources.update(configIn(settings, parts), inputs));
  },
};

export const getFunctionEventInvokeConfig: LambdaOperation<
  GetFunctionEventInvokeConfigCommandInput,
  GetFunctionEventInvokeConfigCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onName("lambda:GetFunctionEventInvokeConfig", FunctionName),
  run: (named, parts) => described(configIn(named, parts)),
};

export const deleteFunctionEventInvokeConfig: LambdaOperation<
  DeleteFunctionEventInvokeConfigCommandInput,
  DeleteFunctionEventInvokeConfigCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onName("lambda:DeleteFunctionEventInvokeConfig", FunctionName),
  async run(named, parts) {
    await parts.resources.delete(configIn(named, parts));
    return {};
  },
};

export const listFunctionEventInvokeConfigs: LambdaOperation<
  ListFunctionEventInvokeConfigsCommandInput,
  ListFunctionEventInvokeConfigsCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onName("lambda:ListFunctionEventInvokeConfigs", FunctionName),
  run({ FunctionName }, parts) {
    const { name } = namedBy(FunctionName);
    if (!parts.resources.find(FUNCTION, name)) throw noFunction();
    const found = find(parts, name);
    return { FunctionEventInvokeConfigs: found === undefined ? [] : [described(found)] } as never;
  },
};

/** A permission on a function, whatever version or alias of it is meant. */
function onName(action: string, functionName: string) {
  return [{ action, resource: functionArn(namedBy(functionName).name) }];
}

const NONE: Properties = {
  ...{ maximumRetryAttempts: undefined, maximumEventAgeInSeconds: undefined, destinationConfig: undefined },
};

/** The resource's inputs, as a call gives them. @throws AwsError `ValidationException` */
function inputsOf({ MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig }: Settings): Properties {
  checkMembers("ValidationException", [
    ["maximumRetryAttempts", MaximumRetryAttempts, { min: 0, max: 2 }],
    ["maximumEventAgeInSeconds", MaximumEventAgeInSeconds, { min: 60, max: 21_600 }],
    ["destinationConfig.onSuccess.destination", DestinationConfig?.OnSuccess?.Destination, { pattern: ARN }],
    ["destinationConfig.onFailure.destination", DestinationConfig?.OnFailure?.Destination, { pattern: ARN }],
  ]);
  return {
    ...(MaximumRetryAttempts !== undefined && { maximumRetryAttempts: MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds !== undefined && { maximumEventAgeInSeconds: MaximumEventAgeInSeconds }),
    ...(DestinationConfig !== undefined && { destinationConfig: asInputs(DestinationConfig) }),
  };
}

/** The name of a function that is there: of a version or an alias, there is none. @throws AwsError `ResourceNotFoundException` */
function configurable({ FunctionName, Qualifier }: Settings, { resources }: LambdaParts): string {
  const { name, qualifier = "$LATEST" } = namedBy(FunctionName, Qualifier);
  if (resources.find(FUNCTION, name) && qualifier === "$LATEST") return name;
  throw noFunction();
}

function noFunction(): AwsError {
  return new AwsError("ResourceNotFoundException", "The function doesn't exist.", 404);
}

function find({ resources }: LambdaParts, name: string): KeptResource | undefined {
  return resources.all(CONFIG).find(({ state }) => state.functionArn === functionArn(name));
}

/** @throws AwsError `ResourceNotFoundException` */
function configIn({ FunctionName, Qualifier }: Pick<Settings, "FunctionName" | "Qualifier">, parts: LambdaParts) {
  const { name, qualifier = "$LATEST" } = namedBy(FunctionName, Qualifier);
  const found = qualifier === "$LATEST" ? find(parts, name) : undefined;
  if (found) return found;
  const message = `The function ${functionArn(name)}:${qualifier} doesn't have an EventInvokeConfig`;
  throw new AwsError("ResourceNotFoundException", message, 404);
}

interface Kept {
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeInSeconds?: number;
  readonly destinationConfig?: Readonly<Partial<Record<"onSuccess" | "onFailure", { destination?: string }>>>;
}

function described({ inputs, state, changedAt }: KeptResource): OnWire<FunctionEventInvokeConfig> {
  const { maximumRetryAttempts, maximumEventAgeInSeconds, destinationConfig = {} } = inputs as Kept;
  const shown = (to: "onSuccess" | "onFailure") => {
    const destination = destinationConfig[to]?.destination;
    return destination ? { Destination: destination } : {};
  };
  return {
    FunctionArn: `${state.functionArn}:$LATEST`,
    LastModified: changedAt / 1000,
    ...(maximumRetryAttempts !== undefined && { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAgeInSeconds !== undefined && { MaximumEventAgeInSeconds: maximumEventAgeInSeconds }),
    DestinationConfig: { OnSuccess: shown("onSuccess"), OnFailure: shown("onFailure") },
  };
}
