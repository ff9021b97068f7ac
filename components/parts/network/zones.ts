import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Subject } from "../arguments/arguments";
import { refusal } from "../arguments/refusal";

/**
 * Availability zones, by id, in which Fargate does not run every task of ours: it has none in the last three (ECS Developer Guide,
 * "Supported Regions for Amazon ECS on AWS Fargate", https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html),
 * and none on ARM in the first (the same guide, "Amazon ECS task definitions for 64-bit ARM workloads",
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html).
 */
const WITHOUT_FARGATE = ["use1-az3", "usw1-az2", "apne1-az3", "cnn1-az3"];

/**
 * The names of the zones that a network is in: those that are given, or the region's first that a task can run in. Whoever has opted in to
 * a local or a wavelength zone has it among the region's zones too, and neither Fargate nor a NAT gateway is in every one of them.
 *
 * @throws RunError, in the output, where the region has too few
 */
export function zonesWithFargate(
  { component, name }: Subject,
  zones: number | readonly string[],
  opts: { parent: pulumi.Resource },
): pulumi.Input<string[]> {
  if (typeof zones !== "number") return [...zones];
  const found = aws.getAvailabilityZonesOutput(
    {
      state: "available",
      filters: [{ name: "zone-type", values: ["availability-zone"] }],
      excludeZoneIds: WITHOUT_FARGATE,
    },
    opts,
  );
  return found.names.apply((names) => {
    if (names.length >= zones) return names.slice(0, zones);
    throw refusal(
      `${component} ${JSON.stringify(name)}: availabilityZones must be at most ${names.length} in this region, which has no more in which ` +
        `Fargate runs tasks on ARM (${names.join(", ")}), got ${zones}: give fewer, or the names of others`,
    );
  });
}
