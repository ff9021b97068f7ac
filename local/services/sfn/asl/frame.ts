import type { Json, JsonObject } from "./json";
import type { Runtime } from "./runtime";
import { StateError } from "./stateError";

/** Where in a machine's run something happens; a branch has a frame of its own. */
export interface Frame {
  /** The context object without what belongs to one state. */
  context: JsonObject;
  signal: AbortSignal;
  /** Id of the event before the next one. */
  lastEvent: number;
}

/** Bytes of a state's input or result ("Quotas for ... Step Functions", "Maximum input or output size"): 256 KiB. */
export const MAX_DATA_BYTES = 262_144;
export function requireSize(name: string, data: Json): void {
  const text = JSON.stringify(data);
  // UTF-8 has at most three bytes for each unit that `length` counts.
  if (text.length * 3 <= MAX_DATA_BYTES || Buffer.byteLength(text) <= MAX_DATA_BYTES) return;
  throw new StateError(
    "States.DataLimitExceeded",
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

export function record(
  runtime: Runtime,
  frame: Frame,
  type: string,
  details: Readonly<Record<string, unknown>>,
): number {
  frame.lastEvent = runtime.record({ type, previousId: frame.lastEvent, details });
  return frame.lastEvent;
}
