import type { Services } from "../../services";
import type { ClusterSpec, TaskDefinitionSpec, TaskRequest } from "./ecs";

export type TaskDependencies = Pick<
  Services,
  "iam" | "logs" | "clock" | "report" | "images" | "edgeUrl" | "workFolder"
> & {
  secretsManager: Pick<Services["secretsManager"], "arnOf" | "value">;
  ssm: Pick<Services["ssm"], "permissionsToRead" | "value">;
  rds: Pick<Services["rds"], "caFile" | "unreachable">;
};

export interface TaskOptions extends Pick<TaskRequest, "overrides" | "startedBy"> {
  cluster: ClusterSpec;
  definition: TaskDefinitionSpec;
  /** For log lines. */
  label: string;
  group: string;
  securityGroupIds: readonly string[];
  serviceArn?: string;
  /** Absolute path of the file that runs before a container's program. */
  guardFile: string;
  /** Called when the status, the health or the protection is another than before. */
  onChange(): void;
}

/** A task as far as its preparation needs it. */
export interface TaskToPrepare {
  readonly id: string;
  readonly agentKey: string;
  readonly temporaryFolder: string;
  readonly options: TaskOptions;
}
