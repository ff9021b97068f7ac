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
}

export type Fault = "killEnvironment" | "duplicateBatch" | "throttleDynamo";

/** Decides, repeatably, when a fault happens. */
export interface Chaos {
  strikes(fault: Fault): boolean;
  /** A repeatable number from 0 (included) to 1 (excluded), for how late in a batch a fault strikes. */
  draw(fault: Fault): number;
}
