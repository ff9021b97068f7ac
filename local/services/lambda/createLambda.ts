import { availableParallelism } from "node:os";
import path from "node:path";
import { AwsError } from "../../base/awsError";
import { keptMaps } from "../../base/keptMaps";
import { checkReservation, reservedBy } from "./accountConcurrency";
import { AsyncInvocations } from "./asyncInvocations";
import { Destinations } from "./destinations";
import { FunctionRunner } from "./functionRunner";
import type { EventInvokeConfig, FunctionSpec, Lambda } from "./lambda";
import type { LambdaDependencies } from "./lambdaDependencies";
import { machineProcessors, type Processors } from "./processors";
import { runtimeBundle } from "./runtimeBundle";
import { createEventSources } from "./sources/eventSources";

export interface LambdaOptions {
  /**
   * Environments that one function may have at a time on this machine, where there is reason for so many; further invocations wait.
   * @default the number of processors, at least 4
   */
  environmentsPerFunction?: number;
  /** Those that environments share. @default this machine's */
  processors?: Processors;
  /** Calls that all functions of the account may have under way. @default 1,000, AWS's own (Lambda Developer Guide, "Lambda quotas") */
  accountConcurrency?: number;
  /** Divides the delays between the tries of an asynchronous event. @default 1 */
  timeScale?: number;
  /** Absolute path of the folder of the program. */
  programFolder?: string;
}

/** Has the AWS SDK that functions find in their runtime among its packages. AWS's runtimes have every client, so the program's count as well. */
const OWN_FOLDER = path.join(__dirname, "..", "..", "..");
const MIN_ENVIRONMENTS = 4;
/** Environments of a function that somebody waits for: its callers wait for each other where there are too few, and most of the time for DynamoDB. */
const MIN_AWAITED_ENVIRONMENTS = 10;

const ACCOUNT_CONCURRENCY = 1000;

/** Lambda: functions in processes of their own, and the event sources that call them. */
export function createLambda(deps: LambdaDependencies, options: LambdaOptions = {}): Lambda {
  const runners = new Map<string, FunctionRunner>();
  const accountConcurrency = options.accountConcurrency ?? ACCOUNT_CONCURRENCY;
  const runnerOptions = {
    environments: options.environmentsPerFunction ?? Math.max(MIN_ENVIRONMENTS, availableParallelism()),
    awaitedEnvironments: options.environmentsPerFunction ?? Math.max(MIN_AWAITED_ENVIRONMENTS, availableParallelism()),
    processors: options.processors ?? machineProcessors(),
    runtimeFile: runtimeBundle(deps.workFolder),
    sdkFolders: [OWN_FOLDER, options.programFolder ?? OWN_FOLDER],
  };

  function runnerOf(functionArn: string): FunctionRunner {
    const runner = runners.get(functionArn);
    if (runner === undefined) {
      throw new AwsError("ResourceNotFoundException", `Function not found: ${functionArn}`, 404);
    }
    return runner;
  }

  const sources = createEventSources(deps, runnerOf);
  const eventConfigs = new Map<string, EventInvokeConfig>();
  const invokeAsync = (functionArn: string, payload: unknown) => asyncInvocations.start(runnerOf(functionArn), payload);
  const destinations = new Destinations(deps, invokeAsync);
  const asyncInvocations = new AsyncInvocations(deps, options.timeScale ?? 1, keptMaps(deps.data, "lambda"), {
    of: (functionArn) => eventConfigs.get(functionArn),
    send: (...sent) => destinations.send(...sent),
    bury: (...buried) => destinations.bury(...buried),
  });

  return {
    putFunction(spec: FunctionSpec) {
      checkReservation(spec, runners.values(), accountConcurrency);
      const runner = runners.get(spec.arn);
      if (runner === undefined) {
        runners.set(spec.arn, new FunctionRunner(spec, deps, runnerOptions));
      } else {
        runner.update(spec);
      }
    },

    async deleteFunction(arn) {
      const runner = runners.get(arn);
      runners.delete(arn);
      asyncInvocations.forget(arn);
      await runner?.stop();
    },

    async invoke(functionArn, payload, cause) {
      const { requestId: _, ...result } = await runnerOf(functionArn).invoke(payload, { awaited: true, cause });
      return result;
    },

    async invokeWithLog(functionArn, payload, cause) {
      const runner = runnerOf(functionArn);
      const { requestId, ...result } = await runner.invoke(payload, { awaited: true, cause });
      const { logGroupName } = runner.currentSpec;
      const lines = deps.logs.hasLogGroup(logGroupName) ? deps.logs.read(logGroupName) : [];
      const log = lines.filter(({ message }) => message.includes(requestId)).map(({ message }) => `${message}\n`);
      return { ...result, log: log.join("") };
    },

    invokeAsync,

    putEventInvokeConfig(config) {
      for (const destination of [config.onSuccessArn, config.onFailureArn]) {
        const isFunction = destination?.startsWith("arn:aws:lambda:") ?? false;
        if (destination === undefined || !isFunction || runners.has(destination.replace(/:\$LATEST$/, ""))) continue;
        throw new AwsError("InvalidParameterValueException", `The destination ARN ${destination} is invalid.`);
      }
      eventConfigs.set(config.functionArn, config);
    },
    deleteEventInvokeConfig: (functionArn) => void eventConfigs.delete(functionArn),

    putEventSource: (spec) => sources.put(spec),
    deleteEventSource: (uuid) => sources.delete(uuid),

    concurrency: () => ({ all: accountConcurrency, unreserved: accountConcurrency - reservedBy(runners.values()) }),
    functionCount: () => runners.size,

    resume: () => asyncInvocations.resume((arn) => runners.get(arn)),

    async stop() {
      const pollersEnded = sources.stop();
      const eventsEnded = asyncInvocations.stop();
      // Invocations of a poller end with their environment, so nobody waits for a function's timeout.
      await Promise.all([...runners.values()].map((runner) => runner.stop()));
      await Promise.all([pollersEnded, eventsEnded]);
    },
  };
}
