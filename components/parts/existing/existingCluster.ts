import { createHash } from "node:crypto";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { absentTransforms, checked, type Subject } from "../arguments/arguments";
import { fargateCapacity, type TaskClusterArgs, taskCluster } from "../workers/taskCluster";

export interface ExistingClusterArgs {
  /**
   * A cluster that is there already, with Container Insights, whose metrics alarms and scaling need: `new aws.ecs.Cluster(...)`, or
   * `aws.ecs.Cluster.get(...)` for one of another program. Where tasks choose between Fargate and Fargate Spot it must have both as capacity
   * providers (`aws.ecs.ClusterCapacityProviders`), which no component changes: they are a setting of the whole cluster.
   * @default one of the component's own, whose name says whose its tasks are
   */
  cluster?: aws.ecs.Cluster;
}

/** The place that tasks run in. */
export interface TaskPlace {
  cluster: aws.ecs.Cluster;
  /** Begins the names of families of task definitions; unique in account and region, or two stacks would share their revisions. */
  family: pulumi.Output<string>;
  /** Tells tasks that the component starts from all others of the cluster: at most 36 characters (ECS API reference, `RunTask`, `startedBy`). */
  startedBy: string;
  /** The cluster's choice of Fargate or Fargate Spot, where the component has made it. */
  capacity: aws.ecs.ClusterCapacityProviders | undefined;
}

/**
 * Makes a cluster, or takes the one that was handed in.
 *
 * @param args.capacity the name of the choice between Fargate and Fargate Spot, for a cluster whose tasks choose
 * @throws RunError where there is a transform for a cluster that is there already; in the family's output, where that one has no Container Insights
 */
export function taskPlace(
  name: string,
  args: TaskClusterArgs & { subject: Subject; existingCluster: aws.ecs.Cluster | undefined; capacity?: string },
  opts: pulumi.CustomResourceOptions,
): TaskPlace {
  const { subject, existingCluster } = args;
  if (existingCluster !== undefined) {
    absentTransforms(subject, { cluster: args.transform }, ["cluster"], "with cluster");
    const family = sharedFamily(subject, existingCluster);
    return { cluster: existingCluster, family, startedBy: sharedStartedBy(subject), capacity: undefined };
  }
  const cluster = taskCluster(name, args, opts);
  const capacity = args.capacity === undefined ? undefined : fargateCapacity(args.capacity, { cluster }, opts);
  // The cluster's name is unique, and a family of that name is this stack's own.
  return { cluster, family: cluster.name, startedBy: subject.name, capacity };
}

/** A cluster that others use as well has other stacks' families beside these. */
function sharedFamily(subject: Subject, cluster: aws.ecs.Cluster): pulumi.Output<string> {
  const settings = cluster.settings.apply((known) => known ?? []);
  const rule = "a cluster with the setting containerInsights enabled, or enhanced: alarms and scaling count its tasks";
  const right = checked(subject, "cluster", settings, rule, (known) =>
    known.some(({ name, value }) => name === "containerInsights" && value !== "disabled"),
  );
  const own = ownerOf(subject)
    .join("-")
    .replaceAll(/[^\w-]/g, "-");
  return pulumi.all([cluster.name, right]).apply(([name]) => `${name}-${own}`);
}

/** Another stack may have a component of this name in the cluster: whoever counts its tasks must not count those. */
function sharedStartedBy(subject: Subject): string {
  const digest = createHash("sha256").update(ownerOf(subject).join("/")).digest("hex").slice(0, 8);
  return `${subject.name.slice(0, 27)}-${digest}`;
}

/** Unique in account and region; with the kind of component, for two of different kinds may have one name. */
function ownerOf({ component, name }: Subject): string[] {
  return [pulumi.getProject(), pulumi.getStack(), component, name];
}
