import { createHash } from "node:crypto";
import type { ResourceContext } from "../../engine/resourceHandler";

/**
 * An identifier in the form of API Gateway's: lower-case letters and digits. It derives from the URN, so that an endpoint
 * is the same in every start of the same program.
 */
export function identifierOf(urn: string, length: 7 | 10): string {
  const digest = BigInt(`0x${createHash("sha256").update(urn).digest("hex")}`);
  return digest.toString(36).padStart(length, "0").slice(-length);
}

/** The same for what a replacement exists beside for a while: each of the two has its own. */
export function ownIdentifierOf(context: ResourceContext, length: 7 | 10): string {
  return identifierOf(`${context.urn}\n${context.physicalName(undefined, 255)}`, length);
}
