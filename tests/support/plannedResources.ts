import type { StackResource } from "../../policies/rule";
import { outputsOf, type Run } from "./program";

/** The resources of a program that ran against mocks, with the outputs that these gave it. */
export function plannedResources({ registrations }: Run<unknown>): readonly StackResource[] {
  return registrations.map(({ type, name, inputs }) => ({
    ...{ type, name },
    properties: { ...outputsOf(type, name), ...inputs, id: `${name}-id` },
  }));
}
