import {
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import type { Telemetry } from "../shared/telemetry";
import type { Item } from "./entryList";

/**
 * Tells the workflow that waits what is recorded. It may have heard already, or have stopped waiting: then it reads the record itself.
 * @throws what the SDK throws otherwise; the record stays, and whoever comes next tries again
 */
export async function tellWorkflow(
  { stepFunctions, telemetry }: { stepFunctions: SFNClient; telemetry: Telemetry },
  { id, decision, task_token: taskToken }: Item,
): Promise<void> {
  if (taskToken?.S === undefined) return;
  try {
    await stepFunctions.send(
      new SendTaskSuccessCommand({ taskToken: taskToken.S, output: JSON.stringify({ decision: decision?.S }) }),
    );
  } catch (error) {
    if (!(error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken))
      throw error;
    telemetry.logger.info("The workflow does not wait any more", { id: id?.S, reason: error.name });
  }
}
