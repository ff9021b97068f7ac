import type { DescribeServicesCommandInput, DescribeServicesCommandOutput } from "@aws-sdk/client-ecs";
import { describeService } from "../descriptions";
import { serviceArnOf, textsOf } from "../requestParts";
import { type EcsOperation, inCluster, missing } from "./ecsOperation";

export const describeServices: EcsOperation<DescribeServicesCommandInput, DescribeServicesCommandOutput> = {
  parameters: { services: "list?" },
  permissions: (input) =>
    textsOf(input.services).map((service) => inCluster("ecs:DescribeServices", serviceArnOf(input, service), input)),
  run(input, { schedulers }) {
    const arns = textsOf(input.services).map((id) => serviceArnOf(input, id));
    const known = schedulers().filter(({ currentSpec }) => arns.includes(currentSpec.arn));
    const failures = missing(
      arns,
      known.map(({ currentSpec }) => currentSpec),
    );
    return { services: known.map(describeService), failures };
  },
};
