import type { AwsError } from "../base/awsError";
import type { Properties } from "../engine/resourceHandler";

/** A member of an API, and the input of the resource that it becomes. */
export interface Member {
  readonly input: string;
  /** Turns the member's value into the input's, where they are written otherwise. */
  readonly read?: (value: unknown) => unknown;
  /** The other way round. */
  readonly write?: (value: unknown) => unknown;
}

export type Members = Readonly<Record<string, Member>>;

/**
 * The inputs that a call gives.
 * @param refuse makes the error of the service for a member that no input is known for
 * @throws AwsError that names the member
 */
export function inputsIn(given: object, members: Members, refuse: (message: string) => AwsError): Properties {
  const inputs: Properties = {};
  for (const [name, value] of Object.entries(given)) {
    if (isEmpty(value)) continue;
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (member === undefined) throw refuse(`${name} is not supported locally yet: leave it out`);
    inputs[member.input] = member.read ? member.read(value) : value;
  }
  return inputs;
}

/** The same, with nothing in place of what a call leaves out: it then goes back to what a new resource has. */
export function allInputsIn(given: object, members: Members, refuse: (message: string) => AwsError): Properties {
  const none = Object.values(members).map(({ input }) => [input, undefined] as const);
  return { ...Object.fromEntries(none), ...inputsIn(given, members, refuse) };
}

/** A resource's inputs as the API describes them. */
export function describedBy(state: Readonly<Properties>, members: Members): Properties {
  const described = Object.entries(members).map(([name, { input, write }]) => {
    const value = state[input];
    return [name, value !== undefined && write ? write(value) : value] as const;
  });
  return Object.fromEntries(described.filter(([, value]) => value !== undefined));
}

/** Nothing is said by an empty list or structure, which some tools send for what they leave out. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
