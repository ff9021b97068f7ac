import type { Resource } from "../../engine/deployment";
import { type ConsoleParts, ofType, placeOf, type View } from "../parts";
import { resourceAskedFor } from "./page";

const MACHINE = "aws:sfn/stateMachine:StateMachine";
const MOST_EXECUTIONS = 50;
const MOST_EVENTS = 500;

/** Every state machine of the program. */
export const workflows: View = async (parts) => ({
  workflows: await Promise.all(
    ofType(parts.program, MACHINE).map(async (resource) => {
      const executions = await executionsOf(parts, resource);
      const count = (...wanted: string[]) => executions.filter(({ status }) => wanted.includes(String(status))).length;
      return {
        ...lineOf(parts, resource),
        ...{
          running: count("RUNNING"),
          succeeded: count("SUCCEEDED"),
          failed: count("FAILED", "TIMED_OUT", "ABORTED"),
        },
        latest: executions[0]?.startDate,
      };
    }),
  ),
});

/** One state machine, and its newest executions. */
export const workflow: View = async (parts, query) => {
  const resource = resourceAskedFor(parts.program, MACHINE, query, "workflow");
  return {
    workflow: { ...lineOf(parts, resource), definition: String(resource.state.definition) },
    executions: await executionsOf(parts, resource),
  };
};

/** One execution: what it was given and gave, and what happened in it. */
export const execution: View = async ({ call }, query) => {
  const executionArn = query.get("arn") ?? "";
  const [described, { events }] = await Promise.all([
    call("states", "DescribeExecution", { executionArn }),
    call("states", "GetExecutionHistory", { executionArn, maxResults: MOST_EVENTS }),
  ]);
  return { execution: described, events };
};

function lineOf({ program }: ConsoleParts, resource: Resource): object {
  const { arn, name, type = "STANDARD" } = resource.state;
  return { ...placeOf(program, resource), arn, name, type };
}

/** The newest first. Those of an express workflow are in its log only, as on AWS. */
async function executionsOf(
  { call }: ConsoleParts,
  { state }: Resource,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  if (state.type === "EXPRESS") return [];
  const given = { stateMachineArn: state.arn, maxResults: MOST_EXECUTIONS };
  const { executions } = await call("states", "ListExecutions", given);
  return executions as readonly Readonly<Record<string, unknown>>[];
}
