import { arn } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { fingerprints, publicKeyType } from "../../services/ssh/openSshKey";

interface KeyPairInputs {
  publicKey: string;
  keyName?: string;
  keyNamePrefix?: string;
}

/** `aws.ec2.KeyPair`: a public key that instances let in. */
export function keyPair({ instances }: Pick<Services, "instances">): ResourceHandler {
  return {
    type: "aws:ec2/keyPair:KeyPair",
    properties: { publicKey: "honoured", keyName: "honoured", keyNamePrefix: "honoured" },
    replaceOn: ["publicKey", "keyName", "keyNamePrefix"],
    async create(context, inputs) {
      const { publicKey } = inputs as Properties & KeyPairInputs;
      const name = nameOf(context, inputs as Properties & KeyPairInputs);
      instances.putKeyPair({ name, publicKey });
      const type = publicKeyType(publicKey);
      const { sha256, md5 } = fingerprints(publicKey);
      const state = {
        ...inputs,
        keyName: name,
        keyPairId: name,
        keyType: type === "ssh-ed25519" ? "ed25519" : "rsa",
        fingerprint: type === "ssh-ed25519" ? sha256 : md5,
        arn: arn("ec2", `key-pair/${name}`),
      };
      return { id: name, state };
    },
    delete: async (_context, { id }) => instances.deleteKeyPair(id),
  };
}

function nameOf(context: ResourceContext, { keyName, keyNamePrefix }: KeyPairInputs): string {
  if (keyName !== undefined && keyNamePrefix !== undefined)
    throw new Error("keyName and keyNamePrefix exclude each other");
  const generated = context.physicalName(keyName, 255);
  return keyNamePrefix === undefined ? generated : keyNamePrefix + generated.slice(-7);
}
