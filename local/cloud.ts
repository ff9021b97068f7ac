import path from "node:path";
import { systemClock } from "./base/clock";
import { dataFolderOf, emptyDataFolder, nothingKept, openDataFolder } from "./base/dataFolder";
import { Ends } from "./base/ends";
import { keptMaps } from "./base/keptMaps";
import { steadyClock } from "./base/steadyClock";
import { claimWorkFolder } from "./base/workFolder";

import type { Change } from "./engine/change";
import { Deployment, type Resource } from "./engine/deployment";
import { KeptNumbers } from "./engine/keptNumbers";
import { Registry } from "./engine/registry";
import type { StandIn } from "./engine/standIn";
import { Evaluator } from "./evaluation/evaluator";
import { readLocalSettings } from "./evaluation/localSettings";
import { ProgramRuns } from "./evaluation/programRuns";
import type { StackOutputs } from "./evaluation/protocol";
import { readSettings } from "./evaluation/settings";
import { invokeHandlers } from "./invokes/index";
import { atRest } from "./resources/atRest";
import type { Services } from "./services";
import type { ServiceOptions } from "./startServices";

/** A Pulumi program and the stack of it to run. */
export interface Program {
  /** The folder with `Pulumi.yaml`. */
  folder: string;
  stack: string;
  /** Replaces the stack's own, `"name"` or `"project:name"` to value. */
  config?: Readonly<Record<string, unknown>>;
}

export interface CloudOptions
  extends Omit<ServiceOptions, "clock" | "workFolder" | "programFolder" | "data" | "awaitsProgram"> {
  /** Has what services hold outlive a stop, for the next start of the same stack. @default false */
  keep?: boolean;
  /** Empties what was kept of the stack, and starts with nothing. @default false */
  fresh?: boolean;
  /**
   * Has nothing run by itself: no source is read, no task started, no schedule served, and nothing goes on that an earlier start began. Nothing is
   * protected from deletion. For {@link LocalCloud.deleteSection}.
   * @default false
   */
  atRest?: boolean;
  /** Makes what stands in for what this cloud does not have. @default nothing does: it is refused by name */
  standIn?: (registry: Registry) => StandIn;
  /** @default the system's, kept from going back */
  clock?: ServiceOptions["clock"];
  /** The folder of the console's sources, which are built when a browser first opens the edge's address. @default no console */
  consoleFolder?: string;
  /** Where the local cloud writes. @default `.sluice` in the program's folder */
  workFolder?: string;
  /** Keeps a process loaded for the next reload. @default false: a reload waits until Pulumi is loaded */
  loadsAhead?: boolean;
  /** Gives the start up; what was started by then ends. */
  signal?: AbortSignal;
  /** Settles when what the program needs is there, such as built pages: services start meanwhile. */
  prepared?: Promise<unknown>;
}

/** A running program. */
export interface LocalCloud {
  readonly services: Services;
  /** The outputs that the program exported when it was last evaluated with success. */
  readonly outputs: StackOutputs;
  readonly resources: readonly Resource[];
  /**
   * Evaluates the program anew against what runs: keeps what is declared as before, with its data.
   * @param edited all files that changed since the last time, relative to the program's folder: only sections that these touch are
   * evaluated. Absent where that is not known.
   * @throws EvaluationError when the program fails; what ran goes on running
   * @throws LeftoverError when everything is as declared, but something could not be deleted
   */
  reload(edited?: readonly string[]): Promise<readonly Change[]>;
  /**
   * Deletes the resources that a section of the program made, such as a system of a stack, with all that they hold.
   * @throws Error where there is no such section
   * @throws LeftoverError
   */
  deleteSection(name: string): Promise<readonly Change[]>;
  /** Ends everything; no process is left. */
  stop(): Promise<void>;
}

/**
 * Starts a local cloud and runs the program in it.
 *
 * @throws Error with a message for the person at the laptop; nothing is left running
 */
export async function start(program: Program, options: CloudOptions): Promise<LocalCloud> {
  const folder = path.resolve(program.folder);
  const settings = () => readSettings(folder, program.stack, program.config);
  const { config, main, cwd, project } = settings();
  const account = readLocalSettings(config);

  const { report, clock = steadyClock(systemClock), signal, loadsAhead = false } = options;
  const workFolder = options.workFolder ?? path.join(folder, ".sluice");
  const ends = new Ends();
  try {
    signal?.throwIfAborted();
    const release = claimWorkFolder(workFolder);
    ends.add(release);
    if (options.fresh) await emptyDataFolder(dataFolderOf(workFolder, program.stack));
    const data = options.keep
      ? openDataFolder(dataFolderOf(workFolder, program.stack), { project, stack: program.stack }, { clock, report })
      : nothingKept;
    ends.add(() => data.close());

    // The program's process loads Pulumi while this one loads and starts the services: hence no imports of them above.
    const evaluator = new Evaluator({ workFolder, clock, report, programFolder: cwd, loadsAhead });
    ends.add(() => evaluator.stop());
    signal?.addEventListener("abort", () => void evaluator.stop());
    evaluator.warm(main);
    const { startServices } = require("./startServices") as typeof import("./startServices");
    const { services, edge, resume, stop } = await startServices({
      ...account,
      ...options,
      data,
      clock,
      workFolder,
      programFolder: cwd,
      awaitsProgram: !options.atRest,
    });
    ends.add(stop);
    signal?.throwIfAborted();

    const { componentHandlers, resourceHandlers } = require("./resources/index") as typeof import("./resources/index");
    const handlers = resourceHandlers(services);
    const registry = new Registry(
      options.atRest ? handlers.map(atRest) : handlers,
      invokeHandlers(services),
      componentHandlers,
    );
    const deployment = new Deployment(registry, new KeptNumbers(keptMaps(data, "deployment").map("predecessors")));
    await options.prepared;
    const runs = new ProgramRuns({
      ...{ evaluator, deployment, registry, report },
      ...(options.standIn && { standIn: options.standIn(registry) }),
    });
    if (options.consoleFolder !== undefined) {
      const { createConsole } = require("./console/console") as typeof import("./console/console");
      const program = { resources: () => deployment.resources, sectionOf: (urn: string) => runs.sectionOf(urn) };
      createConsole({ services, edge, program, folder: options.consoleFolder });
    }
    const changes = await runs.evaluate(settings());
    if (!options.atRest) resume();
    report.stage(`program evaluated, ${changes.length} resources created`);

    let last: Promise<unknown> = Promise.resolve();
    return {
      services,
      get outputs() {
        return runs.outputs;
      },
      get resources() {
        return deployment.resources;
      },
      reload(edited) {
        // One after the other: two evaluations at a time would delete each other's resources.
        const evaluate = async () => {
          const reloaded = await runs.evaluate(settings(), edited);
          resume();
          return reloaded;
        };
        const reloaded = last.then(evaluate, evaluate);
        last = reloaded.catch(() => {});
        return reloaded;
      },
      deleteSection: async (name) => deployment.delete(runs.urnsOf(name)),
      stop: () => ends.run(),
    };
  } catch (error) {
    await ends.run().catch((failure: unknown) => report.warn("local cloud", String(failure)));
    throw error;
  }
}
