import { AwsError } from "../../base/awsError";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { functionArnOf } from "./permission";

interface Inputs {
  functionName: string;
  qualifier?: string;
  maximumRetryAttempts?: number;
  maximumEventAgeInSeconds?: number;
  destinationConfig?: { onSuccess?: { destination?: string }; onFailure?: { destination?: string } };
}

/** Services whose resources take records of invocations; of S3's buckets AWS takes records of failures. */
const DESTINATION = /^arn:aws:(sqs|sns|lambda|events):[a-z0-9-]+:\d{12}:.+$/;

/** `aws.lambda.FunctionEventInvokeConfig`: what becomes of a function's asynchronous events. */
export function functionEventInvokeConfig({ lambda }: Pick<Services, "lambda">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const inputs = properties as unknown as Inputs;
    const functionArn = functionArnOf(inputs.functionName).replace(/:\$LATEST$/, "");
    check(inputs, functionArn);
    const { maximumRetryAttempts, maximumEventAgeInSeconds: maximumEventAgeSeconds, destinationConfig } = inputs;
    const [onSuccessArn, onFailureArn] = destinationsOf(destinationConfig);
    lambda.putEventInvokeConfig({
      functionArn,
      ...(maximumRetryAttempts !== undefined && { maximumRetryAttempts }),
      ...(maximumEventAgeSeconds !== undefined && { maximumEventAgeSeconds }),
      ...(onSuccessArn !== undefined && { onSuccessArn }),
      ...(onFailureArn !== undefined && { onFailureArn }),
    });
    const qualifier = inputs.qualifier === undefined ? "" : `:${inputs.qualifier}`;
    return { id: `${inputs.functionName}${qualifier}`, state: { ...properties, functionArn } };
  };
  return {
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    properties: {
      functionName: "honoured",
      qualifier: "honoured",
      maximumRetryAttempts: "honoured",
      maximumEventAgeInSeconds: "honoured",
      destinationConfig: "honoured",
    },
    replaceOn: ["functionName", "qualifier"],
    create: async (_context, properties) => put(properties),
    update: async (_context, _current, properties) => put(properties),
    delete: async (_context, { state }) => lambda.deleteEventInvokeConfig(String(state.functionArn)),
  };
}

/** An empty text is no destination, as for Lambda's API. */
function destinationsOf({ onSuccess, onFailure }: NonNullable<Inputs["destinationConfig"]> = {}) {
  return [onSuccess?.destination, onFailure?.destination].map((destination) => destination || undefined);
}

/** @throws Error or AwsError as PutFunctionEventInvokeConfig does, and for what does not run here */
function check(inputs: Inputs, functionArn: string): void {
  const {
    qualifier,
    maximumRetryAttempts: retries = 0,
    maximumEventAgeInSeconds: age = 60,
    destinationConfig,
  } = inputs;
  if (qualifier !== undefined && qualifier !== "$LATEST") {
    throw new Error(
      `qualifier must be "$LATEST" locally, got "${qualifier}": versions and aliases are not supported yet`,
    );
  }
  if (!Number.isInteger(retries) || retries < 0 || retries > 2) {
    throw new Error(`maximumRetryAttempts must be a whole number from 0 to 2, got ${retries}`);
  }
  if (!Number.isInteger(age) || age < 60 || age > 21_600) {
    throw new Error(`maximumEventAgeInSeconds must be a whole number from 60 to 21600, got ${age}`);
  }
  if (
    inputs.maximumRetryAttempts === undefined &&
    inputs.maximumEventAgeInSeconds === undefined &&
    destinationConfig === undefined
  ) {
    throw invalid("You must specify at least one of error handling or destination setting.");
  }
  for (const destination of destinationsOf(destinationConfig)) {
    if (destination === undefined) continue;
    if (destination.replace(/:\$LATEST$/, "") === functionArn) {
      throw invalid("You can't specify the function as a destination for itself.");
    }
    if (destination.startsWith("arn:aws:s3:::")) {
      throw new Error(`a destination must be a queue, a topic, a function or an event bus locally, got ${destination}`);
    }
    if (destination.startsWith("arn:aws:events:") && !destination.endsWith(":event-bus/default")) {
      throw new Error(`a destination must be the default event bus locally, got ${destination}`);
    }
    if (DESTINATION.test(destination)) continue;
    const [success, failure] = destinationsOf(destinationConfig);
    throw invalid(
      `The provided destination config DestinationConfig(onSuccess=${shown("OnSuccess", success)}, onFailure=${shown("OnFailure", failure)}) is invalid.`,
    );
  }
}

/** A destination as Lambda's error writes it. */
function shown(name: string, destination: string | undefined): string {
  return destination === undefined ? "null" : `${name}(destination=${destination})`;
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}
