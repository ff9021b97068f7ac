import { ACCOUNT_ID } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import { cloudFrontId, versionOf } from "./identifier";

/** `aws.cloudfront.OriginAccessControl`: distributions that have it read buckets as CloudFront itself. */
export function originAccessControl(): ResourceHandler {
  const stateOf = (id: string, context: ResourceContext, inputs: Properties): ResourceState => {
    check(inputs);
    const name = context.physicalName(inputs.name, 64);
    return { id, state: { description: "", ...inputs, name, arn: arnOf(id), etag: versionOf(id, inputs) } };
  };
  return {
    type: "aws:cloudfront/originAccessControl:OriginAccessControl",
    properties: {
      name: "honoured",
      originAccessControlOriginType: "honoured",
      signingBehavior: "honoured",
      signingProtocol: "honoured",
      description: { noEffect: "a text for people" },
    },
    replaceOn: ["name"],
    create: async (context, inputs) => stateOf(cloudFrontId(context), context, inputs),
    update: async (context, { id }, inputs) => stateOf(id, context, inputs),
    delete: async () => {},
  };
}

function arnOf(id: string): string {
  return `arn:aws:cloudfront::${ACCOUNT_ID}:origin-access-control/${id}`;
}

function check({ originAccessControlOriginType: type, signingBehavior: behavior, signingProtocol }: Properties): void {
  if (type !== "s3") throw new Error(`originAccessControlOriginType must be "s3" locally, got "${String(type)}"`);
  if (behavior !== "always") {
    throw new Error(
      `signingBehavior must be "always" locally, got "${String(behavior)}": requests of viewers never carry a signature of their own here`,
    );
  }
  if (signingProtocol !== "sigv4") throw new Error(`signingProtocol must be "sigv4", got "${String(signingProtocol)}"`);
}
