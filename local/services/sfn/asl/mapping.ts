import type { Block, MapState, State } from "./definition";
import type { StateFields } from "./fields/stateFields";
import { type Frame, record, recordAside } from "./frame";
import type { Json } from "./json";
import type { StatePast } from "./past";
import type { Runtime } from "./runtime";
import { runtimeError, StateError } from "./stateError";
import { together } from "./together";

/** "Map state processing modes", inline mode: up to 40 iterations at a time. */
const MAP_CONCURRENCY = 40;

/** Runs a Map state's block for each of its items. @param runBlock the interpreter's, which calls this */
export async function runItems(
  runtime: Runtime,
  name: string,
  state: MapState,
  fields: StateFields,
  frame: Frame,
  past: StatePast | undefined,
  runBlock: (runtime: Runtime, block: Block, input: Json, frame: Frame) => Promise<Json>,
): Promise<Json> {
  const block = state.ItemProcessor ?? state.Iterator;
  if (block === undefined) throw runtimeError("a Map state has an ItemProcessor");
  const items = fields.items(state);
  const asked = fields.concurrency(state);
  fields.checkTolerance(state);
  const concurrency = asked > 0 ? Math.min(asked, MAP_CONCURRENCY) : MAP_CONCURRENCY;
  if (past?.event("MapStateStarted") === undefined) record(runtime, frame, "MapStateStarted", { length: items.length });
  const running = new Map<number, Frame>();
  let lastIteration: number | undefined;
  let hasFailed = false;
  const run = async (item: Json, inner: Frame, index: number) => {
    // The Map state itself has it, and its inner states don't ("Accessing execution data from the Context object").
    const ofItem = { Map: { Item: { Index: index, Value: item } } };
    if (inner.past === undefined) record(runtime, inner, "MapIterationStarted", { name, index });
    running.set(index, inner);
    // As on AWS, those that run at a time have all started before the first one enters a state.
    await Promise.resolve();
    try {
      const output = await runBlock(runtime, block, fields.itemInput(state, item, ofItem), inner);
      lastIteration = inner.past?.succeeded ?? recordAside(runtime, inner, "MapIterationSucceeded", { name, index });
      return output;
    } catch (error) {
      if (error instanceof StateError && error.error !== "States.Runtime" && !hasFailed) {
        hasFailed = true;
        recordAside(runtime, inner, "MapIterationFailed", { name, index });
        recordAborted(runtime, inner, inner.running);
        running.delete(index);
        for (const [at, other] of running) {
          recordAside(runtime, inner, "MapIterationAborted", { name, index: at });
          recordAborted(runtime, inner, other.running);
        }
      }
      throw error;
    } finally {
      running.delete(index);
    }
  };
  const outputs = await together(frame, concurrency, items, run, past);
  frame.lastEvent = lastIteration ?? frame.lastEvent;
  recordAside(runtime, frame, "MapStateSucceeded", {});
  return outputs;
}

/** Records that a state ends with the iteration it runs in; only states that take time have an event for that. */
function recordAborted(runtime: Runtime, frame: Frame, type: State["Type"] | undefined): void {
  if (type === "Task" || type === "Wait" || type === "Map" || type === "Parallel") {
    recordAside(runtime, frame, `${type}StateAborted`, {});
  }
}
