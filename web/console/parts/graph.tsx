import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  useReactFlow,
} from "@xyflow/react";
import { useEffect, useMemo } from "react";
import { type MapData, type MapEdge, type MapNode, pageOfNode, shapeOf, trafficWords } from "../logic/mapData";
import { type Box, layOut, NODE_HEIGHT, NODE_WIDTH } from "../logic/mapLayout";
import { countOf } from "../logic/words";

type ThingNode = Node<{ node: MapNode }, "thing">;
type SystemNode = Node<{ title: string }, "system">;
type WayEdge = Edge<{ way: MapEdge }, "way">;

const NODE_TYPES = { thing: Thing, system: System };
const EDGE_TYPES = { way: Way };

/** The map as a picture that can be moved and zoomed. It is loaded when it is first shown. */
export function Graph({ data }: { data: MapData }) {
  const shape = shapeOf(data);
  // biome-ignore lint/correctness/useExhaustiveDependencies: numbers change every second, and move nothing.
  const boxes = useMemo(() => layOut(data, 1.5), [shape]);
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const nodes = boxes.flatMap((box) => nodesOf(box, byId));
  const edges = data.edges.map((way): WayEdge => {
    const id = `${way.from} ${way.to}`;
    return { id, type: "way", source: way.from, target: way.to, data: { way }, zIndex: 1 };
  });
  return (
    <ReactFlow<ThingNode | SystemNode, WayEdge>
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      minZoom={0.1}
      maxZoom={1.6}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      proOptions={{ hideAttribution: true }}
    >
      <Buttons shape={shape} />
    </ReactFlow>
  );
}

function nodesOf({ system, x, y, width, height, nodes }: Box, byId: ReadonlyMap<string, MapNode>) {
  const box: SystemNode = {
    ...{ id: `system ${system}`, type: "system", position: { x, y }, data: { title: system } },
    ...{ width, height, zIndex: 0 },
  };
  const things = nodes.map(({ node, x: left, y: top }): ThingNode => {
    const position = { x: x + left, y: y + top };
    const size = { width: NODE_WIDTH, height: NODE_HEIGHT };
    return { id: node.id, type: "thing", position, ...size, data: { node: byId.get(node.id) ?? node }, zIndex: 2 };
  });
  return [box, ...things];
}

/** Zooms for those without a wheel, and shows all of another map. */
function Buttons({ shape }: { shape: string }) {
  const { fitView, zoomIn, zoomOut } = useReactFlow();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another shape is another map.
  useEffect(() => {
    const frame = requestAnimationFrame(() => void fitView({ padding: 0.04 }));
    return () => cancelAnimationFrame(frame);
  }, [shape, fitView]);
  return (
    <div className="mapButtons">
      <button type="button" onClick={() => void zoomIn()}>
        <span aria-hidden="true">+</span>
        <span className="unseen">Zoom in</span>
      </button>
      <button type="button" onClick={() => void zoomOut()}>
        <span aria-hidden="true">−</span>
        <span className="unseen">Zoom out</span>
      </button>
      <button type="button" onClick={() => void fitView({ padding: 0.04 })}>
        Show all
      </button>
    </div>
  );
}

function System({ data: { title } }: NodeProps<SystemNode>) {
  return (
    <div className="mapSystem">
      <p>{title}</p>
    </div>
  );
}

function Thing({ data: { node } }: NodeProps<ThingNode>) {
  const { kind, label, waiting = 0, errors = 0, isProblem } = node;
  const href = pageOfNode(node);
  return (
    <div className={`mapThing ${kind} ${isProblem || errors > 0 ? "problem" : ""}`}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className="mapKind">{kind}</span>
      {href === undefined ? (
        <span className="mapLabel">{label}</span>
      ) : (
        <a className="mapLabel nopan" href={href}>
          {label}
        </a>
      )}
      {waiting > 0 && <span className={isProblem ? "mapMark bad" : "mapMark"}>{waiting.toLocaleString()} waiting</span>}
      {errors > 0 && <span className="mapMark bad">{countOf(errors, "error")}</span>}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}

function Way({ sourceX, sourceY, targetX, targetY, data }: EdgeProps<WayEdge>) {
  const [path, x, y] = getBezierPath({
    ...{ sourceX, sourceY, sourcePosition: Position.Right },
    ...{ targetX, targetY, targetPosition: Position.Left },
  });
  if (data === undefined) return null;
  const { way } = data;
  const words = trafficWords(way);
  const state = way.failed > 0 ? "failing" : way.perSecond > 0 ? "busy" : way.isForDeadLetters ? "dead" : "";
  return (
    <>
      <BaseEdge path={path} className={`mapWay ${state}`} />
      {words !== "" && (
        <EdgeLabelRenderer>
          <span
            className={`mapTraffic ${state}`}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {words}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
