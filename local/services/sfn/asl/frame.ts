import type { QueryLanguage, State } from "./definition";
import type { Json, JsonObject } from "./json";
import type { BlockPast } from "./past";
import type { Note, Runtime } from "./runtime";
import { StateError } from "./stateError";
import type { Variables } from "./variables";

/** Where in a machine's run something happens; a branch has a frame of its own. */
export interface Frame {
  /** The place of the block in those around it: `""` is the machine, `"/2/0"` the first branch in a state of the third. */
  block: string;
  /** The part of the block that an earlier process ran. */
  past?: BlockPast | undefined;
  /** The context object without what belongs to one state. */
  context: JsonObject;
  signal: AbortSignal;
  /** The machine's; a state may have its own. */
  language: QueryLanguage;
  variables: Variables;
  /** Id of the event before the next one. */
  lastEvent: number;
  /** The type of the state that is entered and not left. */
  running?: State["Type"] | undefined;
}

/** Bytes of a state's input or result ("Quotas for ... Step Functions", "Maximum input or output size"): 256 KiB. */
export const MAX_DATA_BYTES = 262_144;

/** @throws StateError `States.DataLimitExceeded`, which no wildcard in Retry and Catch covers */
export function requireSize(name: string, data: Json): void {
  if (!fits(data)) throw new StateError(LIMIT_EXCEEDED, tooLarge(name), "size");
}

/** @throws StateError `States.DataLimitExceeded`, which is the task's failure: wildcards cover it */
export function requireTaskSize(task: string, result: Json): void {
  if (!fits(result)) throw new StateError(LIMIT_EXCEEDED, tooLarge(task));
}

const LIMIT_EXCEEDED = "States.DataLimitExceeded";

function fits(data: Json): boolean {
  const text = JSON.stringify(data);
  // UTF-8 has at most three bytes for each unit that `length` counts.
  return text.length * 3 <= MAX_DATA_BYTES || Buffer.byteLength(text) <= MAX_DATA_BYTES;
}

function tooLarge(name: string): string {
  return `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
}

type Details = Readonly<Record<string, unknown>>;

/** Records an event that the frame's next one follows. */
export function record(runtime: Runtime, frame: Frame, type: string, details: Details, note: Note = {}): number {
  frame.lastEvent = runtime.record({ type, previousId: frame.lastEvent, details, ...noted(frame, note) });
  return frame.lastEvent;
}

/** Records an event that the frame's next one does not follow: that has the same one before it. */
export function recordAside(runtime: Runtime, frame: Frame, type: string, details: Details): number {
  return runtime.record({ type, previousId: frame.lastEvent, details, ...noted(frame, { isAside: true }) });
}

/** The note of an event in a frame; the machine's own events often need none. */
export function noted({ block }: Frame, note: Note): { note?: Note } {
  const all = { ...(block !== "" && { block }), ...note };
  return Object.keys(all).length > 0 ? { note: all } : {};
}
