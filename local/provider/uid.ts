import { createHash, randomBytes } from "node:crypto";
import type { Properties } from "../engine/resourceHandler";

/**
 * The input property in which the provider keeps a resource's unique id. The engine stores it with the resource, sends it with every
 * later call, and shows it to nobody (names that begin with `__` are internal to it). Each replacement gets another, so that a
 * resource and what replaces it can exist at the same time, under one URN.
 *
 * The name is in stored states: another one would show as a change of every resource.
 */
export const UID_PROPERTY = "__incarnation";

/** @param seed what the engine gives for this purpose; older ones give nothing */
export function newUid(urn: string, seed: Uint8Array): string {
  const random = seed.length > 0 ? seed : randomBytes(32);
  return createHash("sha256").update(urn).update(random).digest("hex").slice(0, 32);
}

/** @returns `undefined` for inputs that did not pass `check`, such as those of `Resource.get` */
export function uidOf(inputs: Properties): string | undefined {
  const uid = inputs[UID_PROPERTY];
  return typeof uid === "string" ? uid : undefined;
}

/** The properties that the program set. */
export function withoutUid(inputs: Properties): Properties {
  const { [UID_PROPERTY]: _, ...own } = inputs;
  return own;
}

/**
 * `"urn:pulumi:local::sluice::a:b:C$aws:sqs/queue:Queue::orders"` names the type `aws:sqs/queue:Queue` and `orders`.
 */
export function partsOf(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? types, name: name.join("::") };
}
