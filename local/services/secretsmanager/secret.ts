import type { SecretVersions } from "./secretVersions";

/** A secret as the API describes it. */
export interface Secret {
  arn: string;
  name: string;
  description?: string;
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
  versions: SecretVersions;
}
