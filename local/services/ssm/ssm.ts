import type { AwsService } from "../../edge/awsService";
import type { Permission } from "../../iam/iam";
import type { ParameterStore } from "./parameterStore";

/** Systems Manager: who its agents are, scripts that they run, and parameters. */
export interface Ssm {
  readonly api: AwsService;
  readonly parameters: ParameterStore;
  /** The permissions that a service needs, in the name of a role, to read a parameter. @param id name or ARN */
  permissionsToRead(id: string): readonly Permission[];
  /** The current value. @param id name or ARN @throws AwsError `ParameterNotFound` */
  value(id: string): string;
}
