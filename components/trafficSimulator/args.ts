import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { InvalidPercent, TrafficField } from "../../functions/traffic/submissions";
import type { NetworkPlace } from "../network";
import type { CommonArgs } from "../parts/arguments/commonArgs";
import type { Transform } from "../parts/arguments/transform";

export interface TrafficSimulatorArgs extends CommonArgs {
  /** The network of the tasks: private subnets with a way to the internet, as {@link Network} makes them. */
  network: NetworkPlace;
  /**
   * The HTTP endpoint to send to. Exactly one of this and {@link stream}. Tasks may connect to its port; with http, nothing that they
   * send is encrypted. No user and password; an output must be at port 443.
   */
  url?: pulumi.Input<string>;
  /** The Kinesis stream to write to instead, records as JSON objects of the values. */
  stream?: aws.kinesis.Stream;
  /**
   * `GET` and `DELETE` carry the values in their query, others as JSON in their body.
   * @default GET
   */
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Headers of each request, such as an API key; plain text in the task definition. @default none */
  headers?: Readonly<Record<string, pulumi.Input<string>>>;
  /** The rules of valid data: patterns of literals, classes, groups, alternatives and quantifiers; any text where there is none. */
  fields: readonly TrafficField[];
  /**
   * Percent of the data that is wrong, by the field that is wrong, or by several joined by `+`: `{ email: 5, "email+pincode": 2 }`. The rest is valid.
   * @default 5 for each field alone
   */
  invalidPercent?: InvalidPercent;
  /** Tasks at the same time; 1 to 50. @default 2 */
  tasks?: number;
  /** Requests a second of each task; 0.01 to 500. @default 1 */
  requestsPerSecond?: number;
  /**
   * Minutes until the traffic ends, counted from when ECS made the service, before the tasks start; 0.1 to 1,380 (23 hours).
   * @default 10
   */
  durationMinutes?: number;
  /** Another number runs the traffic anew: it makes another service. 1 to 999,999. @default 1 */
  run?: number;
  /** The processor that the tasks run on, and the image is built for. @default arm64 */
  architecture?: "arm64" | "x86_64";
  /** CPU units of a task; 1,024 are one vCPU: 256, 512, 1,024, 2,048 or 4,096. @default 256 */
  cpu?: number;
  /** MiB of a task; which go with which CPU: ECS docs, "Task CPU and memory". @default the least: 512 with 256 */
  memoryMb?: number;
  transform?: {
    cluster?: Transform<aws.ecs.ClusterArgs>;
    taskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
    service?: Transform<aws.ecs.ServiceArgs>;
    alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}
