import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import type { Permission } from "../../iam/iam";
import type { Controlled } from "../controlled";
import {
  ALIAS,
  type KmsOperation,
  type KmsParts,
  keyOf,
  listed,
  onKey,
  type Place,
  requireNotPending,
} from "./kmsOperation";

interface AliasInput {
  readonly AliasName: string;
  readonly TargetKeyId: string;
}

export const createAlias: KmsOperation<AliasInput> = {
  parameters: { AliasName: "text", TargetKeyId: "text" },
  permissions: (input, parts) => onAliasAndKey("kms:CreateAlias", input, parts),
  async run({ AliasName: name, TargetKeyId: targetKeyId }, { resources, kms }) {
    requireNotPending(kms.key(targetKeyId));
    await resources.create(ALIAS, { name, targetKeyId });
    return {};
  },
};

export const updateAlias: KmsOperation<AliasInput> = {
  parameters: { AliasName: "text", TargetKeyId: "text" },
  permissions: (input, parts) => onAliasAndKey("kms:UpdateAlias", input, parts),
  async run({ AliasName: name, TargetKeyId: targetKeyId }, { resources }) {
    await resources.update(aliasIn(name, resources), { targetKeyId });
    return {};
  },
};

export const deleteAlias: KmsOperation<{ readonly AliasName: string }> = {
  parameters: { AliasName: "text" },
  permissions: ({ AliasName }, { kms }) => {
    const target = kms.aliases().find(({ name }) => name === AliasName);
    const action = "kms:DeleteAlias";
    const onTarget = target === undefined ? [] : [{ action, resource: target.keyArn }];
    return [{ action, resource: arn("kms", AliasName) }, ...onTarget];
  },
  async run({ AliasName: name }, { resources }) {
    await resources.delete(aliasIn(name, resources));
    return {};
  },
};

export const listAliases: KmsOperation<Place & { readonly KeyId?: string }> = {
  parameters: { Limit: "number?", KeyId: "text?" },
  permissions: () => [{ action: "kms:ListAliases", resource: "*" }],
  run({ KeyId, ...place }, parts) {
    const key = KeyId === undefined ? undefined : keyOf({ KeyId }, parts).arn;
    const all = parts.kms.aliases().filter(({ keyArn }) => key === undefined || keyArn === key);
    const { items, rest } = listed(all, place);
    const aliases = items.map(({ name, keyArn }) => ({
      ...{ AliasName: name, AliasArn: arn("kms", name), TargetKeyId: keyArn.slice(keyArn.indexOf("/") + 1) },
    }));
    return { Aliases: aliases, ...rest };
  },
};

/** An alias takes the permission on itself and on its key. */
function onAliasAndKey(
  action: string,
  { AliasName, TargetKeyId: KeyId }: AliasInput,
  parts: KmsParts,
): readonly Permission[] {
  return [{ action, resource: arn("kms", AliasName) }, ...onKey(action, { KeyId }, parts)];
}

/** @throws AwsError `NotFoundException` */
function aliasIn(name: string, resources: Controlled): MadeResource {
  const found = resources.find(ALIAS, name);
  if (found) return found;
  throw new AwsError("NotFoundException", `Alias ${arn("kms", name)} is not found.`);
}
