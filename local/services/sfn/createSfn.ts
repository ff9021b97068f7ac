import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";
import { Evaluator } from "./asl/jsonata/evaluator";
import { logEvent } from "./executionLog";
import { Executions } from "./executions";
import type { MachineSpec, Sfn } from "./sfn";
import { sfnApi } from "./sfnApi";
import type { TaskServices } from "./tasks/integration";
import { callResource, requireParameters } from "./tasks/resources";
import { TaskTokens } from "./taskTokens";

export type SfnDependencies = Omit<TaskServices, "states"> & Pick<Services, "clock" | "metrics" | "logs" | "report">;

export interface SfnOptions {
  /** Wait states, and timeouts of tasks that wait for their token, are divided by it. @default 1 */
  timeScale?: number;
  /** For the jitter of retries: from 0 (included) to 1 (excluded). @default Math.random */
  random?: () => number;
}

/** The service that runs machines with a machine's role. */
const STATES = "states.amazonaws.com";

/** Step Functions in memory: executions live as long as the local cloud runs. */
export function createSfn(deps: SfnDependencies, { timeScale = 1, random = Math.random }: SfnOptions = {}): Sfn {
  const machines = new Map<string, MachineSpec>();
  const tokens = new TaskTokens();
  const evaluator = new Evaluator({ now: () => deps.clock.now(), random });
  const executions = new Executions(
    deps,
    (execution, event) => logEvent(deps, execution, event),
    (machine) => ({
      timeScale,
      random,
      evaluator,
      openTask: () => tokens.open(machine.arn),
      requireParameters,
      async call(resource, parameters) {
        const source = { "aws:SourceArn": machine.arn };
        const { principal } = deps.iam.assumeRole(machine.roleArn, machine.name.slice(0, 64), STATES, source);
        return callResource({ ...deps, states: { api } }, principal, resource, parameters);
      },
    }),
  );
  const machineOf = (arn: string): MachineSpec => {
    const machine = machines.get(arn);
    if (machine !== undefined) return machine;
    throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  };

  const api = sfnApi({ machineOf, executions, tokens });
  return {
    api,
    putMachine: (spec) => void machines.set(spec.arn, spec),
    deleteMachine(arn) {
      machines.delete(arn);
      executions.abortAll(arn);
      executions.forget(arn);
    },
    stop: () => executions.abortAll(),
  };
}
