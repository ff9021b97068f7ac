import { DebounceTracker } from "../../components/debounceTracker";
import type { DebounceTrackerArgs } from "../../components/debounceTracker/args";
import { type Run, type RunOptions, runProgram } from "../support/program";

export const TAGS = { "sluice:component": "DebounceTracker", "sluice:name": "orders" };

export const NETWORK = { vpcId: "vpc-1", privateSubnetIds: ["subnet-1", "subnet-2"] };

/** A program with the one debounce tracker `orders`, which takes webhooks of any source. */
export function runWith(
  args: Partial<DebounceTrackerArgs> = {},
  options: RunOptions = {},
): Promise<Run<DebounceTracker>> {
  return runProgram(
    () =>
      new DebounceTracker("orders", {
        network: NETWORK,
        ...(!("fetchState" in args) && { externalApiUrl: "https://api.example.com/orders" }),
        acceptsOtherSources: true,
        ...args,
      }),
    options,
  );
}
