import { createHash } from "node:crypto";
import { arn } from "../../base/arn";

export type ParameterType = "String" | "StringList" | "SecureString";
export type ParameterTier = "Standard" | "Advanced";

/** A value with its settings, as somebody puts it into a parameter. */
export interface ParameterContent {
  readonly value: string;
  readonly type: ParameterType;
  readonly tier: ParameterTier;
  readonly dataType: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  /** The key that a SecureString is encrypted with; AWS's own where absent. */
  readonly keyId?: string;
}

/** One version of a parameter. */
export interface ParameterVersion extends ParameterContent {
  readonly version: number;
  /** Milliseconds since the Unix epoch. */
  readonly changedAt: number;
  /** The ARN of whoever put it. */
  readonly changedBy: string;
  readonly labels: readonly string[];
}

/** A parameter with the versions that are left of it, the oldest first. */
export interface Parameter {
  readonly name: string;
  readonly versions: readonly ParameterVersion[];
}

/** The ARN of a parameter: a path's first slash is the one behind `parameter`. */
export function parameterArn(name: string): string {
  return arn("ssm", `parameter${name.startsWith("/") ? "" : "/"}${name}`);
}

/** The newest version. */
export function newestOf({ versions }: Parameter): ParameterVersion {
  const newest = versions.at(-1);
  if (newest === undefined) throw new Error("a parameter has at least one version");
  return newest;
}

/** The value as a call reads it. Nothing is encrypted here, but nobody mistakes for the text what was not decrypted. */
export function shownValue({ type, value, version }: ParameterVersion, isDecrypted: boolean): string {
  if (type !== "SecureString" || isDecrypted) return value;
  return `AQICAHi${createHash("sha512").update(`${version} ${value}`).digest("base64")}`;
}
