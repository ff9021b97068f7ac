import type {
  DescribeServicesCommandInput,
  DescribeServicesCommandOutput,
  UpdateServiceCommandInput,
  UpdateServiceCommandOutput,
} from "@aws-sdk/client-ecs";
import { z } from "zod";
import { AwsError } from "../../../base/awsError";
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

const updateServiceSchema = z.strictObject({
  cluster: z.string().optional(),
  service: z.string(),
  desiredCount: z.int().min(0).optional(),
  forceNewDeployment: z.boolean().optional(),
});

export const updateService: EcsOperation<UpdateServiceCommandInput, UpdateServiceCommandOutput> = {
  parameters: { service: "text?" },
  permissions: (input) => [inCluster("ecs:UpdateService", serviceArnOf(input, String(input.service)), input)],
  run(input, { ecs, schedulers }) {
    const parsed = updateServiceSchema.safeParse(input);
    if (!parsed.success) {
      const problem = z.prettifyError(parsed.error);
      throw new AwsError("InvalidParameterException", `${problem} (declare other changes in the Pulumi program)`);
    }
    const { service, desiredCount, forceNewDeployment } = parsed.data;
    const arn = serviceArnOf(input, service);
    const scheduler = schedulers().find(({ currentSpec }) => currentSpec.arn === arn);
    if (!scheduler) throw new AwsError("ServiceNotFoundException", "Service not found.");
    if (desiredCount !== undefined) ecs.setDesiredCount(arn, desiredCount);
    if (forceNewDeployment) ecs.redeploy(arn);
    return { service: describeService(scheduler) };
  },
};
