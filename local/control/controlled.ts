import { randomUUID } from "node:crypto";
import { AwsError } from "../base/awsError";
import { type Inventory, type KeptResource, type MadeResource, ownArn, type Tags } from "../base/inventory";
import type { Properties, ResourceContext, ResourceHandler } from "../engine/resourceHandler";

/**
 * Resource handlers, as calls of an API use them: what they make stands beside what the program declares, and is described from the
 * same state.
 */
export class Controlled {
  readonly #list: () => readonly ResourceHandler[];
  #handlers: ReadonlyMap<string, ResourceHandler> | undefined;
  readonly inventory: Inventory;
  /** The error of the service for what a handler refuses. */
  readonly #invalid: (message: string) => AwsError;

  /** @param handlers those that calls make resources by, the last one of two of a type, or what lists them when the first call does */
  constructor(
    handlers: readonly ResourceHandler[] | (() => readonly ResourceHandler[]),
    inventory: Inventory,
    invalid: (message: string) => AwsError,
  ) {
    this.#list = typeof handlers === "function" ? handlers : () => handlers;
    this.inventory = inventory;
    this.#invalid = invalid;
  }

  find(type: string, id: string): KeptResource | undefined {
    return this.inventory.made(type, id);
  }

  all(type: string): readonly KeptResource[] {
    return this.inventory.allMade(type);
  }

  /** @throws AwsError in the words of the service, or of the handler */
  async create(
    type: string,
    inputs: Properties,
    { name = randomUUID() as string, tags = {} as Tags } = {},
  ): Promise<KeptResource> {
    const made = await this.#said(() => this.#handler(type).create(contextOf(type, name), given(inputs)));
    const arn = ownArn({ inputs, ...made });
    if (arn !== undefined) this.inventory.tag(arn, tags);
    return this.inventory.keep({ type, inputs, ...made });
  }

  /** @param changes inputs with new values; `undefined` takes one away */
  async update(resource: MadeResource, changes: Properties): Promise<KeptResource> {
    const { type, id } = resource;
    const inputs = given({ ...resource.inputs, ...changes });
    const { update } = this.#handler(type);
    if (update === undefined) throw this.#invalid("it cannot be changed");
    const { name = id } = resource.state;
    const made = await this.#said(() => update(contextOf(type, String(name)), { ...resource }, inputs));
    return this.inventory.keep({ type, inputs, ...made }, resource);
  }

  async delete(resource: MadeResource): Promise<void> {
    const { type, id } = resource;
    const handler = this.#handler(type);
    const refusal = handler.refusesDeletion?.({ ...resource });
    if (refusal !== undefined) throw this.#invalid(refusal);
    await this.#said(() => handler.delete(contextOf(type, id), { ...resource }));
    this.inventory.drop(resource);
    const arn = ownArn(resource);
    if (arn !== undefined) this.inventory.deletedByCall(arn);
  }

  #handler(type: string): ResourceHandler {
    this.#handlers ??= new Map(this.#list().map((each) => [each.type, each]));
    const handler = this.#handlers.get(type);
    if (handler === undefined) throw new Error(`there is no handler of ${type}`);
    return handler;
  }

  async #said<Value>(action: () => Promise<Value>): Promise<Value> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof AwsError || !(error instanceof Error)) throw error;
      throw this.#invalid(error.message);
    }
  }
}

/** Inputs without those that are not given: handlers tell them apart by their absence. */
function given(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

function contextOf(type: string, name: string): ResourceContext {
  return {
    urn: `urn:api::${type}::${name}`,
    name,
    isMadeByCall: true,
    physicalName: (explicit) => (typeof explicit === "string" ? explicit : name),
  };
}
