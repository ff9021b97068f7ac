import type { Execution } from "../execution";

/** An execution as DescribeExecution and StartSyncExecution show one. */
export function described(execution: Execution) {
  const { inputText, output, error, cause } = execution;
  return {
    ...summary(execution),
    input: inputText,
    inputDetails: { included: true },
    ...(output !== undefined && { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}

/** An execution as lists show one. */
export function summary({ arn, name, machine, status, startedAt, stoppedAt }: Execution) {
  return {
    ...{ executionArn: arn, stateMachineArn: machine.arn, name, status, startDate: startedAt / 1000 },
    ...(stoppedAt !== undefined && { stopDate: stoppedAt / 1000 }),
  };
}
