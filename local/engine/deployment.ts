import { isDeepStrictEqual } from "node:util";
import { noMaps } from "../base/keptMaps";
import type { Change, ChangeKind } from "./change";
import { construct } from "./construct";
import { changedProperties, withIgnoredChanges } from "./inputs";
import { KeptNumbers } from "./keptNumbers";
import { namingOf, steadyUid } from "./physicalName";
import type { Registration, ResourceOptions } from "./registration";
import type { Registry } from "./registry";
import { LeftoverError, ResourceError } from "./resourceError";
import type { Properties, ResourceHandler, ResourceState } from "./resourceHandler";

/** One resource that exists. */
export interface Resource extends Readonly<ResourceState> {
  readonly urn: string;
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly inputs: Properties;
}

interface Entry extends Resource {
  options: ResourceOptions;
  /** How often one of this URN was begun before it. */
  predecessors: number;
  /** Place in the order of creation. */
  order: number;
  /** A replacement can exist beside it. */
  hasOwnName: boolean;
}

/** One evaluation of the program against a {@link Deployment}. */
export interface DeploymentRun {
  /**
   * Creates, updates, replaces or leaves the resource, so that it is as declared. Registrations may overlap: what one
   * depends on has been registered before it, as Pulumi sees to.
   * @throws ResourceError; also after the end of the evaluation, when the next one may be under way
   */
  register(registration: Registration): Promise<ResourceState>;
  /**
   * The program came to its end: deletes what it no longer declares, and what was replaced.
   * @throws LeftoverError that lists what could not be deleted; it is tried again after the next evaluation
   */
  commit(): Promise<readonly Change[]>;
  /** The program failed: what it did not get to stays as it was, nothing is deleted. */
  abandon(): Promise<readonly Change[]>;
  /** The component that made a resource, or the resource itself: what the program declared. */
  ownerOf(urn: string): string;
  /** Changes so far. */
  readonly changes: readonly Change[];
  /** Resources that exist and that the program has not declared so far. */
  readonly undeclared: readonly Resource[];
}

/** The resources that exist, across evaluations of the program. */
export class Deployment {
  readonly #registry: Registry;
  readonly #entries = new Map<string, Entry>();
  /** Replaced, but still there: they go at the end of the next evaluation that succeeds. */
  readonly #replaced: Entry[] = [];
  /**
   * How often a resource was begun, by URN. It only ever grows, whatever became of them: one that could not be deleted, or
   * failed half-way, may still hold the name that follows from its number.
   */
  readonly #begun = new Map<string, number>();
  readonly #numbers: KeptNumbers;
  /** Components of plugins, by the URN of each child. */
  readonly #owners = new Map<string, string>();
  #created = 0;

  /** @param numbers over stops of the local cloud; where absent, every resource is the first of its URN */
  constructor(registry: Registry, numbers = new KeptNumbers(noMaps.map(""))) {
    this.#registry = registry;
    this.#numbers = numbers;
  }

