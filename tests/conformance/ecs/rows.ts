import type { Calls, Step } from "../calls";
import { apiPages, callsRow } from "../rows";
import type { Source } from "../table";

export const ARN = "arn:aws:ecs:us-east-1:000000000000";

export const api = apiPages("Amazon ECS API Reference", "https://docs.aws.amazon.com/AmazonECS/latest/APIReference");

/** A refusal whose words a program relies on that was written against AWS. */
export function reliedOn(repository: string, title: string): Source {
  return { title: `${title} (${repository})`, address: `https://github.com/${repository}` };
}

export const row = callsRow<Calls>;

export const refused = (error: string, message: string) => ({ error, message, status: 400 });

export const CONTAINER = { name: "app", image: "orders:1" };
export const TASK = {
  ...{ family: "worker", cpu: "256", memory: "512", networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"] },
  containerDefinitions: [CONTAINER],
};
export const register = (more: object = {}): Step => ["RegisterTaskDefinition", { ...TASK, ...more }];
export const cluster = (clusterName: string, more: object = {}): Step => ["CreateCluster", { clusterName, ...more }];
