import type { Inventory } from "../../base/inventory";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";

interface ValidationInputs {
  certificateArn: string;
  validationRecordFqdns?: readonly string[];
}

interface CertificateState {
  domainValidationOptions: readonly { resourceRecordName: string; resourceRecordValue: string }[];
}

/**
 * `aws.acm.CertificateValidation`: waits until a certificate is issued. AWS waits for the records that prove the right to its names, and gives
 * up after 75 minutes; here they are there, or it is refused at once.
 */
export function certificateValidation({ inventory }: { inventory: Inventory }): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const { certificateArn, validationRecordFqdns } = properties as unknown as ValidationInputs;
    const made = inventory.made("aws:acm/certificate:Certificate", certificateArn);
    if (made === undefined)
      throw new Error(`certificateArn must be a certificate's of this program, got "${certificateArn}"`);
    const asked = (made.state as unknown as CertificateState).domainValidationOptions;
    for (const { resourceRecordName, resourceRecordValue } of asked) {
      const name = withoutDot(resourceRecordName);
      if (validationRecordFqdns !== undefined && !validationRecordFqdns.map(withoutDot).includes(name)) {
        // The provider's words.
        throw new Error(`missing ${name} DNS validation record: ${validationRecordFqdns.join(", ")}`);
      }
      const found = inventory
        .allMade("aws:route53/record:Record")
        .find(
          ({ state }) => state.fqdn === name && (state.records as string[] | undefined)?.includes(resourceRecordValue),
        );
      if (found === undefined) {
        throw new Error(
          `the certificate waits for the record ${name}: add an aws.route53.Record of its domainValidationOptions, and let this depend on it`,
        );
      }
    }
    return { id: certificateArn, state: properties };
  };
  return {
    type: "aws:acm/certificateValidation:CertificateValidation",
    properties: { certificateArn: "honoured", validationRecordFqdns: "honoured" },
    replaceOn: ["certificateArn", "validationRecordFqdns"],
    create: async (_context, inputs) => put(inputs),
    delete: async () => {},
  };
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, "");
}
