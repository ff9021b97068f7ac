import { arn } from "../../../base/arn";
import { AwsError } from "../../../base/awsError";
import type { Operation } from "../../../edge/awsApi";
import type { Permission } from "../../../iam/iam";
import type { Services } from "../../../services";
import type { Stream } from "../stream";

/** The streams, as the operations of the API see them. */
export interface KinesisParts extends Pick<Services, "clock" | "metrics"> {
  streams: ReadonlyMap<string, Stream>;
  /** @throws AwsError `ResourceNotFoundException` */
  streamOf(name: string): Stream;
  /** To be called after a write. */
  written(streamArn: string): void;
}

export type KinesisOperation<Input extends object, Output extends object> = Operation<KinesisParts, Input, Output>;

/** The parameters of a call that say which stream it is about: a name or an ARN, or what it was given before. */
export interface StreamReference {
  readonly StreamARN?: string | undefined;
  readonly StreamName?: string | undefined;
  /** An iterator, or a token of a list. */
  readonly given?: string | undefined;
}

/** A permission on the stream that a call is about. @throws AwsError `InvalidArgumentException` */
export function onStream(action: string, { StreamARN, StreamName, given }: StreamReference): readonly Permission[] {
  if (StreamARN !== undefined) return [{ action, resource: StreamARN }];
  if (StreamName !== undefined) return [{ action, resource: arn("kinesis", `stream/${StreamName}`) }];
  const [streamArn = ""] = given === undefined ? [] : decoded(given);
  if (streamArn.startsWith("arn:")) return [{ action, resource: streamArn }];
  throw new AwsError("InvalidArgumentException", "One of StreamARN or StreamName must be given.");
}

/** The stream that a call names. @throws AwsError `ResourceNotFoundException`, `ValidationException` */
export function streamIn({ streamOf }: KinesisParts, { StreamARN, StreamName }: StreamReference): Stream {
  if (StreamARN !== undefined) return streamOf(StreamARN.split("/").at(-1) ?? "");
  if (StreamName !== undefined && StreamName !== "") return streamOf(StreamName);
  throw missing("StreamName");
}

/** @throws AwsError `ValidationException` */
export function wholeNumber(
  name: string,
  value: number | undefined,
  { fallback, max }: { fallback: number; max: number },
): number {
  const number = value ?? fallback;
  if (Number.isInteger(number) && number >= 1 && number <= max) return number;
  throw invalid(`Value '${value}' at '${name}' failed to satisfy constraint: Member must be from 1 to ${max}`);
}

/** Parts in one text, for iterators and tokens. */
export function encoded(parts: readonly string[]): string {
  return Buffer.from(parts.join("|")).toString("base64");
}

export function decoded(token: string): string[] {
  return Buffer.from(token, "base64").toString().split("|");
}

export function missing(parameter: string): AwsError {
  return invalid(
    `Value at '${parameter}' failed to satisfy constraint: Member must be a text of at least one character`,
  );
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", `1 validation error detected: ${message}`);
}
