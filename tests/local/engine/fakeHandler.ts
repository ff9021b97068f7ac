import type {
  Properties,
  ResourceContext,
  ResourceHandler,
  ResourceState,
} from "../../../local/engine/resourceHandler";

export const THING = "aws:fake/thing:Thing";

/** A handler that writes down what it is asked to do, and fails where a test tells it to. */
export class FakeHandler implements ResourceHandler {
  readonly type: string;
  readonly properties = {
    size: "honoured",
    place: "honoured",
    name: "honoured",
    secret: "honoured",
  } as const;
  readonly replaceOn = ["place"];
  readonly journal: string[] = [];
  /** Calls that fail, such as `"create a"`. */
  readonly failing = new Set<string>();
  /** Calls that wait, such as `"create a"`, until their promise resolves. */
  readonly held = new Map<string, Promise<void>>();
  /** Calls that fail when they have done half of their work. */
  readonly failingLate = new Set<string>();
  /** Ids of what exists, half-made ones included. */
  readonly existing = new Set<string>();
  /** Content of a file that the inputs name. */
  fileContent: string | undefined;

  constructor(type = THING) {
    this.type = type;
  }

  async create(context: ResourceContext, inputs: Properties): Promise<ResourceState> {
    const id = context.physicalName(inputs.name, 64);
    await this.#act(`create ${context.name}`);
    if (this.existing.has(id)) throw new Error(`there is a thing "${id}" already`);
    this.existing.add(id);
    if (this.failingLate.has(`create ${context.name}`)) throw new Error(`create ${context.name} broke half-way`);
    return { id, state: { ...inputs, arn: `arn:${id}` } };
  }

  async update(context: ResourceContext, current: ResourceState, inputs: Properties): Promise<ResourceState> {
    await this.#act(`update ${context.name}`);
    return {
      id: current.id,
      state: { ...current.state, ...inputs, ...(this.fileContent && { file: this.fileContent }) },
    };
  }

  refusesDeletion({ state }: ResourceState): string | undefined {
    return state.secret === "guarded" ? "its guard is up: lower it first" : undefined;
  }

  async delete(context: ResourceContext, current: ResourceState): Promise<void> {
    await this.#act(`delete ${context.name}`);
    this.existing.delete(current.id);
  }

  async #act(call: string): Promise<void> {
    await this.held.get(call);
    if (this.failing.has(call)) throw new Error(`no ${call} today`);
    this.journal.push(call);
  }
}
