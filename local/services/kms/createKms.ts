import { ACCOUNT_ID, arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { type Clock, systemClock } from "../../base/clock";
import type { Services } from "../../services";
import type { Key, Kms } from "./kms";

/** The statement under which a key's policy is kept: a key has one policy. */
const POLICY_ID = "key-policy";

export function createKms({ iam, clock = systemClock }: Pick<Services, "iam"> & { clock?: Clock }): Kms {
  const keys = new Map<string, Key>();
  const aliases = new Map<string, string>();

  const deleteKey = (key: string) => {
    keys.delete(key);
    iam.deleteResourcePolicy(key, POLICY_ID);
    for (const [name, target] of aliases) if (target === key) aliases.delete(name);
  };
  /** Keys whose time is over are gone when somebody looks. */
  const present = (): ReadonlyMap<string, Key> => {
    for (const { arn: key, deletedAt } of keys.values()) {
      if (deletedAt !== undefined && deletedAt <= clock.now()) deleteKey(key);
    }
    return keys;
  };
  const key = (id: string): Key => {
    const name = id.startsWith("arn:") ? id.split(":").slice(5).join(":") : id;
    const isAlias = name.startsWith("alias/");
    const wanted = isAlias ? aliases.get(name) : arn("kms", name.startsWith("key/") ? name : `key/${name}`);
    const found = wanted === undefined ? undefined : present().get(wanted);
    if (found) return found;
    throw new AwsError(
      "NotFoundException",
      isAlias ? `Alias ${arn("kms", name)} is not found.` : `Key '${wanted}' does not exist`,
    );
  };

  return {
    putKey(keyArn, policy = DEFAULT_POLICY) {
      iam.putResourcePolicy(keyArn, POLICY_ID, policy);
      const { createdAt, state } = keys.get(keyArn) ?? { createdAt: clock.now(), state: "Enabled" };
      keys.set(keyArn, { arn: keyArn, createdAt, state, policy });
    },
    deleteKey,
    setState(keyArn, state, deletedAt) {
      const { deletedAt: _, ...known } = key(keyArn);
      keys.set(keyArn, { ...known, state, ...(deletedAt !== undefined && { deletedAt }) });
      iam.suspendKey(keyArn, refusalOf(keyArn, state));
    },
    key,
    keys: () => [...present().values()],
    putAlias: (name, keyId) => void aliases.set(name, key(keyId).arn),
    deleteAlias: (name) => void aliases.delete(name),
    aliases: () => [...aliases].map(([name, keyArn]) => ({ name, keyArn })),
    keyArn: (id) => key(id).arn,
    encrypt(resourceArn, id) {
      const ofAws = id === undefined || /(^|:)alias\/aws\//.test(id);
      iam.putResourceKey(resourceArn, ofAws ? undefined : usable(key(id)).arn);
    },
  };
}

/** @throws AwsError `DisabledException`, `KMSInvalidStateException` */
function usable(key: Key): Key {
  const refusal = refusalOf(key.arn, key.state);
  if (refusal) throw refusal;
  return key;
}

function refusalOf(keyArn: string, state: Key["state"]): AwsError | undefined {
  if (state === "Enabled") return undefined;
  return state === "Disabled"
    ? new AwsError("DisabledException", `${keyArn} is disabled.`)
    : new AwsError("KMSInvalidStateException", `${keyArn} is pending deletion.`);
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
