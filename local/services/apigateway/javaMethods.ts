import { isRecord } from "../../base/isRecord";
/** An object of ours that templates know by name: nothing of it can be reached but what it lists. */
export class Host {
  constructor(
    readonly methods: Readonly<Record<string, (...args: unknown[]) => unknown>>,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {}
}

type Methods<Base> = Readonly<Record<string, (base: Base, ...args: unknown[]) => unknown>>;

/**
 * Calls a method as Java would, on what a template can hold: texts, lists, maps and our own objects.
 * Nothing is ever looked up on the JavaScript object itself, so that no template can reach a constructor or a prototype.
 *
 * @throws Error for a method that there is not
 */
export function callMethod(base: unknown, name: string, args: readonly unknown[]): unknown {
  if (base instanceof Host) return invoke(base.methods, name, (method) => method(...args));
  if (typeof base === "string") return invoke(STRING, name, (method) => method(base, ...args));
  if (Array.isArray(base)) return invoke(LIST, name, (method) => method(base, ...args));
  if (isMap(base)) return invoke(MAP, name, (method) => method(base, ...args));
  if (name === "toString") return javaText(base);
  throw new Error(`${name}() is no method of ${javaText(base)}`);
}

/** A property, or an item of a list: what the value holds itself, and never what its prototype has. */
export function memberOf(base: unknown, key: string): unknown {
  const holder = base instanceof Host ? base.members : base;
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, key)) return undefined;
  if (Array.isArray(holder) && !/^\d+$/.test(key)) return undefined;
  return Reflect.get(holder, key);
}

/** How a value is written into a document: maps as Java writes them, lists as JSON, as API Gateway's are. */
export function javaText(value: unknown): string {
  if (value === undefined || value === null || value instanceof Host) return "";
  if (Array.isArray(value)) return JSON.stringify(value);
  if (!isMap(value)) return String(value);
  const entries = Object.entries(value).map(([key, member]) => `${key}=${javaText(member)}`);
  return `{${entries.join(", ")}}`;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !(value instanceof Host);
}

function invoke<Method>(methods: Readonly<Record<string, Method>>, name: string, call: (method: Method) => unknown) {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method !== undefined) return call(method);
  throw new Error(`${name}() is not known: use ${Object.keys(methods).sort().join(", ")}`);
}

/** `java.lang.String`, as far as templates use it. */
const STRING: Methods<string> = {
  charAt: (text, index) => text.charAt(Number(index)),
  concat: (text, other) => text + javaText(other),
  contains: (text, part) => text.includes(javaText(part)),
  endsWith: (text, end) => text.endsWith(javaText(end)),
  equals: (text, other) => text === other,
  equalsIgnoreCase: (text, other) => text.toLowerCase() === javaText(other).toLowerCase(),
  indexOf: (text, part) => text.indexOf(javaText(part)),
  isEmpty: (text) => text === "",
  lastIndexOf: (text, part) => text.lastIndexOf(javaText(part)),
  length: (text) => text.length,
  matches: (text, pattern) => new RegExp(`^(?:${javaText(pattern)})$`, "u").test(text),
  replace: (text, part, by) => text.replaceAll(javaText(part), () => javaText(by)),
  replaceAll: (text, pattern, by) => text.replace(new RegExp(javaText(pattern), "g"), replacement(by)),
  replaceFirst: (text, pattern, by) => text.replace(new RegExp(javaText(pattern)), replacement(by)),
  split: (text, pattern) => splitAt(text, new RegExp(javaText(pattern))),
  startsWith: (text, start) => text.startsWith(javaText(start)),
  substring: (text, from, to) => text.substring(Number(from), to === undefined ? text.length : Number(to)),
  toLowerCase: (text) => text.toLowerCase(),
  toString: (text: string) => text,
  toUpperCase: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
};

/** In Java's replacements a backslash takes the next character as it is, and `$1` is a group as in JavaScript. */
function replacement(by: unknown): string {
  return javaText(by).replaceAll(/\\(.)/gs, (_, character: string) => (character === "$" ? "$$" : character));
}

/** Java leaves out empty texts at the end. */
function splitAt(text: string, pattern: RegExp): string[] {
  const parts = text.split(pattern);
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  return parts;
}

/** `java.util.List` */
const LIST: Methods<unknown[]> = {
  add: (list, item) => list.push(item) > 0,
  contains: (list, item) => list.includes(item),
  get: (list, index) => list.at(Number(index)),
  indexOf: (list, item) => list.indexOf(item),
  isEmpty: (list) => list.length === 0,
  set(list, index, item) {
    const at = Number(index);
    if (!(at >= 0 && at < list.length)) throw new Error(`there is no item ${javaText(index)} to set`);
    const before = list[at];
    list[at] = item;
    return before;
  },
  size: (list) => list.length,
  toString: (list: unknown[]) => javaText(list),
};

/** `java.util.Map` */
const MAP: Methods<Record<string, unknown>> = {
  containsKey: (map, key) => Object.hasOwn(map, javaText(key)),
  entrySet: (map) => Object.entries(map).map(([key, value]) => ({ key, value })),
  get: (map, key) => memberOf(map, javaText(key)),
  isEmpty: (map) => Object.keys(map).length === 0,
  keySet: (map) => Object.keys(map),
  put: (map, key, value) => put(map, javaText(key), value),
  putAll(map, others) {
    for (const [key, value] of Object.entries(isMap(others) ? others : {})) put(map, key, value);
    return "";
  },
  remove(map, key) {
    const before = memberOf(map, javaText(key));
    Reflect.deleteProperty(map, javaText(key));
    return before;
  },
  size: (map) => Object.keys(map).length,
  toString: (map: Record<string, unknown>) => javaText(map),
  values: (map) => Object.values(map),
};

/** Defined, not assigned: a key called `__proto__` is a key like others. */
function put(map: Record<string, unknown>, key: string, value: unknown): unknown {
  const before = memberOf(map, key);
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  return before;
}
