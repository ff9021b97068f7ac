import type { Events } from "../events/events";
import type { ServiceDeployment } from "./deploymentState";
import type { EcsServiceSpec } from "./ecs";

/**
 * Tells EventBridge of every change of a deployment's state.
 * Source: Amazon ECS Developer Guide, "Amazon ECS service deployment state change events".
 */
export function deploymentEvents(events: Pick<Events, "emit">, now: () => number) {
  return ({ arn }: EcsServiceSpec, { id, state, reason }: Readonly<ServiceDeployment>): void =>
    events.emit({
      source: "aws.ecs",
      detailType: "ECS Deployment State Change",
      resources: [arn],
      detail: {
        eventType: state === "FAILED" ? "ERROR" : "INFO",
        eventName: `SERVICE_DEPLOYMENT_${state}`,
        deploymentId: id,
        updatedAt: new Date(now()).toISOString(),
        reason,
      },
    });
}
