import { createHash } from "node:crypto";
import type { ResourceContext } from "../../engine/resourceHandler";

const DIGITS = 17;

/**
 * An identifier as EC2 gives them, `vpc-0a1b2c...`: the same in every start, another one for a replacement.
 *
 * @param part tells several things of one resource apart
 */
export function ec2Id(prefix: string, context: ResourceContext, part = ""): string {
  const seed = `${context.urn}\n${context.physicalName(undefined, 255)}\n${part}`;
  return `${prefix}-${createHash("sha256").update(seed).digest("hex").slice(0, DIGITS)}`;
}
