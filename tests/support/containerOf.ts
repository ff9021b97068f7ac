import { expect } from "chai";
import { inputsOf, type Run } from "./program";

/** A container as a task definition has it. */
export interface Container extends Record<string, unknown> {
  environment: { name: string; value: string }[];
  secrets: { name: string; valueFrom: string }[];
}

/** The one container of a program's task definition. */
export function containerOf(run: Run<unknown>, definitionName: string): Container {
  const { containerDefinitions } = inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", definitionName);
  const containers = JSON.parse(containerDefinitions as string) as Container[];
  expect(containers).to.have.length(1);
  return containers[0] as Container;
}

/** The environment variables of that container, by name. */
export function environmentOf(run: Run<unknown>, definitionName: string): Record<string, string> {
  return Object.fromEntries(containerOf(run, definitionName).environment.map(({ name, value }) => [name, value]));
}
