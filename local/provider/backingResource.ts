/*
 * A component of a package (`awsx:ec2:Vpc`) is only a name to Pulumi's engine: it previews, updates and deletes what the component
 * is made of. On AWS that is many resources of the provider `aws`. Here it is one of that provider, the component's backing resource
 * (`aws:awsx/ec2:Vpc`), which the handler of the component's type makes.
 */

/** The package whose types are components, and the one that their resources belong to. */
export const COMPONENTS = "awsx";
export const RESOURCES = "aws";

const PREFIX = `${RESOURCES}:${COMPONENTS}/`;

/** `"awsx:ec2:Vpc"` -> `"aws:awsx/ec2:Vpc"`. */
export function backingTypeOf(component: string): string {
  return PREFIX + component.slice(COMPONENTS.length + 1);
}

/** The type whose handler is responsible: that of a backing resource is the component's, and any other type's its own. */
export function handledType(type: string): string {
  return type.startsWith(PREFIX) ? `${COMPONENTS}:${type.slice(PREFIX.length)}` : type;
}
