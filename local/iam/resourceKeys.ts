import { REGION } from "../base/arn";
import type { AwsError } from "../base/awsError";
import type { Permission } from "./iam";

/**
 * Lists the actions that a caller needs on the key that a resource is encrypted with, by what it does to the resource: the service uses
 * the key in the caller's name.
 *
 * Objects are not here: each has a key of its own, which S3 asks for itself (local/services/s3/encryption.ts).
 *
 * Sources: "Key management" (Amazon SQS Developer Guide), "Permissions to use user-generated KMS keys" (Amazon Kinesis Data Streams Developer Guide), "DynamoDB encryption at rest: usage notes"
 * (a table's key is decrypted for each principal), "Secret encryption and decryption in AWS Secrets Manager".
 */
const READ = ["kms:Decrypt"];
const WRITE = ["kms:GenerateDataKey"];
const KEY_USE: Readonly<Record<string, readonly string[]>> = {
  "sqs:sendmessage": [...WRITE, ...READ],
  "sqs:receivemessage": READ,
  "kinesis:getrecords": READ,
  "kinesis:putrecord": WRITE,
  "kinesis:putrecords": WRITE,
  "secretsmanager:getsecretvalue": READ,
  "secretsmanager:putsecretvalue": [...WRITE, ...READ],
};

/** Actions that read or write items, or the records of their stream. */
const ITEM_ACTION =
  /^dynamodb:(batch(get|write)item|(get|put|update|delete|conditioncheck)item|query|scan|getrecords|partiql\w+)$/;

/** Which keys encrypt which resources. */
export class ResourceKeys {
  readonly #keys = new Map<string, string>();
  readonly #suspended = new Map<string, AwsError>();

  /** @param keyArn `undefined` for AWS's own keys, whose use nobody is asked about */
  put(resourceArn: string, keyArn: string | undefined): void {
    if (keyArn === undefined) this.#keys.delete(resourceArn);
    else this.#keys.set(resourceArn, keyArn);
  }

  /** @param refusal why nobody may use the key; `undefined` where everybody may who is allowed to */
  suspend(keyArn: string, refusal: AwsError | undefined): void {
    if (refusal === undefined) this.#suspended.delete(keyArn);
    else this.#suspended.set(keyArn, refusal);
  }

  /** Why a permission is good for nothing: its key is not in use. */
  refusalOf({ action, resource }: Permission): AwsError | undefined {
    return /^kms:(encrypt|decrypt|reencrypt(from|to)|generatedatakey(withoutplaintext)?)$/i.test(action)
      ? this.#suspended.get(resource)
      : undefined;
  }

  /** A permission, and those on the key that it takes besides. */
  withKeys(permission: Permission): readonly Permission[] {
    const key = this.#keys.get(encrypted(permission));
    const action = permission.action.toLowerCase();
    const uses = key === undefined ? undefined : (KEY_USE[action] ?? (ITEM_ACTION.test(action) ? READ : undefined));
    if (key === undefined || uses === undefined) return [permission];
    const [service] = action.split(":");
    const context = { ...permission.context, "kms:ViaService": `${service}.${REGION}.amazonaws.com` };
    return [permission, ...uses.map((use) => ({ action: use, resource: key, context }))];
  }
}

/** The table of an index or a stream. */
function encrypted({ resource }: Permission): string {
  return resource.replace(/(:table\/[^/]+)\/.*$/, "$1");
}
