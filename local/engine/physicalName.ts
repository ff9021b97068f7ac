import { createHash } from "node:crypto";
import type { ResourceContext } from "./resourceHandler";

const DIGITS = 7;

/** The context of a handler's call, and what the handler made of it. */
export interface Naming {
  context: ResourceContext;
  /**
   * The handler took a name that no other resource has, so that a replacement can exist beside what it replaces. Where it did
   * not (the program chose the name, or the resource belongs to another, as a queue's policy does), the two would be one.
   */
  hasOwnName(): boolean;
}

/**
 * Names a resource as Pulumi's auto-naming does, `<logical name>-<seven hexadecimal digits>`.
 *
 * @param uid hexadecimal, at least seven digits: another one for what replaces the resource
 */
export function namingOf(urn: string, name: string, uid: string): Naming {
  let generated = false;
  const context: ResourceContext = {
    urn,
    name,
    physicalName(explicit, maxLength) {
      if (explicit === undefined || explicit === null) {
        generated = true;
        return `${name.slice(0, maxLength - DIGITS - 1)}-${uid.slice(0, DIGITS)}`;
      }
      if (typeof explicit !== "string" || explicit.length === 0 || explicit.length > maxLength) {
        throw new Error(`the name ${JSON.stringify(explicit)} must be a string of 1 to ${maxLength} characters`);
      }
      return explicit;
    },
  };
  return { context, hasOwnName: () => generated };
}

/**
 * A uid that follows from the URN and from how many resources had it before: the same in every start of the same
 * program.
 */
export function steadyUid(urn: string, predecessors: number): string {
  return createHash("sha256").update(`${urn}\n${predecessors}`).digest("hex");
}
