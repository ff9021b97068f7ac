import type { Registration } from "./registration";
import type { Properties, ResourceState } from "./resourceHandler";

/** Stands between a program and the local cloud, for what this has no way to meet. */
export interface StandIn {
  /** @param next has the local cloud make the resource, as it is or as another one */
  register(
    registration: Registration,
    next: (registration: Registration) => Promise<ResourceState>,
  ): Promise<ResourceState>;
  /** @param next has the local cloud answer */
  invoke(token: string, args: Properties, next: () => Promise<Properties>): Promise<Properties>;
}

/** A property of a resource that does nothing: the process of the program makes its other outputs up, which it alone knows the names of. */
export const INERT = "__sluiceInert";

/** A resource that is only declared. */
export function inert({ name, inputs }: Registration): ResourceState {
  return { id: `stub-${name}`, state: { ...inputs, [INERT]: true } };
}

/** The value that an output of such a resource has: a text that says so wherever it turns up. */
export function madeUp(name: string, output: string): string {
  return output === "arn" ? `arn:aws:stub:us-east-1:000000000000:${name}` : `stub-${name}-${output}`;
}

/** Lets resources of some types pass as inert ones. */
export class Stubs implements StandIn {
  readonly #types: ReadonlySet<string>;

  constructor(types: readonly string[]) {
    this.#types = new Set(types);
  }

  async register(registration: Registration, next: (registration: Registration) => Promise<ResourceState>) {
    return this.#types.has(registration.type) ? inert(registration) : next(registration);
  }

  async invoke(_token: string, _args: Properties, next: () => Promise<Properties>) {
    return next();
  }
}
