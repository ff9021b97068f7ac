import type { AlarmWidget, DashboardView, Widget } from "./data";
import { element } from "./elements";
import { markdown } from "./markdown";
import { type Card, metricCard } from "./metricCard";

interface Shown {
  /** The definition, as text: where it changes, the widget is made anew. */
  shape: string;
  box: HTMLElement;
  show(widget: Widget, view: DashboardView): void;
  remove(): void;
}

/** The widgets of a dashboard, which keep their place on the page, and the reader's, while their values change. */
export class Widgets {
  /** `undefined` before the first look, and after {@link clear}. */
  #shown: Shown[] | undefined;

  constructor(private readonly place: HTMLElement) {}

  show(view: DashboardView): void {
    const shapes = view.widgets.map(shapeOf);
    const same = shapes.join() === this.#shown?.map(({ shape }) => shape).join();
    const shown = same && this.#shown ? this.#shown : this.#rebuild(view);
    for (const [index, widget] of view.widgets.entries()) shown[index]?.show(widget, view);
  }

  clear(message: string): void {
    for (const shown of this.#shown ?? []) shown.remove();
    this.#shown = undefined;
    this.place.replaceChildren(element("p", {}, message));
  }

  #rebuild({ widgets }: DashboardView): readonly Shown[] {
    this.clear("This dashboard has no widgets.");
    const shown = widgets.map(shownOf);
    this.#shown = shown;
    if (widgets.length > 0) this.place.replaceChildren(...shown.map(({ box }) => box));
    return shown;
  }
}

/** Writes down everything but what changes from one look to the next. */
function shapeOf(widget: Widget): string {
  if (widget.type === "text") return JSON.stringify(widget);
  if (widget.type === "alarm") return JSON.stringify({ ...widget, alarms: [] });
  const series = widget.series.map(({ values: _, ...line }) => line);
  return JSON.stringify({ ...widget, series, times: [], periodSeconds: 0 });
}

function shownOf(widget: Widget): Shown {
  const box = boxOf(widget);
  const shape = shapeOf(widget);
  if (widget.type === "text") {
    box.append(...markdown(widget.markdown));
    return { shape, box, show() {}, remove() {} };
  }
  if (widget.title !== "") box.append(element("h2", {}, widget.title));
  if (widget.type === "alarm") {
    const list = element("ul", { class: "alarms" });
    box.append(list);
    return { shape, box, show: (now) => now.type === "alarm" && fillAlarms(list, now), remove() {} };
  }
  const card: Card = metricCard(widget);
  box.append(...card.content);
  return {
    shape,
    box,
    show: (now, view) => now.type === "metric" && card.show(now, view),
    remove: () => card.remove(),
  };
}

function fillAlarms(list: HTMLElement, { alarms }: AlarmWidget): void {
  list.replaceChildren(
    ...alarms.map(({ name, state }) => element("li", {}, element("span", { class: state }, state), ` ${name}`)),
  );
}

const COLUMNS = 24;

/** Makes the box of a widget, in the columns that the definition gives it; rows are as high as their content. */
function boxOf({ x, width, title }: Widget): HTMLElement {
  const box = element("section", { class: "widget", ...(title !== "" && { "aria-label": title }) });
  const column = x === undefined ? "auto" : String(Math.min(x, COLUMNS - width) + 1);
  box.style.setProperty("--column", column);
  box.style.setProperty("--columns", String(width));
  return box;
}
