import { useState } from "react";
import { useLive, viewOf } from "../api";
import { type MetricName, numberOf, type Point, plotOf, wordsOfDimensions } from "../logic/metrics";
import { momentOf, spanOf } from "../logic/words";
import { Facts } from "../parts/facts";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { Title } from "../parts/title";

interface MetricView {
  metric: MetricName;
  statistic: string;
  minutes: number;
  periodMs: number;
  points: readonly Point[];
  unit?: string;
}

const STATISTICS = ["Sum", "Average", "Maximum", "Minimum", "SampleCount", "p50", "p90", "p99"];
const MINUTES = [5, 15, 60, 180];
const BOX = { width: 600, height: 160 };

const COLUMNS: readonly Column<Required<Point>>[] = [
  { title: "From", cell: ({ at }) => momentOf(at) },
  { title: "Value", isNumber: true, cell: ({ value }) => numberOf(value) },
];

/** One metric over time, as a picture and as a table. */
export function MetricPage({ name }: { name: string }) {
  const [statistic, setStatistic] = useState("Sum");
  const [minutes, setMinutes] = useState(15);
  const live = useLive<MetricView>(viewOf("metric", { name, statistic, minutes }));
  return (
    <Shown live={live} about={{ of: "metrics", name: titleOf(name) }}>
      {({ metric, points, periodMs, unit }) => (
        <>
          <Title of="metrics">{metric.metricName}</Title>
          <Facts
            facts={[
              ["Namespace", metric.namespace],
              ["Of", wordsOfDimensions(metric.dimensions) || "everything"],
              ["Unit", unit ?? "–"],
              ["A point is", spanOf(periodMs)],
            ]}
          />
          <div className="search">
            <div className="field">
              <label htmlFor="statistic">Statistic</label>
              <select id="statistic" value={statistic} onChange={({ target }) => setStatistic(target.value)}>
                {STATISTICS.map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </select>
            </div>
            <div className="field">
              <label htmlFor="minutes">Time</label>
              <select id="minutes" value={minutes} onChange={({ target }) => setMinutes(Number(target.value))}>
                {MINUTES.map((each) => (
                  <option key={each} value={each}>
                    {spanOf(each * 60_000)}
                  </option>
                ))}
              </select>
            </div>
          </div>
          <Chart points={points} title={`${statistic} of ${metric.metricName}`} />
          <Values points={points} />
        </>
      )}
    </Shown>
  );
}

function Chart({ points, title }: { points: readonly Point[]; title: string }) {
  const { top, plotted, lines } = plotOf(points, BOX);
  const [first] = points;
  const last = points.at(-1);
  return (
    <figure className="chart">
      <figcaption className="unseen">{title}; the table below has its values.</figcaption>
      <p className="quietText" aria-hidden="true">
        {numberOf(top)}
      </p>
      <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="axis" d={`M0 0H${BOX.width}M0 ${BOX.height / 2}H${BOX.width}M0 ${BOX.height}H${BOX.width}`} />
        {lines.map(([start, ...rest]) =>
          start === undefined ? null : (
            <path
              key={start.point.at}
              className="series"
              d={`M${start.x} ${start.y}${rest.map(({ x, y }) => `L${x} ${y}`).join("")}`}
            />
          ),
        )}
        {/* A line of no length with round ends is a dot, whatever the box is stretched to: one alone must be seen. */}
        {plotted.map(({ x, y, point }) => (
          <path key={point.at} className="dot" d={`M${x} ${y}h0`} />
        ))}
      </svg>
      <p className="quietText ends" aria-hidden="true">
        <span>{first && momentOf(first.at)}</span>
        <span>{last && momentOf(last.at)}</span>
      </p>
    </figure>
  );
}

function Values({ points }: { points: readonly Point[] }) {
  const values = points.flatMap(({ at, value }) => (value === undefined ? [] : [{ at, value }])).reverse();
  if (values.length === 0) return <p className="hint">It had no value in this time.</p>;
  return (
    <details>
      <summary>The values</summary>
      <Table caption="Values, the newest first" columns={COLUMNS} rows={values} keyOf={({ at }) => `${at}`} />
    </details>
  );
}

function titleOf(name: string): string {
  return /"metricName":"([^"]*)"/.exec(name)?.[1] ?? name;
}
