import { isRecord } from "../../base/isRecord";
import type { Properties } from "../../engine/resourceHandler";
import { badRequest } from "../../services/apigateway/definedApi";

/** A member of API Gateway's API, and the input of the resource that it becomes. */
export interface Member {
  /** @default the member's own name */
  readonly input?: string;
  /** A patch may take it away. */
  readonly isRemovable?: true;
  /** How a text is read that a patch gives. @default "text" */
  readonly kind?: "text" | "flag" | "number" | "texts" | "map" | "flags" | "numbers";
  /** Turns the member's value into the input's, where they are written otherwise. */
  readonly read?: (value: unknown) => unknown;
  /** The other way round. */
  readonly write?: (value: unknown) => unknown;
}

export type Members = Readonly<Record<string, Member>>;

/** A change of one member. Source: API Gateway API Reference, "PatchOperation". */
export interface PatchOperation {
  readonly op?: string;
  /** `"/variables/greeting"`; a slash within a part is `~1`, a tilde `~0`. */
  readonly path?: string;
  readonly value?: string;
}

/**
 * The inputs that a call gives.
 * @param given without what the path says
 * @throws AwsError `BadRequestException` that names a member that the local cloud does not know
 */
export function inputsOf(given: Properties, members: Members): Properties {
  const inputs: Properties = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    const member = memberOf(members, name);
    inputs[member.input ?? name] = member.read ? member.read(value) : value;
  }
  return inputs;
}

/** A resource's inputs as the API describes them, with what the handler has put in for those that were not given. */
export function membersOf(state: Properties, members: Members): Properties {
  const described = Object.entries(members).map(([name, { input = name, write }]) => {
    const value = state[input];
    return [name, value !== undefined && write ? write(value) : value] as const;
  });
  return Object.fromEntries(described.filter(([, value]) => value !== undefined));
}

/** The changes of inputs that patches make, one after the other. @throws AwsError `BadRequestException` */
export function patched(inputs: Properties, operations: readonly PatchOperation[], members: Members): Properties {
  const changed = membersOf(inputs, members);
  const names = new Set<string>();
  for (const operation of operations) {
    const [name = "", ...within] = partsOf(operation);
    changed[name] = changedBy(operation, memberOf(members, name), changed[name], within);
    names.add(name);
  }
  const changes = [...names].map((name) => {
    const { input = name, read } = memberOf(members, name);
    const value = changed[name];
    return [input, value !== undefined && read ? read(value) : value] as const;
  });
  return Object.fromEntries(changes);
}

/** The parts of a patch's path. @throws AwsError `BadRequestException` */
export function partsOf({ path = "" }: PatchOperation): readonly string[] {
  if (!path.startsWith("/")) throw badRequest(`Invalid patch path ${path}`);
  return path
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function changedBy(
  { op, path = "", value }: PatchOperation,
  { kind = "text", isRemovable }: Member,
  before: unknown,
  [key, ...deeper]: readonly string[],
): unknown {
  const isScalar = kind === "text" || kind === "flag" || kind === "number";
  if (deeper.length > 0 || isScalar !== (key === undefined)) throw badRequest(`Invalid patch path ${path}`);
  const known = isScalar ? ["replace", ...(isRemovable ? ["remove"] : [])] : ["add", "replace", "remove"];
  if (op === undefined || !known.includes(op)) {
    throw badRequest(`Invalid patch operation specified. Must be one of: [${known.join(", ")}]`);
  }
  const isAdded = op !== "remove";
  if (key === undefined) return isAdded ? readValue(kind, value) : undefined;
  if (kind === "texts") {
    const others = ((before as readonly string[] | undefined) ?? []).filter((each) => each !== key);
    return isAdded ? [...others, op === "replace" ? (value ?? key) : key] : others;
  }
  const { [key]: _, ...others } = isRecord(before) ? before : {};
  return isAdded ? { ...others, [key]: readValue(kind, value) } : others;
}

function readValue(kind: Member["kind"], value = ""): unknown {
  if (kind === "flag" || kind === "flags") return value === "true";
  const isNumber = (kind === "number" || kind === "numbers") && value !== "" && !Number.isNaN(Number(value));
  return isNumber ? Number(value) : value;
}

/** @throws AwsError `BadRequestException` */
function memberOf(members: Members, name: string): Member {
  const member = Object.hasOwn(members, name) ? members[name] : undefined;
  if (member !== undefined) return member;
  throw badRequest(`${name} is not supported locally yet (supported: ${Object.keys(members).join(", ")})`);
}
