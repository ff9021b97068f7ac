import { ACCOUNT_ID } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { PolicyHeader } from "../../services/cloudfront/cloudFront";
import { cloudFrontId, versionOf } from "./identifier";
import { type SecurityHeaders, securityHeadersOf } from "./securityHeaders";

interface PolicyInputs {
  customHeadersConfig?: { items?: readonly { header: string; value: string; override: boolean }[] };
  securityHeadersConfig?: SecurityHeaders;
  removeHeadersConfig?: { items?: readonly { header: string }[] };
}

/** Headers that a policy may not set (CloudFront Developer Guide, "Understand response headers policies", "Custom headers"). */
const RESERVED = ["connection", "content-encoding", "content-length", "date", "transfer-encoding", "via", "x-cache"];

/** `aws.cloudfront.ResponseHeadersPolicy`: security headers, headers of one's own, and headers that go. */
export function responseHeadersPolicy({ cloudFront }: Pick<Services, "cloudFront">): ResourceHandler {
  const put = (id: string, context: ResourceContext, inputs: Properties): ResourceState => {
    const { customHeadersConfig, securityHeadersConfig = {}, removeHeadersConfig } = inputs as PolicyInputs;
    const custom = (customHeadersConfig?.items ?? []).map(customHeader);
    const removed = (removeHeadersConfig?.items ?? []).map(({ header }) => header.toLowerCase());
    cloudFront.putResponseHeadersPolicy({
      id,
      headers: [...securityHeadersOf(securityHeadersConfig), ...custom],
      removed,
    });
    const arn = `arn:aws:cloudfront::${ACCOUNT_ID}:response-headers-policy/${id}`;
    return { id, state: { ...inputs, name: context.physicalName(inputs.name, 128), arn, etag: versionOf(id, inputs) } };
  };
  return {
    type: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    properties: {
      name: "honoured",
      customHeadersConfig: "honoured",
      securityHeadersConfig: "honoured",
      removeHeadersConfig: "honoured",
      comment: { noEffect: "a text for people" },
    },
    replaceOn: ["name"],
    create: async (context, inputs) => put(cloudFrontId(context), context, inputs),
    update: async (context, { id }, inputs) => put(id, context, inputs),
    delete: async (_context, { id }) => cloudFront.deleteResponseHeadersPolicy(id),
  };
}

function customHeader({ header, value, override }: { header: string; value: string; override: boolean }): PolicyHeader {
  const name = header.toLowerCase();
  if (RESERVED.includes(name)) throw new Error(`customHeadersConfig: the header ${header} is CloudFront's own`);
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n\0]/.test(value)) {
    throw new Error(`customHeadersConfig: "${header}" must be the name of a header, and its value one line`);
  }
  return { name, value, override };
}
