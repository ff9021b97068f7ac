import { AwsError } from "../../base/awsError";
import { calledAs } from "../../base/calledAs";
import { checkTimeZone } from "../../services/firehose/dateFormat";
import type { S3DestinationSpec } from "../../services/firehose/firehose";
import { DEFAULT_TIMESTAMP, keysOf, type PrefixPart, parsePrefix } from "../../services/firehose/prefix";
import { type ProcessingInputs, processorsOf } from "./firehoseProcessors";

/** As Pulumi's AWS provider names it. */
export interface ExtendedS3Inputs {
  roleArn: string;
  bucketArn: string;
  prefix?: string;
  errorOutputPrefix?: string;
  customTimeZone?: string;
  bufferingSize?: number;
  bufferingInterval?: number;
  compressionFormat?: string;
  fileExtension?: string;
  kmsKeyArn?: string;
  cloudwatchLoggingOptions?: { enabled?: boolean; logGroupName?: string; logStreamName?: string };
  dynamicPartitioningConfiguration?: { enabled?: boolean; retryDuration?: number };
  processingConfiguration?: ProcessingInputs;
  s3BackupMode?: string;
}

const KNOWN: readonly (keyof ExtendedS3Inputs)[] = [
  ...(["roleArn", "bucketArn", "prefix", "errorOutputPrefix", "customTimeZone"] as const),
  ...(["bufferingSize", "bufferingInterval", "compressionFormat", "fileExtension", "kmsKeyArn"] as const),
  ...(["cloudwatchLoggingOptions", "dynamicPartitioningConfiguration", "processingConfiguration"] as const),
  "s3BackupMode",
];

const MIB = 1024 * 1024;
/** Source: Amazon Data Firehose API Reference, BufferingHints; for dynamic partitioning its Developer Guide, "Dynamic partitioning". */
const SIZE = { fallback: 5, most: 128, leastPartitioned: 64 };
const INTERVAL = { fallback: 300, most: 900, leastPartitioned: 60 };

