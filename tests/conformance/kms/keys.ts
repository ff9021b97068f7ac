import type { Calls, Step } from "../calls";
import { apiPages, operationRows } from "../rows";
import { ANY, type Table } from "../table";

const ABSENT_ID = "11111111-1111-4111-8111-111111111111";
const ARN = "arn:aws:kms:us-east-1:000000000000";
const DAY = 24 * 3600;

const api = apiPages("AWS Key Management Service API Reference", "https://docs.aws.amazon.com/kms/latest/APIReference");

const row = operationRows(api);

const refused = (error: string, message: string) => ({ error, message, status: 400 });
const KeyId = "$made.KeyMetadata.KeyId";
const made = (more: object = {}): Step => ["CreateKey", more, "made"];
const on = (operation: string, more: object = {}): Step => [operation, { KeyId, ...more }];
const named = (AliasName: string, TargetKeyId: string = KeyId): Step => ["CreateAlias", { AliasName, TargetKeyId }];
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: "arn:aws:iam::000000000000:root" }, Action: "kms:*", Resource: "*" },
  ],
});

export const keys: Table<Calls> = {
  service: "AWS KMS",
  topic: "keys",
  rows: [
    row("a key is symmetric and enabled by default", "CreateKey", [made({ Description: "orders" })], {
      KeyMetadata: {
        ...{ AWSAccountId: "000000000000", KeyId: ANY, Arn: ANY, CreationDate: ANY },
        ...{ Enabled: true, KeyState: "Enabled", Description: "orders", KeyUsage: "ENCRYPT_DECRYPT" },
        ...{ Origin: "AWS_KMS", KeyManager: "CUSTOMER", MultiRegion: false },
        ...{ CustomerMasterKeySpec: "SYMMETRIC_DEFAULT", KeySpec: "SYMMETRIC_DEFAULT" },
        EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
      },
    }),
    row("keys are listed by id and ARN", "ListKeys", [made(), ["ListKeys", {}]], {
      Keys: [{ KeyId: ANY, KeyArn: ANY }],
      Truncated: false,
    }),
    row(
      "a key that is not there is named by its ARN",
      "DescribeKey",
      [["DescribeKey", { KeyId: ABSENT_ID }]],
      refused("NotFoundException", `Key '${ARN}:key/${ABSENT_ID}' does not exist`),
    ),
    row(
      "a description is changed",
      "UpdateKeyDescription",
      [made(), on("UpdateKeyDescription", { Description: "new" }), on("DescribeKey")],
      "new",
      "KeyMetadata.Description",
    ),
    row(
      "a disabled key is described so",
      "DisableKey",
      [made(), on("DisableKey"), on("DescribeKey")],
      "Disabled",
      "KeyMetadata.KeyState",
    ),
    row(
      "an enabled one likewise",
      "EnableKey",
      [made(), on("DisableKey"), on("EnableKey"), on("DescribeKey")],
      "Enabled",
      "KeyMetadata.KeyState",
    ),
    row("keys do not rotate by default", "GetKeyRotationStatus", [made(), on("GetKeyRotationStatus")], {
      KeyId: ANY,
      KeyRotationEnabled: false,
    }),
    row(
      "once a year where nothing else is said",
      "EnableKeyRotation",
      [made(), on("EnableKeyRotation"), on("GetKeyRotationStatus")],
      { KeyId: ANY, KeyRotationEnabled: true, RotationPeriodInDays: 365 },
    ),
    row(
      "until it is switched off",
      "DisableKeyRotation",
      [made(), on("EnableKeyRotation"), on("DisableKeyRotation"), on("GetKeyRotationStatus")],
      false,
      "KeyRotationEnabled",
    ),
    row(
      "tags are listed under their own names",
      "ListResourceTags",
      [
        made({ Tags: [{ TagKey: "team", TagValue: "a" }] }),
        on("TagResource", { Tags: [{ TagKey: "stage", TagValue: "b" }] }),
        on("UntagResource", { TagKeys: ["team"] }),
        on("ListResourceTags"),
      ],
      { Tags: [{ TagKey: "stage", TagValue: "b" }], Truncated: false },
    ),
    row("a policy is called default", "GetKeyPolicy", [made({ Policy: POLICY }), on("GetKeyPolicy")], {
      Policy: POLICY,
      PolicyName: "default",
    }),
    row(
      "another policy takes its place",
      "PutKeyPolicy",
      [made(), on("PutKeyPolicy", { Policy: POLICY }), on("GetKeyPolicy")],
      POLICY,
      "Policy",
    ),
    row("a policy that is none is refused", "PutKeyPolicy", [made(), on("PutKeyPolicy", { Policy: "{" })], {
      error: "MalformedPolicyDocumentException",
      message: ANY,
      status: 400,
    }),
    row("a deletion waits 30 days", "ScheduleKeyDeletion", [made(), on("ScheduleKeyDeletion")], {
      ...{ KeyId: ANY, DeletionDate: ANY, KeyState: "PendingDeletion", PendingWindowInDays: 30 },
    }),
    row(
      "meanwhile the key cannot be changed",
      "EnableKeyRotation",
      [made(), on("ScheduleKeyDeletion"), on("EnableKeyRotation")],
      { error: "KMSInvalidStateException", message: ANY, status: 400 },
    ),
    row(
      "a deletion that is cancelled leaves the key disabled",
      "CancelKeyDeletion",
      [made(), on("ScheduleKeyDeletion"), on("CancelKeyDeletion"), on("DescribeKey")],
      "Disabled",
      "KeyMetadata.KeyState",
    ),
    row(
      "until its days are over, the deletion can be cancelled",
      "CancelKeyDeletion",
      [made(), on("ScheduleKeyDeletion", { PendingWindowInDays: 7 }), ["wait", 7 * DAY - 1], on("CancelKeyDeletion")],
      { KeyId: ANY },
    ),
    row(
      "after its days the key is gone",
      "ScheduleKeyDeletion",
      [made(), on("ScheduleKeyDeletion", { PendingWindowInDays: 7 }), ["wait", 7 * DAY], on("DescribeKey")],
      { error: "NotFoundException", message: ANY, status: 400 },
    ),
    row("what is not to be deleted cannot be kept from it", "CancelKeyDeletion", [made(), on("CancelKeyDeletion")], {
      error: "KMSInvalidStateException",
      message: ANY,
      status: 400,
    }),
  ],
};

