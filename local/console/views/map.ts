import type { Services } from "../../services";
import { keptOf } from "../kept";
import type { View } from "../parts";
import { type MapPlace, placesOf } from "../places";
import { referencesOf } from "../references";
import { recentErrors } from "./functions";
import { queueLines } from "./queues";

/** A thing on the map, and what there is to say about it at a glance. */
interface MapNode extends Pick<MapPlace, "id" | "kind" | "label" | "name" | "system" | "component"> {
  /** Messages that wait in a queue. */
  waiting?: number;
  /** They are dead letters, or wait for a person. */
  isProblem: boolean;
  /** Errors of a function in the last quarter of an hour. */
  errors?: number;
}

interface MapEdge {
  from: string;
  to: string;
  perSecond: number;
  failed: number;
  averageMs: number;
  isForDeadLetters: boolean;
}

/** References follow from texts anywhere in the program's resources, and from policies, which are resources as well. */
const keptReferences = keptOf((program, iam: Services["iam"]) => referencesOf(program, placesOf(program), iam));

/** Everything that calls come from or go to, how it hangs together, and the traffic of the last minute. */
export const map: View = (parts) => {
  const { services, program } = parts;
  const places = placesOf(program);
  const edges = new Map<string, MapEdge>();
  const add = (edge: MapEdge) => edges.set(`${edge.from} ${edge.to}`, edge);
  for (const { from, to, isForDeadLetters = false } of keptReferences(program, services.iam)) {
    add({ from, to, isForDeadLetters, perSecond: 0, failed: 0, averageMs: 0 });
  }
  const outside = new Map<string, string>();
  for (const { from, to, ...seen } of services.calls.ways) {
    const target = places.find(to);
    const source = places.find(from);
    if (target === undefined || source === target) continue;
    // Calls of people and of services by themselves are no part of the program.
    if (source === undefined && from !== "anonymous") continue;
    const id = source?.id ?? `client ${target.system ?? ""}`;
    if (source === undefined) outside.set(id, target.system ?? "");
    const known = edges.get(`${id} ${target.id}`);
    add({ from: id, to: target.id, isForDeadLetters: known?.isForDeadLetters ?? false, ...seen });
  }
  const queues = new Map(queueLines(parts).map((line) => [line.arn, line]));
  const nodes: MapNode[] = places.all.map(({ id, kind, label, name, system, component }) => {
    const queue = queues.get(id);
    return {
      ...{ id, kind, label, name, isProblem: (queue?.deadLettersOf.length ?? 0) > 0 && (queue?.visible ?? 0) > 0 },
      ...(system !== undefined && { system }),
      ...(component !== undefined && { component }),
      ...(queue && { waiting: queue.visible + queue.inFlight + queue.delayed }),
      ...(kind === "function" && { errors: recentErrors(services, name) }),
    };
  });
  for (const [id, system] of outside) {
    nodes.push({ id, kind: "client", label: "clients", name: "", isProblem: false, ...(system !== "" && { system }) });
  }
  return { nodes, edges: [...edges.values()] };
};
