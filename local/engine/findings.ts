import type { Registration } from "./registration";
import { type Registry, UnsupportedError } from "./registry";
import type { Properties, ResourceState } from "./resourceHandler";
import { inert, madeUp, type StandIn } from "./standIn";

/** Something that a program uses and the local cloud does not have, or refuses. */
export type Finding =
  | { kind: "type"; type: string; resources: readonly string[]; supported: readonly string[] }
  | { kind: "property"; type: string; property: string; resources: readonly string[] }
  | { kind: "function"; token: string; calls: number }
  /** A value that the local cloud refuses, as AWS would or because it does not know it; perhaps because of an inert resource that it uses. */
  | { kind: "refusal"; type: string; name: string; message: string; usesInert: boolean };

/** Has a program come to its end whatever it uses, and keeps account of what is not supported: all of it, and not the first. */
export class Findings implements StandIn {
  readonly #registry: Registry;
  readonly #stubs: ReadonlySet<string>;
  readonly #types = new Map<string, string[]>();
  readonly #properties = new Map<string, { type: string; property: string; resources: string[] }>();
  readonly #functions = new Map<string, number>();
  readonly #refusals: Extract<Finding, { kind: "refusal" }>[] = [];
  /** Names of inert resources. */
  readonly #inert = new Set<string>();
  #resources = 0;

  /** @param stubs types that may pass as inert resources */
  constructor(registry: Registry, stubs: readonly string[]) {
    this.#registry = registry;
    this.#stubs = new Set(stubs);
  }

  async register(
    registration: Registration,
    next: (registration: Registration) => Promise<ResourceState>,
  ): Promise<ResourceState> {
    const { type, name, inputs } = registration;
    this.#resources += 1;
    if (this.#stubs.has(type)) return this.#inertly(registration);
    const handler = this.#registry.handler(type);
    if (handler === undefined) {
      this.#types.set(type, [...(this.#types.get(type) ?? []), name]);
      return this.#inertly(registration);
    }
    const unsupported = this.#registry.unsupportedProperties(handler, inputs).map(({ property }) => property);
    for (const property of unsupported) {
      const key = `${type} ${property}`;
      const resources = [...(this.#properties.get(key)?.resources ?? []), name];
      this.#properties.set(key, { type, property, resources });
    }
    const kept = Object.entries(inputs).filter(([property]) => !unsupported.includes(property));
    try {
      return await next({ ...registration, inputs: Object.fromEntries(kept) });
    } catch (error) {
      const message = (error as Error).message.replace(`${type} "${name}": `, "");
      this.#refusals.push({ kind: "refusal", type, name, message, usesInert: this.#usesInert(inputs) });
      return this.#inertly(registration);
    }
  }

  async invoke(token: string, _args: Properties, next: () => Promise<Properties>): Promise<Properties> {
    try {
      return await next();
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      this.#functions.set(token, (this.#functions.get(token) ?? 0) + 1);
      return {};
    }
  }

  /** All findings, the types that touch most resources first. */
  get list(): readonly Finding[] {
    const types = [...this.#types].map(([type, resources]) => {
      return { kind: "type", type, resources, supported: this.#supportedBeside(type) } as const;
    });
    const properties = [...this.#properties.values()].map((each) => ({ kind: "property", ...each }) as const);
    const functions = [...this.#functions].map(([token, calls]) => ({ kind: "function", token, calls }) as const);
    const byResources = (a: { resources: readonly string[] }, b: { resources: readonly string[] }) =>
      b.resources.length - a.resources.length;
    return [...types.sort(byResources), ...properties.sort(byResources), ...functions, ...this.#refusals];
  }

  /** Resources that the program declares, those of components that run as a plugin counted as one each. */
  get resources(): number {
    return this.#resources;
  }

  #inertly(registration: Registration): ResourceState {
    this.#inert.add(registration.name);
    return inert(registration);
  }

  #usesInert(inputs: Properties): boolean {
    const text = JSON.stringify(inputs);
    return [...this.#inert].some((name) => text.includes(`stub-${name}`) || text.includes(madeUp(name, "arn")));
  }

  /** The types of the same service that there are. */
  #supportedBeside(type: string): readonly string[] {
    const service = type.split("/")[0];
    return this.#registry.resources.map((handler) => handler.type).filter((known) => known.split("/")[0] === service);
  }
}
