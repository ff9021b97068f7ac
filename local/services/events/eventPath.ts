/** A step of a path: a name, an index, or every member. */
const STEP = /\.([^.[\]]+)|\[(\d+|\*)\]/g;

/** Tells if EventBridge takes a path: names in brackets are none of its syntax, and the rest is found out when an event comes. */
export function isEventPath(path: string): boolean {
  return path.startsWith("$") && !/\[\s*['"]/.test(path);
}

/** Finds what is at a path (`$.detail.items[0].id`) of an event: `undefined` for nothing, and a list where the path has a wildcard. */
export function valueAt(path: string, event: unknown): unknown {
  let found: readonly unknown[] = [event];
  let isMany = false;
  for (const [, name, index] of path.matchAll(STEP)) {
    if (name === "*" || index === "*") {
      isMany = true;
      found = found.flatMap((value) => Object.values(membersOf(value)));
    } else {
      found = found.flatMap((value) => memberAt(value, name, index));
    }
  }
  return isMany ? found : found[0];
}

function memberAt(value: unknown, name: string | undefined, index = ""): readonly unknown[] {
  if (Array.isArray(value)) return name === undefined ? value.slice(Number(index), Number(index) + 1) : [];
  const members = membersOf(value);
  return name !== undefined && Object.hasOwn(members, name) ? [members[name]] : [];
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
