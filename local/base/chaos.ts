import { createHash } from "node:crypto";

/** Shares (0 to 1) of the faults that the local cloud injects; all absent means none. */
export interface ChaosOptions {
  /** Repeats a run: every kind of fault draws from its own sequence that starts here. */
  seed: number;
  /** Share of Lambda invocations from an event source whose environment is killed in mid-batch. */
  killEnvironment?: number;
  /** Share of event source batches that are delivered a second time although the first delivery succeeded. */
  duplicateBatch?: number;
  /** Share of DynamoDB calls by functions and workers that are answered with a throttling error. */
  throttleDynamo?: number;
  /** Share of invocations by EventBridge Scheduler that are delivered a second time. */
  duplicateInvocation?: number;
  /** Share of objects that Firehose delivers a second time although the first delivery succeeded. */
  duplicateDelivery?: number;
  /** Share of S3's event notifications that are sent a second time. */
  duplicateNotification?: number;
  /** Share of `RunTask` calls that find no capacity. */
  refuseTask?: number;
  /** Share of seconds, of those in which ECS tasks run, in which one of them is killed. */
  killTask?: number;
}

export type Fault =
  | "killEnvironment"
  | "duplicateBatch"
  | "throttleDynamo"
  | "duplicateInvocation"
  | "duplicateDelivery"
  | "duplicateNotification"
  | "refuseTask"
  | "killTask";

/** Decides, repeatably, when a fault happens. */
export interface Chaos {
  strikes(fault: Fault): boolean;
  /** A repeatable number from 0 (included) to 1 (excluded), for how late in a batch a fault strikes, or which task. */
  draw(fault: Fault): number;
}

export const FAULTS: readonly Fault[] = [
  "killEnvironment",
  "duplicateBatch",
  "throttleDynamo",
  "duplicateInvocation",
  "duplicateDelivery",
  "duplicateNotification",
  "refuseTask",
  "killTask",
];

/** A cloud in which nothing is made to fail. */
export const noChaos: Chaos = { strikes: () => false, draw: () => 0 };

/**
 * Faults from a seed. Every kind of fault decides and draws from sequences of its own, so that the number of DynamoDB calls
 * of a run does not shift the deliveries that are killed in it.
 *
 * @throws RangeError for a share outside 0 to 1, or a seed that is not a whole number
 */
export function createChaos(options: ChaosOptions): Chaos {
  if (!Number.isSafeInteger(options.seed)) {
    throw new RangeError(`chaos: seed must be a whole number, got ${options.seed}`);
  }
  for (const fault of FAULTS) {
    const share = options[fault];
    if (share !== undefined && !(share >= 0 && share <= 1)) {
      throw new RangeError(`chaos: ${fault} must be a share from 0 to 1, got ${share}`);
    }
  }
  const decisions = sequences(options.seed, "decide");
  const draws = sequences(options.seed, "draw");
  return {
    strikes(fault) {
      const share = options[fault] ?? 0;
      return share > 0 && decisions[fault]() < share;
    },
    draw: (fault) => draws[fault](),
  };
}

/** Faults that can be turned on and off while the cloud runs. */
export class ChaosSwitches implements Chaos {
  /** No fault happens while it is set, and no sequence moves on. */
  areHeld = false;
  #options: ChaosOptions | undefined;
  #chaos: Chaos;

  constructor(options?: ChaosOptions) {
    this.#options = options;
    this.#chaos = options ? createChaos(options) : noChaos;
  }

  /** As they were set last; none where nothing is made to fail. */
  get options(): ChaosOptions | undefined {
    return this.#options;
  }

  /** Begins all sequences anew. @throws RangeError, with everything as it was */
  set(options: ChaosOptions | undefined): void {
    this.#chaos = options ? createChaos(options) : noChaos;
    this.#options = options;
  }

  strikes(fault: Fault): boolean {
    return !this.areHeld && this.#chaos.strikes(fault);
  }

  draw(fault: Fault): number {
    return this.#chaos.draw(fault);
  }
}

function sequences(seed: number, purpose: string): Record<Fault, () => number> {
  const of = (fault: Fault) => randomSequence(`${seed}/${purpose}/${fault}`);
  return {
    killEnvironment: of("killEnvironment"),
    duplicateBatch: of("duplicateBatch"),
    throttleDynamo: of("throttleDynamo"),
    duplicateInvocation: of("duplicateInvocation"),
    duplicateDelivery: of("duplicateDelivery"),
    duplicateNotification: of("duplicateNotification"),
    refuseTask: of("refuseTask"),
    killTask: of("killTask"),
  };
}

function randomSequence(seed: string): () => number {
  return seededRandom(createHash("sha256").update(seed).digest().readUInt32LE(0));
}

/** Makes a source of numbers from 0 to below 1, the same for the same seed: mulberry32, as Node's own generators take no seed. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
