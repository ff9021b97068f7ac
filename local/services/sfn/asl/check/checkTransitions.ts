import { isArray, isObject, type Json } from "../json";
import type { Fields } from "./checking";
import type { Diagnostics } from "./diagnostics";

/**
 * Checks that the states of a block lead to states beside them, that each is reached, and that the machine has an end. In AWS's words and
 * order, as ValidateStateMachineDefinition answered it in the measurements of issue 2735 of floci-io/floci.
 *
 * @param path `""` for the whole machine
 */
export function checkTransitions(
  startAt: string,
  states: Readonly<Record<string, Fields>>,
  path: string,
  diagnostics: Diagnostics,
): void {
  const MISSING = "MISSING_TRANSITION_TARGET";
  const missing = (target: string, location: string) => {
    if (!Object.hasOwn(states, target)) diagnostics.add(MISSING, `Missing 'Next' target: ${target}`, location);
  };
  missing(startAt, `${path}/StartAt`);
  for (const [name, state] of Object.entries(states)) {
    for (const [target, place] of targetsOf(state)) missing(target, `${path}/States/${name}/${place}`);
  }
  const isEnd = ({ Type, End }: Fields) => End === true || Type === "Succeed" || Type === "Fail";
  if (path === "" && !Object.values(states).some(isEnd)) {
    diagnostics.add("MISSING_END_STATE", "Workflow has no terminal state");
    return;
  }
  const reached = reachedFrom(startAt, states);
  for (const name of Object.keys(states)) {
    if (!reached.has(name)) diagnostics.add(MISSING, `State "${name}" is not reachable.`, `${path}/States/${name}`);
  }
}

function reachedFrom(startAt: string, states: Readonly<Record<string, Fields>>): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [startAt];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name) || !Object.hasOwn(states, name)) continue;
    reached.add(name);
    waiting.push(...targetsOf(states[name] ?? {}).map(([target]) => target));
  }
  return reached;
}

/** Where a state can go, and the fields that say so. */
function targetsOf({ Next, Choices, Default, Catch }: Fields): readonly [target: string, place: string][] {
  const places: [target: Json | undefined, place: string][] = [
    [Next, "Next"],
    ...listed(Choices).map((rule, index): [Json | undefined, string] => [rule.Next, `Choices[${index}]/Next`]),
    [Default, "Default"],
    ...listed(Catch).map((catcher, index): [Json | undefined, string] => [catcher.Next, `Catch[${index}]/Next`]),
  ];
  return places.filter((entry): entry is [string, string] => typeof entry[0] === "string");
}

function listed(value: Json | undefined): readonly Fields[] {
  return isArray(value) ? value.map((item) => (isObject(item) ? item : {})) : [];
}
