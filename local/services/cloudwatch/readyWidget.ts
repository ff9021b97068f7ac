import type { Widget } from "./dashboardBody";
import type { WidgetMetrics } from "./widgetMetrics";

/** A widget, with its metrics made ready where it has any. */
export type ReadyWidget = { widget: Widget; metrics?: WidgetMetrics };
