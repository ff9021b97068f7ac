import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** A CloudWatch metric: its name and its exact set of dimensions. With others it is another metric, which has no data. */
export interface Metric {
  namespace: string;
  metricName: string;
  dimensions: Record<string, pulumi.Input<string>>;
  /** `"Sum"`, `"Maximum"`, ... */
  stat: string;
}

/** Messages that wait for a consumer. */
export function visibleMessages(queue: aws.sqs.Queue): Metric {
  return {
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: queue.name },
    stat: "Maximum",
  };
}

/** Tasks of a service that run. The cluster must have Container Insights, whose metric it is. */
export function runningTasks(cluster: aws.ecs.Cluster, service: aws.ecs.Service): Metric {
  return ofService("RunningTaskCount", cluster, service);
}

/** Tasks that a service should have. The cluster must have Container Insights, whose metric it is. */
export function desiredTasks(cluster: aws.ecs.Cluster, service: aws.ecs.Service): Metric {
  return ofService("DesiredTaskCount", cluster, service);
}

function ofService(metricName: string, cluster: aws.ecs.Cluster, service: aws.ecs.Service): Metric {
  return {
    namespace: "ECS/ContainerInsights",
    metricName,
    dimensions: { ClusterName: cluster.name, ServiceName: service.name },
    stat: "Average",
  };
}
