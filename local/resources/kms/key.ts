import { arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { derivedUuid } from "../appautoscaling/derivedUuid";

const AT_REST = "nothing is encrypted here";

/** `aws.kms.Key`: a symmetric key, of which only the policy means something here. */
export function key({ kms }: Pick<Services, "kms">): ResourceHandler {
  const put = (keyId: string, inputs: Properties): ResourceState => {
    check(inputs);
    const keyArn = arn("kms", `key/${keyId}`);
    kms.putKey(keyArn, inputs.policy === undefined ? undefined : String(inputs.policy));
    kms.setState(keyArn, inputs.isEnabled === false ? "Disabled" : "Enabled");
    const defaults = { isEnabled: true, keyUsage: "ENCRYPT_DECRYPT", customerMasterKeySpec: "SYMMETRIC_DEFAULT" };
    return { id: keyId, state: { ...defaults, multiRegion: false, ...inputs, arn: keyArn, keyId } };
  };
  return {
    type: "aws:kms/key:Key",
    properties: {
      policy: "honoured",
      isEnabled: "honoured",
      keyUsage: "honoured",
      customerMasterKeySpec: "honoured",
      multiRegion: "honoured",
      description: { noEffect: "a text for people" },
      enableKeyRotation: { noEffect: AT_REST },
      rotationPeriodInDays: { noEffect: AT_REST },
      deletionWindowInDays: { noEffect: "a key that is deleted is gone at once" },
    },
    replaceOn: ["keyUsage", "customerMasterKeySpec", "multiRegion"],
    // A key and its replacement stand side by side for a moment: the physical name tells them apart.
    create: async (context, inputs) => put(derivedUuid(context.physicalName(undefined, 256) + context.urn), inputs),
    update: async (_context, current, inputs) => put(current.id, inputs),
    delete: async (_context, current) => kms.deleteKey(String(current.state.arn)),
  };
}

function check({ keyUsage, customerMasterKeySpec, multiRegion }: Properties): void {
  if (multiRegion) throw new Error("multiRegion must not be true locally: the local cloud is one region");
  if (keyUsage !== undefined && keyUsage !== "ENCRYPT_DECRYPT") {
    throw new Error(`keyUsage must be ENCRYPT_DECRYPT locally, got "${String(keyUsage)}"`);
  }
  if (customerMasterKeySpec !== undefined && customerMasterKeySpec !== "SYMMETRIC_DEFAULT") {
    throw new Error(`customerMasterKeySpec must be SYMMETRIC_DEFAULT locally, got "${String(customerMasterKeySpec)}"`);
  }
}
