import type { AwsService } from "../../edge/awsService";
import type { Secret } from "./secret";

/** Secrets Manager: secrets and their versions. */
export interface SecretsManager {
  readonly api: AwsService;
  /**
   * Creates a secret without a value. Its ARN ends in six characters of chance, as on AWS, which here follow from `seed`. Without a seed they
   * are really of chance, and nothing of the secret outlives a stop.
   * @throws AwsError `ResourceExistsException` for a name that is taken, `InvalidRequestException` for one that is to be deleted
   */
  createSecret(secret: { name: string; description?: string; kmsKeyId?: string; seed?: string }): { arn: string };
  /** Changes the description and the key; what is absent is taken away. @throws AwsError `ResourceNotFoundException` */
  updateSecret(arn: string, secret: { description?: string; kmsKeyId?: string }): void;
  deleteSecret(arn: string): void;
  /** Deletes it at a time, in milliseconds since the Unix epoch: until then, nobody uses it. `undefined` restores it. */
  scheduleDeletion(arn: string, at: number | undefined): void;
  /** @param id name, ARN, or ARN without its last seven characters */
  find(id: string): Secret | undefined;
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
   * @param id as of {@link find}
   * @throws AwsError `ResourceNotFoundException`
   */
  arnOf(id: string): string;
  /** The current version. @param id as of {@link find} @throws AwsError `ResourceNotFoundException`, `InvalidRequestException` */
  value(id: string): string;
}
