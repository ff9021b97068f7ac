import { ACCOUNT_ID, arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";
import type { Kms } from "./kms";

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
