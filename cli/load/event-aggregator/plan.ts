import { drawAt, isOneOf } from "../draw";

/** One request that is going to be made. */
export interface PlannedSend {
  idempotencyKey: string;
  /** 0 to `keys - 1`: which of the distinct contents it carries. */
  content: number;
  /** True where an earlier send of the plan has the same `idempotencyKey`, and therefore the same content. */
  isRepeat: boolean;
}

export interface PlanOptions {
  /** Sends altogether, repeats included. */
  count: number;
  /** Distinct contents. */
  keys: number;
  /** Per cent of the sends that repeat an earlier one; 0 to 99. */
  duplicates: number;
  /** The same seed gives the same contents in the same order, and the same repeats. */
  seed: number;
  /** Keeps the idempotency keys of two runs apart, even where the seed is the same. */
  runId: string;
}

/** Decides every send beforehand, so that a run can be repeated by its seed however its requests interleave. */
export function planSends(options: PlanOptions): PlannedSend[] {
  const originals: PlannedSend[] = [];
  return Array.from({ length: options.count }, (_, index) => {
    const draw = drawAt(options.seed, index);
    const earlier = isOneOf(options.duplicates, index) ? originals[Math.floor(draw * originals.length)] : undefined;
    if (earlier !== undefined) return { ...earlier, isRepeat: true };
    const original = {
      idempotencyKey: `load-${options.runId}-${index}`,
      content: Math.floor(draw * options.keys),
      isRepeat: false,
    };
    originals.push(original);
    return original;
  });
}
