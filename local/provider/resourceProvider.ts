import { namingOf } from "../engine/physicalName";
import type { Registry } from "../engine/registry";
import type { Properties, ResourceState } from "../engine/resourceHandler";
import { unmark } from "../evaluation/wire";
import { changedProperties, UNKNOWN } from "./struct";
import { newUid, partsOf, UID_PROPERTY, uidOf, withoutUid } from "./uid";

/** Why an input cannot be used; `property` is empty for the whole resource. */
export interface CheckFailure {
  property: string;
  reason: string;
}

/** The steps that would make a resource as its inputs say. */
export interface Difference {
  /** Input properties that differ; of a resource whose files have changed, the outputs that will. */
  changed: readonly string[];
  /** Those among them whose change replaces. */
  replaces: readonly string[];
  /** A replacement cannot exist beside what it replaces. */
  deleteBeforeReplace: boolean;
}

/** A resource that exists. `state` is the handler's, `inputs` and `outputs` are as the engine knows them. */
interface LiveResource extends ResourceState {
  type: string;
  /**
   * The URN that it was made under. Names and ids follow from this one for the resource's whole life: an alias moves a resource to
   * another URN, and it stays what it is (Pulumi docs, "Resource options", "aliases").
   */
  urn: string;
  inputs: Properties;
  outputs: Properties;
  hasOwnName: boolean;
}

/**
 * Serves resource handlers as a Pulumi resource provider does. All properties are in the form in which the engine sends them:
 * assets marked as such, and in a preview unknown values too.
 */
export class ResourceProvider {
  readonly #registry: Registry;
  readonly #codeFolder: string;
  /** By uid. Like the resources themselves, this ends with the local cloud. */
  readonly #live = new Map<string, LiveResource>();

  /** @param codeFolder where archives are unpacked */
  constructor(registry: Registry, codeFolder: string) {
    this.#registry = registry;
    this.#codeFolder = codeFolder;
  }