  /** Starts an evaluation: one at a time, ended by `commit` or `abandon` before the next begins. */
  begin(): DeploymentRun {
    const seen = new Set<string>();
    const changes: Change[] = [];
    const inFlight = new Set<Promise<ResourceState>>();
    let ended = false;
    const settled = () => {
      ended = true;
      return Promise.allSettled(inFlight);
    };
    const undeclared = () => [...this.#entries.values()].filter(({ urn }) => !seen.has(urn));
    return {
      ownerOf: (urn) => this.#owners.get(urn) ?? urn,
      changes,
      get undeclared() {
        return undeclared();
      },
      register: async (registration) => {
        if (ended) throw new ResourceError(registration, "", "the evaluation that declares it has ended");
        const registered = this.#register(registration, seen, changes);
        inFlight.add(registered);
        return registered.finally(() => inFlight.delete(registered));
      },
      commit: async () => {
        await settled();
        await this.#sweep(seen, changes);
        return changes;
      },
      abandon: async () => {
        await settled();
        return changes;
      },
    };
  }

  /**
   * Deletes resources with all that they hold, what the program protects or would leave included.
   * @throws LeftoverError that lists what could not be deleted
   */
  async delete(urns: ReadonlySet<string>): Promise<readonly Change[]> {
    const chosen = [...this.#entries.values()].filter(({ urn }) => urns.has(this.#owners.get(urn) ?? urn));
    const changes: Change[] = [];
    await this.#deleteAll(chosen, changes, (entry) => this.#delete(entry));
    return changes;
  }

  /** The resource with this URN, if it exists. */
  find(urn: string): Resource | undefined {
    return this.#entries.get(urn);
  }

  /** Every resource, in the order of creation. */
  get resources(): readonly Resource[] {
    return [...this.#entries.values()].sort((a, b) => a.order - b.order);
  }

  async #register(registration: Registration, seen: Set<string>, changes: Change[]): Promise<ResourceState> {
    const { urn, type, name, options = {} } = registration;
    try {
      // The Pulumi engine's words (`pkg/resource/deploy/step_generator.go`).
      if (seen.has(urn)) throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
      seen.add(urn);
      if (this.#registry.isComponent(type)) return await this.#construct(registration, seen, changes);
      const handler = this.#registry.resource(type);
      this.#registry.checkProperties(handler, registration.inputs);
      const entry = this.#entries.get(urn);
      const inputs = withIgnoredChanges(registration.inputs, entry?.inputs, options.ignoreChanges ?? []);
      return entry
        ? await this.#change(handler, registration, inputs, entry, changes)
        : await this.#create(handler, registration, inputs, changes);
    } catch (error) {
      throw new ResourceError({ type, name }, "", error);
    }
  }

  /** Registers the children of a component. The component itself is a name only. */
  async #construct(registration: Registration, seen: Set<string>, changes: Change[]): Promise<ResourceState> {
    const outputs = await construct(registration, this.#registry, (child) => {
      this.#owners.set(child.urn, registration.urn);
      return this.#register(child, seen, changes);
    });
    return { id: "", state: { ...registration.inputs, ...outputs } };
  }

  async #create(
    handler: ResourceHandler,
    registration: Registration,
    inputs: Properties,
    changes: Change[],
  ): Promise<ResourceState> {
    const entry = await this.#make(handler, registration, inputs);
    changes.push(changeOf("created", entry));
    return entry;
  }

