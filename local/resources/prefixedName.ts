import type { ResourceContext } from "../engine/resourceHandler";

/** Digits that make a generated name its own. */
const DIGITS = 7;

/**
 * A physical name from `name`, `namePrefix` or Pulumi's auto-naming.
 * @throws Error when both are set
 */
export function prefixedName(
  context: ResourceContext,
  { name, namePrefix }: { name?: unknown; namePrefix?: unknown },
  maxLength: number,
): string {
  if (name !== undefined && namePrefix !== undefined) throw new Error("name and namePrefix exclude each other");
  const generated = context.physicalName(name, maxLength);
  return namePrefix === undefined ? generated : `${namePrefix}${generated.slice(-DIGITS)}`;
}
