import { randomBytes } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { Permission } from "../../iam/iam";
import { decrypt as decryptBy, type EncryptionContext, encryptWith, keyArnIn } from "../../services/kms/ciphertext";
import type { Key } from "../../services/kms/kms";
import { type KmsOperation, type KmsParts, type OnKey, onKey, requireNotPending } from "./kmsOperation";

/** Bytes that a symmetric key encrypts at once (AWS KMS API Reference, "Encrypt"). */
const LONGEST_PLAINTEXT = 4096;
const ALGORITHM = "SYMMETRIC_DEFAULT";

interface WithContext {
  readonly EncryptionContext?: EncryptionContext;
}

interface DataKeyInput extends OnKey, WithContext {
  readonly KeySpec?: string;
  readonly NumberOfBytes?: number;
}

interface DecryptInput extends WithContext {
  readonly CiphertextBlob: string;
  readonly KeyId?: string;
}

export const encrypt: KmsOperation<OnKey & WithContext & { readonly Plaintext: string }> = {
  parameters: { KeyId: "text", Plaintext: "text", EncryptionContext: "map?" },
  permissions: (input, parts) => onKey("kms:Encrypt", input, parts),
  run({ KeyId, Plaintext, EncryptionContext: context }, parts) {
    const key = usable(KeyId, parts);
    const plaintext = Buffer.from(Plaintext, "base64");
    if (plaintext.length > LONGEST_PLAINTEXT) {
      throw new AwsError(
        "ValidationException",
        `1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_PLAINTEXT}`,
      );
    }
    const blob = encryptWith(key.arn, plaintext, context);
    return { CiphertextBlob: blob.toString("base64"), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
  },
};

/** A ciphertext names its key; the call may say which one it expects. */
export const decrypt: KmsOperation<DecryptInput> = {
  parameters: { CiphertextBlob: "text", KeyId: "text?", EncryptionContext: "map?" },
  permissions: ({ CiphertextBlob }) => [{ action: "kms:Decrypt", resource: keyArnIn(bytesOf(CiphertextBlob)) }],
  run({ CiphertextBlob, KeyId, EncryptionContext: context }, parts) {
    const key = keyOfBlob(CiphertextBlob, KeyId, parts);
    const plaintext = decryptBy(bytesOf(CiphertextBlob), context);
    return { Plaintext: plaintext.toString("base64"), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
  },
};

export const reEncrypt: KmsOperation<{
  readonly CiphertextBlob: string;
  readonly DestinationKeyId: string;
  readonly SourceKeyId?: string;
  readonly SourceEncryptionContext?: EncryptionContext;
  readonly DestinationEncryptionContext?: EncryptionContext;
}> = {
  parameters: {
    ...{ CiphertextBlob: "text", DestinationKeyId: "text", SourceKeyId: "text?" },
    ...{ SourceEncryptionContext: "map?", DestinationEncryptionContext: "map?" },
  },
  permissions: ({ CiphertextBlob, DestinationKeyId: KeyId }, parts): readonly Permission[] => [
    { action: "kms:ReEncryptFrom", resource: keyArnIn(bytesOf(CiphertextBlob)) },
    ...onKey("kms:ReEncryptTo", { KeyId }, parts),
  ],
  run(input, parts) {
    const source = keyOfBlob(input.CiphertextBlob, input.SourceKeyId, parts);
    const key = usable(input.DestinationKeyId, parts);
    const plaintext = decryptBy(bytesOf(input.CiphertextBlob), input.SourceEncryptionContext);
    const blob = encryptWith(key.arn, plaintext, input.DestinationEncryptionContext);
    return {
      ...{ CiphertextBlob: blob.toString("base64"), SourceKeyId: source.arn, KeyId: key.arn },
      ...{ SourceEncryptionAlgorithm: ALGORITHM, DestinationEncryptionAlgorithm: ALGORITHM },
    };
  },
};

export const generateDataKey: KmsOperation<DataKeyInput> = {
  parameters: { KeyId: "text", KeySpec: "text?", NumberOfBytes: "number?", EncryptionContext: "map?" },
  permissions: (input, parts) => onKey("kms:GenerateDataKey", input, parts),
  run: (input, parts) => dataKey(input, parts),
};

export const generateDataKeyWithoutPlaintext: KmsOperation<DataKeyInput> = {
  parameters: { KeyId: "text", KeySpec: "text?", NumberOfBytes: "number?", EncryptionContext: "map?" },
  permissions: (input, parts) => onKey("kms:GenerateDataKeyWithoutPlaintext", input, parts),
  run(input, parts) {
    const { Plaintext: _, ...sealed } = dataKey(input, parts);
    return sealed;
  },
};

export const generateRandom: KmsOperation<{ readonly NumberOfBytes: number }> = {
  parameters: { NumberOfBytes: "number" },
  permissions: () => [{ action: "kms:GenerateRandom", resource: "*" }],
  run: ({ NumberOfBytes: bytes }) => ({ Plaintext: randomBytes(checkedLength(bytes)).toString("base64") }),
};

function dataKey(
  { KeyId, KeySpec: spec, NumberOfBytes: bytes, EncryptionContext: context }: DataKeyInput,
  parts: KmsParts,
) {
  const key = usable(KeyId, parts);
  if ((spec === undefined) === (bytes === undefined)) {
    throw new AwsError("ValidationException", "Please specify either number of bytes or key spec.");
  }
  const lengths: Readonly<Record<string, number>> = { AES_128: 16, AES_256: 32 };
  const plaintext = randomBytes(checkedLength(bytes ?? lengths[spec ?? ""] ?? 0));
  const blob = encryptWith(key.arn, plaintext, context);
  return { CiphertextBlob: blob.toString("base64"), Plaintext: plaintext.toString("base64"), KeyId: key.arn };
}

/** @throws AwsError `ValidationException` */
function checkedLength(bytes: number): number {
  if (Number.isInteger(bytes) && bytes >= 1 && bytes <= 1024) return bytes;
  throw new AwsError(
    "ValidationException",
    "A key has 1 to 1024 bytes: KeySpec is AES_128 or AES_256, NumberOfBytes their number",
  );
}

/** @throws AwsError `NotFoundException`, `DisabledException`, `KMSInvalidStateException` */
function usable(id: string, { kms }: KmsParts): Key {
  const key = kms.key(id);
  requireNotPending(key);
  if (key.state === "Disabled") throw new AwsError("DisabledException", `${key.arn} is disabled.`);
  return key;
}

/** @throws AwsError `IncorrectKeyException` where it is not the key that the call expects */
function keyOfBlob(blob: string, expected: string | undefined, parts: KmsParts): Key {
  const key = usable(keyArnIn(bytesOf(blob)), parts);
  if (expected === undefined || parts.kms.key(expected).arn === key.arn) return key;
  throw new AwsError(
    "IncorrectKeyException",
    "The key ID in the request does not identify a CMK that can perform this operation.",
  );
}

function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, "base64");
}
