import type { CallRecord } from "../../trace/callRecord";
import { executionMark } from "../../trace/correlation";
import { within } from "../../trace/within";
import type { EnteredState } from "./asl/runtime";
import { StateError } from "./asl/stateError";
import type { MachineSpec } from "./sfn";

type Calls = Pick<CallRecord, "begin" | "follow" | "isOn">;

/**
 * Records a state while it runs: it follows from the start of its execution, and what it calls follows from it. Where nobody looks, the
 * state takes no turn more than without.
 */
export function followedState<Result>(
  calls: Calls | undefined,
  machine: Pick<MachineSpec, "arn">,
  state: EnteredState,
  run: () => Promise<Result>,
): Promise<Result> {
  return calls?.isOn === true ? recordedState(calls, machine, state, run) : run();
}

async function recordedState<Result>(
  calls: Calls,
  { arn }: Pick<MachineSpec, "arn">,
  { context, name, input }: EnteredState,
  run: () => Promise<Result>,
): Promise<Result> {
  const open = calls.begin({
    ...{ kind: "state", action: name, resource: arn, principal: { kind: "service", service: arn } },
    request: JSON.stringify(input),
  });
  if (open === undefined) return run();
  if (open.span.causes.length === 0) calls.follow(executionMark(executionIn(context)), open.span);
  try {
    const result = await within(open.span.id, run);
    open.answer(JSON.stringify(result));
    open.end("ok");
    return result;
  } catch (error) {
    const code = error instanceof StateError ? error.error : "Interrupted";
    open.answer(JSON.stringify({ error: code, cause: error instanceof Error ? error.message : undefined }));
    open.end("failed", code);
    throw error;
  }
}

function executionIn({ Execution }: EnteredState["context"]): unknown {
  return typeof Execution === "object" && Execution !== null && "Id" in Execution ? Execution.Id : undefined;
}
