/** A resource of a stack, as a program declares it: before a deployment what is not known yet is missing. */
export interface StackResource {
  /** Pulumi's type token, `"aws:sqs/queue:Queue"`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Inputs and what is known of the outputs. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A place where a stack breaks a rule. */
export interface Violation {
  readonly type: string;
  readonly name: string;
  /** Says what is wrong and how to mend it. */
  readonly message: string;
}

/** A promise that a stack's resources keep. */
export interface Rule {
  /** In kebab case: exceptions name it. */
  readonly name: string;
  readonly description: string;
  check(stack: Stack): readonly Violation[];
}

/** The resources of a stack, to look up by type and by what refers to them. */
export class Stack {
  readonly #byType = new Map<string, StackResource[]>();

  constructor(readonly resources: readonly StackResource[]) {
    for (const resource of resources) {
      const ofType = this.#byType.get(resource.type) ?? [];
      ofType.push(resource);
      this.#byType.set(resource.type, ofType);
    }
  }

  ofType(type: string): readonly StackResource[] {
    return this.#byType.get(type) ?? [];
  }

  /** The resource of a type that a reference means: its ARN, id, URL or name. */
  find(type: string, reference: unknown): StackResource | undefined {
    if (typeof reference !== "string" || reference === "") return undefined;
    return this.ofType(type).find(({ properties: { arn, id, url, name, functionName, bucket } }) =>
      [arn, id, url, name, functionName, bucket].includes(reference),
    );
  }
}

export function violation({ type, name }: StackResource, message: string): Violation {
  return { type, name, message };
}

/** Goes through the resources of one type, each with a message where it breaks the rule. */
export function each(
  type: string,
  broken: (properties: StackResource["properties"], stack: Stack, resource: StackResource) => string | undefined,
): (stack: Stack) => readonly Violation[] {
  return (stack) =>
    stack.ofType(type).flatMap((resource) => {
      const message = broken(resource.properties, stack, resource);
      return message === undefined ? [] : [violation(resource, message)];
    });
}

/** Puts checks together. */
export function all(...checks: readonly ((stack: Stack) => readonly Violation[])[]): Rule["check"] {
  return (stack) => checks.flatMap((check) => check(stack));
}

/** The value of a nested property; a list of one member stands for the member, as in inputs of the AWS provider. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((found, name) => {
    const one = Array.isArray(found) ? found[0] : found;
    return typeof one === "object" && one !== null ? (one as Record<string, unknown>)[name] : undefined;
  }, value);
}

export function listOf<Item>(value: Item | readonly Item[] | undefined): readonly Item[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Item[]) : [value as Item];
}
