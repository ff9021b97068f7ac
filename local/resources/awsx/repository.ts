import type { ComponentHandler } from "../../engine/componentHandler";
import { REPOSITORY_PROPERTIES } from "../ecr/repository";

interface Rule {
  description?: string;
  tagStatus: string;
  tagPrefixList?: readonly string[];
  maximumNumberOfImages?: number;
  maximumAgeLimit?: number;
}

const UNTAGGED: Rule = { description: "remove untagged images", tagStatus: "untagged", maximumNumberOfImages: 1 };

/**
 * `awsx.ecr.Repository`: a repository and its lifecycle policy, both named in small letters.
 * Source: pulumi-awsx, `awsx/ecr/repository.ts`.
 */
export const awsxRepository: ComponentHandler = {
  type: "awsx:ecr:Repository",
  properties: {
    ...REPOSITORY_PROPERTIES,
    lifecyclePolicy: { noEffect: "images are folders below .sluice/, which stay until it is deleted" },
  },
  async construct({ name, inputs }, { make }) {
    const { lifecyclePolicy, ...own } = inputs as { lifecyclePolicy?: { skip?: boolean; rules?: readonly Rule[] } };
    const childName = name.toLowerCase();
    const made = await make({ type: "aws:ecr/repository:Repository", name: childName, inputs: own });
    const outputs = { repository: made.whole, url: made.output("repositoryUrl") };
    if (lifecyclePolicy?.skip) return outputs;
    const policy = await make({
      type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
      name: childName,
      inputs: {
        repository: made.output("name"),
        policy: JSON.stringify({ rules: rulesOf(lifecyclePolicy?.rules ?? [UNTAGGED]) }),
      },
      dependsOn: [made],
    });
    return { ...outputs, lifecyclePolicy: policy.whole };
  },
};

/** Rules as ECR takes them: the one that takes in any image comes last. */
function rulesOf(rules: readonly Rule[]) {
  const ordered = [...rules.filter(isNotForAny), ...rules.filter((rule) => !isNotForAny(rule))];
  return ordered.map((rule, index) => ({
    rulePriority: index + 1,
    description: rule.description,
    selection: {
      tagStatus: ["any", "untagged"].includes(rule.tagStatus) ? rule.tagStatus : "tagged",
      tagPrefixList: rule.tagPrefixList,
      ...(rule.maximumNumberOfImages !== undefined
        ? { countType: "imageCountMoreThan", countNumber: rule.maximumNumberOfImages }
        : { countType: "sinceImagePushed", countNumber: rule.maximumAgeLimit, countUnit: "days" }),
    },
    action: { type: "expire" },
  }));
}

function isNotForAny({ tagStatus }: Rule): boolean {
  return tagStatus !== "any";
}