export const aliases: Table<Calls> = {
  service: "AWS KMS",
  topic: "aliases",
  rows: [
    row(
      "a key is described by its alias",
      "DescribeKey",
      [made(), named("alias/orders"), ["DescribeKey", { KeyId: "alias/orders" }]],
      true,
      "KeyMetadata.Enabled",
    ),
    row(
      "other operations take no alias for a key",
      "GetKeyPolicy",
      [made(), named("alias/orders"), ["GetKeyPolicy", { KeyId: "alias/orders" }]],
      refused("NotFoundException", "Invalid keyId 'alias/orders'"),
    ),
    row(
      "an alias is taken once",
      "CreateAlias",
      [made(), named("alias/orders"), named("alias/orders")],
      refused("AlreadyExistsException", `An alias with the name ${ARN}:alias/orders already exists`),
    ),
    row("aliases are listed with their keys", "ListAliases", [made(), named("alias/orders"), ["ListAliases", {}]], {
      Aliases: [{ AliasName: "alias/orders", AliasArn: `${ARN}:alias/orders`, TargetKeyId: ANY }],
      Truncated: false,
    }),
    row(
      "an alias that is not there cannot be deleted",
      "DeleteAlias",
      [["DeleteAlias", { AliasName: "alias/orders" }]],
      refused("NotFoundException", `Alias ${ARN}:alias/orders is not found.`),
    ),
    row(
      "an alias goes over to another key",
      "UpdateAlias",
      [
        made(),
        named("alias/orders"),
        ["CreateKey", { Description: "other" }, "other"],
        ["UpdateAlias", { AliasName: "alias/orders", TargetKeyId: "$other.KeyMetadata.KeyId" }],
        ["DescribeKey", { KeyId: "alias/orders" }],
      ],
      "other",
      "KeyMetadata.Description",
    ),
  ],
};

