import { createHash } from "node:crypto";

/** A UUID that is the same in every start of the same program: ARNs hold one, and other resources refer to them. */
export function derivedUuid(urn: string): string {
  const digest = createHash("sha256").update(urn).digest("hex");
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
