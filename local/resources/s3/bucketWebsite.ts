import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { WebsiteSpec } from "../../services/s3/websites";

interface WebsiteInputs {
  bucket: string;
  indexDocument?: { suffix: string };
  errorDocument?: { key: string };
  redirectAllRequestsTo?: { hostName: string; protocol?: string };
}

/** `aws.s3.BucketWebsiteConfiguration`: the endpoint is a port of this machine, to which programs put `http://` as they do on AWS. */
export function bucketWebsite({ s3, websites }: Pick<Services, "s3" | "websites">): ResourceHandler {
  const put = async (properties: Properties): Promise<ResourceState> => {
    const inputs = properties as unknown as WebsiteInputs;
    // Refuses a bucket that is not there.
    s3.arnOf(inputs.bucket);
    const websiteEndpoint = await websites.put(inputs.bucket, specOf(inputs));
    return { id: inputs.bucket, state: { ...properties, websiteEndpoint, websiteDomain: websiteEndpoint } };
  };
  return {
    type: "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    properties: {
      bucket: "honoured",
      indexDocument: "honoured",
      errorDocument: "honoured",
      redirectAllRequestsTo: "honoured",
    },
    replaceOn: ["bucket"],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async (_context, { id }) => websites.delete(id),
  };
}

function specOf({ indexDocument, errorDocument, redirectAllRequestsTo: redirect }: WebsiteInputs): WebsiteSpec {
  if (redirect !== undefined) {
    if (indexDocument !== undefined || errorDocument !== undefined) {
      throw new Error("redirectAllRequestsTo excludes indexDocument and errorDocument");
    }
    return { redirectHost: redirect.hostName, redirectProtocol: redirect.protocol ?? "http" };
  }
  if (indexDocument === undefined) throw new Error("indexDocument or redirectAllRequestsTo must be set");
  if (indexDocument.suffix === "" || indexDocument.suffix.includes("/")) {
    throw new Error(`indexDocument.suffix must be a name without a slash, got "${indexDocument.suffix}"`);
  }
  return { indexSuffix: indexDocument.suffix, ...(errorDocument && { errorKey: errorDocument.key }) };
}
