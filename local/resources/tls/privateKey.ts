import { createHash } from "node:crypto";
import type { Properties, ResourceHandler } from "../../engine/resourceHandler";
import { fingerprints, newSshKey } from "../../services/ssh/openSshKey";

const ALGORITHM = "ED25519";

/** `tls.PrivateKey`: made once, and kept in the state of the stack alone. */
export function privateKey(): ResourceHandler {
  return {
    type: "tls:index/privateKey:PrivateKey",
    properties: { algorithm: "honoured" },
    replaceOn: ["algorithm"],
    async create(_context, inputs: Properties) {
      if (inputs.algorithm !== ALGORITHM) {
        throw new Error(`algorithm must be "${ALGORITHM}" locally, got ${JSON.stringify(inputs.algorithm)}`);
      }
      const key = newSshKey();
      const { sha256, md5 } = fingerprints(key.publicKey);
      return {
        id: createHash("sha1").update(key.publicKeyPem).digest("hex"),
        state: {
          ...inputs,
          privateKeyOpenssh: key.privateKey,
          privateKeyPem: key.privateKeyPem,
          privateKeyPemPkcs8: key.privateKeyPem,
          publicKeyOpenssh: `${key.publicKey}\n`,
          publicKeyPem: key.publicKeyPem,
          publicKeyFingerprintSha256: sha256,
          publicKeyFingerprintMd5: md5,
        },
      };
    },
    delete: async () => {},
  };
}
