import { isDeepStrictEqual } from "node:util";
import type { Report } from "../base/report";
import type { Change } from "../engine/change";
import type { Deployment, DeploymentRun } from "../engine/deployment";
import type { Registration } from "../engine/registration";
import type { Registry } from "../engine/registry";
import type { ResourceState } from "../engine/resourceHandler";
import type { StandIn } from "../engine/standIn";
import type { Evaluator } from "./evaluator";
import { ProgramRecord } from "./programRecord";
import type { EngineCalls, ProgramSettings, SectionReport, StackOutputs } from "./protocol";

export interface ProgramRunsOptions {
  evaluator: Evaluator;
  deployment: Deployment;
  registry: Registry;
  report: Report;
  standIn?: StandIn;
}

/**
 * Evaluates a program against a deployment, again and again. After an edit, sections of the program that it does not touch are left out:
 * what they declared is declared once more from the record. As soon as anything says that they are touched after all, the whole program
 * is evaluated.
 */
export class ProgramRuns {
  readonly #evaluator: Evaluator;
  readonly #deployment: Deployment;
  readonly #registry: Registry;
  readonly #report: Report;
  readonly #standIn: StandIn | undefined;
  #record: ProgramRecord | undefined;
  /** An evaluation has come to its end. */
  #isRunning = false;
  #outputs: StackOutputs = {};

  constructor({ evaluator, deployment, registry, report, standIn }: ProgramRunsOptions) {
    this.#evaluator = evaluator;
    this.#deployment = deployment;
    this.#registry = registry;
    this.#report = report;
    this.#standIn = standIn;
  }

  /** The outputs of the last evaluation that came to its end. */
  get outputs(): StackOutputs {
    return this.#outputs;
  }

  /** The section of the program that declares a resource; none while it is evaluated, and of what is in no section. */
  sectionOf(urn: string): string | undefined {
    return this.#record?.sectionOf(urn);
  }

  /**
   * @param edited files that changed since the last evaluation, relative to the program's folder; absent where that is not known
   * @throws EvaluationError, LeftoverError
   */
  async evaluate(program: ProgramSettings, edited?: readonly string[]): Promise<readonly Change[]> {
    const record = this.#record;
    // Only an evaluation that succeeds says what the program consists of.
    this.#record = undefined;
    const untouched = edited && record ? record.untouched(program, edited) : [];
    if (record === undefined || untouched.length === 0) return this.#whole(program);
    const part = await this.#part(program, record, untouched);
    return part.isWhole ? part.changes : [...part.changes, ...(await this.#whole(program))];
  }

  /**
   * The resources that a section of the program has made, as it was last evaluated.
   * @throws Error that lists the sections where there is none of this name
   */
  urnsOf(section: string): ReadonlySet<string> {
    const found = this.#record?.section(section);
    if (found !== undefined) return new Set(found.urns);
    throw new Error(`the program has no part that is called "${section}"`);
  }

  async #whole(program: ProgramSettings): Promise<readonly Change[]> {
    const run = this.#deployment.begin();
    const declared = new Map<string, Registration>();
    try {
      const evaluation = await this.#evaluator.evaluate(program, this.#calls(run, declared));
      this.#outputs = evaluation.outputs;
      const changes = await run.commit();
      this.#record = new ProgramRecord(program, evaluation, declared);
      this.#isRunning = true;
      return changes;
    } catch (error) {
      await run.abandon();
      throw error;
    }
  }

  /** @returns `isWhole`: whether all is as it would be had the whole program been evaluated */
  async #part(
    program: ProgramSettings,
    record: ProgramRecord,
    untouched: readonly string[],
  ): Promise<{ changes: readonly Change[]; isWhole: boolean }> {
    const kept = Object.fromEntries(untouched.map((name) => [name, record.section(name)?.result]));
    const run = this.#deployment.begin();
    const declared = new Map<string, Registration>();
    try {
      const evaluation = await this.#evaluator.evaluate(program, this.#calls(run, declared), kept);
      const left = evaluation.report.left.map((name) => record.section(name) as SectionReport);
      // Several sections may have made what they share, each when it was evaluated alone.
      const urns = new Set(left.flatMap((section) => section.urns));
      const again = [...urns].flatMap((urn) => record.registrations.get(urn) ?? []);
      const isShared = again.every((registration) => isDeclaredAlike(registration, declared.get(registration.urn)));
      for (const registration of again) if (!declared.has(registration.urn)) await this.#register(run, registration);
      if (
        !isShared ||
        !areAlike(evaluation.report.sections, record) ||
        !isOfOthers(run, record, new Set(evaluation.report.left), declared)
      ) {
        return { changes: await run.abandon(), isWhole: false };
      }
      this.#outputs = evaluation.outputs;
      const changes = await run.commit();
      this.#record = record.with(evaluation, new Map([...again.map((each) => [each.urn, each] as const), ...declared]));
      return { changes, isWhole: true };
    } catch {
      // The whole program says what is wrong.
      return { changes: await run.abandon(), isWhole: false };
    }
  }

  #register(run: DeploymentRun, registration: Registration): Promise<ResourceState> {
    return this.#standIn?.register(registration, (other) => run.register(other)) ?? run.register(registration);
  }

  #calls(run: DeploymentRun, declared: Map<string, Registration>): EngineCalls {
    return {
      register: (registration) => {
        declared.set(registration.urn, registration);
        return this.#register(run, registration);
      },
      invoke: (token, args) => {
        const answer = async () => this.#registry.invoke(token).invoke(args);
        return this.#standIn?.invoke(token, args, answer) ?? answer();
      },
      // A reload says what changed instead.
      progress: (progress) => !this.#isRunning && this.#report.progress?.(progress),
    };
  }
}

/** Tells whether a resource of a section that was left out, where another part of the program makes it as well, is as it was. */
function isDeclaredAlike(registration: Registration, other: Registration | undefined): boolean {
  return other === undefined || isDeepStrictEqual(other, registration);
}

/** Tells whether the sections return what they returned before: other parts of the program may have been given it. */
function areAlike(sections: Readonly<Record<string, SectionReport>>, record: ProgramRecord): boolean {
  return Object.entries(sections).every(
    ([name, { result }]) => result !== undefined && isDeepStrictEqual(result, record.section(name)?.result),
  );
}

/** Tells whether all that changes, or is gone, belongs to what was evaluated, and no section that was left out uses it. */
function isOfOthers(
  { changes, undeclared, ownerOf }: DeploymentRun,
  record: ProgramRecord,
  left: ReadonlySet<string>,
  declared: ReadonlyMap<string, Registration>,
): boolean {
  const used = new Set([...left].flatMap((name) => record.section(name)?.uses ?? []));
  const isGone = (urn: string) => {
    const section = record.sectionOf(urn);
    return section !== undefined && !left.has(section) && record.registrations.has(urn) && !used.has(urn);
  };
  const changed = changes.map(({ urn }) => ownerOf(urn));
  return (
    changed.every((urn) => declared.has(urn) && !used.has(urn)) && undeclared.every(({ urn }) => isGone(ownerOf(urn)))
  );
}
