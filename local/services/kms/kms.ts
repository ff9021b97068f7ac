import { ACCOUNT_ID, arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";

/** KMS: keys, what is encrypted with them, and who may use them. Nothing really is, because nothing here leaves this machine. */
export interface Kms {
  /** Creates or changes. `policy` is JSON; the one that AWS gives to keys of programs where absent. */
  putKey(keyArn: string, policy?: string): void;
  deleteKey(keyArn: string): void;
  /** @param name `"alias/orders"` */
  putAlias(name: string, keyId: string): void;
  deleteAlias(name: string): void;
  /** @param id a key's id or ARN, an alias or its ARN @throws AwsError `NotFoundException` */
  keyArn(id: string): string;
  /**
   * Says with which key a resource is encrypted, so that whoever reads or writes it needs that key too.
   * @param id as of `keyArn`; absent, or an alias of AWS's own (`"alias/aws/sqs"`), for keys that nobody is asked about
   * @throws AwsError `NotFoundException`
   */
  encrypt(resourceArn: string, id: string | undefined): void;
}

/** The statement under which a key's policy is kept: a key has one policy. */
const POLICY_ID = "key-policy";

export function createKms({ iam }: Pick<Services, "iam">): Kms {
  const keys = new Set<string>();
  const aliases = new Map<string, string>();

  const keyArn = (id: string): string => {
    const name = id.startsWith("arn:") ? id.split(":").slice(5).join(":") : id;
    const found = aliases.get(name) ?? arn("kms", name.startsWith("key/") ? name : `key/${name}`);
    if (keys.has(found)) return found;
    throw new AwsError("NotFoundException", `Key '${id}' does not exist`);
  };

  return {
    putKey(key, policy) {
      iam.putResourcePolicy(key, POLICY_ID, policy ?? DEFAULT_POLICY);
      keys.add(key);
    },
    deleteKey(key) {
      keys.delete(key);
      iam.deleteResourcePolicy(key, POLICY_ID);
    },
    putAlias: (name, keyId) => void aliases.set(name, keyArn(keyId)),
    deleteAlias: (name) => void aliases.delete(name),
    keyArn,
    encrypt(resourceArn, id) {
      const ofAws = id === undefined || /(^|:)alias\/aws\//.test(id);
      iam.putResourceKey(resourceArn, ofAws ? undefined : keyArn(id));
    },
  };
}

/** Source: AWS KMS Developer Guide, "Default key policy". */
const DEFAULT_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Enable IAM User Permissions",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  ],
});
