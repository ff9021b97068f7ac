import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import type { TaskRequest } from "./ecs";
import type { RunningTask } from "./runningTask";

/** A task that was started outside of a service, as far as a later process tells of it. */
export interface KeptTask extends Omit<TaskRequest, "taskDefinitionArn"> {
  /** 32 hexadecimal digits. */
  id: string;
  definitionArn: string;
  label: string;
  group: string;
  securityGroupIds: readonly string[];
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
  startedAt?: number;
}

/**
 * The tasks that run outside of services: their processes end with the local cloud, as when a host of Fargate fails, and whoever looks
 * at failed tasks is to hear of it. A service starts its own anew.
 */
export class KeptTasks {
  readonly #kept: KeptMap<KeptTask>;

  constructor(maps: KeptMaps) {
    this.#kept = maps.map("tasks");
  }

  /** Those that ran when an earlier process ended, and that nobody was told of since. */
  get left(): readonly KeptTask[] {
    return [...this.#kept.entries().values()];
  }

  /** Records a task as it is now, in the step in which it has changed. */
  changed({ id, status, createdAt, startedAt, options }: RunningTask): void {
    const { cluster, definition, label, serviceArn, securityGroupIds, overrides, startedBy, group } = options;
    if (serviceArn !== undefined) return;
    if (status === "STOPPED") {
      this.#kept.delete(id);
      return;
    }
    const known = this.#kept.entries().get(id);
    if (known !== undefined && known.startedAt === startedAt) return;
    this.#kept.set(id, {
      ...{ id, clusterArn: cluster.arn, definitionArn: definition.arn, label, group, securityGroupIds, createdAt },
      ...(startedAt !== undefined && { startedAt }),
      ...(overrides && { overrides }),
      ...(startedBy !== undefined && { startedBy }),
    });
  }

  forget(id: string): void {
    this.#kept.delete(id);
  }

  /** Forgets the tasks of a cluster that is deleted. */
  forgetOf(clusterArn: string): void {
    for (const [id, task] of this.#kept.entries()) if (task.clusterArn === clusterArn) this.#kept.delete(id);
  }
}
