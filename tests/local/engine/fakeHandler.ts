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
  readonly properties = { size: "honoured", place: "honoured", name: "honoured", secret: "honoured" } as const;
  readonly replaceOn = ["place"];
  readonly journal: string[] = [];
  /** Calls that fail, such as `"create a"`. */
  readonly failing = new Set<string>();
  /** Calls that wait, such as `"create a"`, until their promise resolves. */
  readonly held = new Map<string, Promise<void>>();
  /** What a file that the inputs name holds. */
  fileContent: string | undefined;

  constructor(type = THING) {
    this.type = type;
  }

  async create(context: ResourceContext, inputs: Properties): Promise<ResourceState> {
    const id = context.physicalName(inputs.name, 64);
    await this.#act(`create ${context.name}`);
    return { id, state: { ...inputs, arn: `arn:${id}` } };
  }

  async update(context: ResourceContext, current: ResourceState, inputs: Properties): Promise<ResourceState> {
    await this.#act(`update ${context.name}`);
    return {
      id: current.id,
      state: { ...current.state, ...inputs, ...(this.fileContent && { file: this.fileContent }) },
    };
  }

  async delete(context: ResourceContext): Promise<void> {
    await this.#act(`delete ${context.name}`);
  }

  async #act(call: string): Promise<void> {
    await this.held.get(call);
    if (this.failing.has(call)) throw new Error(`no ${call} today`);
    this.journal.push(call);
  }
}
