/*
 * To Pulumi's engine, a package is a provider. The resources of AWS have one; those of two other packages are served beside it; and
 * components (`awsx:ec2:Vpc`), which are only names to the engine, have one that makes resources of the others below them.
 */

export const RESOURCES = "aws";
/** Resources that live in the state of a stack alone. */
export const KEYS = "tls";
/** Images, which `awsx.ecr.Image` makes. */
export const IMAGES = "docker-build";
export const COMPONENTS = "awsx";

/** The packages with a provider, in the order of the providers' ports. */
export const PROVIDERS = [RESOURCES, COMPONENTS, KEYS, IMAGES] as const;

/** `"aws:ec2/vpc:Vpc"` -> `"aws"`. */
export function packageOf(token: string): string {
  return token.slice(0, token.indexOf(":"));
}
