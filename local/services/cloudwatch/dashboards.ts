import { type DashboardProblem, parseDashboardBody, refuseDashboard } from "./dashboardBody";
import { type DashboardView, type ViewDependencies, type ViewRequest, viewOf } from "./dashboardView";
import type { ReadyWidget } from "./readyWidget";
import { widgetMetrics } from "./widgetMetrics";

/** CloudWatch dashboards: their definitions, and what they show now. */
export interface Dashboards {
  /**
   * Replaces a dashboard of this name.
   * @throws Error that lists everything that is wrong with the body, and where, as PutDashboard does
   */
  put(name: string, body: string): void;
  delete(name: string): void;
  /** In alphabetical order. */
  readonly names: readonly string[];
  /** `undefined` where there is no such dashboard. */
  view(name: string, request: ViewRequest): DashboardView | undefined;
}

/** @param options `timeScale` divides the periods of widgets as it divides those of alarms. @default 1 */
export function createDashboards(deps: ViewDependencies, { timeScale = 1 }: { timeScale?: number } = {}): Dashboards {
  const dashboards = new Map<string, readonly ReadyWidget[]>();
  return {
    put: (name, body) => void dashboards.set(name, readyWidgets(body)),
    delete: (name) => void dashboards.delete(name),
    get names() {
      return [...dashboards.keys()].sort();
    },
    view(name, request) {
      const widgets = dashboards.get(name);
      return widgets && viewOf(deps, { name, widgets, timeScale }, request);
    },
  };
}

function readyWidgets(text: string): readonly ReadyWidget[] {
  const parsed = parseDashboardBody(text);
  if ("problems" in parsed) return refuseDashboard(parsed.problems);
  const problems: DashboardProblem[] = [];
  const widgets = parsed.body.widgets.map((widget, index): ReadyWidget => {
    if (widget.type !== "metric") return { widget };
    const read = widgetMetrics(widget, `/widgets/${index}`);
    if ("metrics" in read) return { widget, metrics: read.metrics };
    problems.push(...read.problems);
    return { widget };
  });
  return problems.length > 0 ? refuseDashboard(problems) : widgets;
}
