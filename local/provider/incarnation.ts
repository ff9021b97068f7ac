import { createHash, randomBytes } from "node:crypto";
import type { Properties } from "../engine/resourceHandler";
import { handledType } from "./carrier";

/**
 * An input property of the provider's own. The engine stores it with the resource, sends it with every later call, and
 * shows it to nobody (names that begin with `__` are internal to it). Each replacement gets another, so that a resource and
 * what replaces it can exist at the same time, under one URN.
 */
export const INCARNATION = "__incarnation";

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

/**
 * `"urn:pulumi:local::sluice::a:b:C$aws:sqs/queue:Queue::orders"` names the type `aws:sqs/queue:Queue` and `orders`.
 *
 * @returns type: the one whose handler is responsible
 */
export function partsOf(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: handledType(types.split("$").at(-1) ?? types), name: name.join("::") };
}
