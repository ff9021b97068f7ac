import type { PolicyHeader } from "../../services/cloudfront/cloudFront";

/** The property `securityHeadersConfig`. */
export interface SecurityHeaders {
  contentSecurityPolicy?: { contentSecurityPolicy: string; override: boolean };
  contentTypeOptions?: { override: boolean };
  frameOptions?: { frameOption: string; override: boolean };
  referrerPolicy?: { referrerPolicy: string; override: boolean };
  strictTransportSecurity?: {
    accessControlMaxAgeSec: number;
    includeSubdomains?: boolean;
    preload?: boolean;
    override: boolean;
  };
  xssProtection?: { protection: boolean; modeBlock?: boolean; reportUri?: string; override: boolean };
}

/** Source: CloudFront Developer Guide, "Understand response headers policies", "Security headers". */
export function securityHeadersOf(given: SecurityHeaders): readonly PolicyHeader[] {
  const { contentSecurityPolicy, contentTypeOptions, frameOptions, referrerPolicy, strictTransportSecurity } = given;
  const headers: (PolicyHeader | undefined)[] = [
    contentSecurityPolicy && {
      name: "content-security-policy",
      value: oneLine(contentSecurityPolicy.contentSecurityPolicy),
      override: contentSecurityPolicy.override,
    },
    contentTypeOptions && { name: "x-content-type-options", value: "nosniff", override: contentTypeOptions.override },
    frameOptions && { name: "x-frame-options", value: frameOptions.frameOption, override: frameOptions.override },
    referrerPolicy && {
      name: "referrer-policy",
      value: referrerPolicy.referrerPolicy,
      override: referrerPolicy.override,
    },
    strictTransportSecurity && {
      name: "strict-transport-security",
      value: transportSecurity(strictTransportSecurity),
      override: strictTransportSecurity.override,
    },
    given.xssProtection && {
      name: "x-xss-protection",
      value: xssProtection(given.xssProtection),
      override: given.xssProtection.override,
    },
  ];
  return headers.filter((header) => header !== undefined);
}

function oneLine(text: string): string {
  if (!/[\r\n\0]/.test(text)) return text;
  throw new Error("securityHeadersConfig.contentSecurityPolicy must be one line");
}

function transportSecurity(given: NonNullable<SecurityHeaders["strictTransportSecurity"]>): string {
  const { accessControlMaxAgeSec: seconds, includeSubdomains, preload } = given;
  return `max-age=${seconds}${includeSubdomains ? "; includeSubDomains" : ""}${preload ? "; preload" : ""}`;
}

function xssProtection({ protection, modeBlock, reportUri }: NonNullable<SecurityHeaders["xssProtection"]>): string {
  if (!protection) return "0";
  return `1${modeBlock ? "; mode=block" : ""}${reportUri ? `; report=${reportUri}` : ""}`;
}
