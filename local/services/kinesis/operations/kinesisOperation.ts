import { arn } from "../../../base/arn";
import { AwsError } from "../../../base/awsError";
import { lowerFirst } from "../../../base/memberNames";
import type { Operation } from "../../../edge/awsApi";
import { missingMember } from "../../../edge/constraints";
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
export function onStream(action: string, reference: StreamReference): readonly Permission[] {
  return [{ action, resource: streamArnOf(reference) }];
}

/** @throws AwsError `InvalidArgumentException` */
export function streamArnOf({ StreamARN, StreamName, given }: StreamReference): string {
  if (StreamARN !== undefined) return StreamARN;
  if (StreamName !== undefined) return arn("kinesis", `stream/${StreamName}`);
  const [streamArn = ""] = given === undefined ? [] : decoded(given);
  if (streamArn.startsWith("arn:")) return streamArn;
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
  const bound = number < 1 ? "greater than or equal to 1" : `less than or equal to ${max}`;
  throw invalid(
    `Value '${value}' at '${lowerFirst(name)}' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

/** Parts in one text, for iterators and tokens. */
export function encoded(parts: readonly string[]): string {
  return Buffer.from(parts.join("|")).toString("base64");
}

export function decoded(token: string): string[] {
  return Buffer.from(token, "base64").toString().split("|");
}

/** The refusal of a text that is not there, or is empty. */
export function missing(parameter: string, value?: unknown): AwsError {
  return new AwsError("ValidationException", missingMember({ parameter, value }));
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", `1 validation error detected: ${message}`);
}
