import { changed, type KmsOperation, keyOf, type OnKey, onKey, resourceOf } from "./kmsOperation";

export const getKeyRotationStatus: KmsOperation<OnKey> = {
  parameters: { KeyId: "text" },
  permissions: (input, parts) => onKey("kms:GetKeyRotationStatus", input, parts),
  run(input, parts) {
    const key = keyOf(input, parts);
    const { enableKeyRotation = false, rotationPeriodInDays = 365 } = resourceOf(key, parts)?.inputs ?? {};
    return {
      KeyId: key.arn,
      KeyRotationEnabled: enableKeyRotation,
      ...(enableKeyRotation === true && { RotationPeriodInDays: rotationPeriodInDays }),
    };
  },
};

export const enableKeyRotation: KmsOperation<OnKey & { readonly RotationPeriodInDays?: number }> = {
  parameters: { KeyId: "text", RotationPeriodInDays: "number?" },
  permissions: (input, parts) => onKey("kms:EnableKeyRotation", input, parts),
  run: ({ RotationPeriodInDays = 365, ...input }, parts) =>
    changed(input, parts, { enableKeyRotation: true, rotationPeriodInDays: RotationPeriodInDays }),
};

export const disableKeyRotation: KmsOperation<OnKey> = {
  parameters: { KeyId: "text" },
  permissions: (input, parts) => onKey("kms:DisableKeyRotation", input, parts),
  run: (input, parts) => changed(input, parts, { enableKeyRotation: false }),
};
