import { isRecord } from "../base/isRecord";
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return isRecord(value);
}
