import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** A CloudWatch metric. Its dimensions are part of its identity: with others it is another metric, which has no data. */
export interface Metric {
  namespace: string;
  metricName: string;
  dimensions: Record<string, pulumi.Input<string>>;
  /** `"Sum"`, `"Maximum"`, ... */
  stat: string;
}

/**
 * Metrics as the terms of an alarm's expression, by their names in it.
 * @param period seconds that a value is of
 */
export function termsOf(
  metrics: Readonly<Record<string, Metric>>,
  period = 60,
): aws.types.input.cloudwatch.MetricAlarmMetricQuery[] {
  return Object.entries(metrics).map(([id, metric]) => ({
    id,
    returnData: false,
    metric: { ...metric, period },
  }));
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

/** Tasks of a service that run: a metric of Container Insights, which the cluster must have. */
export function runningTasks(cluster: aws.ecs.Cluster, service: aws.ecs.Service): Metric {
  return ofService("RunningTaskCount", cluster, service);
}

/** Tasks that a service should have: a metric of Container Insights, which the cluster must have. */
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
