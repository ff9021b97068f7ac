import { useDeferredValue, useState } from "react";
import { Nothing } from "../../shared/parts/notices";
import { useLive, viewOf } from "../api";
import { type MetricName, nameOfMetric, wordsOfDimensions } from "../logic/metrics";
import { hrefOf } from "../logic/route";
import { countOf } from "../logic/words";
import { Pages } from "../parts/pages";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { Title } from "../parts/title";

interface MetricsView {
  metrics: readonly MetricName[];
  total: number;
  pageSize: number;
  dashboards: readonly { label: string; name: string; system?: string }[];
}

const COLUMNS: readonly Column<MetricName>[] = [
  { title: "Metric", cell: (metric) => <a href={hrefOf("metrics", nameOfMetric(metric))}>{metric.metricName}</a> },
  { title: "Namespace", cell: ({ namespace }) => namespace },
  { title: "Of", cell: ({ dimensions }) => wordsOfDimensions(dimensions) || "everything" },
];

/** The deployed dashboards, and every metric that has had a value. */
export function MetricsPage() {
  const [text, setText] = useState("");
  const [from, setFrom] = useState(0);
  const wanted = useDeferredValue(text);
  const live = useLive<MetricsView>(viewOf("metrics", { from, ...(wanted !== "" && { text: wanted }) }));
  return (
    <>
      <Title>Metrics</Title>
      <search className="search">
        <div className="field">
          <label htmlFor="text">Metrics with this in them</label>
          <input
            id="text"
            type="search"
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              setFrom(0);
            }}
          />
        </div>
      </search>
      <Shown live={live}>
        {({ metrics, total, pageSize, dashboards }) => (
          <>
            {dashboards.length > 0 && (
              <section aria-labelledby="dashboards">
                <h2 id="dashboards">Deployed dashboards</h2>
                <ul className="links">
                  {dashboards.map(({ name, system }) => (
                    <li key={name}>
                      <a href={`/_local/dashboards/${encodeURIComponent(name)}/`}>{name}</a>
                      {system !== undefined && <span className="quietText"> {system}</span>}
                    </li>
                  ))}
                </ul>
              </section>
            )}
            {metrics.length === 0 ? (
              <Nothing title="No metrics">
                {wanted === "" ? "None has had a value yet." : "None has this in its name or in what it is of."}
              </Nothing>
            ) : (
              <Table
                caption={countOf(total, "metric")}
                columns={COLUMNS}
                rows={metrics}
                keyOf={(metric) => nameOfMetric(metric)}
              />
            )}
            <Pages of="metrics" from={from} size={pageSize} total={total} onMove={setFrom} />
          </>
        )}
      </Shown>
    </>
  );
}
