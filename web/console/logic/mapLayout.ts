import { Graph, layout } from "@dagrejs/dagre";
import { type MapData, type MapNode, NO_SYSTEM } from "./mapData";

export const NODE_WIDTH = 164;
export const NODE_HEIGHT = 68;
const PADDING = 18;
const TITLE = 34;
const GAP = 32;

export interface Placed {
  node: MapNode;
  /** From the corner of its system's box. */
  x: number;
  y: number;
}

export interface Box {
  system: string;
  x: number;
  y: number;
  width: number;
  height: number;
  nodes: readonly Placed[];
}

/** Lays each system out from left to right, and the systems in rows, the largest first. */
export function layOut(data: MapData, aspect: number): readonly Box[] {
  const systems = new Map<string, MapNode[]>();
  for (const node of data.nodes) {
    const system = node.system ?? NO_SYSTEM;
    systems.set(system, [...(systems.get(system) ?? []), node]);
  }
  const boxes = [...systems].map(([system, nodes]) => boxOf(system, nodes, data));
  return inRows(
    boxes.sort((a, b) => b.height * b.width - a.height * a.width || a.system.localeCompare(b.system)),
    aspect,
  );
}

function boxOf(system: string, nodes: readonly MapNode[], { edges }: MapData): Box {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 16, ranksep: 52 });
  graph.setDefaultEdgeLabel(() => ({}));
  const own = new Set(nodes.map(({ id }) => id));
  const joined = edges.filter(({ from, to }) => own.has(from) && own.has(to));
  const used = new Set(joined.flatMap(({ from, to }) => [from, to]));
  const connected = nodes.filter(({ id }) => used.has(id));
  for (const { id } of connected) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to } of joined) graph.setEdge(from, to);
  if (connected.length > 0) layout(graph);
  const placed = connected.map((node) => {
    const { x, y } = graph.node(node.id) as { x: number; y: number };
    return { node, x: x - NODE_WIDTH / 2 + PADDING, y: y - NODE_HEIGHT / 2 + TITLE };
  });
  const width = Math.max(NODE_WIDTH * 2 + 16, ...placed.map(({ x }) => x + NODE_WIDTH - PADDING)) + 2 * PADDING;
  const bottom = Math.max(TITLE, ...placed.map(({ y }) => y + NODE_HEIGHT + 16));
  const alone = nodes.filter(({ id }) => !used.has(id));
  const columns = Math.max(1, Math.floor((width - 2 * PADDING + 16) / (NODE_WIDTH + 16)));
  const rest = alone.map((node, index) => ({
    node,
    x: PADDING + (index % columns) * (NODE_WIDTH + 16),
    y: bottom + Math.floor(index / columns) * (NODE_HEIGHT + 16),
  }));
  const all = [...placed, ...rest];
  const height = Math.max(...all.map(({ y }) => y + NODE_HEIGHT)) + PADDING;
  return { system, x: 0, y: 0, width, height, nodes: all };
}

/** Widths of a row that are tried, in widths of the widest box. */
const TRIED = [1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];

/** Puts boxes side by side, in rows of the width with which all of it is largest in a window of this form. */
function inRows(boxes: readonly Box[], aspect: number): readonly Box[] {
  const widest = Math.max(...boxes.map(({ width }) => width));
  const tried = TRIED.map((times) => rowsOf(boxes, widest * times));
  const sizeOf = (placed: readonly Box[]) =>
    Math.max(
      Math.max(...placed.map(({ x, width }) => x + width)),
      Math.max(...placed.map(({ y, height }) => y + height)) * aspect,
    );
  return tried.reduce((best, each) => (sizeOf(each) < sizeOf(best) ? each : best));
}

/** Fills rows up to a width; a box goes below another one of its row where there is room. */
function rowsOf(boxes: readonly Box[], most: number): readonly Box[] {
  const placed: Box[] = [];
  let [x, y, rowHeight] = [0, 0, 0];
  let below: { x: number; y: number; width: number } | undefined;
  for (const box of boxes) {
    if (below && box.width <= below.width && below.y + box.height <= y + rowHeight) {
      placed.push({ ...box, x: below.x, y: below.y });
      below = { ...below, y: below.y + box.height + GAP };
      continue;
    }
    if (x > 0 && x + box.width > most) [x, y, rowHeight] = [0, y + rowHeight + GAP, 0];
    placed.push({ ...box, x, y });
    below = { x, y: y + box.height + GAP, width: box.width };
    x += box.width + GAP;
    rowHeight = Math.max(rowHeight, box.height);
  }
  return placed;
}
