/** Data of the page: the answer to `GET /_local/dashboards/<name>/data`. Times are epoch seconds. */
export interface DashboardView {
  name: string;
  timeScale: number;
  from: number;
  to: number;
  widgets: readonly Widget[];
}

export interface Place {
  x?: number;
  y?: number;
  width: number;
  height: number;
  title: string;
}

export type Widget = Place & (MetricWidget | TextWidget | AlarmWidget);

export interface TextWidget {
  type: "text";
  markdown: string;
}

export interface AlarmWidget {
  type: "alarm";
  alarms: readonly { name: string; state: string }[];
}

export interface MetricWidget {
  type: "metric";
  view: "timeSeries" | "singleValue";
  stacked: boolean;
  periodSeconds: number;
  yAxis: { left?: Axis; right?: Axis };
  lines: readonly Line[];
  times: readonly number[];
  series: readonly Series[];
  note?: string;
}

export interface Axis {
  label?: string;
  min?: number;
  max?: number;
}

export interface Line {
  value: number;
  label: string;
  color?: string;
  axis: "left" | "right";
}

export interface Series {
  label: string;
  color?: string;
  axis: "left" | "right";
  values: readonly (number | null)[];
}

/** The local cloud answered with a message for the reader. */
export class Refused extends Error {}

/** @throws Refused where the local cloud says why not, and others where it does not answer */
export async function readJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const body = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Refused(body.message ?? `status ${response.status}`);
  return body;
}
