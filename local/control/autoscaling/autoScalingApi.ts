import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { missingMember } from "../../edge/constraints";
import { tagOperations } from "../tagOperations";
import { deleteScalingPolicy, describeScalingPolicies, putScalingPolicy } from "./policies";
import { type ScalingParts, TARGET } from "./scalingOperation";
import {
  deregisterScalableTarget,
  describeScalableTargets,
  describeScalingActivities,
  registerScalableTarget,
} from "./targets";

const tagging = tagOperations<ScalingParts>({
  prefix: "application-autoscaling",
  members: { arn: "ResourceARN", tags: "Tags", keys: "TagKeys" },
  form: "map",
  inventory: ({ resources }) => resources.inventory,
  tagged(arn, { resources }) {
    if (resources.all(TARGET).some(({ state }) => state.arn === arn)) return arn;
    throw new AwsError("ResourceNotFoundException", `The resource ${arn} does not exist.`);
  },
});

/**
 * Application Auto Scaling's API, for ECS services; scheduled actions are not there.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for AWS Application Auto Scaling".
 */
export function autoScalingApi(parts: ScalingParts): AwsService {
  return awsApi({
    signingName: "application-autoscaling",
    protocol: "json-1.1",
    parts,
    operations: {
      ...tagging,
      DeleteScalingPolicy: deleteScalingPolicy,
      DeregisterScalableTarget: deregisterScalableTarget,
      DescribeScalableTargets: describeScalableTargets,
      DescribeScalingActivities: describeScalingActivities,
      DescribeScalingPolicies: describeScalingPolicies,
      PutScalingPolicy: putScalingPolicy,
      RegisterScalableTarget: registerScalableTarget,
    },
    unknown: (operation, known) =>
      new AwsError(
        "UnknownOperationException",
        `application-autoscaling:${operation} is not supported locally (supported: ${known.join(", ")})`,
      ),
    refused: (problem) => new AwsError("ValidationException", missingMember(problem)),
  });
}
