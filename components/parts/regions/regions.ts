import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refusal } from "../arguments/refusal";

/** The place of a component: that of its provider, which may be another one than the stack's. */
export interface Whereabouts {
  region: pulumi.Output<string>;
  /** `"aws"`, `"aws-us-gov"`, `"aws-cn"`, ... */
  partition: pulumi.Output<string>;
  /** The end of the names of AWS's hosts: `"amazonaws.com"`, `"amazonaws.com.cn"`. */
  dnsSuffix: pulumi.Output<string>;
}

/** Asks the provider of the resource. */
export function whereaboutsOf(parent: pulumi.Resource | undefined): Whereabouts {
  const invoke = parent === undefined ? {} : { parent };
  const { partition, dnsSuffix } = aws.getPartitionOutput({}, invoke);
  return { region: aws.getRegionOutput({}, invoke).region, partition, dnsSuffix };
}

/** A feature of AWS that some regions do not have. */
interface Feature {
  /** Completes "the region me-central-1 has no ...". */
  name: string;
  isMissingIn(region: string): boolean;
}

/** Regions without function URLs (Lambda Developer Guide, "Creating and managing Lambda function URLs"). */
const WITHOUT_FUNCTION_URLS: readonly string[] = [
  ...["ap-east-2", "ap-south-2", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7"],
  ...["ca-west-1", "eu-central-2", "eu-south-2", "il-central-1", "me-central-1"],
];

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */
export const FUNCTION_URLS: Feature = {
  name: "Lambda function URLs",
  isMissingIn: (region) => WITHOUT_FUNCTION_URLS.includes(region),
};

/**
 * Source: AWS GovCloud (US) User Guide, "Amazon CloudFront", https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cloudfront.html:
 * a distribution belongs to an account of the standard regions.
 */
export const CLOUDFRONT: Feature = {
  name: "CloudFront",
  isMissingIn: (region) => region.startsWith("us-gov-"),
};

/**
 * Refuses a region that lacks what a resource needs: at once where it is the stack's own, and otherwise before the resource that uses the
 * result is made.
 *
 * @param what names the resource in the message, such as `ValidatedIngest "entries"`
 * @returns the region
 */
export function regionWith(feature: Feature, what: string, parent: pulumi.Resource | undefined): pulumi.Output<string> {
  const check = (region: string): string => {
    if (!feature.isMissingIn(region)) return region;
    throw refusal(
      `${what}: the region ${region} has no ${feature.name}: give another by aws:region, or by the provider of the component`,
    );
  };
  // Only a provider that the program made can be in another region than the configuration says.
  const { region } = aws.config;
  if (region !== undefined && parent?.getProvider("aws:index:any") === undefined) return pulumi.output(check(region));
  return whereaboutsOf(parent).region.apply(check);
}
