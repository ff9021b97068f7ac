import type { TransformSpec } from "../../services/firehose/firehose";

/** As Pulumi's AWS provider names it. */
export interface ProcessingInputs {
  enabled?: boolean;
  processors?: { type: string; parameters?: { parameterName: string; parameterValue: string }[] }[];
}

/** The settings that the processors of a delivery stream come to. */
export interface Processors {
  transform?: TransformSpec;
  delimiter?: string;
}

const MIB = 1024 * 1024;
const LAMBDA_PARAMETERS = ["LambdaArn", "RoleArn", "NumberOfRetries", "BufferSizeInMBs", "BufferIntervalInSeconds"];
const FUNCTION = /^arn:aws:lambda:[^:]+:\d{12}:function:[\w-]+(:\$LATEST)?$/;

/**
 * Defaults and limits: Amazon Data Firehose Developer Guide, "Transform source data in Amazon Data Firehose", and
 * API Reference, ProcessorParameter.
 *
 * @param roleArn of the destination, which calls the function where the processor has no role of its own
 * @throws Error that names the processor and what it must be
 */
export function processorsOf(inputs: ProcessingInputs | undefined, roleArn: string): Processors {
  const { enabled = false, processors = [] } = inputs ?? {};
  if (!enabled) return {};
  const found: Processors = {};
  for (const { type, parameters = [] } of processors) {
    const values = new Map(parameters.map(({ parameterName, parameterValue }) => [parameterName, parameterValue]));
    switch (type) {
      case "Lambda":
        if (found.transform) throw new Error("processingConfiguration: there can be one Lambda processor");
        found.transform = transformOf(values, roleArn);
        break;
      case "AppendDelimiterToRecord":
        refuseParameters(type, values, ["Delimiter"]);
        found.delimiter = (values.get("Delimiter") ?? "\\n").replaceAll("\\n", "\n");
        break;
      default:
        throw new Error(
          `processingConfiguration: the processor ${type} is not supported locally yet (supported: Lambda, AppendDelimiterToRecord)`,
        );
    }
  }
  return found;
}

function transformOf(values: ReadonlyMap<string, string>, roleArn: string): TransformSpec {
  refuseParameters("Lambda", values, LAMBDA_PARAMETERS);
  const lambdaArn = values.get("LambdaArn") ?? "";
  if (!FUNCTION.test(lambdaArn)) {
    throw new Error(
      `LambdaArn must be a function's ARN, of the version $LATEST if of any, for there are no others here, got "${lambdaArn}"`,
    );
  }
  return {
    lambdaArn,
    roleArn: values.get("RoleArn") ?? roleArn,
    retries: numberOf(values, "NumberOfRetries", { fallback: 3, least: 0, most: 300 }),
    hints: {
      bytes: numberOf(values, "BufferSizeInMBs", { fallback: 1, least: 0.2, most: 3 }) * MIB,
      seconds: numberOf(values, "BufferIntervalInSeconds", { fallback: 60, least: 0, most: 900 }),
    },
  };
}

function refuseParameters(type: string, values: ReadonlyMap<string, string>, known: readonly string[]): void {
  const unknown = [...values.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new Error(`the processor ${type} has no parameter ${unknown} here (supported: ${known.join(", ")})`);
}

function numberOf(
  values: ReadonlyMap<string, string>,
  name: string,
  { fallback, least, most }: { fallback: number; least: number; most: number },
): number {
  const value = Number(values.get(name) ?? fallback);
  if (value >= least && value <= most) return value;
  throw new Error(`${name} must be a number from ${least} to ${most}, got "${values.get(name)}"`);
}
