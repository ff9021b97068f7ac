import { isRecord } from "../../../base/isRecord";
/** A value that travels between states. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [member: string]: Json };

export function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return isRecord(value);
}

export function isArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}
