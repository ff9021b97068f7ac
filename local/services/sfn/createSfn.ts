import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { Services } from "../../services";
import { Activities } from "./activities";
import { Evaluator } from "./asl/jsonata/evaluator";
import { runtimeError } from "./asl/stateError";
import { isActivity } from "./asl/task";
import { logEvent } from "./executionLog";
import { Executions } from "./executions";
import { followedState } from "./followedState";
import { Machines } from "./machines";
import type { Sfn } from "./sfn";
import { sfnApi } from "./sfnApi";
import type { TaskServices } from "./tasks/integration";
import { callResource, requireParameters } from "./tasks/resources";
import { TaskTokens } from "./taskTokens";

export type SfnDependencies = Omit<TaskServices, "states"> &
  Pick<Services, "clock" | "inventory" | "metrics" | "logs" | "report"> &
  Partial<Pick<Services, "calls">>;

export interface SfnOptions {
  /** Wait states, and timeouts of tasks that wait for their token, are divided by it. @default 1 */
  timeScale?: number;
  /** For the jitter of retries: from 0 (included) to 1 (excluded). @default Math.random */
  random?: () => number;
}

/** The service that runs machines with a machine's role. */
const STATES = "states.amazonaws.com";

/** Step Functions in memory. @param maps what outlives a stop: executions, with their histories and tokens */
export function createSfn(
  deps: SfnDependencies,
  { timeScale = 1, random = Math.random }: SfnOptions = {},
  maps: KeptMaps = noMaps,
): Sfn {
  const activities = new Activities(deps);
  const machines = new Machines(deps, {
    onMade: (machine) => executions.adopt(machine),
    isActivity: (given) => activities.has(given),
  });
  const tokens = new TaskTokens();
  const evaluator = new Evaluator({ now: () => deps.clock.now() });
  const executions = new Executions(
    deps,
    (execution, event) => logEvent(deps, execution, event),
    (machine) => ({
      timeScale,
      random,
      evaluator,
      openTask: (token) => tokens.open(machine.arn, token),
      requireParameters(resource, parameters) {
        if (isActivity(resource) && !activities.has(resource)) {
          throw runtimeError(`The activity ${resource} does not exist.`);
        }
        requireParameters(resource, parameters);
      },
      offer: (activityArn, task) => activities.offer(activityArn, task),
      followed: (state, run) => followedState(deps.calls, machine, state, run),
      async call(resource, parameters) {
        const source = { "aws:SourceArn": machine.arn };
        const { principal } = deps.iam.assumeRole(machine.roleArn, machine.name.slice(0, 64), STATES, source);
        return callResource({ ...deps, states: { api } }, principal, resource, parameters);
      },
    }),
    maps,
  );
  const deleteMachine = (arn: string) => {
    machines.delete(arn);
    executions.forget(arn);
  };
  const api = sfnApi({ activities, machines, executions, tokens, deleteMachine, inventory: deps.inventory });
  return {
    api,
    createMachine: (request) => machines.create(request),
    updateMachine: (arn, changes) => machines.update(arn, changes),
    deleteMachine,
    createActivity: (name) => activities.create(name),
    deleteActivity: (activityArn) => activities.delete(activityArn),
    resume: () => executions.resume(),
    stop() {
      activities.stop();
      executions.stop();
    },
  };
}
