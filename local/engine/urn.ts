/** The type of the resource that every stack has at its root. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/**
 * Builds a URN as the Pulumi engine does: the types of all parents but the stack come before the resource's own.
 * Source: "Pulumi URNs" in Pulumi's documentation (concepts, resources, names).
 *
 * @param parent URN of the parent; absent for the stack itself
 */
export function urnOf(
  place: { stack: string; project: string },
  parent: string | undefined,
  type: string,
  name: string,
) {
  const parentTypes = parent?.split("::")[2];
  const qualifiedType = parentTypes === undefined || parentTypes === STACK_TYPE ? type : `${parentTypes}$${type}`;
  return [`urn:pulumi:${place.stack}`, place.project, qualifiedType, name].join("::");
}
