import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { newRsaKey, newSshKey } from "../../services/ssh/openSshKey";
import { type Ec2Control, type Ec2ControlParts, making, onAll, refuseOthers, type Tagged, tagsFor } from "./ec2Parts";

const KEY_PAIR = "aws:ec2/keyPair:KeyPair";

/** The private key is in this answer alone. */
export const createKeyPair: Ec2Control<
  Tagged & { readonly KeyName: string; readonly KeyType?: string; readonly KeyFormat?: string }
> = {
  parameters: { KeyName: "text", KeyType: "text?", KeyFormat: "text?", TagSpecifications: "structures?" },
  permissions: (input) => making("CreateKeyPair", "key-pair", input),
  async run({ KeyName: keyName, KeyType: type = "rsa", KeyFormat: format = "pem", ...input }, { resources }) {
    if (format !== "pem")
      throw new AwsError("UnsupportedOperation", `ec2:CreateKeyPair: KeyFormat must be pem locally, got ${format}`);
    if (type !== "rsa" && type !== "ed25519") {
      throw new AwsError(
        "InvalidParameterValue",
        `Value (${type}) for parameter KeyType is invalid. It must be rsa or ed25519`,
      );
    }
    const { publicKey, privateKey } = type === "rsa" ? newRsaKey() : newSshKey();
    const made = await resources.create(KEY_PAIR, { keyName, publicKey }, { tags: tagsFor("key-pair", input) });
    return { ...described(made), keyMaterial: privateKey };
  },
};

export const importKeyPair: Ec2Control<Tagged & { readonly KeyName: string; readonly PublicKeyMaterial: string }> = {
  parameters: { KeyName: "text", PublicKeyMaterial: "text", TagSpecifications: "structures?" },
  permissions: (input) => making("ImportKeyPair", "key-pair", input),
  async run({ KeyName: keyName, PublicKeyMaterial: material, ...input }, { resources }) {
    const publicKey = Buffer.from(material, "base64").toString().trim();
    const made = await resources.create(KEY_PAIR, { keyName, publicKey }, { tags: tagsFor("key-pair", input) });
    return described(made);
  },
};

/** A key pair that is not there is no error (Amazon EC2 API Reference, "DeleteKeyPair"). */
export const deleteKeyPair: Ec2Control<{ readonly KeyName: string }> = {
  parameters: { KeyName: "text" },
  permissions: ({ KeyName }) => [{ action: "ec2:DeleteKeyPair", resource: arn("ec2", `key-pair/${KeyName}`) }],
  async run({ KeyName }, { resources }) {
    const made = resources.find(KEY_PAIR, KeyName);
    if (made) await resources.delete(made);
    return { return: true };
  },
};

export const describeKeyPairs: Ec2Control<{
  readonly KeyNames?: readonly string[];
  readonly IncludePublicKey?: string;
}> = {
  parameters: { KeyNames: "texts?" },
  permissions: () => onAll("DescribeKeyPairs"),
  run({ KeyNames: names, IncludePublicKey: withKey, ...others }, { resources }) {
    refuseOthers("DescribeKeyPairs", others);
    const wanted = names?.map((name) => keyPairIn(name, resources)) ?? resources.all(KEY_PAIR);
    const items = wanted.map((made) => ({
      ...described(made),
      keyType: made.state.keyType,
      ...(withKey === "true" && { publicKey: made.inputs.publicKey }),
    }));
    return { keySet: items };
  },
};

function keyPairIn(name: string, resources: Ec2ControlParts["resources"]): MadeResource {
  const made = resources.find(KEY_PAIR, name);
  if (made) return made;
  throw new AwsError("InvalidKeyPair.NotFound", `The key pair '${name}' does not exist`);
}

function described({ id, state }: MadeResource): Record<string, unknown> {
  return { keyName: id, keyPairId: state.keyPairId, keyFingerprint: state.fingerprint };
}
