import * as pulumi from "@pulumi/pulumi";
import type { ProgramSettings } from "../../local/evaluation/protocol";
import { surroundings } from "../../local/testing/mocks/surroundings";

/** A resource that a program would make, with what is known of its inputs before anything is made. */
export interface Planned {
  type: string;
  name: string;
  inputs: Readonly<Record<string, unknown>>;
}

/** The resources of a stack's program, and what stops it. */
export interface Plan {
  region: string;
  resources: readonly Planned[];
  /** Messages of what the program refuses, each once. */
  refusals: readonly string[];
}

/** The resources of one type. */
export function ofType({ resources }: Pick<Plan, "resources">, type: string): readonly Planned[] {
  return resources.filter((resource) => resource.type === type);
}

/** The task definition of an ECS service: components give both their names (`components/parts/workers/fargateTask.ts`). */
export function taskDefinitionOf(plan: Pick<Plan, "resources">, { name }: Pick<Planned, "name">): Planned | undefined {
  return ofType(plan, "aws:ecs/taskDefinition:TaskDefinition").find((other) => other.name === `${name}-definition`);
}

/** An account that no provider is asked of. */
const ANY_ACCOUNT = "000000000000";

/** Evaluates a stack's program as a preview of a new stack does, without a provider, an account, or anything made. */
export async function planOf({ main, project, stack, config }: ProgramSettings): Promise<Plan> {
  const region = config["aws:region"] ?? "us-east-1";
  const resources: Planned[] = [];
  const refusals = new Set<string>();
  const refuse = (reason: unknown) => void refusals.add(reason instanceof Error ? reason.message : String(reason));
  await pulumi.runtime.setMocks(
    {
      call: ({ token }) => surroundings(token, region, config["sluice:accountId"] ?? ANY_ACCOUNT),
      newResource({ type, name, inputs, custom }) {
        // Components are names only, but for those of a plugin, which makes what is below them.
        if (custom === true || type.startsWith("awsx:")) resources.push({ type, name, inputs });
        return { id: undefined, state: inputs };
      },
    },
    project,
    stack,
    true,
  );
  pulumi.runtime.setAllConfig({ ...config });
  // A wrong input of a resource rejects a promise that Pulumi leaves to the process to notice.
  process.on("unhandledRejection", refuse);
  try {
    const program = require(main) as unknown;
    await (typeof program === "function" ? program() : program);
    await pulumi.runtime.disconnect();
    await new Promise(setImmediate);
  } catch (error) {
    refuse(error);
  } finally {
    process.off("unhandledRejection", refuse);
  }
  return { region, resources, refusals: [...refusals] };
}
