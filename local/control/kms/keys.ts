import { ACCOUNT_ID } from "../../base/arn";
import type { MadeResource } from "../../base/inventory";
import { requestTags } from "../../iam/conditionKeys";
import type { Key } from "../../services/kms/kms";
import {
  type Answer,
  changed,
  idOf,
  KEY,
  type KmsOperation,
  listed,
  malformed,
  type OnKey,
  onKey,
  type Place,
  resourceOf,
  type Tag,
  tagsIn,
  unsupported,
} from "./kmsOperation";
import { lockedOut, mayChangePolicy } from "./policies";

interface CreateInput {
  readonly Policy?: string;
  readonly BypassPolicyLockoutSafetyCheck?: boolean;
  readonly Description?: string;
  readonly KeyUsage?: string;
  readonly KeySpec?: string;
  readonly CustomerMasterKeySpec?: string;
  readonly MultiRegion?: boolean;
  readonly Origin?: string;
  readonly Tags?: readonly Tag[];
}

export const createKey: KmsOperation<CreateInput> = {
  parameters: { Policy: "text?", Description: "text?", Tags: "structures?" },
  permissions: ({ Tags }) => {
    const on = { resource: "*", context: requestTags(tagsIn(Tags)) };
    const tagging = Tags === undefined || Tags.length === 0 ? [] : [{ action: "kms:TagResource", ...on }];
    return [{ action: "kms:CreateKey", ...on }, ...tagging];
  },
  async run(input, parts, { principal }) {
    const { Policy: policy, Description: description, KeyUsage: keyUsage, MultiRegion: multiRegion, Tags } = input;
    const {
      KeySpec,
      CustomerMasterKeySpec,
      Origin: origin = "AWS_KMS",
      BypassPolicyLockoutSafetyCheck: bypass,
    } = input;
    if (origin !== "AWS_KMS") throw unsupported(`Origin must be AWS_KMS locally, got ${origin}`);
    const inputs = {
      policy,
      description,
      keyUsage,
      multiRegion,
      customerMasterKeySpec: KeySpec ?? CustomerMasterKeySpec,
    };
    const { resources, kms } = parts;
    const made = await resources.create(KEY, inputs, { tags: tagsIn(Tags) }).catch(malformed);
    if (bypass !== true && !mayChangePolicy(parts, principal, String(made.state.arn))) {
      await resources.delete(made);
      throw lockedOut();
    }
    return { KeyMetadata: described(kms.key(made.id), made) };
  },
};

export const describeKey: KmsOperation<OnKey> = {
  parameters: { KeyId: "text" },
  permissions: (input, parts) => onKey("kms:DescribeKey", input, parts),
  run({ KeyId }, parts) {
    const key = parts.kms.key(KeyId);
    return { KeyMetadata: described(key, resourceOf(key, parts)) };
  },
};

export const listKeys: KmsOperation<Place> = {
  parameters: { Limit: "number?" },
  permissions: () => [{ action: "kms:ListKeys", resource: "*" }],
  run(place, { kms }) {
    const { items, rest } = listed(kms.keys(), place);
    return { Keys: items.map((key) => ({ KeyId: idOf(key), KeyArn: key.arn })), ...rest };
  },
};

export const updateKeyDescription: KmsOperation<OnKey & { readonly Description: string }> = {
  parameters: { KeyId: "text", Description: "text?" },
  permissions: (input, parts) => onKey("kms:UpdateKeyDescription", input, parts),
  run: ({ Description, ...input }, parts) => changed(input, parts, { description: Description }),
};

export const enableKey: KmsOperation<OnKey> = {
  parameters: { KeyId: "text" },
  permissions: (input, parts) => onKey("kms:EnableKey", input, parts),
  run: (input, parts) => changed(input, parts, { isEnabled: true }),
};

export const disableKey: KmsOperation<OnKey> = {
  parameters: { KeyId: "text" },
  permissions: (input, parts) => onKey("kms:DisableKey", input, parts),
  run: (input, parts) => changed(input, parts, { isEnabled: false }),
};

function described(key: Key, made: MadeResource | undefined): Answer {
  return {
    ...{ AWSAccountId: ACCOUNT_ID, KeyId: idOf(key), Arn: key.arn, CreationDate: key.createdAt / 1000 },
    ...{ Enabled: key.state === "Enabled", KeyState: key.state, Description: made?.inputs.description ?? "" },
    ...{ KeyUsage: "ENCRYPT_DECRYPT", Origin: "AWS_KMS", KeyManager: "CUSTOMER", MultiRegion: false },
    ...{ CustomerMasterKeySpec: "SYMMETRIC_DEFAULT", KeySpec: "SYMMETRIC_DEFAULT" },
    EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    ...(key.deletedAt !== undefined && { DeletionDate: key.deletedAt / 1000 }),
  };
}
