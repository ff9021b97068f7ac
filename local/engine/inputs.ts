import { isDeepStrictEqual } from "node:util";
import type { Properties } from "./resourceHandler";

/** The input properties (top level) that differ. */
export function changedProperties(before: Properties, after: Properties): readonly string[] {
  const properties = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...properties].filter((property) => !isDeepStrictEqual(before[property], after[property]));
}

/**
 * @param ignored those (top level) that keep the value they have had before
 * @throws Error for a path into a property: only whole properties can be held back here
 */
export function withIgnoredChanges(
  inputs: Properties,
  before: Properties | undefined,
  ignored: readonly string[],
): Properties {
  const kept = { ...inputs };
  for (const property of ignored) {
    if (/[.[*]/.test(property)) {
      throw new Error(`ignoreChanges: "${property}" is a path; the local cloud can ignore whole properties only`);
    }
    if (before && Object.hasOwn(before, property)) kept[property] = before[property];
  }
  return kept;
}
