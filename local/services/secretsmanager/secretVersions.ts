import { createHash, randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import { WrittenMap } from "../../base/writtenMap";

export interface SecretVersion {
  id: string;
  /** A text, or bytes in base64. */
  value: string;
  isBinary?: true;
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
  readonly #versions: WrittenMap<SecretVersion>;
  readonly #labels: WrittenMap<string>;
  /** Versions that the program declares, by the hash of their value. */
  readonly #declared: KeptMap<string>;

  /** @param kept what an earlier process left of the secret with this ARN */
  constructor(kept: KeptMaps, secretArn: string) {
    this.#versions = new WrittenMap(kept.map(`${secretArn}/versions`));
    this.#labels = new WrittenMap(kept.map(`${secretArn}/labels`));
    this.#declared = kept.map(`${secretArn}/declared`);
  }

  /**
   * Puts the value that the program declares, unless it has declared it before: what was put since then stays the current one.
   * @returns the id of the version
   */
  declare(value: string, createdAt: number): string {
    const hash = createHash("sha256").update(value).digest("hex");
    const known = this.#versions.get(this.#declared.entries().get(hash) ?? "");
    if (known) return known.id;
    const id = this.put(value, createdAt);
    this.#declared.set(hash, id);
    return id;
  }

  /**
   * @param id the caller's own, with which a repeat changes nothing
   * @throws AwsError `ResourceExistsException` where it is the id of another value
   */
  put(
    value: string,
    createdAt: number,
    { id = randomUUID(), labels = [CURRENT], isBinary = false }: PutOptions = {},
  ): string {
    const known = this.#versions.get(id);
    if (known && known.value !== value) {
      throw new AwsError(
        "ResourceExistsException",
        "You can't use ClientRequestToken to change the value of a version that exists already.",
      );
    }
    if (!known) {
      this.#versions.set(id, { id, value, createdAt, ...(isBinary && { isBinary }) });
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

  /** Moves a label to a version; takes it away where there is none. */
  label(label: string, id: string | undefined): void {
    if (id === undefined) this.#labels.delete(label);
    else this.#move(label, id);
  }

  /** Deletes them, with what is kept of them. */
  forget(): void {
    for (const map of [this.#versions, this.#labels, this.#declared]) map.clear();
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
  isBinary?: boolean;
}
