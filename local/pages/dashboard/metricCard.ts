import { type Chart, colorOf, createChart, dashOf } from "./chart";
import type { DashboardView, MetricWidget, Place } from "./data";
import { element } from "./elements";
import { extent, inWords, latest, timeOfDay } from "./numbers";

type Widget = Place & MetricWidget;
const NO_DATA = "No data in this time.";

/** Shows one metric widget: a chart or large numbers, and the numbers as a table. */
export interface Card {
  readonly content: readonly HTMLElement[];
  show(widget: Widget, view: DashboardView): void;
  remove(): void;
}

export function metricCard(widget: Widget): Card {
  return widget.view === "singleValue" ? numbersCard() : chartCard(widget);
}

function numbersCard(): Card {
  const values = element("dl", { class: "values" });
  const empty = element("p", { class: "quiet" });
  return {
    content: [values, empty],
    show({ series, note }) {
      empty.textContent = hasData(series) ? "" : (note ?? NO_DATA);
      values.replaceChildren(
        ...series.map(({ label, values: given }) =>
          element("div", {}, element("dt", {}, label), element("dd", {}, inWords(latest(given)))),
        ),
      );
    },
    remove() {},
  };
}

function chartCard(first: Widget): Card {
  const title = first.title || "Chart";
  const place = element("div", {
    class: "chart",
    tabindex: "0",
    role: "group",
    "aria-label": `${title}, a chart. The table below has its values; arrow keys move through time.`,
  });
  const empty = element("p", { class: "quiet" });
  const moment = element("p", { class: "moment", "aria-live": "polite" });
  const rows = element("tbody");
  const valueHead = element("th", { scope: "col" }, "latest");
  const table = element(
    "table",
    {},
    element("caption", {}, `${title}: latest, least and greatest values`),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col" }, "line"),
        valueHead,
        element("th", { scope: "col" }, "least"),
        element("th", { scope: "col" }, "greatest"),
      ),
    ),
    rows,
  );
  let chart: Chart | undefined;
  let widget = first;
  let at: number | undefined;

  const fill = (): void => {
    const time = at === undefined ? undefined : widget.times[at];
    moment.textContent = time === undefined ? "" : `At ${timeOfDay(time)}, for ${widget.periodSeconds} s`;
    valueHead.textContent = time === undefined ? "latest" : timeOfDay(time);
    rows.replaceChildren(
      ...widget.series.map(({ label, values }, index) => {
        const { least, most } = extent(values);
        const shown = at === undefined ? latest(values) : values[at];
        return element(
          "tr",
          {},
          element("th", { scope: "row" }, swatch(widget, index), label),
          ...[shown, least, most].map((value) => element("td", {}, inWords(value))),
        );
      }),
    );
  };
  const pointTo = (index: number | undefined): void => {
    if (index === at) return;
    at = index;
    fill();
  };
  place.addEventListener("keydown", (event) => {
    const last = widget.times.length - 1;
    const next = { ArrowLeft: (at ?? last + 1) - 1, ArrowRight: (at ?? last - 1) + 1, Home: 0, End: last }[event.key];
    if (next === undefined && event.key !== "Escape") return;
    event.preventDefault();
    const index = next === undefined ? undefined : Math.min(Math.max(next, 0), last);
    chart?.mark(index);
    pointTo(index);
  });

  return {
    content: [place, empty, moment, element("div", { class: "scrolls" }, table)],
    show(next, view) {
      widget = next;
      const known = hasData(next.series);
      place.hidden = !known;
      empty.textContent = known ? "" : (next.note ?? NO_DATA);
      if (known) {
        chart ??= createChart(place, next, pointTo);
        chart.show(next, view);
      }
      fill();
    },
    remove: () => chart?.remove(),
  };
}

function hasData(series: Widget["series"]): boolean {
  return series.some(({ values }) => values.some((value) => value !== null));
}

const SVG = "http://www.w3.org/2000/svg";

/** A piece of the line, as the chart draws it. */
function swatch(widget: Widget, index: number): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("viewBox", "0 0 28 8");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "line");
  const attributes = { x1: "0", x2: "28", y1: "4", y2: "4", "stroke-width": "3", stroke: colorOf(widget, index) };
  for (const [name, value] of Object.entries(attributes)) line.setAttribute(name, value);
  line.setAttribute("stroke-dasharray", dashOf(index).join(" "));
  svg.append(line);
  return svg;
}
