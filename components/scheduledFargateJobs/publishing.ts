import * as aws from "@pulumi/aws";
import { policyDocument } from "../parts/iam/policies";
import type { Context } from "./settings";

/** Who may push images, and nothing else. */
export interface Publishing {
  policy: aws.iam.Policy;
  /** Empty at first: whoever is put into it may push. */
  group: aws.iam.Group;
}

/**
 * The right to push to one repository. Source of the actions: Amazon ECR User Guide, "IAM permissions for pushing an image".
 */
export function publishing({ subject, tags, opts }: Context, repository: aws.ecr.Repository): Publishing {
  const policy = new aws.iam.Policy(
    `${subject.name}-publish`,
    {
      description: "Pushes images to one repository.",
      policy: policyDocument([
        // GetAuthorizationToken knows no resource types (Service Authorization Reference, "Amazon ECR"): "*" is all it accepts.
        { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
        {
          actions: [
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:CompleteLayerUpload",
            "ecr:InitiateLayerUpload",
            "ecr:PutImage",
            "ecr:UploadLayerPart",
          ],
          resources: [repository.arn],
        },
      ]),
      tags,
    },
    opts,
  );
  const group = new aws.iam.Group(`${subject.name}-publishers`, {}, opts);
  new aws.iam.GroupPolicyAttachment(
    `${subject.name}-publishers-policy`,
    { group: group.name, policyArn: policy.arn },
    opts,
  );
  return { policy, group };
}
