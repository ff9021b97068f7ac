import { createHash } from "node:crypto";
import type { Properties, ResourceContext } from "../../engine/resourceHandler";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LENGTH = 13;

/** `"E2QWRUHAPOMQZL"`: it follows from the URN and the generated name, so that it is the same in every start of the same program. */
export function cloudFrontId(context: ResourceContext): string {
  return idOf(`${context.urn}\n${context.physicalName(undefined, 255)}`);
}

/** The version of a resource, which follows from its inputs: a change gives it another one. */
export function versionOf(id: string, inputs: Properties): string {
  return idOf(`${id}\n${JSON.stringify(inputs)}`);
}

function idOf(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, LENGTH);
  return `E${[...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join("")}`;
}
