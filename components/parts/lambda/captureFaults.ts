import { types } from "node:util";
import { Output } from "@pulumi/pulumi";
import { functionFault } from "./functionFaults";

/**
 * Says why a value that a callback captured would be another one in its function; `undefined` where it comes along as it is. Pulumi
 * copies an object's properties, and nothing of what JavaScript keeps beside them: a `Map` would arrive as an object with a Map's methods and
 * no entries, and fail at every event. docs/inline-functions.md has the table.
 */
export function captureFault(value: unknown): string | undefined {
  if (typeof value === "symbol") return "a symbol, which would be another one";
  if (typeof value === "function") return functionFault(value as (...args: never[]) => unknown);
  if (typeof value !== "object" || value === null || Output.isInstance(value)) return undefined;
  return kindFault(value) ?? shapeFault(value);
}

const KINDS: readonly (readonly [is: (value: unknown) => boolean, kind: string])[] = [
  [types.isProxy, "a Proxy, whose traps would be gone"],
  [types.isDate, "a Date"],
  [types.isMap, "a Map"],
  [types.isSet, "a Set"],
  [types.isWeakMap, "a WeakMap"],
  [types.isWeakSet, "a WeakSet"],
  [(value) => value instanceof WeakRef, "a WeakRef"],
  [Buffer.isBuffer, "a Buffer"],
  [types.isTypedArray, "a typed array"],
  [types.isAnyArrayBuffer, "an ArrayBuffer"],
  [types.isDataView, "a DataView"],
  [types.isGeneratorObject, "a generator that is under way"],
  [(value) => /Iterator\]$/.test(Object.prototype.toString.call(value)), "an iterator that is under way"],
  [(value) => types.isBoxedPrimitive(value), "a wrapper object, such as new Number(5)"],
  [(value) => types.isRegExp(value) && value.lastIndex !== 0, "a regular expression that is under way (lastIndex)"],
];

function kindFault(value: object): string | undefined {
  const known = KINDS.find(([is]) => is(value));
  if (known !== undefined) return known[1];
  if (types.isRegExp(value) || types.isPromise(value) || types.isNativeError(value)) return undefined;
  const builtIn = builtInClassOf(value);
  return builtIn && `an instance of ${builtIn}`;
}

/** The class that the runtime itself has, whose instances hold what no property shows: `URL`, `Headers`, `Intl.NumberFormat`. */
function builtInClassOf(value: object): string | undefined {
  for (let prototype = Object.getPrototypeOf(value); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    if (prototype === Object.prototype || prototype === Array.prototype) return undefined;
    const maker: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
    if (typeof maker !== "function" || prototype === Error.prototype) continue;
    // By its name, because some of them are loaded when they are asked for.
    if (Reflect.get(globalThis, maker.name) === maker) return maker.name;
    if (Reflect.get(Intl, maker.name) === maker) return `Intl.${maker.name}`;
  }
  return undefined;
}

function shapeFault(value: object): string | undefined {
  if (Object.hasOwn(value, "__proto__")) return 'an object with the name "__proto__", which would be its prototype';
  if (Array.isArray(value) && value.some((member) => member === undefined)) {
    return "an array with undefined in it, which would have a hole there";
  }
  return isCircular(value, []) ? "a structure that holds itself" : undefined;
}

function isCircular(value: object, outer: readonly object[]): boolean {
  if (outer.includes(value)) return true;
  if (!Array.isArray(value) && ![Object.prototype, null].includes(Object.getPrototypeOf(value))) return false;
  const inside = [...outer, value];
  return Object.values(Object.getOwnPropertyDescriptors(value)).some(
    ({ value: member, enumerable }) =>
      enumerable === true && typeof member === "object" && member !== null && isCircular(member, inside),
  );
}
