import { type Clock, systemClock } from "./clock";
import type { Report } from "./report";

export type Tags = Readonly<Record<string, string>>;

/** A resource as its handler made it; whoever asked for it. */
export interface MadeResource {
  /** Pulumi's type token. */
  readonly type: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly state: Readonly<Record<string, unknown>>;
}

/** A resource's own ARN. Where an input is called so, it is another's, such as the target of a rule. */
export function ownArn({ inputs, state }: Pick<MadeResource, "inputs" | "state">): string | undefined {
  return inputs.arn === undefined && typeof state.arn === "string" ? state.arn : undefined;
}

/** Properties that name the resource in which alone an id is unique: two functions' policies may each have a statement `invoke`. */
const SCOPES = ["apiId", "bucket", "function", "logGroupName", "resourceId", "restApi", "usagePlanId", "userPoolId"];

function keyOf({ id, state }: Pick<MadeResource, "id" | "state">): string {
  return [id, ...SCOPES.map((name) => state[name]).filter((scope) => scope !== undefined)].join(" ");
}

/** A resource with the times at which it was made and last changed, in milliseconds since the Unix epoch. */
export interface KeptResource extends MadeResource {
  readonly createdAt: number;
  readonly changedAt: number;
}

/**
 * Facts of resources beside those that their services keep, by ARN: their tags, and which of them the program declared. Resources that
 * an API made and those of the program stand side by side in their services.
 */
export class Inventory {
  readonly #report: Pick<Report, "warn">;
  readonly #tags = new Map<string, Map<string, string>>();
  readonly #declared = new Set<string>();
  readonly #made = new Map<string, Map<string, KeptResource>>();
  readonly #clock: Pick<Clock, "now">;

  constructor(report: Pick<Report, "warn">, clock: Pick<Clock, "now"> = systemClock) {
    this.#report = report;
    this.#clock = clock;
  }

  /** Milliseconds since the Unix epoch. */
  now(): number {
    return this.#clock.now();
  }

  tagsOf(arn: string): Tags {
    return Object.fromEntries(this.#tags.get(arn) ?? []);
  }

  /** Adds tags; one of a key that is there takes its place. */
  tag(arn: string, tags: Tags): void {
    const all = this.#tags.get(arn) ?? new Map<string, string>();
    for (const [key, value] of Object.entries(tags)) all.set(key, value);
    this.#tags.set(arn, all);
  }

  untag(arn: string, keys: readonly string[]): void {
    for (const key of keys) this.#tags.get(arn)?.delete(key);
  }

  /**
   * Keeps a resource as it is now.
   * @param before as it was: a change of what its id is unique in must not leave that one behind
   */
  keep(resource: MadeResource, before: Pick<MadeResource, "id" | "state"> = resource): KeptResource {
    if (keyOf(before) !== keyOf(resource)) this.drop({ ...before, type: resource.type });
    const ofType = this.#made.get(resource.type) ?? new Map<string, KeptResource>();
    const key = keyOf(resource);
    const changedAt = this.#clock.now();
    const kept = { ...resource, createdAt: ofType.get(key)?.createdAt ?? changedAt, changedAt };
    this.#made.set(resource.type, ofType.set(key, kept));
    return kept;
  }

  /** A resource is gone. */
  drop(resource: Pick<MadeResource, "type" | "id" | "state">): void {
    this.#made.get(resource.type)?.delete(keyOf(resource));
  }

  /** The resource of this id; one of several where it is unique in another resource only. */
  made(type: string, id: string): KeptResource | undefined {
    const direct = this.#made.get(type)?.get(keyOf({ id, state: {} }));
    return direct ?? this.allMade(type).find((resource) => resource.id === id);
  }

  allMade(type: string): readonly KeptResource[] {
    return [...(this.#made.get(type)?.values() ?? [])];
  }

  /** The program has the resource, with these tags and no others. */
  declare(arn: string, tags: Tags): void {
    this.#declared.add(arn);
    this.#tags.set(arn, new Map(Object.entries(tags)));
  }

  /** The resource is gone. */
  forget(arn: string): void {
    this.#declared.delete(arn);
    this.#tags.delete(arn);
  }

  /** The same, by a call of an API: a person reads of it where the program declares the resource. */
  deletedByCall(arn: string): void {
    if (this.#declared.has(arn)) {
      this.#report.warn(
        "api",
        `${arn} was deleted by a call, though the program declares it: change it in the program or start anew to have it again`,
      );
    }
    this.forget(arn);
  }
}
