import { createHash } from "node:crypto";
import { arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";

interface CertificateInputs {
  domainName?: string;
  subjectAlternativeNames?: readonly string[];
  validationMethod?: string;
}

/** `aws.acm.Certificate`: certificates that records in DNS prove the right to. Nothing here speaks TLS with them. */
export function certificate(): ResourceHandler {
  const state = (id: string, properties: Properties): ResourceState => {
    const inputs = properties as CertificateInputs;
    const names = [...new Set([...namesOf(inputs), ...(inputs.subjectAlternativeNames ?? [])])];
    return {
      id,
      state: {
        ...properties,
        arn: id,
        subjectAlternativeNames: names,
        domainValidationOptions: names.map(validationOf),
        validationEmails: [],
        status: "PENDING_VALIDATION",
        type: "AMAZON_ISSUED",
        keyAlgorithm: "RSA_2048",
      },
    };
  };
  return {
    type: "aws:acm/certificate:Certificate",
    properties: {
      domainName: "honoured",
      subjectAlternativeNames: "honoured",
      validationMethod: "honoured",
    },
    replaceOn: ["domainName", "subjectAlternativeNames", "validationMethod"],
    async create(context, inputs) {
      const digits = digest(`${context.urn}\n${context.physicalName(undefined, 255)}`);
      const uuid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
      return state(arn("acm", `certificate/${uuid}`), inputs);
    },
    update: async (_context, { id }, inputs) => state(id, inputs),
    delete: async () => {},
  };
}

/** @throws Error for a name or a method that AWS refuses, or that is not supported locally */
function namesOf({ domainName = "", validationMethod }: CertificateInputs): string[] {
  if (!/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(domainName)) {
    throw new Error(`domainName must be a host name in lower case, or "*." and one, got "${domainName}"`);
  }
  if (validationMethod !== "DNS") {
    throw new Error(
      `validationMethod must be "DNS" locally, got "${validationMethod ?? "none"}": nobody reads mail here, and there are no ` +
        "certificates of one's own",
    );
  }
  return [domainName];
}

/** The record that proves the right to a name; a name and its wildcard have the same. */
function validationOf(name: string): object {
  const host = name.replace(/^\*\./, "");
  return {
    domainName: name,
    resourceRecordName: `_${digest(host).slice(0, 32)}.${host}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: `_${digest(`${host}\nvalue`).slice(0, 32)}.local.acm-validations.aws.`,
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
