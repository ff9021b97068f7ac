import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { accessControlOperations } from "./accessControls";
import type { CloudFrontParts } from "./cloudFrontOperation";
import { distributionOperations } from "./distributions";
import { headersPolicyOperations } from "./headersPolicies";
import { tagOperations } from "./tags";

const OPERATIONS = {
  ...distributionOperations,
  ...accessControlOperations,
  ...headersPolicyOperations,
  ...tagOperations,
};

/**
 * CloudFront's API: distributions, origin access controls, response headers policies, and tags.
 *
 * Known differences from AWS: a distribution is deployed at once; lists have one page, and tell no policies of AWS's own; what a configuration sets and the local cloud does not run is refused as `InvalidArgument`.
 */
export function cloudFrontApi(parts: CloudFrontParts): AwsService {
  return awsApi({
    signingName: "cloudfront",
    protocol: "rest-xml",
    routes: Object.fromEntries(Object.entries(OPERATIONS).map(([name, { route }]) => [name, route])),
    operations: Object.fromEntries(Object.entries(OPERATIONS).map(([name, { operation }]) => [name, operation])),
    parts,
    unknown: (operation) =>
      new AwsError("UnknownOperationException", `The local cloud does not run CloudFront's ${operation}.`, 404),
    refused: ({ parameter, kind }) => new AwsError("InvalidArgument", `${parameter} must be a ${kind}`),
  });
}