/** @throws Error that names the property, and what it must be */
export function s3DestinationOf(inputs: ExtendedS3Inputs): S3DestinationSpec {
  refuseUnknown(inputs);
  const { roleArn, bucketArn, customTimeZone = "UTC", fileExtension, kmsKeyArn } = inputs;
  if (!/^arn:aws:s3:::[\w.-]+$/.test(bucketArn))
    throw new Error(`bucketArn must be a bucket's ARN, got "${bucketArn}"`);
  checkTimeZone(customTimeZone);
  if (fileExtension !== undefined && !/^$|^\.[0-9a-z!\-_.*'()]+$/.test(fileExtension)) {
    throw new Error(
      `fileExtension must begin with a full stop, then small letters, digits or !-_.*'(), got "${fileExtension}"`,
    );
  }
  const dynamicPartitioning = inputs.dynamicPartitioningConfiguration?.enabled === true;
  const { transform, delimiter } = processorsOf(inputs.processingConfiguration, roleArn);
  const { prefix, errorPrefix } = prefixesOf(inputs, dynamicPartitioning, transform !== undefined);
  return {
    ...{ roleArn, bucketArn, prefix, errorPrefix, timeZone: customTimeZone, dynamicPartitioning },
    hints: hintsOf(inputs, dynamicPartitioning),
    compression: compressionOf(inputs),
    ...(fileExtension && { fileExtension }),
    ...(kmsKeyArn !== undefined && { kmsKeyArn }),
    ...loggingOf(inputs),
    ...(transform && { transform }),
    ...(delimiter !== undefined && { delimiter }),
  };
}

function refuseUnknown(inputs: ExtendedS3Inputs): void {
  const { dynamicPartitioningConfiguration, s3BackupMode = "Disabled" } = inputs;
  const unknown = Object.keys(inputs).find((name) => !(KNOWN as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new Error(`extendedS3Configuration.${unknown} is not supported locally yet: unset it for this stack`);
  }
  if (s3BackupMode !== "Disabled") throw new Error(`s3BackupMode must be "Disabled" locally, got "${s3BackupMode}"`);
  const { retryDuration = 300 } = dynamicPartitioningConfiguration ?? {};
  if (!Number.isInteger(retryDuration) || retryDuration < 0 || retryDuration > 7200) {
    throw new Error(`dynamicPartitioningConfiguration.retryDuration must be 0 to 7200 seconds, got ${retryDuration}`);
  }
}

function hintsOf({ bufferingSize, bufferingInterval }: ExtendedS3Inputs, partitioned: boolean) {
  const size = bufferingSize ?? SIZE.fallback;
  const seconds = bufferingInterval ?? INTERVAL.fallback;
  const least = partitioned ? SIZE.leastPartitioned : 1;
  if (!Number.isInteger(size) || size < least || size > SIZE.most) {
    const why = partitioned ? " with dynamic partitioning" : "";
    throw new Error(`bufferingSize must be a whole number of MiB from ${least} to ${SIZE.most}${why}, got ${size}`);
  }
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > INTERVAL.most) {
    throw new Error(`bufferingInterval must be a whole number of seconds from 0 to ${INTERVAL.most}, got ${seconds}`);
  }
  if (partitioned && seconds < INTERVAL.leastPartitioned) {
    throw new AwsError(
      "InvalidArgumentException",
      `BufferingHints.IntervalInSeconds must be at least ${INTERVAL.leastPartitioned} seconds when Dynamic Partitioning is ` +
        `enabled, got ${seconds}. To wait less on this machine, run it with a time scale (${calledAs("dev")} --time-scale 12)`,
    );
  }
  return { bytes: size * MIB, seconds };
}

function compressionOf({ compressionFormat = "UNCOMPRESSED" }: ExtendedS3Inputs): S3DestinationSpec["compression"] {
  if (compressionFormat === "UNCOMPRESSED" || compressionFormat === "GZIP") return compressionFormat;
  throw new Error(`compressionFormat must be "UNCOMPRESSED" or "GZIP" locally, got "${compressionFormat}"`);
}

function loggingOf({ cloudwatchLoggingOptions }: ExtendedS3Inputs): Pick<S3DestinationSpec, "logging"> {
  const { enabled = false, logGroupName: group, logStreamName: stream } = cloudwatchLoggingOptions ?? {};
  if (!enabled) return {};
  if (group && stream) return { logging: { group, stream } };
  throw new Error("cloudwatchLoggingOptions needs logGroupName and logStreamName where it is enabled");
}

/** Rules: Amazon Data Firehose Developer Guide, "Understand custom prefixes for Amazon S3 objects", "Semantic rules". */
function prefixesOf(
  { prefix: text = "", errorOutputPrefix: errorText }: ExtendedS3Inputs,
  partitioned: boolean,
  transformed: boolean,
): { prefix: readonly PrefixPart[]; errorPrefix: readonly PrefixPart[] } {
  const prefix = parsed("prefix", text);
  const kinds = new Set(prefix.map(({ kind }) => kind));
  if (kinds.has("errorType")) throw new Error("prefix: !{firehose:error-output-type} belongs into errorOutputPrefix");
  const keys = keysOf(prefix);
  if (partitioned && keys.length === 0) {
    throw new Error("prefix must name partition keys with dynamic partitioning: !{partitionKeyFromLambda:name}");
  }
  if (partitioned && !transformed) {
    throw new Error("processingConfiguration: partition keys come from a Lambda processor, and there is none");
  }
  if (!partitioned && keys.length > 0) {
    throw new Error("prefix: !{partitionKeyFromLambda:...} goes with dynamicPartitioningConfiguration.enabled only");
  }
  const hasExpressions = prefix.some(({ kind }) => kind !== "text");
  const withTime = partitioned || kinds.has("timestamp") ? prefix : [...prefix, DEFAULT_TIMESTAMP];
  if (errorText === undefined) {
    if (hasExpressions) throw new Error("errorOutputPrefix must be there where prefix has expressions");
    const slash: PrefixPart = { kind: "text", text: "/" };
    return { prefix: withTime, errorPrefix: [...prefix, { kind: "errorType" }, slash, DEFAULT_TIMESTAMP] };
  }
  const errorPrefix = parsed("errorOutputPrefix", errorText);
  const errorKinds = new Set(errorPrefix.map(({ kind }) => kind));
  if (!errorKinds.has("errorType")) {
    throw new Error("errorOutputPrefix must have !{firehose:error-output-type} in it");
  }
  if (errorKinds.has("key")) throw new Error("errorOutputPrefix: a record that has failed has no partition keys");
  return { prefix: withTime, errorPrefix };
}

function parsed(property: string, text: string): readonly PrefixPart[] {
  try {
    return parsePrefix(text);
  } catch (error) {
    throw new Error(`${property}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
