import type { Calls, Step } from "../calls";
import type { Row, Source } from "../table";

export const ARN = "arn:aws:ecs:us-east-1:000000000000";

/** A page of the Amazon ECS API Reference. */
export function api(operation: string): Source {
  return {
    title: `${operation} (Amazon ECS API Reference)`,
    address: `https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_${operation}.html`,
  };
}

/** A refusal whose words a program relies on that was written against AWS. */
export function reliedOn(repository: string, title: string): Source {
  return { title: `${title} (${repository})`, address: `https://github.com/${repository}` };
}

export function row(
  behaviour: string,
  source: Source,
  calls: readonly Step[],
  answer: unknown,
  see?: string,
): Row<Calls> {
  return { behaviour, input: { calls, ...(see !== undefined && { see }) }, answer, source };
}

export const refused = (error: string, message: string) => ({ error, message, status: 400 });

export const CONTAINER = { name: "app", image: "orders:1" };
export const TASK = {
  ...{ family: "worker", cpu: "256", memory: "512", networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"] },
  containerDefinitions: [CONTAINER],
};
export const register = (more: object = {}): Step => ["RegisterTaskDefinition", { ...TASK, ...more }];
export const cluster = (clusterName: string, more: object = {}): Step => ["CreateCluster", { clusterName, ...more }];
