import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { pageOf } from "../../base/page";
import type { Operation } from "../../edge/awsApi";
import type { Properties } from "../../engine/resourceHandler";
import type { Permission } from "../../iam/iam";
import type { Services } from "../../services";
import type { Key } from "../../services/kms/kms";
import type { Controlled } from "../controlled";

export const KEY = "aws:kms/key:Key";
export const ALIAS = "aws:kms/alias:Alias";

/** Keys and their aliases. The AWS SDK's package of KMS is none of the project's, so its types are not here. */
export interface KmsParts extends Pick<Services, "clock" | "iam" | "kms"> {
  readonly resources: Controlled;
}

export type Answer = Readonly<Record<string, unknown>>;
export type KmsOperation<Input extends object> = Operation<KmsParts, Input, Answer>;

export interface OnKey {
  readonly KeyId: string;
}

export interface Place {
  readonly Limit?: number;
  readonly Marker?: string;
}

export interface Tag {
  readonly TagKey: string;
  readonly TagValue: string;
}

export function onKey(
  action: string,
  { KeyId }: OnKey,
  { kms }: KmsParts,
  context?: Permission["context"],
): readonly Permission[] {
  const known = kms.keys().find((key) => [key.arn, idOf(key)].includes(KeyId));
  const alias = kms.aliases().find(({ name }) => [name, arn("kms", name)].includes(KeyId));
  const resource = known?.arn ?? alias?.keyArn ?? (KeyId.startsWith("arn:") ? KeyId : arn("kms", `key/${KeyId}`));
  return [{ action, resource, ...(context !== undefined && { context }) }];
}

/** The key that a call names by its id or its ARN: an alias names none here. @throws AwsError `NotFoundException` */
export function keyOf({ KeyId }: OnKey, { kms }: KmsParts): Key {
  if (/(^|:)alias\//.test(KeyId)) throw new AwsError("NotFoundException", `Invalid keyId '${KeyId}'`);
  return kms.key(KeyId);
}

export async function changed(input: OnKey, parts: KmsParts, changes: Properties): Promise<Answer> {
  const key = keyOf(input, parts);
  requireNotPending(key);
  const made = resourceOf(key, parts);
  if (made === undefined) throw new Error(`no handler has made the key ${key.arn}`);
  await parts.resources.update(made, changes);
  return {};
}

export function resourceOf(key: Key, { resources }: KmsParts): MadeResource | undefined {
  return resources.find(KEY, idOf(key));
}

export function idOf({ arn: keyArn }: Key): string {
  return keyArn.slice(keyArn.indexOf("/") + 1);
}

export function requireNotPending({ arn: keyArn, state }: Key): void {
  if (state === "PendingDeletion") throw invalidState(`${keyArn} is pending deletion.`);
}

export function invalidState(message: string): AwsError {
  return new AwsError("KMSInvalidStateException", message);
}

export function unsupported(message: string): AwsError {
  return new AwsError("UnsupportedOperationException", message);
}

/** Gives a policy that is none the code that KMS has for it. */
export function malformed(error: unknown): never {
  if (!(error instanceof AwsError && error.code === "MalformedPolicyDocument")) throw error;
  throw new AwsError("MalformedPolicyDocumentException", error.message);
}

export function tagsIn(tags: readonly Tag[] = []) {
  return Object.fromEntries(tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
}

export function listed<Item>(all: readonly Item[], { Limit: limit, Marker: token }: Place) {
  const { items, next } = pageOf(
    all,
    { token, limit },
    () => new AwsError("InvalidMarkerException", "Could not deserialize marker"),
  );
  return { items, rest: next === undefined ? { Truncated: false } : { NextMarker: next, Truncated: true } };
}
