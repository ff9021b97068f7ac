import { createHash, randomBytes } from "node:crypto";
import { nameWithDigits } from "../engine/physicalName";
import type { Properties, ResourceContext } from "../engine/resourceHandler";

/**
 * An input property of the provider's own. The engine stores it with the resource, sends it with every later call, and
 * shows it to nobody (names that begin with `__` are internal to it). Each replacement gets another, so that a resource and
 * what replaces it can exist at the same time, under one URN.
 */
export const INCARNATION = "__incarnation";

const DIGITS_IN_NAMES = 7;

/** @param seed what the engine gives for this purpose; older ones give nothing */
export function newIncarnation(urn: string, seed: Uint8Array): string {
  const random = seed.length > 0 ? seed : randomBytes(32);
  return createHash("sha256").update(urn).update(random).digest("hex").slice(0, 32);
}

/** @returns `undefined` for inputs that did not pass `check`, such as those of `Resource.get` */
export function incarnationOf(inputs: Properties): string | undefined {
  const incarnation = inputs[INCARNATION];
  return typeof incarnation === "string" ? incarnation : undefined;
}

/** The properties that the program set. */
export function withoutIncarnation(inputs: Properties): Properties {
  const { [INCARNATION]: _, ...own } = inputs;
  return own;
}

/** `"urn:pulumi:local::sluice::a:b:C$aws:sqs/queue:Queue::orders"` names the type `aws:sqs/queue:Queue` and `orders`. */
export function partsOf(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? types, name: name.join("::") };
}

/** The context of a handler's call, and whether the handler took a name that was made for this incarnation only. */
export function contextOf(urn: string, incarnation: string): { context: ResourceContext; hasOwnName(): boolean } {
  const { name } = partsOf(urn);
  let generated = false;
  const context: ResourceContext = {
    urn,
    name,
    physicalName(explicit, maxLength) {
      if (explicit === undefined || explicit === null) {
        generated = true;
        return nameWithDigits(name, incarnation.slice(0, DIGITS_IN_NAMES), maxLength);
      }
      if (typeof explicit !== "string" || explicit.length === 0 || explicit.length > maxLength) {
        throw new Error(`the name ${JSON.stringify(explicit)} must be a string of 1 to ${maxLength} characters`);
      }
      return explicit;
    },
  };
  return { context, hasOwnName: () => generated };
}
