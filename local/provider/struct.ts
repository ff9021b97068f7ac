import { runtime } from "@pulumi/pulumi";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../engine/resourceHandler";

/** The mark on the wire, during a preview, of a value that only the deployment will bring. */
export const UNKNOWN = runtime.unknownValue;

/** Properties as protobuf carries them; what is undefined is left out, as JSON does. */
export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Record<string, JavaScriptValue>);
}

/** @param struct absent where the engine has no properties to send */
export function fromStruct(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/**
 * The input properties (top level) that differ. Null and absent are the same to Pulumi, assets and archives differ by the
 * hash that the engine computed, and an unknown value may turn out to be any, so it differs from all.
 */
export function changedProperties(before: Properties, after: Properties): readonly string[] {
  const properties = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...properties].filter((property) => {
    const text = comparable(after[property]);
    return text !== comparable(before[property]) || text?.includes(UNKNOWN);
  });
}

/** Equal text for equal values, whatever the order of an object's properties. */
function comparable(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return `[${value.map((element) => comparable(element) ?? "null").join()}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const { hash } = value as { hash?: unknown };
  if (isAsset(value) && typeof hash === "string") return hash;
  const members = Object.entries(value).map(([name, inner]) => [JSON.stringify(name), comparable(inner)] as const);
  const set = members.filter(([, text]) => text !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${set.map((member) => member.join(":")).join()}}`;
}

function isAsset(value: object): boolean {
  const kind = (value as Properties)[runtime.specialSigKey];
  return kind === runtime.specialAssetSig || kind === runtime.specialArchiveSig;
}

/** Makes one text of several values: unknown where one of them is, secret where one of them is. */
export function joined(values: readonly unknown[], join: (...texts: string[]) => string): unknown {
  const open = values.map((value) => (isSecret(value) ? value.value : value));
  const text = open.includes(UNKNOWN) ? UNKNOWN : join(...open.map(String));
  return values.some(isSecret) ? { [runtime.specialSigKey]: runtime.specialSecretSig, value: text } : text;
}

function isSecret(value: unknown): value is { value: unknown } {
  const kind = typeof value === "object" && value !== null && (value as Properties)[runtime.specialSigKey];
  return kind === runtime.specialSecretSig;
}
