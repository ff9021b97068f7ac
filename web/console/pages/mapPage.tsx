import { lazy, Suspense, useState } from "react";
import { Nothing, Waiting } from "../../shared/parts/notices";
import { useLive } from "../api";
import { type MapData, type MapEdge, type MapNode, NO_SYSTEM, pageOfNode, partOf, systemsOf } from "../logic/mapData";
import { countOf, spanOf } from "../logic/words";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { Title } from "../parts/title";

const Graph = lazy(() => import("../parts/graph").then((module) => ({ default: module.Graph })));

/** Narrower than that, a picture of a whole system cannot be read. */
const WIDE = "(min-width: 52rem)";

/** Everything that runs, how it hangs together, and what goes from where to where. */
export function MapPage() {
  const live = useLive<MapData>("map");
  const [system, setSystem] = useState("");
  const [form, setForm] = useState<"picture" | "table">(() => (matchMedia(WIDE).matches ? "picture" : "table"));
  return (
    <>
      <Title>Map</Title>
      <Shown live={live}>
        {(data) => {
          const shown = partOf(data, system);
          if (data.nodes.length === 0)
            return <Nothing title="Nothing runs">This program has declared nothing.</Nothing>;
          return (
            <>
              <div className="search">
                <div className="field">
                  <label htmlFor="system">System</label>
                  <select id="system" value={system} onChange={({ target }) => setSystem(target.value)}>
                    <option value="">all of them</option>
                    {systemsOf(data).map((each) => (
                      <option key={each}>{each}</option>
                    ))}
                  </select>
                </div>
                <fieldset className="forms">
                  <legend className="unseen">Shown as</legend>
                  {(["picture", "table"] as const).map((each) => (
                    <button key={each} type="button" aria-pressed={form === each} onClick={() => setForm(each)}>
                      {each === "picture" ? "Picture" : "Table"}
                    </button>
                  ))}
                </fieldset>
              </div>
              {form === "picture" ? (
                <section className="map" aria-label="Map: the table says the same">
                  <Suspense fallback={<Waiting>Drawing…</Waiting>}>
                    <Graph data={shown} />
                  </Suspense>
                </section>
              ) : (
                <MapTables data={shown} />
              )}
            </>
          );
        }}
      </Shown>
    </>
  );
}

function MapTables({ data: { nodes, edges } }: { data: MapData }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const place = (id: string) => {
    const node = byId.get(id);
    return node === undefined ? "–" : <NodeLink node={node} />;
  };
  const ways: readonly Column<MapEdge>[] = [
    { title: "From", cell: ({ from }) => place(from) },
    { title: "To", cell: ({ to }) => place(to) },
    { title: "A minute", isNumber: true, cell: ({ perSecond }) => Math.round(perSecond * 60).toLocaleString() },
    {
      title: "Failed",
      isNumber: true,
      cell: ({ failed }) => (failed > 0 ? <span className="badge bad">{failed}</span> : "0"),
    },
    {
      title: "Average",
      isNumber: true,
      cell: ({ perSecond, averageMs }) => (perSecond === 0 ? "–" : spanOf(averageMs)),
    },
  ];
  return (
    <>
      <h2>Who calls whom</h2>
      <Table
        caption={countOf(edges.length, "way")}
        columns={ways}
        rows={edges}
        keyOf={({ from, to }) => `${from} ${to}`}
      />
      <h2>Things</h2>
      <Table caption={countOf(nodes.length, "thing")} columns={THINGS} rows={nodes} keyOf={({ id }) => id} />
    </>
  );
}

const THINGS: readonly Column<MapNode>[] = [
  { title: "Thing", cell: (node) => <NodeLink node={node} /> },
  { title: "Kind", cell: ({ kind }) => kind },
  { title: "System", cell: ({ system = NO_SYSTEM }) => system },
  {
    title: "Waiting",
    isNumber: true,
    cell: ({ waiting, isProblem }) =>
      isProblem ? <span className="badge bad">{waiting}</span> : (waiting?.toLocaleString() ?? "–"),
  },
  { title: "Errors", isNumber: true, cell: ({ errors }) => errors?.toLocaleString() ?? "–" },
];

function NodeLink({ node }: { node: MapNode }) {
  const href = pageOfNode(node);
  return href === undefined ? node.label : <a href={href}>{node.label}</a>;
}