  /** @param before inputs of the resource that exists; empty for a new one and for a replacement */
  check(
    urn: string,
    before: Properties,
    after: Properties,
    seed: Uint8Array,
  ): { inputs: Properties; failures: readonly CheckFailure[] } {
    const inputs = { ...after, [UID_PROPERTY]: uidOf(before) ?? newUid(urn, seed) };
    return { inputs, failures: this.#failuresOf(partsOf(urn).type, after) };
  }

  /** @throws Error when the local cloud no longer has the resource */
  async diff(urn: string, id: string, before: Properties, after: Properties): Promise<Difference> {
    const handler = this.#registry.resource(partsOf(urn).type);
    const { uid, resource: existing } = this.#existing(urn, id, before);
    const { hasOwnName } = existing;
    const changed = changedProperties(withoutUid(before), withoutUid(after));
    if (changed.length === 0 && handler.readsFiles && handler.update) {
      const { context } = namingOf(existing.urn, partsOf(existing.urn).name, uid);
      // The way to find out; what comes of it is not kept, so that an update still has something to do.
      const { state } = await handler.update(context, existing, unmark(withoutUid(after), this.#codeFolder).plain);
      return { changed: changedProperties(existing.state, state), replaces: [], deleteBeforeReplace: !hasOwnName };
    }
    const replaces = handler.update ? changed.filter((property) => handler.replaceOn.includes(property)) : changed;
    return { changed, replaces, deleteBeforeReplace: !hasOwnName };
  }

  /** Previews a creation: only the inputs are known, whatever else the resource will have is unknown to the program. */
  previewCreate(inputs: Properties): Properties {
    return withoutUid(inputs);
  }

  /**
   * Previews an update: outputs stay as they are where no input says otherwise; those of a resource that
   * reads files may be any.
   */
  previewUpdate(urn: string, id: string, before: Properties, after: Properties): Properties {
    const { outputs } = this.#existing(urn, id, before).resource;
    const { readsFiles } = this.#registry.resource(partsOf(urn).type);
    const expected = readsFiles ? Object.fromEntries(Object.keys(outputs).map((name) => [name, UNKNOWN])) : outputs;
    return { ...expected, ...withoutUid(after) };
  }

  /** @throws Error of the handler; the engine says which resource it is about */
  async create(urn: string, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const { type, name } = partsOf(urn);
    const uid = uidOf(inputs) ?? newUid(urn, new Uint8Array());
    const { plain, archives } = unmark(withoutUid(inputs), this.#codeFolder);
    const { context, hasOwnName } = namingOf(urn, name, uid);
    const created = await this.#registry.resource(type).create(context, plain);
    const outputs = outputsOf(created.state, inputs, archives);
    this.#live.set(uid, { ...created, type, urn, inputs, outputs, hasOwnName: hasOwnName() });
    return { id: created.id, outputs };
  }

  /**
   * @param inputs those of the last update; empty when a program looks up a resource by its id
   * @returns `undefined` for a resource that does not exist
   */
  read(urn: string, id: string, inputs: Properties): { inputs: Properties; outputs: Properties } | undefined {
    const found = this.#find(urn, id, inputs);
    if (found === undefined || uidOf(inputs) !== undefined) return found?.resource;
    // The unique id is the provider's own: a person who imports a resource has no use for it.
    return { inputs: withoutUid(found.resource.inputs), outputs: found.resource.outputs };
  }

  /** @throws Error of the handler, or when the local cloud no longer has the resource */
  async update(urn: string, id: string, before: Properties, after: Properties): Promise<Properties> {
    const { uid, resource: existing } = this.#existing(urn, id, before);
    const { plain, archives } = unmark(withoutUid(after), this.#codeFolder);
    const { context } = namingOf(existing.urn, partsOf(existing.urn).name, uid);
    const handler = this.#registry.resource(existing.type);
    if (!handler.update) throw new Error("every change replaces it, so it cannot be updated");
    const { state } = await handler.update(context, existing, plain);
    const outputs = outputsOf(state, after, archives);
    this.#live.set(uid, { ...existing, state, inputs: after, outputs });
    return outputs;
  }

  /** Does nothing for a resource that the local cloud no longer has: AWS's providers, too, take that for deleted. */
  async delete(urn: string, id: string, inputs: Properties): Promise<void> {
    const found = this.#find(urn, id, inputs);
    if (found === undefined) return;
    const { uid, resource: existing } = found;
    const { context } = namingOf(existing.urn, partsOf(existing.urn).name, uid);
    await this.#registry.resource(existing.type).delete(context, existing);
    this.#live.delete(uid);
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    return this.#registry.invoke(token).invoke(unmark(args, this.#codeFolder).plain);
  }

  /** How many resources exist, of all stacks. */
  get count(): number {
    return this.#live.size;
  }

  #failuresOf(type: string, inputs: Properties): readonly CheckFailure[] {
    try {
      const handler = this.#registry.resource(type);
      return this.#registry.unsupportedProperties(handler, inputs);
    } catch (error) {
      return [{ property: "", reason: messageOf(error) }];
    }
  }

  /** Finds a resource by the unique id that it was made with; one that was imported, or looked up by a program, by its id. */
  #find(urn: string, id: string, inputs: Properties): { uid: string; resource: LiveResource } | undefined {
    const own = uidOf(inputs) ?? "";
    const made = this.#live.get(own);
    if (made) return { uid: own, resource: made };
    const { type } = partsOf(urn);
    const found = [...this.#live].filter(([, resource]) => resource.type === type && resource.id === id);
    const [first] = found;
    return first !== undefined && found.length === 1 ? { uid: first[0], resource: first[1] } : undefined;
  }

  #existing(urn: string, id: string, inputs: Properties): { uid: string; resource: LiveResource } {
    const existing = this.#find(urn, id, inputs);
    if (existing) return existing;
    const { type, name } = partsOf(urn);
    throw new Error(
      `${type} "${name}" (${id}) is not in the local cloud, which keeps nothing when it is restarted: ` +
        "run `pulumi up --refresh` to make everything anew",
    );
  }
}

/** A handler's state as the engine may store it: archives as the program gave them, not where they were unpacked. */
function outputsOf(state: Properties, inputs: Properties, archives: readonly string[]): Properties {
  return { ...state, ...Object.fromEntries(archives.map((property) => [property, inputs[property]])) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
