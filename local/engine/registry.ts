import { lowerFirst } from "../base/memberNames";
import { absentService } from "./absentServices";
import type { ComponentHandler } from "./componentHandler";
import type { InvokeHandler, Properties, PropertySupport, ResourceHandler } from "./resourceHandler";

/** A request of a program that the local cloud has no way to meet. */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
}

/** Accepted on every resource: no behaviour of the local cloud depends on them. */
export const ACCEPTED_EVERYWHERE: Readonly<Record<string, PropertySupport>> = {
  tags: { noEffect: "only APIs that list tags, and conditions of policies such as aws:ResourceTag/team, see them" },
  tagsAll: { noEffect: "as tags" },
  region: { noEffect: "the local cloud is one region" },
};

/** The resource types and provider functions that the local cloud knows. */
export class Registry {
  readonly #resources = new Map<string, ResourceHandler>();
  readonly #invokes = new Map<string, InvokeHandler>();
  readonly #components = new Map<string, ComponentHandler>();

  /** @throws Error when two handlers claim one type */
  constructor(
    resources: readonly ResourceHandler[],
    invokes: readonly InvokeHandler[],
    components: readonly ComponentHandler[] = [],
  ) {
    for (const handler of resources) addOnce(this.#resources, handler.type, handler);
    for (const handler of invokes) addOnce(this.#invokes, handler.token, handler);
    for (const handler of components) addOnce(this.#components, handler.type, handler);
  }

  /** In alphabetical order of their types. */
  get resources(): readonly ResourceHandler[] {
    return sorted(this.#resources);
  }

  /** In alphabetical order of their tokens. */
  get invokes(): readonly InvokeHandler[] {
    return sorted(this.#invokes);
  }

  /** In alphabetical order of their types. */
  get components(): readonly ComponentHandler[] {
    return sorted(this.#components);
  }

  isComponent(type: string): boolean {
    return this.#components.has(type);
  }

  /** The handler of a type, of a resource or of a component; none where it is not supported. */
  handler(type: string): ResourceHandler | ComponentHandler | undefined {
    return this.#resources.get(type) ?? this.#components.get(type);
  }

  /** @throws UnsupportedError that names the type and the file to add it to */
  component(type: string): ComponentHandler {
    return this.#components.get(type) ?? unsupported(type);
  }

  /** @throws UnsupportedError that names the type and the file to add it to */
  resource(type: string): ResourceHandler {
    return this.#resources.get(type) ?? unsupported(type);
  }

  /** @throws UnsupportedError that names the function and the file to add it to */
  invoke(token: string): InvokeHandler {
    const handler = this.#invokes.get(token);
    if (handler) return handler;
    throw new UnsupportedError(
      `${token} is not supported locally yet${absentService(token)}: give its result by the stack's configuration (pulumi.Config) instead. ` +
        `To support it, add local/invokes/${lastPart(token)}.ts and list it in local/invokes/index.ts`,
    );
  }

  /** @throws UnsupportedError for the first property that is set and not in the handler's table */
  checkProperties(handler: Supporting, inputs: Properties): void {
    const [first] = this.unsupportedProperties(handler, inputs);
    if (first) throw new UnsupportedError(`the property "${first.property}" ${first.reason}`);
  }

  /** Every property that is set and not in the handler's table, with what to do about it. */
  unsupportedProperties(handler: Supporting, inputs: Properties): readonly { property: string; reason: string }[] {
    const known = Object.keys(handler.properties).sort().join(", ") || "none";
    const reason =
      "is not supported locally yet: unset it for this stack, or honour it in " +
      `${resourceFile(handler.type)} (supported: ${known})`;
    return Object.entries(inputs)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([property]) => property)
      .filter((name) => !Object.hasOwn(handler.properties, name) && !Object.hasOwn(ACCEPTED_EVERYWHERE, name))
      .map((property) => ({ property, reason }));
  }
}

/** A handler of a resource or of a component. */
type Supporting = Pick<ResourceHandler, "type" | "properties">;

/** Where the handler of a type belongs: `"aws:sns/topic:Topic"` -> `"local/resources/sns/topic.ts"`. */
export function resourceFile(type: string): string {
  const [provider = "", module = ""] = type.split(":");
  const [service = "", file = lastPart(type)] = module.split("/");
  return `local/resources/${provider === "aws" ? service : provider}/${file}.ts`;
}

/** Files begin with a small letter, as do modules and functions; a type without a module has its own name only. */
function lastPart(token: string): string {
  return lowerFirst(token.split(":").at(-1) ?? token);
}

function unsupported(type: string): never {
  throw new UnsupportedError(
    `${type} is not supported locally yet${absentService(type)}: sluice check lists all that is not, and --stub ${type} lets it pass as an inert resource. ` +
      `To support it, add ${resourceFile(type)} and list it in local/resources/index.ts`,
  );
}

function addOnce<T>(handlers: Map<string, T>, key: string, handler: T): void {
  if (handlers.has(key)) throw new Error(`two handlers claim ${key}: remove one from local/resources or local/invokes`);
  handlers.set(key, handler);
}

function sorted<T>(handlers: ReadonlyMap<string, T>): readonly T[] {
  return [...handlers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, handler]) => handler);
}
