import type { AwsService } from "../../edge/awsService";

/** Secrets Manager: secrets and their versions. */
export interface SecretsManager {
  readonly api: AwsService;
  /**
   * Creates a secret without a value. Its ARN ends in six characters of chance, as on AWS, which here follow from `seed`.
   * @throws AwsError `ResourceExistsException` for a name that is taken
   */
  createSecret(secret: { name: string; description?: string; seed: string }): { arn: string };
  /** Changes the description; an absent one is taken away. @throws AwsError `ResourceNotFoundException` */
  updateSecret(arn: string, secret: { description?: string }): void;
  deleteSecret(arn: string): void;
  /**
   * Puts a new current version, as the program declares it. One that it had declared before the last stop stays as it was, current or not.
   * @throws AwsError `ResourceNotFoundException`
   */
  declareValue(arn: string, value: string): { versionId: string };
  /** Puts a new current version. @throws AwsError `ResourceNotFoundException` */
  putValue(arn: string, value: string): { versionId: string };
  /** Takes a version away, with its labels. */
  deleteVersion(arn: string, versionId: string): void;
  /**
   * The ARN of a secret, for whoever has to check a permission on it.
   * @param id name, ARN, or ARN without its last seven characters
   * @throws AwsError `ResourceNotFoundException`
   */
  arnOf(id: string): string;
  /** The current version. @param id as of {@link arnOf} @throws AwsError `ResourceNotFoundException` */
  value(id: string): string;
}
