import { createHash } from "node:crypto";
import type { ResourceContext } from "../../engine/resourceHandler";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LENGTH = 13;

/** `"E2QWRUHAPOMQZL"`: it follows from the URN and the generated name, so that it is the same in every start of the same program. */
export function cloudFrontId(context: ResourceContext): string {
  const text = `${context.urn}\n${context.physicalName(undefined, 255)}`;
  const bytes = createHash("sha256").update(text).digest().subarray(0, LENGTH);
  return `E${[...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join("")}`;
}