const Plaintext = "c2VjcmV0";
const EncryptionContext = { order: "1", team: "a" };
const encrypt = (more: object = {}): Step => ["Encrypt", { KeyId, Plaintext, ...more }, "sealed"];
const decrypt = (more: object = {}): Step => ["Decrypt", { CiphertextBlob: "$sealed.CiphertextBlob", ...more }];
const INVALID = { error: "InvalidCiphertextException", message: "", status: 400 };

export const encryption: Table<Calls> = {
  service: "AWS KMS",
  topic: "encryption",
  rows: [
    row("what a key encrypts, it decrypts", "Decrypt", [made(), encrypt(), decrypt()], {
      ...{ Plaintext, KeyId: ANY, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" },
    }),
    row(
      "with the same context, in whatever order",
      "Decrypt",
      [made(), encrypt({ EncryptionContext }), decrypt({ EncryptionContext: { team: "a", order: "1" } })],
      Plaintext,
      "Plaintext",
    ),
    row("with another one it does not", "Decrypt", [made(), encrypt({ EncryptionContext }), decrypt()], INVALID),
    row("nor what is no ciphertext", "Decrypt", [["Decrypt", { CiphertextBlob: Plaintext }]], INVALID),
    row(
      "a call may say which key it expects",
      "Decrypt",
      [made(), encrypt(), ["CreateKey", {}, "other"], decrypt({ KeyId: "$other.KeyMetadata.KeyId" })],
      refused(
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
      ),
    ),
    row(
      "another key takes a ciphertext over",
      "ReEncrypt",
      [
        ...[made(), encrypt(), ["CreateKey", {}, "other"] as const],
        [
          "ReEncrypt",
          { CiphertextBlob: "$sealed.CiphertextBlob", DestinationKeyId: "$other.KeyMetadata.KeyId" },
          "moved",
        ],
        ["Decrypt", { CiphertextBlob: "$moved.CiphertextBlob", KeyId: "$other.KeyMetadata.KeyId" }],
      ],
      Plaintext,
      "Plaintext",
    ),
    {
      behaviour: "a data key comes in the clear and encrypted",
      input: {
        calls: [
          made(),
          ["GenerateDataKey", { KeyId, KeySpec: "AES_256" }, "data"],
          ["Decrypt", { CiphertextBlob: "$data.CiphertextBlob" }, "opened"],
        ],
        same: ["data.Plaintext", "opened.Plaintext"],
      },
      answer: true,
      source: api("GenerateDataKey"),
    },
    row(
      "or encrypted alone",
      "GenerateDataKeyWithoutPlaintext",
      [made(), ["GenerateDataKeyWithoutPlaintext", { KeyId, KeySpec: "AES_128" }]],
      { CiphertextBlob: ANY, KeyId: ANY },
    ),
    row(
      "its length is said once",
      "GenerateDataKey",
      [made(), ["GenerateDataKey", { KeyId, KeySpec: "AES_256", NumberOfBytes: 16 }]],
      refused("ValidationException", "Please specify either number of bytes or key spec."),
    ),
    row("a disabled key encrypts nothing", "Encrypt", [made(), on("DisableKey"), encrypt()], {
      ...{ error: "DisabledException", message: ANY, status: 400 },
    }),
    row("nor does it decrypt", "Decrypt", [made(), encrypt(), on("DisableKey"), decrypt()], {
      ...{ error: "DisabledException", message: ANY, status: 400 },
    }),
    row(
      "a plaintext has at most 4096 bytes",
      "Encrypt",
      [made(), encrypt({ Plaintext: Buffer.alloc(4097).toString("base64") })],
      { error: "ValidationException", message: ANY, status: 400 },
    ),
  ],
};
