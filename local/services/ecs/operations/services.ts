import type { DescribeServicesCommandInput, DescribeServicesCommandOutput } from "@aws-sdk/client-ecs";
import { textsOf } from "../../../base/textsOf";
import { describeService } from "../descriptions";
import { serviceArnOf } from "../requestParts";
import { type EcsOperation, inCluster, missing } from "./ecsOperation";

export const describeServices: EcsOperation<DescribeServicesCommandInput, DescribeServicesCommandOutput> = {
  parameters: { services: "list?" },
  permissions: (input) =>
    textsOf(input.services).map((service) => inCluster("ecs:DescribeServices", serviceArnOf(input, service), input)),
  run(input, { schedulers, ended }) {
    const arns = textsOf(input.services).map((id) => serviceArnOf(input, id));
    const known = schedulers().filter(({ currentSpec }) => arns.includes(currentSpec.arn));
    const over = ended().filter(({ serviceArn = "" }) => arns.includes(serviceArn));
    const services = [...known.map(describeService), ...over];
    const failures = missing(
      arns,
      services.map(({ serviceArn: arn = "" }) => ({ arn })),
    );
    return { services, failures };
  },
};
