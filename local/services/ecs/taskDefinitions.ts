import { AwsError } from "../../base/awsError";
import type { RegisteredTaskDefinition, TaskDefinitionSpec } from "./ecs";

/** Task definitions by ARN, those that are not active any more as well. */
export class TaskDefinitions {
  readonly #now: () => number;
  readonly #all = new Map<string, RegisteredTaskDefinition>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Returns the revision of a family's next task definition: 1 for the first. They are counted on even where all of a family are gone. */
  nextRevision(family: string): number {
    const revisions = this.all.filter(({ spec }) => spec.family === family).map(({ spec }) => spec.revision);
    return Math.max(0, ...revisions) + 1;
  }

  register(spec: TaskDefinitionSpec): void {
    this.#all.set(spec.arn, { spec, registeredAt: this.#now() });
  }

  deregister(arn: string): void {
    const known = this.#all.get(arn);
    if (known) this.#all.set(arn, { ...known, deregisteredAt: this.#now() });
  }

  get all(): readonly RegisteredTaskDefinition[] {
    return [...this.#all.values()];
  }

  /** @param id ARN, `family:revision`, or `family` for its newest @throws AwsError `ClientException` */
  find(id: string): TaskDefinitionSpec {
    const name = id.replace(/^arn:[^/]*task-definition\//, "");
    const matching = this.all.filter(({ spec: { family, revision } }) =>
      [family, `${family}:${revision}`].includes(name),
    );
    const newest = matching.filter(({ deregisteredAt }) => deregisteredAt === undefined).map(({ spec }) => spec);
    const found = newest.sort((a, b) => a.revision - b.revision).at(-1);
    if (found) return found;
    throw new AwsError("ClientException", `TaskDefinition ${matching.length > 0 ? "is inactive" : "not found."}`);
  }
}
