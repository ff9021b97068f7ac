import { AwsError } from "../../base/awsError";
import type { TaskDefinitionSpec } from "./ecs";

/** Task definitions by ARN, and which is the newest of its family. */
export class TaskDefinitions {
  readonly #active = new Map<string, TaskDefinitionSpec>();
  /** Revisions are counted on even where all of a family are gone, as on AWS. */
  readonly #revisions = new Map<string, number>();

  /** Returns the revision of a family's next task definition: 1 for the first. */
  nextRevision(family: string): number {
    return (this.#revisions.get(family) ?? 0) + 1;
  }

  register(spec: TaskDefinitionSpec): void {
    this.#active.set(spec.arn, spec);
    this.#revisions.set(spec.family, spec.revision);
  }

  deregister(arn: string): void {
    this.#active.delete(arn);
  }

  /** @param id ARN, `family:revision`, or `family` for its newest @throws AwsError `ClientException` */
  find(id: string): TaskDefinitionSpec {
    const name = id.replace(/^arn:[^/]*task-definition\//, "");
    const matching = [...this.#active.values()].filter(
      ({ family, revision }) => name === family || name === `${family}:${revision}`,
    );
    const newest = matching.sort((a, b) => a.revision - b.revision).at(-1);
    if (newest) return newest;
    throw new AwsError("ClientException", `Unable to describe task definition: ${id} is not active.`);
  }
}
