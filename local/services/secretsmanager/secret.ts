import type { SecretVersions } from "./secretVersions";

/** A secret as the API describes it. */
export interface Secret {
  arn: string;
  name: string;
  description?: string;
  /** As it was given: a key's id or ARN, or an alias. */
  kmsKeyId?: string;
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
  changedAt: number;
  /** The time, likewise, at which it is gone, unless it is restored before. */
  deletedAt?: number;
  versions: SecretVersions;
}
