import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import type { KeptMaps } from "../../base/keptMaps";
import { WrittenMap } from "../../base/writtenMap";
import { newestOf, type Parameter, type ParameterContent, type ParameterVersion } from "./parameter";
import { checkContent, checkName } from "./parameterRules";

/** Versions that are kept of a parameter (AWS Systems Manager User Guide, "Working with parameter versions"). */
const MOST_VERSIONS = 100;

/** Parameters and their versions. They outlive a stop, those of calls as well. */
export class ParameterStore {
  readonly #clock: Clock;
  readonly #parameters: WrittenMap<Parameter>;
  /** Content that the program has declared last, by name. */
  readonly #declared: WrittenMap<ParameterContent>;
  /** Names that the program has declared since this process started. */
  readonly #adopted = new Set<string>();

  constructor(clock: Clock, kept: KeptMaps) {
    this.#clock = clock;
    this.#parameters = new WrittenMap(kept.map("parameters"));
    this.#declared = new WrittenMap(kept.map("declared"));
  }

  /** By name. */
  get all(): readonly Parameter[] {
    return [...this.#parameters.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  find(name: string): Parameter | undefined {
    return this.#parameters.get(name);
  }

  /**
   * Makes a parameter, or with `overwrite` another version of one.
   * @throws AwsError `ParameterAlreadyExists`, `HierarchyTypeMismatchException`, and for what may not be put
   */
  put(
    name: string,
    content: ParameterContent,
    { overwrite, by }: { overwrite: boolean; by: string },
  ): ParameterVersion {
    checkName(name);
    checkContent(content);
    const known = this.#parameters.get(name);
    if (known && !overwrite) {
      throw new AwsError(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    }
    const versions = known?.versions ?? [];
    const before = versions.at(-1);
    if (before && before.type !== content.type) {
      throw new AwsError(
        "HierarchyTypeMismatchException",
        `The parameter ${name} is a ${before.type} and cannot become a ${content.type}: make another parameter`,
      );
    }
    const made = {
      ...{ ...content, version: (before?.version ?? 0) + 1, changedAt: this.#clock.now(), changedBy: by, labels: [] },
    };
    this.#parameters.set(name, { name, versions: [...withRoom(versions), made] });
    return made;
  }

  /**
   * Puts what the program declares, unless it has declared the same before the last stop: what was put since then stays.
   * @throws AwsError as {@link put}
   */
  declare(name: string, content: ParameterContent, options: { overwrite: boolean; by: string }): ParameterVersion {
    const before = this.#declared.get(name);
    const known = this.#parameters.get(name);
    const isAdopted = before !== undefined && known !== undefined && !this.#adopted.has(name);
    const version =
      isAdopted && isDeepStrictEqual(before, content)
        ? newestOf(known)
        : this.put(name, content, { ...options, overwrite: options.overwrite || isAdopted });
    this.#adopted.add(name);
    this.#declared.set(name, content);
    return version;
  }

  /** The content that the program has declared last. */
  declared(name: string): ParameterContent | undefined {
    return this.#declared.get(name);
  }

  /** Attaches labels to a version: each is on one version at a time. */
  label(name: string, version: number, labels: readonly string[]): void {
    this.#relabel(name, (each) => [
      ...each.labels.filter((label) => !labels.includes(label)),
      ...(each.version === version ? labels : []),
    ]);
  }

  /** Takes labels off a version. */
  unlabel(name: string, version: number, labels: readonly string[]): void {
    this.#relabel(name, (each) => each.labels.filter((label) => each.version !== version || !labels.includes(label)));
  }

  /** @returns whether there was one */
  delete(name: string): boolean {
    this.#declared.delete(name);
    this.#adopted.delete(name);
    return this.#parameters.delete(name);
  }

  #relabel(name: string, labelsOf: (version: ParameterVersion) => readonly string[]): void {
    const known = this.#parameters.get(name);
    if (known === undefined) return;
    const versions = known.versions.map((version) => ({ ...version, labels: labelsOf(version) }));
    this.#parameters.set(name, { ...known, versions });
  }
}

/** @throws AwsError `ParameterMaxVersionLimitExceeded` where the oldest version has a label, for it stays */
function withRoom(versions: readonly ParameterVersion[]): readonly ParameterVersion[] {
  if (versions.length < MOST_VERSIONS) return versions;
  const [oldest, ...rest] = versions;
  if (oldest && oldest.labels.length > 0) {
    throw new AwsError(
      "ParameterMaxVersionLimitExceeded",
      `The oldest version, ${oldest.version}, can't be deleted because it has a label. Move the label to another version.`,
    );
  }
  return rest;
}
