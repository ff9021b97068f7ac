import * as aws from "@pulumi/aws";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { policyDocument } from "../parts/iam/policies";

/** A policy that lets people push images, and nothing else. */
export interface Publishing {
  policy: aws.iam.Policy;
  /** Empty at first: its members may push. */
  group: aws.iam.Group;
}

/** Makes the right to push to one repository (Amazon ECR User Guide, "IAM permissions for pushing an image"). */
export function publishing(
  name: string,
  { repository, tags }: { repository: aws.ecr.Repository; tags: Record<string, string> },
  opts: ChildOptions,
): Publishing {
  const policy = new aws.iam.Policy(
    `${name}-publish`,
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
  const group = new aws.iam.Group(`${name}-publishers`, {}, opts);
  new aws.iam.GroupPolicyAttachment(`${name}-publishers-policy`, { group: group.name, policyArn: policy.arn }, opts);
  return { policy, group };
}
