import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checked, type Subject } from "../arguments/arguments";
import { refusal } from "../arguments/refusal";

/** A host name of one's own for an API; the address that AWS gives is switched off then. */
export interface ApiDomain {
  /** Host name in lower case, without a wildcard: `"orders.example.com"`. */
  name: pulumi.Input<string>;
  /**
   * ARN of a certificate of ACM for the name, in the component's region (API Gateway Developer Guide, "Set up a Regional custom domain name in
   * API Gateway").
   * @default one is made, and records in `hostedZone` prove the right to the name
   */
  certificate?: pulumi.Input<string>;
  /**
   * Id of the public zone of Route 53 that has the name: `"Z0123456789ABCDEFGHIJ"`. The component makes the record that leads to the API.
   * @default DNS is the caller's affair, and `certificate` is given
   */
  hostedZone?: pulumi.Input<string>;
}

/** The name of what DNS leads to, and its zone. */
export interface AliasTarget {
  name: pulumi.Input<string>;
  zoneId: pulumi.Input<string>;
}

/** Seconds that resolvers keep the record which proves the right to a name. */
const VALIDATION_TTL_SECONDS = 60;

const HOST_NAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;

/**
 * Checks a domain of one's own.
 * @throws RunError naming the part that breaks its rule
 */
export function apiDomainOf(subject: Subject, domain: ApiDomain): ApiDomain;
export function apiDomainOf(subject: Subject, domain: ApiDomain | undefined): ApiDomain | undefined;
export function apiDomainOf(subject: Subject, domain: ApiDomain | undefined): ApiDomain | undefined {
  if (domain === undefined) return undefined;
  const { name, certificate, hostedZone } = domain;
  if (certificate === undefined && hostedZone === undefined) {
    throw refusal(
      `${subject.component} ${JSON.stringify(subject.name)}: domain must have a certificate, or the hostedZone in which one is proved`,
    );
  }
  return {
    name: checked(subject, "domain.name", name, "a host name in lower case", (known) => HOST_NAME.test(known)),
    ...(certificate !== undefined && {
      certificate: checked(subject, "domain.certificate", certificate, "the ARN of a certificate of ACM", (known) =>
        /^arn:aws[a-z-]*:acm:[^:]+:[^:]+:certificate\/.+$/.test(known),
      ),
    }),
    ...(hostedZone !== undefined && {
      // Route 53 API Reference, "HostedZone": 32 characters at most.
      hostedZone: checked(subject, "domain.hostedZone", hostedZone, "the id of a zone of Route 53", (known) =>
        /^[A-Z0-9]{1,32}$/.test(known),
      ),
    }),
  };
}

/** The ARN of the domain's certificate: the one that is given, or one that is made and known once it is issued. */
export function certificateOf(
  name: string,
  { domain, tags }: { domain: ApiDomain; tags: Record<string, string> },
  opts: pulumi.CustomResourceOptions,
): pulumi.Input<string> {
  const { certificate, hostedZone } = domain;
  if (certificate !== undefined || hostedZone === undefined) return certificate ?? "";
  const made = new aws.acm.Certificate(
    `${name}-certificate`,
    { domainName: domain.name, validationMethod: "DNS", tags },
    opts,
  );
  // One name, hence one record.
  const proof = made.domainValidationOptions.apply(([first]) => first);
  const record = new aws.route53.Record(
    `${name}-proof`,
    {
      zoneId: hostedZone,
      name: proof.apply((known) => known?.resourceRecordName ?? ""),
      type: proof.apply((known) => known?.resourceRecordType ?? ""),
      records: [proof.apply((known) => known?.resourceRecordValue ?? "")],
      ttl: VALIDATION_TTL_SECONDS,
      // Another certificate for the same name has the same record.
      allowOverwrite: true,
    },
    opts,
  );
  const issued = new aws.acm.CertificateValidation(
    `${name}-issued`,
    { certificateArn: made.arn, validationRecordFqdns: [record.fqdn] },
    opts,
  );
  return issued.certificateArn;
}

/**
 * Leads the domain's name to where it is answered, where its zone is known.
 * @param types `"AAAA"` where that is answered by IPv6 as well
 */
export function aliasRecords(
  name: string,
  { domain, target, types = ["A"] }: { domain: ApiDomain; target: AliasTarget; types?: readonly ("A" | "AAAA")[] },
  opts: pulumi.CustomResourceOptions,
): aws.route53.Record[] {
  const { hostedZone } = domain;
  if (hostedZone === undefined) return [];
  return types.map(
    (type) =>
      new aws.route53.Record(
        `${name}-${type.toLowerCase()}`,
        {
          zoneId: hostedZone,
          name: domain.name,
          type,
          aliases: [{ ...target, evaluateTargetHealth: false }],
        },
        opts,
      ),
  );
}

/** The domain's base URL, without a slash at its end; known once it is answered there. */
export function endpointOf(
  domain: pulumi.Output<string>,
  answering: readonly pulumi.CustomResource[],
): pulumi.Output<string> {
  return pulumi.all([domain, ...answering.map(({ id }) => id)]).apply(([host]) => `https://${host}`);
}
