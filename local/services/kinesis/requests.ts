import { AwsError } from "../../base/awsError";
import type { AwsCall } from "../../edge/awsService";
import type { Services } from "../../services";
import type { Stream } from "./stream";

/** The parts that the operations work with. */
export interface KinesisParts extends Pick<Services, "clock" | "metrics"> {
  streams: ReadonlyMap<string, Stream>;
  /** @throws AwsError `ResourceNotFoundException` */
  streamOf(name: string): Stream;
  /** To be called after a write. */
  written(streamArn: string): void;
}

export type Operation = (parts: KinesisParts, call: AwsCall) => Record<string, unknown>;

/** The stream that a call names. */
export function streamIn({ streamOf }: KinesisParts, { params }: Pick<AwsCall, "params">): Stream {
  const { StreamARN } = params;
  return streamOf(typeof StreamARN === "string" ? (StreamARN.split("/").at(-1) ?? "") : text(params, "StreamName"));
}

/** @throws AwsError `ValidationException` */
export function text(params: Readonly<Record<string, unknown>>, name: string): string {
  const value = params[name];
  if (typeof value === "string" && value !== "") return value;
  throw invalid(`Value at '${name}' failed to satisfy constraint: Member must be a text of at least one character`);
}

/** @throws AwsError `ValidationException` */
export function wholeNumber(
  params: Readonly<Record<string, unknown>>,
  name: string,
  { fallback, max }: { fallback: number; max: number },
): number {
  const value = params[name] ?? fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw invalid(`Value '${value}' at '${name}' failed to satisfy constraint: Member must be from 1 to ${max}`);
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", `1 validation error detected: ${message}`);
}
