import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";

export interface SecretVersion {
  id: string;
  value: string;
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
}

const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";

/**
 * The versions of one secret, and the labels that tell which is which: a label is on one version at a time, and a version that loses
 * `AWSCURRENT` gets `AWSPREVIOUS` (Secrets Manager User Guide, "Secret versions").
 */
export class SecretVersions {
  readonly #versions = new Map<string, SecretVersion>();
  readonly #labels = new Map<string, string>();

  /**
   * @param id the caller's own, with which a repeat changes nothing
   * @throws AwsError `ResourceExistsException` where it is the id of another value
   */
  put(value: string, createdAt: number, { id = randomUUID(), labels = [CURRENT] }: PutOptions = {}): string {
    const known = this.#versions.get(id);
    if (known && known.value !== value) {
      throw new AwsError(
        "ResourceExistsException",
        "You can't use ClientRequestToken to change the value of a version that exists already.",
      );
    }
    if (!known) {
      this.#versions.set(id, { id, value, createdAt });
      for (const label of labels) this.#move(label, id);
    }
    return id;
  }

  /** Takes a version away, unless it is the current one: that one can only be followed by another. */
  delete(id: string): void {
    if (this.#labels.get(CURRENT) === id) return;
    for (const label of this.labelsOf(id)) this.#labels.delete(label);
    this.#versions.delete(id);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  find({ id, label = CURRENT }: { id?: string; label?: string }): SecretVersion {
    const version = this.#versions.get(id ?? this.#labels.get(label) ?? "");
    if (version) return version;
    throw new AwsError(
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret value for ${id === undefined ? `staging label: ${label}` : `VersionId: ${id}`}`,
    );
  }

  labelsOf(id: string): string[] {
    return [...this.#labels].filter(([, labelled]) => labelled === id).map(([label]) => label);
  }

  get all(): readonly SecretVersion[] {
    return [...this.#versions.values()];
  }

  #move(label: string, id: string): void {
    const before = this.#labels.get(label);
    this.#labels.set(label, id);
    if (label === CURRENT && before !== undefined) this.#labels.set(PREVIOUS, before);
  }
}

interface PutOptions {
  id?: string | undefined;
  labels?: readonly string[] | undefined;
}
