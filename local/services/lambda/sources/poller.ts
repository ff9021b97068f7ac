import type { LambdaDependencies } from "../lambdaDependencies";

export type SourceDependencies = Omit<LambdaDependencies, "logs" | "edgeUrl" | "workFolder">;
/** Reads one event source. */
export interface Poller {
  /** Begins nothing new; resolves when what is in progress is dealt with, or at once where it is to be abandoned. */
  stop(options: { abandon: boolean }): Promise<void>;
}