  async #change(
    handler: ResourceHandler,
    registration: Registration,
    inputs: Properties,
    entry: Entry,
    changes: Change[],
  ): Promise<ResourceState> {
    const options = registration.options ?? {};
    const properties = changedProperties(entry.inputs, inputs);
    if (properties.length === 0 && !handler.readsFiles) {
      entry.options = options;
      return entry;
    }

    const replacesOn = [...handler.replaceOn, ...(options.replaceOnChanges ?? [])];
    if (handler.update && !properties.some((property) => replacesOn.includes(property))) {
      const { context } = naming(entry);
      const updated = await handler.update(context, entry, inputs);
      this.#entries.set(entry.urn, { ...entry, ...updated, inputs, options });
      if (properties.length > 0 || !isDeepStrictEqual(updated.state, entry.state)) {
        changes.push(changeOf("updated", entry, properties));
      }
      return updated;
    }

    // Two resources cannot share a physical name. The AWS provider, too, deletes first where the program chose the name.
    const deletesFirst = options.deleteBeforeReplace === true || !entry.hasOwnName;
    const deletes = deletesFirst || !entry.options.retainOnDelete;
    const refusal = this.#refusal(entry, options, deletes);
    if (refusal !== undefined) throw new Error(`a change of ${properties.join(", ")} replaces it, but ${refusal}`);
    if (deletesFirst) await this.#delete(entry);
    const replacement = await this.#make(handler, registration, inputs);
    // A handler whose ids follow from the URN has put the new one in the old one's place: nothing of the old one is left.
    if (!deletesFirst && replacement.id !== entry.id) this.#replaced.push(entry);
    changes.push(changeOf("replaced", entry, properties));
    return replacement;
  }

  async #make(handler: ResourceHandler, registration: Registration, inputs: Properties): Promise<Entry> {
    const { urn, type, name, options = {} } = registration;
    const order = this.#created++;
    const predecessors = this.#begun.get(urn) ?? this.#numbers.predecessorsOf(urn);
    this.#begun.set(urn, predecessors + 1);
    const { context, hasOwnName } = naming({ urn, name, predecessors });
    const { id, state } = await handler.create(context, inputs);
    const entry = {
      ...{ urn, type, name, id, state, inputs, options, predecessors, order },
      hasOwnName: hasOwnName(),
    };
    this.#entries.set(urn, entry);
    this.#numbers.made(urn, predecessors);
    return entry;
  }

  /** Deletes what was replaced and what the program no longer declares, in the reverse order of creation. */
  async #sweep(seen: ReadonlySet<string>, changes: Change[]): Promise<void> {
    const replaced = new Set(this.#replaced.splice(0));
    const gone = [...this.#entries.values()].filter((entry) => !seen.has(entry.urn));
    await this.#deleteAll([...replaced, ...gone], changes, (entry) => this.#remove(entry), replaced);
  }

  /** @param replaced those among them in whose place others stand */
  async #deleteAll(
    entries: readonly Entry[],
    changes: Change[],
    remove: (entry: Entry) => Promise<void>,
    replaced: ReadonlySet<Entry> = new Set(),
  ): Promise<void> {
    const failures: ResourceError[] = [];
    for (const entry of [...entries].sort((a, b) => b.order - a.order)) {
      const isReplaced = replaced.has(entry);
      try {
        await remove(entry);
        if (!isReplaced) changes.push(changeOf("deleted", entry));
      } catch (error) {
        const what = isReplaced ? `${entry.id}, which was replaced, cannot be deleted: ` : "cannot be deleted: ";
        failures.push(new ResourceError(entry, what, error));
        if (isReplaced) this.#replaced.push(entry);
      }
    }
    if (failures.length > 0) throw new LeftoverError(failures, changes);
  }

  async #remove(entry: Entry): Promise<void> {
    const refusal = this.#refusal(entry);
    if (refusal !== undefined) throw new Error(refusal);
    if (entry.options.retainOnDelete) this.#forget(entry);
    else await this.#delete(entry);
  }

  /**
   * Why the resource must not or cannot be deleted, as far as that can be known before.
   *
   * @param options those that the program gives now
   * @param deletes false where it is to be forgotten only
   */
  #refusal(entry: Entry, options = entry.options, deletes = !entry.options.retainOnDelete): string | undefined {
    if (options.protect || entry.options.protect) {
      return "it is protected: set `protect` to false in an evaluation of its own first";
    }
    return deletes ? this.#registry.resource(entry.type).refusesDeletion?.(entry) : undefined;
  }

  async #delete(entry: Entry): Promise<void> {
    const { context } = naming(entry);
    await this.#registry.resource(entry.type).delete(context, entry);
    this.#forget(entry);
  }

  /** A replacement may already stand under the same URN. */
  #forget(entry: Entry): void {
    if (this.#entries.get(entry.urn)?.order === entry.order) this.#entries.delete(entry.urn);
  }
}

function changeOf(kind: ChangeKind, entry: Entry, properties: readonly string[] = []): Change {
  return { kind, urn: entry.urn, type: entry.type, name: entry.name, properties };
}

function naming({ urn, name, predecessors }: Pick<Entry, "urn" | "name" | "predecessors">) {
  return namingOf(urn, name, steadyUid(urn, predecessors));
}
