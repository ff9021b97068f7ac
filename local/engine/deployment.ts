import { isDeepStrictEqual } from "node:util";
import { namingOf, steadyIncarnation } from "./physicalName";
import type { Registry } from "./registry";
import type { Properties, ResourceHandler, ResourceState } from "./resourceHandler";

/** One resource as the program declares it. */
export interface Registration {
  urn: string;
  type: string;
  /** Logical name. */
  name: string;
  /** Resolved and plain. */
  inputs: Properties;
  options?: ResourceOptions;
}

/** The resource options that mean something here; the others steer the Pulumi engine only. */
export interface ResourceOptions {
  /** Delete before the replacement is created, not after. */
  deleteBeforeReplace?: boolean;
  /** Refuse to delete or replace. */
  protect?: boolean;
  /** Forget instead of deleting. */
  retainOnDelete?: boolean;
  /** Input properties (top level) that keep the value of the creation. */
  ignoreChanges?: readonly string[];
  /** Input properties (top level) whose change replaces, besides the handler's own. */
  replaceOnChanges?: readonly string[];
}

export type ChangeKind = "created" | "updated" | "replaced" | "deleted";

/** What an evaluation did to one resource. */
export interface Change {
  kind: ChangeKind;
  urn: string;
  type: string;
  name: string;
  /** Of an update or a replacement: the input properties that differ. */
  properties: readonly string[];
}

/** A resource could not be made as declared. */
export class ResourceError extends Error {
  override readonly name = "ResourceError";

  constructor(resource: { type: string; name: string }, what: string, cause: unknown) {
    super(`${resource.type} "${resource.name}": ${what}${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

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
  replacements: number;
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
   * @throws ResourceError
   */
  register(registration: Registration): Promise<ResourceState>;
  /**
   * The program came to its end: deletes what it no longer declares.
   * @throws Error that lists what could not be deleted; it is tried again after the next evaluation
   */
  commit(): Promise<readonly Change[]>;
  /** The program failed: what it did not get to stays as it was, nothing is deleted. */
  abandon(): Promise<readonly Change[]>;
}

/** The resources that exist, across evaluations of the program. */
export class Deployment {
  readonly #registry: Registry;
  readonly #entries = new Map<string, Entry>();
  /** Replaced, but still there: they go at the end of the next evaluation that succeeds. */
  readonly #replaced: Entry[] = [];
  #created = 0;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Starts an evaluation: one at a time, ended by `commit` or `abandon` before the next begins. */
  begin(): DeploymentRun {
    const seen = new Set<string>();
    const changes: Change[] = [];
    const inFlight = new Set<Promise<ResourceState>>();
    return {
      register: (registration) => {
        const registered = this.#register(registration, seen, changes);
        inFlight.add(registered);
        return registered.finally(() => inFlight.delete(registered));
      },
      commit: async () => {
        await Promise.allSettled(inFlight);
        await this.#sweep(seen, changes);
        return changes;
      },
      abandon: async () => {
        await Promise.allSettled(inFlight);
        return changes;
      },
    };
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
      if (seen.has(urn)) throw new Error(`there are two with this name (${urn}); give each its own`);
      seen.add(urn);
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

  async #create(
    handler: ResourceHandler,
    registration: Registration,
    inputs: Properties,
    changes: Change[],
  ): Promise<ResourceState> {
    const entry = await this.#make(handler, registration, inputs, 0);
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
      const name = naming(entry.urn, entry.name, entry.replacements);
      const updated = await handler.update(name.context, entry, inputs);
      this.#entries.set(entry.urn, { ...entry, ...updated, inputs, options });
      if (properties.length > 0 || !isDeepStrictEqual(updated.state, entry.state)) {
        changes.push(changeOf("updated", entry, properties));
      }
      return updated;
    }

    if (options.protect) {
      throw new Error(`a change of ${properties.join(", ")} replaces it, but it is protected: unset \`protect\` first`);
    }
    // Two resources cannot share a physical name. The AWS provider, too, deletes first where the program chose the name.
    const deletesFirst = options.deleteBeforeReplace === true || !entry.hasOwnName;
    if (deletesFirst) await this.#delete(entry);
    const replacement = await this.#make(handler, registration, inputs, entry.replacements + 1);
    // A handler whose ids follow from the URN has put the new one in the old one's place: nothing of the old one is left.
    if (!deletesFirst && replacement.id !== entry.id) this.#replaced.push(entry);
    changes.push(changeOf("replaced", entry, properties));
    return replacement;
  }

  async #make(
    handler: ResourceHandler,
    registration: Registration,
    inputs: Properties,
    replacements: number,
  ): Promise<Entry> {
    const { urn, type, name, options = {} } = registration;
    const order = this.#created++;
    const { context, hasOwnName } = naming(urn, name, replacements);
    const { id, state } = await handler.create(context, inputs);
    const entry = {
      ...{ urn, type, name, id, state, inputs, options, replacements, order },
      hasOwnName: hasOwnName(),
    };
    this.#entries.set(urn, entry);
    return entry;
  }

  /** What was replaced, then what the program no longer declares, each in the reverse order of its creation. */
  async #sweep(seen: ReadonlySet<string>, changes: Change[]): Promise<void> {
    const gone = [...this.#entries.values()].filter((entry) => !seen.has(entry.urn));
    const newestFirst = [...this.#replaced.splice(0), ...gone].sort((a, b) => b.order - a.order);
    const failures: Error[] = [];
    for (const entry of newestFirst) {
      try {
        await this.#remove(entry);
        if (!seen.has(entry.urn)) changes.push(changeOf("deleted", entry));
      } catch (error) {
        failures.push(new ResourceError(entry, "cannot be deleted: ", error));
        if (seen.has(entry.urn)) this.#replaced.push(entry);
      }
    }
    if (failures.length > 0) throw new Error(failures.map((failure) => failure.message).join("\n"));
  }

  async #remove(entry: Entry): Promise<void> {
    if (entry.options.protect)
      throw new Error("it is protected: set `protect` to false in an evaluation of its own first");
    if (entry.options.retainOnDelete) this.#forget(entry);
    else await this.#delete(entry);
  }

  async #delete(entry: Entry): Promise<void> {
    const { context } = naming(entry.urn, entry.name, entry.replacements);
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

function changedProperties(before: Properties, after: Properties): readonly string[] {
  const properties = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...properties].filter((property) => !isDeepStrictEqual(before[property], after[property]));
}

/** @throws Error for a path into a property: only whole properties can be held back here */
function withIgnoredChanges(
  inputs: Properties,
  before: Properties | undefined,
  ignored: readonly string[],
): Properties {
  const kept = { ...inputs };
  for (const property of ignored) {
    if (/[.[*]/.test(property)) {
      throw new Error(`ignoreChanges: "${property}" is a path; the local cloud can ignore whole properties only`);
    }
    if (before && Object.hasOwn(before, property)) kept[property] = before[property];
  }
  return kept;
}

function naming(urn: string, name: string, replacements: number) {
  return namingOf(urn, name, steadyIncarnation(urn, replacements));
}
