import { hrefOf, type PageName } from "./route";

export interface MapNode {
  id: string;
  kind: string;
  label: string;
  name: string;
  system?: string;
  component?: string;
  waiting?: number;
  isProblem: boolean;
  errors?: number;
}

export interface MapEdge {
  from: string;
  to: string;
  perSecond: number;
  failed: number;
  averageMs: number;
  isForDeadLetters: boolean;
}

export interface MapData {
  nodes: readonly MapNode[];
  edges: readonly MapEdge[];
}

/** The name under which things without a system stand. */
export const NO_SYSTEM = "Without a system";

const PAGE_OF: Readonly<Record<string, PageName>> = {
  bucket: "buckets",
  database: "databases",
  function: "functions",
  queue: "queues",
  service: "tasks",
  stream: "streams",
  table: "tables",
  workflow: "workflows",
};

/** The page about a thing, where there is one. */
export function pageOfNode({ id, kind, name }: MapNode): string | undefined {
  const page = PAGE_OF[kind];
  if (kind === "database") return hrefOf("databases", `postgres/${name}`);
  // Delivery streams have no page of their own: they keep no records that one could look at.
  if (id.includes(":deliverystream/")) return hrefOf("streams");
  return page === undefined ? undefined : hrefOf(page, name);
}

export function systemsOf({ nodes }: MapData): readonly string[] {
  return [...new Set(nodes.map(({ system = NO_SYSTEM }) => system))].sort();
}

/** The part of a map that is about one system, and what it touches; all of it where none is named. */
export function partOf({ nodes, edges }: MapData, system: string): MapData {
  if (system === "") return { nodes, edges };
  const own = new Set(nodes.filter((node) => (node.system ?? NO_SYSTEM) === system).map(({ id }) => id));
  const kept = edges.filter(({ from, to }) => own.has(from) || own.has(to));
  const touched = new Set([...own, ...kept.flatMap(({ from, to }) => [from, to])]);
  return { nodes: nodes.filter(({ id }) => touched.has(id)), edges: kept };
}

/** Says how much goes along an edge; nothing where nothing does. */
export function trafficWords({ perSecond, failed }: MapEdge): string {
  if (perSecond === 0) return "";
  const rate = perSecond >= 0.95 ? `${Math.round(perSecond)}/s` : `${Math.max(1, Math.round(perSecond * 60))}/min`;
  return failed > 0 ? `${rate}\n${failed} failed` : rate;
}

/** Tells maps apart that are laid out differently: numbers on them change nothing. */
export function shapeOf({ nodes, edges }: MapData): string {
  return [...nodes.map(({ id }) => id), ...edges.map(({ from, to }) => `${from}>${to}`)].sort().join("\n");
}
