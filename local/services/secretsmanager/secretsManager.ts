import type { AwsService } from "../../edge/awsService";

/** Secrets Manager: secrets and their versions in memory. */
export interface SecretsManager {
  readonly api: AwsService;
  createSecret(secret: { name: string; description?: string }): { arn: string };
  deleteSecret(arn: string): void;
  /** Puts a new current version. */
  putValue(arn: string, value: string): { versionId: string };
  /** The current version. @param id name or ARN @throws AwsError `ResourceNotFoundException` */
  value(id: string): string;
}
