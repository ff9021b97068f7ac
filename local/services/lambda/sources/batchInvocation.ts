import type { Services } from "../../../services";
import type { FunctionRunner, Invocation } from "../functionRunner";

/** Calls the function for a batch, with the faults that the local cloud was asked to inject. */
export async function invokeWithBatch(
  deps: Pick<Services, "chaos" | "report">,
  runner: FunctionRunner,
  event: unknown,
): Promise<Invocation> {
  if (!deps.chaos.strikes("killEnvironment")) {
    return runner.invoke(event);
  }
  // Somewhere within the time that such a batch usually takes, so that some of its writes are done and some are not.
  const killAfterMs = deps.chaos.draw("killEnvironment") * runner.lastDurationMs;
  deps.report.log(runner.currentSpec.label, "chaos kills this environment in mid-batch");
  return runner.invoke(event, { killAfterMs });
}

/** Delivers a batch that succeeded once more, as at-least-once delivery may; what becomes of it changes nothing. */
export async function maybeDuplicate(
  deps: Pick<Services, "chaos" | "report">,
  runner: FunctionRunner,
  event: unknown,
): Promise<void> {
  if (deps.chaos.strikes("duplicateBatch")) {
    deps.report.log(runner.currentSpec.label, "chaos delivers this batch a second time");
    await runner.invoke(event);
  }
}
