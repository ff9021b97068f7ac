import type { Properties, ResourceContext, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { isBucketName } from "../../services/s3/bucketName";

const MAX_NAME_LENGTH = 63;
const DIGITS = 8;

interface BucketInputs {
  bucket?: string;
  bucketPrefix?: string;
  forceDestroy?: boolean;
}

/** `aws.s3.Bucket`, and `BucketV2` of older programs: what it is set to is in resources beside it. */
export function bucket({ s3 }: Pick<Services, "s3">): ResourceHandler {
  const stateOf = (inputs: Properties, name: string, arn: string) => ({
    id: name,
    state: {
      ...{ forceDestroy: false, ...inputs, bucket: name, arn, region: "us-east-1", bucketRegion: "us-east-1" },
      bucketDomainName: `${name}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${name}.s3.us-east-1.amazonaws.com`,
      hostedZoneId: "Z3AQBSTGFYJSTF",
    },
  });
  return {
    type: "aws:s3/bucket:Bucket",
    properties: { bucket: "honoured", bucketPrefix: "honoured", forceDestroy: "honoured" },
    replaceOn: ["bucket", "bucketPrefix"],
    async create(context, inputs) {
      const name = nameOf(context, inputs as BucketInputs);
      return stateOf(inputs, name, s3.createBucket(name).arn);
    },
    update: async (_context, { id, state }, inputs) => stateOf(inputs, id, String(state.arn)),
    delete: (_context, { id, state }) => s3.deleteBucket(id, state.forceDestroy === true),
  };
}

/** Amazon S3 User Guide, "General purpose bucket naming rules". */
function nameOf(context: ResourceContext, { bucket: explicit, bucketPrefix }: BucketInputs): string {
  if (explicit !== undefined && bucketPrefix !== undefined)
    throw new Error("bucket and bucketPrefix exclude each other");
  const physical = context.physicalName(explicit, MAX_NAME_LENGTH);
  const name = bucketPrefix === undefined ? physical : bucketPrefix + physical.slice(1 - DIGITS);
  if (isBucketName(name)) return name;
  throw new Error(
    `bucket: "${name}" is no name for a bucket: 3 to ${MAX_NAME_LENGTH} small letters, digits, hyphens and dots, ` +
      "with a letter or digit at both ends",
  );
}
