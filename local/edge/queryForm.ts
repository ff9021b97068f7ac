/** A value of a form, or what stands below a name with dots. */
type Node = string | Map<string, Node>;

/**
 * Reads a form of the query protocol into the lists, maps and structures that its names with dots say:
 * `Entries.member.1.Id=a` is `{ Entries: [{ Id: "a" }] }`, `Attributes.entry.1.Name=a` with `Attributes.entry.1.Value.Type=b` is
 * `{ Attributes: { a: { Type: "b" } } }`.
 * Source: Smithy, "AWS query protocol", "Request serialization".
 */
export function readQueryForm(fields: Iterable<readonly [name: string, value: string]>): Record<string, unknown> {
  const root = new Map<string, Node>();
  for (const [name, value] of fields) put(root, name.split("."), value);
  return Object.fromEntries([...root].map(([name, node]) => [name, contentOf(node)]));
}

/**
 * Reads a form of EC2's, which names most lists in the singular: `InstanceId.1=a` is `{ InstanceIds: ["a"] }`, as the SDK has it.
 * Source: Smithy, "AWS EC2 query protocol", "Request serialization".
 */
export function readEc2Form(fields: Iterable<readonly [name: string, value: string]>): Record<string, unknown> {
  return plural(readQueryForm(fields));
}

function plural(structure: object): Record<string, unknown> {
  const inner = (value: unknown) => (typeof value === "object" && value !== null ? plural(value) : value);
  return Object.fromEntries(
    Object.entries(structure).map(([name, value]) =>
      Array.isArray(value) ? [name.endsWith("s") ? name : `${name}s`, value.map(inner)] : [name, inner(value)],
    ),
  );
}

function put(parent: Map<string, Node>, [name = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    parent.set(name, value);
    return;
  }
  const known = parent.get(name);
  const child = known instanceof Map ? known : new Map<string, Node>();
  parent.set(name, child);
  put(child, rest, value);
}

function contentOf(node: Node): unknown {
  if (typeof node === "string") return node;
  const [only] = node.size === 1 ? [...node.keys()] : [];
  const inner = only === undefined ? undefined : node.get(only);
  if (only === "member" && inner instanceof Map) return listOf(inner);
  if (only === "entry" && inner instanceof Map) return mapOf(inner);
  if ([...node.keys()].every((name) => /^\d+$/.test(name))) return listOf(node);
  return Object.fromEntries([...node].map(([name, member]) => [name, contentOf(member)]));
}

function listOf(node: ReadonlyMap<string, Node>): unknown[] {
  return [...node].sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => contentOf(member));
}

function mapOf(node: ReadonlyMap<string, Node>): Record<string, unknown> {
  return Object.fromEntries(
    listOf(node).map((entry) => {
      const { Name, key = Name, Value, value = Value } = entry as Record<string, unknown>;
      return [String(key ?? ""), value];
    }),
  );
}
