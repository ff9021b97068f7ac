import { AwsError } from "../../base/awsError";
import { lowerFirst } from "../../base/memberNames";
import { NamedList } from "../../edge/xml";
import { type Elements, elementOf, elementsOf, textOf, textsOf } from "../../edge/xmlDocument";
import type { Properties } from "../../engine/resourceHandler";

/** The form of a member of CloudFront's API, and of the input that it becomes. Source: CloudFront API Reference, "Data Types". */
export type Shape = Scalar | ListShape | Structure;

type Scalar = "text" | "number" | "flag";

/** A list: `{ Quantity, Items }`, whose items have a name of their own. */
export interface ListShape {
  readonly item: string;
  readonly of: Scalar | Structure;
  /** The input has the list in its member `items`. */
  readonly isBoxed?: true;
}

export interface Structure {
  readonly members: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** Inputs that are called otherwise than their members, such as `originId` for `Id`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Members that stand within another one: `{ CachedMethods: "AllowedMethods" }`. */
  readonly within?: Readonly<Record<string, string>>;
  /** Members that have no input here, as CloudFront tells them where they set nothing. */
  readonly unset?: Readonly<Record<string, unknown>>;
}

/** The inputs of a resource that a document gives. @throws AwsError `InvalidArgument`, `InconsistentQuantities`, `MalformedXML` */
export function inputsIn(document: Elements, structure: Structure): Properties {
  const { members, required = [], within = {} } = structure;
  const inputs: Properties = {};
  const elements = { ...document };
  for (const [name, outer] of Object.entries(within)) {
    const inner = elementOf(document, outer)?.[name];
    if (inner !== undefined) elements[name] = inner;
  }
  const missing = required.find((name) => elements[name] === undefined);
  if (missing !== undefined) throw new AwsError("InvalidArgument", `The parameter ${missing} is required.`);
  for (const name of Object.keys(elements)) {
    const shape = Object.hasOwn(members, name) ? members[name] : undefined;
    if (shape !== undefined) inputs[inputOf(structure, name)] = valueIn(elements, name, shape);
    else if (setsSomething(elements[name])) throw notSupported(name, Object.keys(members));
  }
  return inputs;
}

/** Members as the API tells them, from inputs of a resource. */
export function membersOf(inputs: Properties, structure: Structure): Record<string, unknown> {
  const { members, within = {}, unset = {} } = structure;
  const told: Record<string, unknown> = { ...unset };
  for (const [name, shape] of Object.entries(members)) {
    const value = inputs[inputOf(structure, name)];
    if (value !== undefined) told[name] = written(value, shape);
  }
  for (const [name, outer] of Object.entries(within)) {
    const { [name]: inner, ...others } = told;
    if (inner === undefined || others[outer] === undefined) continue;
    delete told[name];
    told[outer] = { ...(others[outer] as object), [name]: inner };
  }
  return told;
}

/** A list as CloudFront tells it: without `Items` where there are none. */
export function listOf(item: string, values: readonly unknown[]): object {
  return { Quantity: values.length, ...(values.length > 0 && { Items: new NamedList(item, values) }) };
}

function inputOf({ inputs = {} }: Structure, name: string): string {
  return inputs[name] ?? lowerFirst(name);
}

function valueIn(elements: Elements, name: string, shape: Shape): unknown {
  if (typeof shape === "string") return scalar(textOf(elements, name) ?? "", name, shape);
  const inner = elementOf(elements, name) ?? {};
  if ("members" in shape) return inputsIn(inner, shape);
  const items = elementOf(inner, "Items") ?? {};
  const { item, of, isBoxed } = shape;
  const values =
    typeof of === "string"
      ? textsOf(items, item).map((text) => scalar(text, name, of))
      : elementsOf(items, item).map((each) => inputsIn(each, of));
  if (Number(textOf(inner, "Quantity") ?? 0) === values.length) {
    return isBoxed ? { items: values } : values;
  }
  throw new AwsError("InconsistentQuantities", "The value of Quantity and the size of Items don't match.");
}

function scalar(text: string, name: string, kind: Scalar): unknown {
  if (kind === "text") return text;
  if (kind === "number" && text === "") return undefined;
  if (kind === "flag" ? /^(true|false)$/.test(text) : /^\d+$/.test(text)) {
    return kind === "flag" ? text === "true" : Number(text);
  }
  throw new AwsError("MalformedXML", `${name} must be a ${kind}, got "${text}"`);
}

function written(value: unknown, shape: Shape): unknown {
  if (typeof shape === "string") return value;
  if ("members" in shape) return membersOf(value as Properties, shape);
  const { item, of, isBoxed } = shape;
  const values = (isBoxed ? ((value as Properties).items ?? []) : value) as readonly unknown[];
  return listOf(item, typeof of === "string" ? values : values.map((each) => membersOf(each as Properties, of)));
}

/** CloudFront's clients send back what they were told, with every member that sets nothing: `<Enabled>false</Enabled>`. */
function setsSomething(content: Elements[string] | undefined): boolean {
  if (typeof content === "string") return !/^(\s*|0|false)$/.test(content);
  return Object.values(content ?? {}).some((inner) => setsSomething(inner as Elements[string]));
}

function notSupported(name: string, known: readonly string[]): AwsError {
  return new AwsError(
    "InvalidArgument",
    `${name} is not supported locally yet: leave it out (supported: ${known.join(", ")})`,
  );
}
